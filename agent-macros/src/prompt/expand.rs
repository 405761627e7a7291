//! A parsed prompt as const data of agent-core's types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{Expression, Filter, Node, Template};

impl Template {
    /// An expression of type `&'static Prompt`; `p` is where agent-core's types are.
    ///
    /// The file's text is included, so that an edit of the file compiles the agent again.
    pub(crate) fn expand(&self, p: &TokenStream) -> TokenStream {
        let Self {
            file,
            absolute,
            front,
            hash,
            nodes,
            span,
            source: _,
        } = self;
        let [name, version, model] = [&front.name, &front.version, &front.model];
        let nodes = many(p, nodes.iter().map(|node| node.expand(p)));
        let source = quote_spanned!(*span=> ::core::include_str!(#absolute));
        quote! {{
            static __PROMPT: #p::Prompt = #p::Prompt {
                file: #p::Borrowed(#file),
                name: #p::Borrowed(#name),
                version: #p::Borrowed(#version),
                model: #p::Borrowed(#model),
                hash: #hash,
                text: #p::Borrowed(#source),
                nodes: #nodes,
            };
            &__PROMPT
        }}
    }
}

/// Several of something, as const data.
fn many(p: &TokenStream, items: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote!(#p::Borrowed(&[#(#items),*]))
}

impl Node {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Text(text) => quote!(#p::Node::Text(#p::Borrowed(#text))),
            Self::Print(value) => {
                let value = value.expand(p);
                quote!(#p::Node::Print(#value))
            }
            Self::For { item, list, body } => {
                let list = list.expand(p);
                let body = many(p, body.iter().map(|node| node.expand(p)));
                quote!(#p::Node::For { item: #p::Borrowed(#item), list: #list, body: #body })
            }
            Self::If {
                condition,
                negated,
                then,
                otherwise,
            } => {
                let condition = condition.expand(p);
                let then = many(p, then.iter().map(|node| node.expand(p)));
                let otherwise = many(p, otherwise.iter().map(|node| node.expand(p)));
                quote!(#p::Node::If {
                    condition: #condition,
                    negated: #negated,
                    then: #then,
                    otherwise: #otherwise,
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
        let path = many(p, path.iter().map(|name| quote!(#p::Borrowed(#name))));
        quote!(#p::Expression { path: #path, filter: #p::Filter::#filter, place: #p::Borrowed(#place) })
    }
}
