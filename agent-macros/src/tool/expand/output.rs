//! What the tool returns: its output type, and the value as `Result<Output, Failure>`.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;

use crate::tool::check::{Output, Tool};
use crate::tool::spans::{ends, projection};

/// The output's type.
pub(crate) fn output(output: &Output) -> TokenStream {
    match output {
        Output::Unit => quote!(()),
        Output::Plain(ty) => ty.to_token_stream(),
        Output::Result { ty, ok, .. } => {
            projection(ty, ok.as_ref().unwrap_or(ty), "ToolReturn", "Ok")
        }
    }
}

/// A `Result` under another name would be stored as `{"Ok": …}`: asks the type itself. Stands after
/// the contract, which does not evaluate where the output fits nothing, so that one error shows.
pub(super) fn plain(tool: &Tool<'_>) -> Option<TokenStream> {
    let Output::Plain(ty) = tool.output else {
        return None;
    };
    let message = format!(
        "tool `{}` must name its `Result`\nnote: the return type is an alias; write `Result<T, E>`, or end the alias's name in `Result`",
        tool.name
    );
    let (span, _) = ends(ty);
    let assert = quote_spanned!(span=> __p::assert!(<__p::Return<#ty>>::PLAIN, #message););
    Some(quote!(use __p::PlainReturn as _; #assert))
}

/// Expands to: the value, or the error's text and, if it has them, its JSON form, a hint, and when to try again.
pub(super) fn settled(output: &Output, value: &TokenStream) -> TokenStream {
    match output {
        Output::Unit => quote!(#value; __p::Ok(())),
        Output::Plain(_) => quote!(__p::Ok(#value)),
        Output::Result { ty, ok, error } => {
            let place = ok.as_ref().unwrap_or(ty);
            let into_result = projection(
                &quote_spanned!(ends(place).0=> _),
                place,
                "ToolReturn",
                "into_result",
            );
            let mut value = Group::new(Delimiter::Parenthesis, value.clone());
            value.set_span(ends(place).1);
            settled_result(error.as_ref().unwrap_or(ty), &quote!(#into_result #value))
        }
    }
}

/// `place` is the error's type, or what stands nearest to it.
fn settled_result(place: &Type, value: &TokenStream) -> TokenStream {
    let (span, _) = ends(place);
    let error = format_ident!("__e", span = span);
    let probe = quote_spanned!(span=> __p::Detail(&#error));
    let failure = quote_spanned!(span=> __p::failure(&#error, #probe.detail(), #probe.hint(), #probe.after_ms()));
    quote! {
        use __p::NoDetail as _;
        match #value {
            __p::Ok(__value) => __p::Ok(__value),
            __p::Err(#error) => __p::Err(#failure),
        }
    }
}
