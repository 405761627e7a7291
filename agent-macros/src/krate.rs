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
