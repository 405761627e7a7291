//! What was written: the keys of `#[tool(..)]` and the function below it. Nothing is judged here.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, Signature, Token, Visibility};

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
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(format!("expected `,`\nnote: keys are written `{KEYS}`")));
        }
        Ok(Self { name, value })
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
        let start = input.fork();
        let vis = input.parse()?;
        let sig = input
            .parse()
            .map_err(|error| not_a_function(&start, error))?;
        let body = input.parse()?;
        Ok(Self {
            attrs,
            vis,
            sig,
            body,
        })
    }
}

/// Words for an item that is no function; a function with a slip keeps syn's own words.
fn not_a_function(start: ParseStream<'_>, error: syn::Error) -> syn::Error {
    let _ = start.parse::<Visibility>();
    let is_other = [
        "struct",
        "enum",
        "mod",
        "trait",
        "impl",
        "type",
        "use",
        "static",
        "union",
        "macro_rules",
    ]
    .iter()
    .any(|word| {
        start
            .cursor()
            .ident()
            .is_some_and(|(ident, _)| ident == word)
    });
    if is_other {
        return start
            .error("tool must be a function\nnote: `#[tool]` stands on a free `fn` or `async fn`");
    }
    error
}
