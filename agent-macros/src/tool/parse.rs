//! What was written: the keys of `#[tool(..)]` and the function below it. Nothing is judged here.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, FnArg, Signature, Token, Visibility};

use crate::errors::Errors;
use crate::keys::key_name;

/// One `key` or `key = value`.
pub(crate) struct Key {
    pub name: Ident,
    pub value: Option<Expr>,
}

/// For messages.
const KEYS: &str = "name = \"…\", read, attempts = 3";

/// The keys in the order of their writing.
#[derive(Default)]
pub(crate) struct ToolArgs {
    pub keys: Vec<Key>,
}

impl ToolArgs {
    /// Reads every key; what cannot be read is reported and skipped up to the next comma.
    pub(crate) fn parse(errors: &mut Errors, tokens: TokenStream) -> Self {
        let read = |input: ParseStream<'_>| {
            let mut keys = Vec::new();
            while !input.is_empty() {
                keys.extend(errors.take(input.parse::<Key>()));
                skip_to_comma(input)?;
            }
            Ok(keys)
        };
        // What `read` could not read it reported, so nothing else can fail here.
        let keys = read.parse2(tokens).unwrap_or_default();
        Self { keys }
    }

    /// The first key of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    input.parse::<Option<Token![,]>>().map(drop)
}

impl Parse for Key {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = key_name(input, KEYS)?;
        if input.peek(Token![:]) {
            let message =
                format!("`{name}` must be followed by `=`\nnote: keys are written `{KEYS}`");
            return Err(input.error(message));
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(ungrouped(input.parse()?)),
            None => None,
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(format!("expected `,`\nnote: keys are written `{KEYS}`")));
        }
        Ok(Self { name, value })
    }
}

/// The expression inside the invisible group that `macro_rules!` puts around `$value:literal`.
fn ungrouped(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => ungrouped(*group.expr),
        _ => expr,
    }
}

/// A function whose body stays tokens: rustc parses bodies, we do not.
pub(crate) struct Function {
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    pub sig: Signature,
    pub body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig = input.parse()?;
        let body = input.parse()?;
        Ok(Self {
            attrs,
            vis,
            sig,
            body,
        })
    }
}

/// The words for an item that is no function. A function with a slip has none: rustc reads an item before
/// the macro does, and has reported what it could not read.
pub(super) fn not_a_function(item: &TokenStream) -> Option<syn::Error> {
    let start = |input: ParseStream<'_>| {
        let _ = input.call(Attribute::parse_outer);
        let _ = input.parse::<Visibility>();
        let found = input
            .error("tool must be a function\nnote: `#[tool]` stands on a free `fn` or `async fn`");
        let quiet = is_function(input) || input.peek(Token![let]);
        input.parse::<TokenStream>()?;
        Ok((!quiet).then_some(found))
    };
    start.parse2(item.clone()).ok().flatten()
}

/// The function without the parameters that cannot be read; `None` where more is amiss than those.
pub(super) fn mended(item: &TokenStream) -> Option<Function> {
    let mut first = true;
    let tokens = item.clone().into_iter().map(|token| match token {
        TokenTree::Group(group) if first && is_list(&group) => {
            first = false;
            readable(&group).into()
        }
        other => other,
    });
    syn::parse2(tokens.collect()).ok()
}

/// A list of parameters, not that of `pub(crate)`.
fn is_list(group: &Group) -> bool {
    let starts = group.stream().to_string();
    let restricts = ["crate", "super", "self", "in "];
    group.delimiter() == Delimiter::Parenthesis
        && !restricts.iter().any(|word| starts.starts_with(word))
}

fn readable(list: &Group) -> Group {
    let mut pieces = vec![TokenStream::new()];
    for token in list.stream() {
        match (&token, pieces.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => {
                pieces.push(TokenStream::new());
            }
            (_, Some(piece)) => piece.extend([token]),
            (_, None) => {}
        }
    }
    pieces.retain(|piece| syn::parse2::<FnArg>(piece.clone()).is_ok());
    Group::new(Delimiter::Parenthesis, quote!(#(#pieces),*))
}

/// True before `fn`, also behind `const`, `async`, `unsafe` and `extern "C"`.
fn is_function(input: ParseStream<'_>) -> bool {
    let words = input.fork().parse::<TokenStream>().into_iter().flatten();
    let qualifies = |token: &TokenTree| match token {
        TokenTree::Ident(word) => ["const", "async", "unsafe", "safe", "extern", "default"]
            .iter()
            .any(|known| word == known),
        TokenTree::Literal(_) => true,
        TokenTree::Group(_) | TokenTree::Punct(_) => false,
    };
    let mut rest = words.skip_while(qualifies);
    matches!(rest.next(), Some(TokenTree::Ident(word)) if word == "fn")
}
