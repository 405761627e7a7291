//! A parsed prompt as const data of agent-core's types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{Expression, Filter, Node, Template};

impl Template {
    /// An expression of type `&'static Prompt`; `p` is where agent-core's types are.
    ///
    /// The file's bytes are named too, so that an edit of the file compiles the agent again.
    pub(crate) fn expand(&self, p: &TokenStream) -> TokenStream {
        let Self {
            file,
            absolute,
            version,
            hash,
            nodes,
            span,
            source: _,
        } = self;
        let nodes = nodes.iter().map(|node| node.expand(p));
        let track = quote_spanned!(*span=> ::core::include_bytes!(#absolute));
        quote! {{
            const _: &[::core::primitive::u8] = #track;
            static __PROMPT: #p::Prompt = #p::Prompt {
                file: #file,
                version: #version,
                hash: #hash,
                nodes: &[#(#nodes),*],
            };
            &__PROMPT
        }}
    }
}

impl Node {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Text(text) => quote!(#p::Node::Text(#text)),
            Self::Print(value) => {
                let value = value.expand(p);
                quote!(#p::Node::Print(#value))
            }
            Self::For { item, list, body } => {
                let list = list.expand(p);
                let body = body.iter().map(|node| node.expand(p));
                quote!(#p::Node::For { item: #item, list: #list, body: &[#(#body),*] })
            }
            Self::If {
                condition,
                negated,
                then,
                otherwise,
            } => {
                let condition = condition.expand(p);
                let then = then.iter().map(|node| node.expand(p));
                let otherwise = otherwise.iter().map(|node| node.expand(p));
                quote!(#p::Node::If {
                    condition: #condition,
                    negated: #negated,
                    then: &[#(#then),*],
                    otherwise: &[#(#otherwise),*],
                })
            }
        }
    }
}

impl Expression {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        let Self {
            path,
            filter,
            place,
        } = self;
        let filter = match filter {
            Filter::None => quote!(None),
            Filter::Length => quote!(Length),
            Filter::ToJson => quote!(ToJson),
        };
        quote!(#p::Expression { path: &[#(#path),*], filter: #p::Filter::#filter, place: #place })
    }
}
