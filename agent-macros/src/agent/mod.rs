//! `#[agent]`: an enum of steps becomes an agent.
//!
//! parse (what was written) → check (what is true) → expand; on any error the enum, its outcome enum
//! and stub impls are still there, so that only the error itself shows.

mod check;
mod done;
mod expand;
mod fallback;
mod into_step;
mod lint;
mod outcome;
mod parse;
mod profile;
mod skeleton;
mod spec;
mod steps;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;
use parse::Found;

#[expect(clippy::needless_pass_by_value, reason = "a macro is given its tokens")]
pub(crate) fn agent(attr: TokenStream, item: TokenStream) -> TokenStream {
    let errors = &mut Errors::new();
    let Some(written) = parse::agent(errors, attr, item.clone()) else {
        let errors = std::mem::take(errors).into_tokens();
        return quote::quote!(#item #errors);
    };
    let agent = match written.found {
        Found::Whole => check::agent(errors, &written),
        Found::Broken | Found::Other(_) => None,
    };
    let errors = std::mem::take(errors);
    match agent {
        Some(agent) if errors.is_empty() => expand::agent(&agent),
        _ => fallback::agent(&written, errors),
    }
}
