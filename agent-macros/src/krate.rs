//! Where generated code finds agent-core: `::agent_core`, or what `crate = path` says.

use quote::{ToTokens, quote};
use syn::{Path, parse_quote};

/// The path of agent-core as the user's crate knows it.
#[derive(Clone)]
pub(crate) struct Krate(Path);

impl Default for Krate {
    fn default() -> Self {
        Self(parse_quote!(::agent_core))
    }
}

impl From<Path> for Krate {
    fn from(path: Path) -> Self {
        Self(path)
    }
}

impl ToTokens for Krate {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl Krate {
    /// The path as text, for attributes such as `#[serde(crate = "…")]`.
    pub(crate) fn text(&self, below: &str) -> String {
        let path = &self.0;
        quote!(#path).to_string().replace(' ', "") + below
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    /// Under another name, nothing of the expansion may look for `agent_core`.
    #[test]
    fn a_renamed_dependency_is_named_everywhere() {
        let tool = crate::tool::tool(
            quote!(
                read,
                ask_if = |call| call.a > 1,
                timeout = "1s",
                crate = other::name
            ),
            &quote! {
                /// Acts.
                async fn act(#[schema(range(1..=5), default = 2)] a: Number, b: &Bank) -> Result<u8, E> {}
            },
        );
        let agent = crate::agent::agent(
            quote!(state = Case, deps = Shop, crate = other::name),
            quote! {
                enum Support {
                    Act(Act),
                    #[tool(act)]
                    Other { a: u8 },
                    /// Asks.
                    #[ask(answer = bool)]
                    Ask { question: String },
                    /// Waits.
                    #[wait(event = "paid")]
                    Wait { seconds: u64 },
                    /// Ends.
                    #[done]
                    Reply { message: Option<String> },
                }
            },
        );
        let schema = crate::schema::derive(quote! {
            #[schema(crate = other::name)]
            #[serde(tag = "t")]
            enum Kind { One { #[schema(range(1..))] a: Number }, Two(Box<Kind>) }
        });
        let partial = crate::partial::derive(quote! {
            #[schema(crate = other::name)]
            #[serde(tag = "t")]
            enum Kind { One { a: Number, #[schema(stream(done, with_state))] b: Text }, Two(Box<Kind>) }
        });
        let data = crate::data::data(
            quote!(crate = other::name),
            &quote!(
                struct A {
                    a: u8,
                }
            ),
        );
        let provide = crate::provide::provide(quote! {
            #[provide(crate = other::name)]
            struct Shop { bank: std::sync::Arc<dyn Bank> }
        });
        for tokens in [tool, agent, schema, partial, data, provide] {
            let text = tokens.to_string();
            assert!(!text.contains("compile_error"), "{text}");
            assert!(
                text.contains("other :: name") || text.contains("other::name"),
                "{text}"
            );
            assert!(!text.contains("agent_core"), "{text}");
        }
    }
}
