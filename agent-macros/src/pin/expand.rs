//! A pin as const data of agent-core's types. `p` is where those are.

use proc_macro2::TokenStream;
use quote::quote;

use super::{End, Keys, Kind, Length, Limit, Node, Object, Pin, Range, Rest};

impl Pin {
    /// An expression of type `Pin`.
    pub(crate) fn expand(&self, p: &TokenStream) -> TokenStream {
        let file = &self.file;
        let name = self.name.as_ref().map_or("", |(name, _)| name);
        let schema = self.schema.expand(p);
        quote!(#p::Pin { file: #file, name: #name, schema: #schema })
    }
}

impl Node {
    /// An expression of type `PinNode`.
    pub(crate) fn expand(&self, p: &TokenStream) -> TokenStream {
        let at = self.place.to_string();
        let kind = self.kind.expand(p);
        let null = self.null;
        // No function is called: only plain data may be lent for ever inside of data.
        quote!(#p::PinNode { at: #at, null: #null, kind: #p::PinKind::#kind })
    }
}

impl Kind {
    /// What stands behind `PinKind::`.
    fn expand(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Any => quote!(Any),
            Self::Null => quote!(Null),
            Self::Bool => quote!(Bool),
            Self::Opaque => quote!(Opaque),
            Self::Integer(range) => {
                let range = range.expand(p);
                quote!(Integer(#range))
            }
            Self::Number(range) => {
                let range = range.expand(p);
                quote!(Number(#range))
            }
            Self::Text {
                format,
                pattern,
                length,
            } if format.is_empty() && pattern.is_empty() && *length == Length::default() => {
                quote!(TEXT)
            }
            Self::Text {
                format,
                pattern,
                length,
            } => {
                let length = length.expand(p);
                quote!(Text { format: #format, pattern: #pattern, length: #length })
            }
            Self::Names(names) => quote!(Names(&[#(#names),*])),
            Self::List {
                items,
                unique,
                length,
            } => {
                let (items, length) = (items.expand(p), length.expand(p));
                quote!(List { items: &#items, unique: #unique, length: #length })
            }
            Self::Tuple(nodes) => {
                let nodes = nodes.iter().map(|node| node.expand(p));
                quote!(Tuple(&[#(#nodes),*]))
            }
            Self::Union(nodes) => {
                let nodes = nodes.iter().map(|node| node.expand(p));
                quote!(Union(&[#(#nodes),*]))
            }
            Self::Object(object) => {
                let object = object.expand(p);
                quote!(Object(#object))
            }
            Self::Again(place) => {
                let place = place.to_string();
                quote!(Again(#place))
            }
        }
    }
}

impl Object {
    fn expand(&self, p: &TokenStream) -> TokenStream {
        let properties = self.properties.iter().map(|property| {
            let (name, required) = (&property.name, property.required);
            let schema = property.schema.expand(p);
            quote!(#p::PinProperty { name: #name, required: #required, schema: #schema })
        });
        let rest = match &self.rest {
            Rest::Unsaid => quote!(Unsaid),
            Rest::Allowed => quote!(Allowed),
            Rest::Refused => quote!(Refused),
            Rest::Each(each) => {
                let each = each.expand(p);
                quote!(Each(&#each))
            }
        };
        let keys = match &self.keys {
            Keys::Any => quote!(Any),
            Keys::Whole => quote!(Whole),
            Keys::Names(names) => quote!(Names(&[#(#names),*])),
        };
        let length = self.length.expand(p);
        quote! {
            #p::PinObject {
                properties: &[#(#properties),*],
                rest: #p::PinRest::#rest,
                keys: #p::PinKeys::#keys,
                length: #length,
            }
        }
    }
}

impl Length {
    fn expand(self, p: &TokenStream) -> TokenStream {
        if self == Self::default() {
            return quote!(#p::PinLength::ANY);
        }
        let min = self.min.unwrap_or(0);
        let max = self
            .max
            .map_or_else(|| quote!(#p::usize::MAX), |max| quote!(#max));
        quote!(#p::PinLength { min: #min, max: #max })
    }
}

impl Range {
    fn expand(self, p: &TokenStream) -> TokenStream {
        if self == Self::default() {
            return quote!(#p::PinRange::ANY);
        }
        let end = |end: Option<End>| {
            end.map_or_else(
                || quote!(#p::None),
                |end| {
                    let end = end.expand(p);
                    quote!(#p::Some(#end))
                },
            )
        };
        let (low, high) = (end(self.low), end(self.high));
        quote!(#p::PinRange { low: #low, high: #high })
    }
}

impl End {
    fn expand(self, p: &TokenStream) -> TokenStream {
        let open = self.open;
        let limit = match self.limit {
            Limit::Integer(value) => quote!(#p::Limit::Integer(#value)),
            Limit::Float(value) => quote!(#p::Limit::Float(#value)),
        };
        quote!(#p::PinEnd { limit: #limit, open: #open })
    }

    pub(crate) fn is_negative(self) -> bool {
        match self.limit {
            Limit::Integer(value) => value < 0,
            Limit::Float(value) => value < 0.0,
        }
    }
}
