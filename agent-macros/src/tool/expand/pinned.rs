//! The const checks of a tool against the schema file that it names.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{quote, quote_spanned};

use crate::tool::check::{Input, Mistake, Pinned};
use crate::tool::spans::ends;

/// Expands to the pin, one check a parameter at its type, and one panic a mistake in names, so that all are
/// reported together. The file's bytes are named too, so that an edit compiles the tool again.
pub(super) fn checks(pinned: &Pinned, tool: &str, inputs: &[&Input]) -> TokenStream {
    let pin = pinned.file.pin.expand(&quote!(__p));
    let absolute = &pinned.file.absolute;
    let literal = pinned.literal.span();
    let track = quote_spanned!(literal=> __p::include_bytes!(#absolute));
    let mistakes = pinned.mistakes(tool, inputs);
    let mistakes = mistakes.iter().map(
        |Mistake { span, message }| quote_spanned!(*span=> const _: () = __p::refuse(#message);),
    );
    let known = inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| pinned.property(&input.name).is_some());
    let checks = known.map(|(at, input)| check(at, input));
    quote! {
        const _: &[__p::u8] = #track;
        const __PIN: &__p::Pin = &#pin;
        #(#mistakes)*
        #(#checks)*
    }
}

fn check(at: usize, input: &Input) -> TokenStream {
    let (first, last) = ends(&input.ty);
    let call = quote_spanned!(first=> __p::check_pinned);
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!(__PIN, &__FIELDS[#at]));
    arguments.set_span(last);
    quote_spanned!(first=> const _: () = #call #arguments;)
}
