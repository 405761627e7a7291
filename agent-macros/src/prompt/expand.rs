//! A parsed prompt as const data of agent-core's types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Template;
use super::node::{Condition, Expression, Filter, Literal, Node, Operand, OutputFormat};

impl Template {
    /// An expression of type `&'static Prompt`; `p` is where agent-core's types are.
    ///
    /// The file's text is included, so that an edit of the file compiles the agent again.
    pub(crate) fn expand(&self, p: &TokenStream) -> TokenStream {
        let Self { file, hash, .. } = self;
        let front = &self.front;
        let [name, version, model] = [&front.name, &front.version, &front.model];
        let nodes = nodes(p, &self.nodes);
        let text = if let Some(path) = &self.absolute {
            quote_spanned!(self.span=> ::core::include_str!(#path))
        } else {
            let text = &self.source;
            quote!(#text)
        };
        quote! {{
            static __PROMPT: #p::Prompt = #p::Prompt {
                file: #p::Borrowed(#file),
                name: #p::Borrowed(#name),
                version: #p::Borrowed(#version),
                model: #p::Borrowed(#model),
                hash: #hash,
                text: #p::Borrowed(#text),
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

fn nodes(p: &TokenStream, nodes: &[Node]) -> TokenStream {
    many(p, nodes.iter().map(|node| node.expand(p)))
}

/// A variant of one of agent-core's enums.
fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

impl Node {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Text(text) => quote!(#p::Node::Text(#p::Borrowed(#text))),
            Self::Print(value) => {
                let value = value.expand(p);
                quote!(#p::Node::Print(#value))
            }
            Self::For {
                item,
                list,
                body,
                otherwise,
            } => {
                let list = list.expand(p);
                let [body, otherwise] = [body, otherwise].map(|part| nodes(p, part));
                quote!(#p::Node::For { item: #p::Borrowed(#item), list: #list, body: #body, otherwise: #otherwise })
            }
            Self::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = condition.expand(p);
                let [then, otherwise] = [then, otherwise].map(|part| nodes(p, part));
                quote!(#p::Node::If { condition: #condition, then: #then, otherwise: #otherwise })
            }
            Self::Role(role) => {
                let role = variant(match *role {
                    "user" => "User",
                    "assistant" => "Assistant",
                    _ => "System",
                });
                quote!(#p::Node::Role(#p::Role::#role))
            }
            Self::OutputFormat(format) => format.expand(p),
        }
    }
}

impl OutputFormat {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        let Self {
            prefix,
            or_splitter,
            place,
            ..
        } = self;
        let [form, hoist] = [self.form, self.hoist].map(variant);
        quote! {
            #p::Node::OutputFormat(#p::OutputFormat {
                form: #p::OutputForm::#form,
                prefix: #p::Borrowed(#prefix),
                or_splitter: #p::Borrowed(#or_splitter),
                hoist: #p::Hoist::#hoist,
                place: #p::Borrowed(#place),
            })
        }
    }
}

impl Expression {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        let place = &self.place;
        let value = match &self.value {
            Operand::Path(path) => {
                let path = many(p, path.iter().map(|name| quote!(#p::Borrowed(#name))));
                quote!(#p::Operand::Path(#path))
            }
            Operand::Literal(literal) => {
                let literal = literal.expand(p);
                quote!(#p::Operand::Literal(#literal))
            }
        };
        let filters = many(p, self.filters.iter().map(|filter| filter.expand(p)));
        quote!(#p::Expression { value: #value, filters: #filters, place: #p::Borrowed(#place) })
    }
}

impl Literal {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Text(text) => quote!(#p::Literal::Text(#p::Borrowed(#text))),
            Self::Integer(number) => quote!(#p::Literal::Integer(#number)),
            Self::Float(number) => quote!(#p::Literal::Float(#number)),
            Self::Bool(yes) => quote!(#p::Literal::Bool(#yes)),
        }
    }
}

impl Filter {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Plain(name) => {
                let name = variant(name);
                quote!(#p::Filter::#name)
            }
            Self::Join(between) => quote!(#p::Filter::Join(#p::Borrowed(#between))),
            Self::Default(other) => {
                let other = other.expand(p);
                quote!(#p::Filter::Default(#other))
            }
            Self::Indent(width) => quote!(#p::Filter::Indent(#width)),
        }
    }
}

impl Condition {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::One(name, value) => {
                let (name, value) = (variant(name), value.expand(p));
                quote!(#p::Condition::#name(#value))
            }
            Self::Compare {
                left,
                operator,
                right,
            } => {
                let operator = variant(operator);
                let [left, right] = [left, right].map(|side| side.expand(p));
                quote!(#p::Condition::Compare { left: #left, operator: #p::Operator::#operator, right: #right })
            }
            Self::All(all) => {
                let all = many(p, all.iter().map(|one| one.expand(p)));
                quote!(#p::Condition::All(#all))
            }
            Self::Any(any) => {
                let any = many(p, any.iter().map(|one| one.expand(p)));
                quote!(#p::Condition::Any(#any))
            }
        }
    }
}
