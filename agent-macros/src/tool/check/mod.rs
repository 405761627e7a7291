//! What is true of a tool: the list of rules, and the only constructor of [`Tool`].

mod keys;
mod output;
mod parameter;
mod pinned;
mod signature;
mod timeout;

use proc_macro2::{Ident, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;

pub(crate) use keys::{Class, Policy, Version};
pub(crate) use output::Output;
pub(crate) use parameter::{Dep, Input, Parameter, Substitute, is_schema};
pub(crate) use pinned::{Mistake, Pinned};
pub(crate) use signature::is_tool;

use super::parse::{Function, ToolArgs};
use crate::case::pascal;
use crate::doc::doc;
use crate::errors::Errors;
use crate::krate::Krate;
use crate::tool::spans::is_word;

/// What could be learned, with holes where an error was reported.
pub(crate) struct Draft<'a> {
    pub function: &'a Function,
    pub krate: Krate,
    /// The name of the struct; `None` where a struct cannot stand (in an `impl`).
    pub call: Option<Ident>,
    pub parameters: Vec<Parameter>,
    output: Option<Output>,
    name: Option<String>,
    policy: Policy,
    doc: String,
    pinned: Option<Pinned>,
}

/// A function that is a tool.
pub(crate) struct Tool<'a> {
    pub function: &'a Function,
    pub krate: &'a Krate,
    pub call: &'a Ident,
    pub name: &'a str,
    pub doc: &'a str,
    pub policy: &'a Policy,
    pub parameters: &'a [Parameter],
    pub output: &'a Output,
    pub pinned: Option<&'a Pinned>,
}

/// Applies every rule, so that all errors are reported at once.
pub(crate) fn draft<'a>(errors: &mut Errors, keys: &ToolArgs, function: &'a Function) -> Draft<'a> {
    signature::check(errors, function);
    keys::check_known(errors, keys);
    let call = call_name(errors, keys, function);
    let mut parameters = parameter::parameters(errors, &function.sig);
    parameters.retain(|parameter| check_other(errors, call.as_ref(), parameter));
    let output = output::output(errors, &function.sig);
    let call = call.filter(|call| check_output(errors, call, function, output.as_ref()));
    Draft {
        krate: keys::krate(errors, keys),
        call,
        parameters,
        output,
        name: keys::name(errors, keys, function),
        policy: keys::policy(errors, keys),
        doc: description(errors, keys, function),
        pinned: pinned::pinned(errors, keys, function),
        function,
    }
}

/// The tool, if nothing was reported.
pub(crate) fn tool<'a>(errors: &Errors, draft: &'a Draft<'_>) -> Option<Tool<'a>> {
    if !errors.is_empty() {
        return None;
    }
    Some(Tool {
        function: draft.function,
        krate: &draft.krate,
        call: draft.call.as_ref()?,
        name: draft.name.as_deref()?,
        doc: &draft.doc,
        policy: &draft.policy,
        parameters: &draft.parameters,
        output: draft.output.as_ref()?,
        pinned: draft.pinned.as_ref(),
    })
}

impl Draft<'_> {
    /// The parameters that the model fills in.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.parameters.iter().filter_map(Parameter::input)
    }

    /// The return type, where it may stand outside the function.
    pub(crate) fn output(&self) -> Option<&Output> {
        self.output.as_ref()
    }
}

impl Tool<'_> {
    /// The parameters that the model fills in.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.parameters.iter().filter_map(Parameter::input)
    }
}

/// A call cannot hold itself.
fn check_other(errors: &mut Errors, call: Option<&Ident>, parameter: &Parameter) -> bool {
    let (Some(call), Some(input)) = (call, parameter.input()) else {
        return true;
    };
    let own = matches!(peel(&input.ty), syn::Type::Path(path) if path.path.is_ident(call));
    if own {
        errors.at(&input.ty, format!("parameter `{}` must not be of the type of its own call\nnote: `{call}` is what `#[tool]` makes of the function; write `#[tool(call = …)]` if another type has that name", input.ident));
    }
    !own
}

/// What a tool returns is there already, so its call must have another name.
fn check_output(
    errors: &mut Errors,
    call: &Ident,
    function: &Function,
    output: Option<&Output>,
) -> bool {
    let own =
        |ty: &&syn::Type| matches!(peel(ty), syn::Type::Path(path) if path.path.is_ident(call));
    let returned = match output {
        Some(Output::Plain(ty)) => Some(ty),
        Some(Output::Result { ok, .. }) => ok.as_ref(),
        Some(Output::Unit) | None => None,
    };
    let Some(ty) = returned.filter(own) else {
        return true;
    };
    let name = &function.sig.ident;
    errors.at(ty, format!("tool `{name}` must not return a type of the name of its own call\nnote: `#[tool]` makes a `{call}` of the function; write `#[tool(call = {call}Call)]`: the type of that name is there already"));
    false
}

fn description(errors: &mut Errors, keys: &ToolArgs, function: &Function) -> String {
    let text = doc(&function.attrs);
    let name = &function.sig.ident;
    if text.trim().is_empty() && !keys::has_description(keys) {
        errors.at(
            name,
            format!("tool `{name}` must have a description\nnote: write a doc comment above the function; the model reads it"),
        );
    }
    text
}

/// Names that the function's own signature may need.
const PRELUDE: [&str; 9] = [
    "Box", "Err", "None", "Ok", "Option", "Result", "Some", "String", "Vec",
];

/// `call = RefundCall`, or the function's name in Pascal case with the function's span.
fn call_name(errors: &mut Errors, keys: &ToolArgs, function: &Function) -> Option<Ident> {
    if function.sig.receiver().is_some() {
        return None;
    }
    if let Some(key) = keys.get("call") {
        return keys::ident(errors, key);
    }
    let name = &function.sig.ident;
    let pascal = pascal(&name.unraw().to_string());
    if matches!(pascal.as_str(), "" | "Self") {
        errors.at(name, format!("tool `{name}` must have a name that a type can have\nnote: state one: `#[tool(call = MyCall)]`"));
        return None;
    }
    if PRELUDE.contains(&pascal.as_str()) {
        errors.at(name, format!("tool `{name}` must not make a type of the name `{pascal}`, which would hide Rust's own\nnote: state another name: `#[tool(call = {pascal}Call)]`"));
        return None;
    }
    Some(format_ident!("{pascal}", span = name.span()))
}

/// The type below parentheses and the invisible groups that `macro_rules!` makes.
pub(crate) fn peel(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Group(group) => peel(&group.elem),
        syn::Type::Paren(paren) => peel(&paren.elem),
        _ => ty,
    }
}

/// `Self` in a free function names nothing, and in an `impl` no tool can stand.
fn no_self(sig: &syn::Signature) -> String {
    format!(
        "tool `{}` must be a free function, which has no `Self`\nnote: write the type's name; a tool cannot stand in an `impl`",
        sig.ident
    )
}

/// True for `_` and `Vec<_>`, which rustc refuses in every signature; `'_` is another matter.
fn infers(node: &impl ToTokens) -> bool {
    let mut after_quote = false;
    node.to_token_stream().into_iter().any(|token| {
        let found = match &token {
            TokenTree::Group(group) => infers(&group.stream()),
            _ => is_word(&token, "_") && !after_quote,
        };
        after_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        found
    })
}

/// A token that borrows or hides a type, where a type must be spelled out and own its data.
pub(crate) fn borrow_in(node: &impl ToTokens) -> Option<TokenTree> {
    let mut after_quote = false;
    let mut found = None;
    for token in node.to_token_stream() {
        let this = match &token {
            TokenTree::Group(group) => borrow_in(&group.stream()),
            TokenTree::Ident(ident) if after_quote && ident != "static" => Some(token.clone()),
            TokenTree::Punct(punct) if punct.as_char() == '&' => Some(token.clone()),
            _ => None,
        };
        after_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        found = found.or(this);
    }
    found
}
