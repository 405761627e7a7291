//! What is true of an agent that was written: the only maker of [`Agent`].

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Fields, Ident, ItemEnum, LitStr, Type};

use super::parse::{AgentArgs, Mark, Prefetch, Written, WrittenKind, WrittenVariant};
use crate::case::snake;
use crate::doc::doc;
use crate::errors::Errors;
use crate::prompt::{self, Template};
use crate::schema::last_segment;
use crate::tool::{borrow_in, find, is_word};

/// An agent that holds together as far as a macro can know.
pub(super) struct Agent<'a> {
    pub(super) args: &'a AgentArgs,
    pub(super) item: &'a ItemEnum,
    pub(super) outcome: Ident,
    pub(super) doc: String,
    pub(super) tag: String,
    pub(super) prompt: Option<Template>,
    pub(super) steps: Vec<Step<'a>>,
}

impl Agent<'_> {
    /// A step is carried out by another agent.
    pub(super) fn has_subs(&self) -> bool {
        let sub = |kind: &Kind<'_>| {
            matches!(
                kind,
                Kind::Plain {
                    kind: Plain::Sub { .. },
                    ..
                }
            )
        };
        self.steps.iter().any(|step| sub(&step.kind))
    }

    /// No deps are written, and a tool may need some.
    pub(super) fn lacks_deps(&self) -> bool {
        self.args.no_deps && self.steps.iter().any(|step| step.call().is_some())
    }
}

/// One step.
pub(super) struct Step<'a> {
    pub(super) ident: &'a Ident,
    pub(super) doc: String,
    pub(super) retired: bool,
    pub(super) prefetch: Option<&'a Mark>,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) unit: bool,
    pub(super) kind: Kind<'a>,
}

impl<'a> Step<'a> {
    /// The step ends the run.
    pub(super) fn ends(&self) -> bool {
        matches!(
            self.kind,
            Kind::Plain {
                kind: Plain::Done,
                ..
            }
        )
    }

    /// The type of the tool's call.
    pub(super) fn call(&self) -> Option<&'a Type> {
        match self.kind {
            Kind::Held(call) | Kind::Restated(call) => Some(call),
            Kind::Plain { .. } => None,
        }
    }

    /// Whether the model may choose it.
    pub(super) fn is_offered(&self) -> bool {
        !self.retired && self.is_step()
    }

    /// Whether the enum has a variant for it.
    pub(super) fn is_step(&self) -> bool {
        let mark = self.prefetch;
        mark.is_none_or(|mark| mark.prefetch != Prefetch::Only)
    }
}

/// What a step is.
pub(super) enum Kind<'a> {
    Held(&'a Type),
    Restated(&'a Type),
    Plain { name: String, kind: Plain<'a> },
}

/// What a step that calls no tool is.
pub(super) enum Plain<'a> {
    Ask { answer: &'a Type, urgency: Ident },
    Sub { agent: &'a Type },
    Done,
    Wait { event: Option<String>, timed: bool },
}

/// A named field of a step.
pub(super) struct Field<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: String,
    pub(super) ty: &'a Type,
    pub(super) doc: String,
}

pub(super) fn agent<'a>(errors: &mut Errors, written: &'a Written) -> Option<Agent<'a>> {
    check_generics(errors, &written.item);
    check_not_empty(errors, &written.item);
    check_done(errors, written);
    let tag = check_tag(errors, &written.args);
    let variants = written.variants.iter();
    let steps = variants
        .filter_map(|variant| step(errors, variant, &tag))
        .collect::<Vec<_>>();
    check_names(errors, &steps, written);
    check_prefetched(errors, written);
    let prompt = written.args.prompt.as_ref();
    let prompt = prompt.and_then(|file| prompt::read(errors, file));
    errors.is_empty().then(|| Agent {
        args: &written.args,
        item: &written.item,
        outcome: outcome_ident(&written.item),
        doc: doc(&written.item.attrs),
        tag,
        prompt,
        steps,
    })
}

/// `SupportDone`
pub(super) fn done_ident(item: &ItemEnum) -> Ident {
    quote::format_ident!("{}Done", item.ident)
}

/// `SupportOutcome`
pub(super) fn outcome_ident(item: &ItemEnum) -> Ident {
    quote::format_ident!("{}Outcome", item.ident)
}

fn check_generics(errors: &mut Errors, item: &ItemEnum) {
    if !item.generics.params.is_empty() {
        errors.at(
            &item.generics,
            format!(
                "agent `{}` must not be generic\nnote: its steps and their schemas are constants",
                item.ident
            ),
        );
    }
}

fn check_not_empty(errors: &mut Errors, item: &ItemEnum) {
    if item.variants.is_empty() {
        errors.at(
            &item.ident,
            format!("agent `{}` must have steps\nnote: the least is one that ends the run, `#[done] Reply {{ message: String }}`", item.ident),
        );
    }
}

/// Without a final answer the model could never end a run that it decides.
fn check_done(errors: &mut Errors, written: &Written) {
    let ends = |variant: &WrittenVariant| {
        variant.kind.is_none()
            || matches!(variant.kind, Some(WrittenKind::Done { .. })) && !variant.retired
    };
    if !written.variants.is_empty() && !written.variants.iter().any(ends) {
        let ident = &written.item.ident;
        errors.at(
            ident,
            format!("agent `{ident}` has no step that ends the run\nnote: add `#[done] Reply {{ message: String }}` with a doc comment"),
        );
    }
}

fn check_tag(errors: &mut Errors, args: &AgentArgs) -> String {
    let Some(tag) = &args.tag else {
        return "intent".to_owned();
    };
    check_name(errors, tag);
    tag.value()
}

/// What all providers accept as a name.
fn check_name(errors: &mut Errors, name: &LitStr) {
    if !is_name(&name.value()) {
        errors.at(
            name,
            "name must start with a letter or `_`, go on with letters, digits, `_` or `-`, and have at most 64 characters",
        );
    }
}

/// The variant's name as the model sees it.
fn default_name(errors: &mut Errors, ident: &Ident) -> String {
    let ident_text = ident.to_string();
    let name = snake(ident_text.strip_prefix("r#").unwrap_or(&ident_text));
    if !is_name(&name) {
        errors.at(
            ident,
            format!("step must not be named `{name}`, which providers refuse\nnote: name it in at most 64 letters of ASCII, digits, `_` or `-`, as in `#[ask(name = \"…\")]`"),
        );
    }
    name
}

fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    starts && rest && text.len() <= 64
}

fn step<'a>(errors: &mut Errors, written: &'a WrittenVariant, tag: &str) -> Option<Step<'a>> {
    let ident = &written.variant.ident;
    check_ident(errors, ident);
    check_cfg(errors, written);
    check_prefetch(errors, written);
    let fields = fields(errors, &written.variant, tag);
    let kind = kind(errors, written, &fields)?;
    let doc = doc(&written.variant.attrs);
    if let (Kind::Plain { .. }, "") = (&kind, &*doc) {
        errors.at(
            ident,
            format!("step `{ident}` must have a doc comment\nnote: the model reads it to know when to choose this step"),
        );
    }
    Some(Step {
        ident,
        doc,
        retired: written.retired,
        prefetch: written.prefetch.as_ref(),
        fields,
        unit: matches!(written.variant.fields, Fields::Unit),
        kind,
    })
}

fn check_ident(errors: &mut Errors, ident: &Ident) {
    if ident == "Started" || ident == "Failed" {
        errors.at(
            ident,
            format!(
                "step must not be named `{ident}`: the outcome enum has a variant of that name"
            ),
        );
    }
}

/// What a tool takes and does only rustc knows.
fn check_prefetch(errors: &mut Errors, written: &WrittenVariant) {
    let Some(mark) = &written.prefetch else {
        return;
    };
    let kind = match &written.kind {
        _ if written.retired => "retired",
        Some(WrittenKind::Ask { .. }) => "ask",
        Some(WrittenKind::Sub { .. }) => "sub",
        Some(WrittenKind::Wait { .. }) => "wait",
        Some(WrittenKind::Done { .. }) => "done",
        Some(WrittenKind::Held(_) | WrittenKind::Restated(_)) | None => return,
    };
    errors.at_span(
        mark.span,
        format!("a step that is `#[{kind}]` must not be prefetched\nnote: only a tool that reads can run before anybody has decided"),
    );
}

/// Each call counts as a step, so a bound must leave one for the model.
fn check_prefetched(errors: &mut Errors, written: &Written) {
    let marks = || {
        written
            .variants
            .iter()
            .filter_map(|variant| variant.prefetch.as_ref())
    };
    let count = marks().count();
    let most = written.args.max_steps.as_ref();
    // As in agent-core's `Limits::DEFAULT`.
    let bound = most.map_or(20, |most| most.value);
    if count == 0 || usize::try_from(bound).is_ok_and(|bound| count < bound) {
        return;
    }
    let place = most
        .map(|most| most.span)
        .or_else(|| marks().next_back().map(|mark| mark.span));
    errors.at_span(
        place.unwrap_or_else(Span::call_site),
        format!("`max_steps` must be more than {count}, the number of tools that are prefetched\nnote: each of their calls is a step; without `max_steps` a run has 20"),
    );
}

/// The tables beside the enum would keep a row that the enum has not.
fn check_cfg(errors: &mut Errors, written: &WrittenVariant) {
    let mut attrs = written.variant.attrs.iter();
    if let Some(attr) = attrs.find(|attr| attr.path().is_ident("cfg")) {
        errors.at(
            attr,
            "step must not depend on `#[cfg]`\nnote: old threads need every step; write two agents, or mark the step `#[retired]`",
        );
    }
}

fn fields<'a>(errors: &mut Errors, variant: &'a syn::Variant, tag: &str) -> Vec<Field<'a>> {
    let Fields::Named(named) = &variant.fields else {
        return Vec::new();
    };
    let fields = named.named.iter();
    fields
        .filter_map(|field| {
            let ident = field.ident.as_ref()?;
            let name = ident.to_string();
            let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
            if name == tag {
                errors.at(
                    ident,
                    format!("field must not be named `{tag}`, which is the key that names the step\nnote: rename it, or choose another key with `#[agent(tag = \"…\")]`"),
                );
            }
            let doc = doc(&field.attrs);
            let ty = &field.ty;
            check_owned(errors, ty);
            check_plain(errors, ty);
            check_bounds(errors, field);
            Some(Field { ident, name, ty, doc })
        })
        .collect()
}

fn check_owned(errors: &mut Errors, ty: &Type) {
    if let Some(token) = borrow_in(ty) {
        errors.at(
            token,
            "field must own its data\nnote: it is read from the model's reply; write `String`, `Vec<T>` or another owned type",
        );
    }
}

fn check_plain(errors: &mut Errors, ty: &Type) {
    if let Some(place) = no_data_in(ty) {
        errors.at(
            place,
            "field must be plain data\nnote: it is read from the model's reply; write a concrete type, such as the one inside",
        );
    }
}

/// What no reply can hold, and would be an error of the whole enum besides, which must be `Send` and `Sync`. A
/// `Cell` without its path may be a type of the user's own.
pub(super) fn no_data_in(ty: &Type) -> Option<TokenStream> {
    const KNOWN: [&str; 5] = ["dyn", "Rc", "RefCell", "UnsafeCell", "OnceCell"];
    let known = find(ty, &|token| KNOWN.iter().any(|word| is_word(token, word)));
    if let Some(token) = known {
        return Some(token.into_token_stream());
    }
    let cell = |ty: &Type| ty.to_token_stream().to_string().contains("cell :: Cell <");
    (matches!(ty, Type::Ptr(_)) || cell(ty)).then(|| ty.to_token_stream())
}

fn check_answer(errors: &mut Errors, ty: &Type) {
    if let Some(token) = borrow_in(ty) {
        errors.at(
            token,
            "answer must own its data\nnote: it is read from what the person wrote; write `String` or another owned type",
        );
    }
}

fn check_bounds(errors: &mut Errors, field: &syn::Field) {
    let mut attrs = field.attrs.iter();
    if let Some(attr) = attrs.find(|attr| attr.path().is_ident("schema")) {
        errors.at(
            attr,
            "`#[schema(..)]` must not stand on a step's field\nnote: put it on a newtype with `#[agent_core::data]`, or on the tool's parameter that the step restates",
        );
    }
}

fn kind<'a>(
    errors: &mut Errors,
    written: &'a WrittenVariant,
    fields: &[Field<'_>],
) -> Option<Kind<'a>> {
    let (name, kind) = match written.kind.as_ref()? {
        WrittenKind::Held(call) => return Some(Kind::Held(call)),
        WrittenKind::Restated(call) => return Some(Kind::Restated(call)),
        WrittenKind::Ask {
            answer,
            urgency,
            name,
        } => {
            check_reserved(errors, fields, "answer", "the person's answer");
            check_answer(errors, answer);
            let medium = || Ident::new("Medium", Span::call_site());
            let urgency = urgency.clone().unwrap_or_else(medium);
            (name, Plain::Ask { answer, urgency })
        }
        WrittenKind::Sub { agent, name } => {
            check_reserved(errors, fields, "result", "the agent's answer");
            (name, Plain::Sub { agent })
        }
        WrittenKind::Done { name } => (name, Plain::Done),
        WrittenKind::Wait { event, name, attr } => {
            check_reserved(errors, fields, "woke", "what ended the wait");
            let timed = check_seconds(errors, fields);
            if event.is_none() && !timed {
                errors.at_span(*attr, "wait must have an end\nnote: add a field `seconds: u64`, or name an event: `#[wait(event = \"paid\")]`");
            }
            let event = event.as_ref().map(LitStr::value);
            (name, Plain::Wait { event, timed })
        }
    };
    let name = match name {
        Some(name) => {
            check_name(errors, name);
            name.value()
        }
        None => default_name(errors, &written.variant.ident),
    };
    Some(Kind::Plain { name, kind })
}

fn check_reserved(errors: &mut Errors, fields: &[Field<'_>], name: &str, what: &str) {
    for field in fields.iter().filter(|field| field.name == name) {
        errors.at(
            field.ident,
            format!(
                "field must not be named `{name}`: the outcome has a field of that name for {what}"
            ),
        );
    }
}

/// The core reads `seconds` from the arguments' text, so it must be a plain count.
fn check_seconds(errors: &mut Errors, fields: &[Field<'_>]) -> bool {
    let Some(field) = fields.iter().find(|field| field.name == "seconds") else {
        return false;
    };
    let plain = last_segment(field.ty).is_some_and(|last| last.ident == "u64");
    if !plain {
        errors.at(field.ty, "`seconds` must be a `u64`");
    }
    true
}

/// Two plain steps of one name; tools' names are known to rustc only and checked there.
fn check_names(errors: &mut Errors, steps: &[Step<'_>], written: &Written) {
    let mut seen = HashMap::new();
    for step in steps {
        let Kind::Plain { name, .. } = &step.kind else {
            continue;
        };
        if let Some(first) = seen.insert(name.clone(), step.ident) {
            let variants = written.variants.iter();
            let place = variants
                .filter(|variant| variant.variant.ident == *step.ident)
                .find_map(|variant| name_literal(variant));
            let message = format!(
                "step `{name}` is there already: `{first}`\nnote: the model tells steps apart by name"
            );
            match place {
                Some(literal) => errors.at(literal, message),
                None => errors.at(step.ident, message),
            }
        }
    }
}

fn name_literal(variant: &WrittenVariant) -> Option<&LitStr> {
    match variant.kind.as_ref()? {
        WrittenKind::Ask { name, .. }
        | WrittenKind::Sub { name, .. }
        | WrittenKind::Done { name }
        | WrittenKind::Wait { name, .. } => name.as_ref(),
        WrittenKind::Held(_) | WrittenKind::Restated(_) => None,
    }
}
