//! Reads `key = value, flag, key("a", "b")` lists, keeping each key's place for messages.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Token, parenthesized, token};

use crate::errors::Errors;
use crate::nearest::unknown_key;

/// One `key = value`, or `key(values)`; without either the value is empty.
pub(crate) struct Key {
    pub(crate) name: Ident,
    pub(crate) value: TokenStream,
    /// The parentheses, where the key has a list.
    list: Option<token::Paren>,
}

impl Key {
    /// The values in the parentheses; `example` shows how they are written.
    fn values<T: Parse>(self, errors: &mut Errors, example: &str) -> Option<Vec<T>> {
        let message = format!(
            "`{}` must be a list in parentheses, for example `{example}`",
            self.name
        );
        if self.list.is_none() {
            errors.at(&self.name, message);
            return None;
        }
        let values = Punctuated::<T, Token![,]>::parse_terminated.parse2(self.value);
        match values {
            Ok(values) if !values.is_empty() => Some(values.into_iter().collect()),
            Ok(_) => {
                errors.at(&self.name, message);
                None
            }
            Err(error) => {
                errors.at_span(error.span(), message);
                None
            }
        }
    }
}

/// The keys that nobody has taken yet.
pub(crate) struct Keys {
    list: Vec<Key>,
}

impl Keys {
    /// No keys.
    pub(crate) fn empty() -> Self {
        Self { list: Vec::new() }
    }

    /// Splits the list; a piece that is no key is reported and left out.
    pub(crate) fn read(errors: &mut Errors, tokens: TokenStream) -> Self {
        let pieces = split(tokens).into_iter();
        let list = pieces
            .filter_map(|piece| errors.take(key.parse2(piece)))
            .collect();
        Self { list }
    }

    /// Whether the key `name` is written and not taken yet.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.list.iter().any(|key| key.name == name)
    }

    /// Takes the key `name` and reads its value; `expected` completes "`name` must be …".
    pub(crate) fn take<T: Parse>(
        &mut self,
        errors: &mut Errors,
        name: &str,
        expected: &str,
    ) -> Option<T> {
        let found = self.take_key(errors, name)?;
        if let Some(parens) = found.list {
            let message = format!("`{name}` must be followed by `=`\nnote: it must be {expected}");
            errors.at_span(parens.span.open(), message);
            return None;
        }
        let read = |input: ParseStream<'_>| Ok((input.parse()?, input.parse::<TokenStream>()?));
        if let Ok((value, rest)) = read.parse2(found.value.clone()) {
            if let Some(token) = rest.into_iter().next() {
                errors.at(token, "expected `,`\nnote: keys are separated by commas");
            }
            return Some(value);
        }
        let message = format!("`{name}` must be {expected}");
        if found.value.is_empty() {
            errors.at(&found.name, message);
        } else {
            errors.at(&found.value, message);
        }
        None
    }

    /// Takes the key `name` and reads the list in its parentheses; `example` shows how one is written.
    pub(crate) fn take_list<T: Parse>(
        &mut self,
        errors: &mut Errors,
        name: &str,
        example: &str,
    ) -> Option<Vec<T>> {
        let found = self.take_key(errors, name)?;
        found.values(errors, example)
    }

    /// Takes every key `name`, each with a list of its own.
    pub(crate) fn take_lists<T: Parse>(
        &mut self,
        errors: &mut Errors,
        name: &str,
        example: &str,
    ) -> Vec<(Ident, Vec<T>)> {
        let found = self.list.extract_if(.., |key| key.name == name);
        found
            .filter_map(|key| Some((key.name.clone(), key.values(errors, example)?)))
            .collect()
    }
    fn take_key(&mut self, errors: &mut Errors, name: &str) -> Option<Key> {
        let at = self.list.iter().position(|key| key.name == name)?;
        let found = self.list.remove(at);
        self.list.retain(|key| {
            if key.name == name {
                errors.at(&key.name, format!("`{name}` is given twice"));
            }
            key.name != name
        });
        Some(found)
    }

    /// Reports the keys that nobody took.
    pub(crate) fn finish(self, errors: &mut Errors, known: &[&str]) {
        for key in self.list {
            errors.at(&key.name, unknown_key(&key.name.to_string(), known));
        }
    }
}

/// How a key is written.
const EXAMPLE: &str = "answer = bool";

fn key(input: ParseStream<'_>) -> syn::Result<Key> {
    let name = word(input, EXAMPLE)?;
    let (value, list) = if input.is_empty() {
        (TokenStream::new(), None)
    } else if input.peek(token::Paren) {
        let content;
        let parens = parenthesized!(content in input);
        (content.parse()?, Some(parens))
    } else {
        equals(input, &name, EXAMPLE)?;
        (input.parse()?, None)
    };
    Ok(Key { name, value, list })
}

/// The word before `=`; `example` shows how a key is written.
pub(crate) fn key_name(input: ParseStream, example: &str) -> syn::Result<Ident> {
    let name = word(input, example)?;
    if input.peek(token::Paren) {
        equals(input, &name, example)?;
    }
    Ok(name)
}

fn word(input: ParseStream, example: &str) -> syn::Result<Ident> {
    Ident::parse_any(input).map_err(|error| {
        let message = format!("a key must be a word\nnote: keys are written `{example}`");
        syn::Error::new(error.span(), message)
    })
}

fn equals(input: ParseStream, name: &Ident, example: &str) -> syn::Result<()> {
    let message = format!("`{name}` must be followed by `=`\nnote: keys are written `{example}`");
    match input.parse::<Token![=]>() {
        Ok(_) => Ok(()),
        Err(error) => Err(syn::Error::new(error.span(), message)),
    }
}

/// Splits at commas outside of `<…>`: a value may be a type with arguments.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    let mut depth = 0_u32;
    let mut arrow = false;
    for token in tokens {
        let mark = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => ' ',
        };
        match mark {
            '<' => depth += 1,
            '>' if !arrow => depth = depth.saturating_sub(1),
            _ => {}
        }
        arrow = matches!(mark, '-' | '=');
        if mark == ',' && depth == 0 {
            pieces.push(TokenStream::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.extend([token]);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}
