//! Rules on the function itself: free, safe, plain and concrete.

use syn::{Attribute, Safety, Signature};

use crate::errors::Errors;
use crate::tool::parse::Function;

/// Reports everything about the signature that no tool may have.
pub(crate) fn check(errors: &mut Errors, function: &Function) {
    let sig = &function.sig;
    check_free(errors, sig);
    check_modifiers(errors, sig);
    check_concrete(errors, sig);
    check_body(errors, function);
    check_once(errors, function);
}

/// Whether this attribute is another `#[tool]`.
pub(crate) fn is_tool(attr: &Attribute) -> bool {
    attr.path().is_ident("tool")
}

fn check_once(errors: &mut Errors, function: &Function) {
    for attr in function.attrs.iter().filter(|attr| is_tool(attr)) {
        errors.at(
            attr,
            "`#[tool]` must be written once\nnote: put all keys into one of them",
        );
    }
}

fn check_free(errors: &mut Errors, sig: &Signature) {
    if let Some(receiver) = sig.receiver() {
        errors.at(
            receiver.self_token,
            format!("tool `{}` must be a free function\nnote: move it out of the `impl`; what `self` holds comes in as `&T` from the agent's deps", sig.ident),
        );
    }
}

fn check_modifiers(errors: &mut Errors, sig: &Signature) {
    let name = &sig.ident;
    if let Some(token) = &sig.constness {
        errors.at(
            token,
            format!("tool `{name}` must not be `const`\nnote: write `fn` or `async fn`"),
        );
    }
    if let Safety::Unsafe(token) = &sig.safety {
        errors.at(token, format!("tool `{name}` must be safe to call\nnote: remove `unsafe`: the model chooses the arguments, so the function must check them"));
    }
    if let Some(abi) = &sig.abi {
        errors.at(
            abi,
            format!("tool `{name}` must be a Rust function\nnote: remove `extern`"),
        );
    }
    if let Some(variadic) = &sig.variadic {
        errors.at(
            variadic.dots,
            format!("tool `{name}` must list its parameters\nnote: take a `Vec<T>`"),
        );
    }
}

fn check_concrete(errors: &mut Errors, sig: &Signature) {
    let name = &sig.ident;
    if !sig.generics.params.is_empty() {
        errors.at(
            &sig.generics.params,
            format!("tool `{name}` must not be generic\nnote: name the types; the model is shown one schema"),
        );
    } else if let Some(clause) = &sig.generics.where_clause {
        errors.at(clause, format!("tool `{name}` must not have a `where` clause\nnote: remove it; a tool has no generic parameters"));
    }
}

fn check_body(errors: &mut Errors, function: &Function) {
    let body = function.body.to_string();
    if !body.starts_with('{') && function.sig.receiver().is_none() {
        errors.at(
            &function.body,
            format!(
                "tool `{}` must have a body\nnote: `#[tool]` stands on a free function",
                function.sig.ident
            ),
        );
    }
}
