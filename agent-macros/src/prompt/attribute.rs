//! `#[prompt]`: a struct becomes the values of a template.
//!
//! parse → check → expand; on any error the struct is still there, with stubs in place of what it gains.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Field, Fields, Ident, ItemStruct, LitStr, Path, Type};

use super::{Template, inline, read};
use crate::doc::doc;
use crate::errors::Errors;
use crate::hash::text_hash;
use crate::keys::Keys;
use crate::krate::Krate;
use crate::schema::option_of;
use crate::tool::borrow_in;

const KEYS: &[&str] = &["text", "output", "crate"];
const FORM: &str = "a prompt must name its file\nnote: write `#[prompt(\"prompts/triage.md\")]`, or the template itself: `#[prompt(text = \"…\")]`";

pub(crate) fn prompt(attr: TokenStream, item: &TokenStream) -> TokenStream {
    let errors = &mut Errors::new();
    let written = args(errors, attr);
    let item = check_struct(errors, item);
    let prompt = item.as_ref().and_then(|item| check(errors, &written, item));
    let errors = std::mem::take(errors);
    match (prompt, &item) {
        (Some(prompt), _) if errors.is_empty() => expand(&prompt),
        (_, Some(item)) => fallback(&written, item, errors),
        (_, None) => {
            let errors = errors.into_tokens();
            quote!(#errors)
        }
    }
}

/// What stands in the parentheses.
struct Written {
    krate: Krate,
    file: Option<LitStr>,
    text: Option<LitStr>,
    output: Option<Type>,
    /// A key that could not be read may have been any of these.
    unread: bool,
}

/// A prompt that holds together as far as a macro can know.
struct Prompt<'a> {
    krate: &'a Krate,
    item: &'a ItemStruct,
    fields: Vec<(&'a Ident, &'a Field)>,
    output: Option<&'a Type>,
    template: Template,
}

fn args(errors: &mut Errors, attr: TokenStream) -> Written {
    let mut tokens = attr.clone().into_iter();
    let first = tokens.next();
    let file = match &first {
        Some(token @ TokenTree::Literal(_)) => syn::parse2::<LitStr>(token.to_token_stream()).ok(),
        _ => None,
    };
    // The comma behind the file is an empty piece, which `Keys` leaves out.
    let rest = if file.is_some() {
        tokens.collect()
    } else {
        attr
    };
    let mut keys = Keys::read(errors, rest);
    let mut written = Written {
        krate: keys
            .take::<Path>(
                errors,
                "crate",
                "a path, for example `crate = ::agent_core`",
            )
            .map(Krate::from)
            .unwrap_or_default(),
        file,
        text: keys.take(errors, "text", "a template in quotes"),
        output: keys.take(errors, "output", "a type"),
        unread: false,
    };
    keys.finish(errors, KEYS);
    written.unread = !errors.is_empty();
    written
}

fn check_struct(errors: &mut Errors, item: &TokenStream) -> Option<ItemStruct> {
    let found = syn::parse2::<ItemStruct>(item.clone());
    if found.is_err() {
        let word = item.clone().into_iter().find(|token| {
            matches!(token, TokenTree::Ident(word) if ["enum", "fn", "union", "trait", "impl", "mod", "type"].iter().any(|known| word == known))
        });
        let place = word.map_or_else(|| item.clone(), Into::into);
        errors.at(
            place,
            "prompt must be a struct\nnote: its fields are the template's variables",
        );
    }
    found.ok()
}

fn check<'a>(
    errors: &mut Errors,
    written: &'a Written,
    item: &'a ItemStruct,
) -> Option<Prompt<'a>> {
    if !item.generics.params.is_empty() {
        errors.at(
            &item.generics,
            "prompt must not be generic\nnote: the shapes of its fields are constants; let it own its values",
        );
    }
    let fields = fields(errors, item);
    let template = template(errors, written, item)?;
    check_variables(errors, &template, &fields, item);
    check_output(errors, &template, written);
    Some(Prompt {
        krate: &written.krate,
        item,
        fields,
        output: written.output.as_ref(),
        template,
    })
}

fn fields<'a>(errors: &mut Errors, item: &'a ItemStruct) -> Vec<(&'a Ident, &'a Field)> {
    if let Fields::Unnamed(fields) = &item.fields {
        errors.at(
            fields,
            "prompt must have named fields\nnote: the template names its variables by them",
        );
    }
    for field in &item.fields {
        if let Some(token) = borrow_in(&field.ty) {
            errors.at(
                token,
                "field must own its value\nnote: write `String`, `Vec<T>` or another owned type",
            );
        }
    }
    let fields = item.fields.iter();
    fields
        .filter_map(|field| Some((field.ident.as_ref()?, field)))
        .collect()
}

fn template(errors: &mut Errors, written: &Written, item: &ItemStruct) -> Option<Template> {
    match (&written.file, &written.text) {
        (Some(file), None) => read(errors, file),
        (None, Some(text)) => inline(errors, text, item.ident.to_string()),
        (Some(_), Some(text)) => {
            errors.at(
                text,
                "prompt must have one template\nnote: name a file, or write `text = \"…\"`",
            );
            None
        }
        (None, None) => {
            // What was wrong with the keys has been said.
            if errors.is_empty() {
                errors.at_span(Span::call_site(), FORM);
            }
            None
        }
    }
}

/// `tools` are an agent's; a template of its own has none unless the struct says so.
fn check_variables(
    errors: &mut Errors,
    template: &Template,
    fields: &[(&Ident, &Field)],
    item: &ItemStruct,
) {
    let has = |name: &str| fields.iter().any(|(ident, _)| *ident == name);
    if template.variables().contains(&"tools") && !has("tools") {
        errors.at_span(
            template.span,
            format!(
                "the template names `tools`, which `{}` does not have\nnote: only an agent's prompt has `tools`; add a field of that name",
                item.ident
            ),
        );
    }
}

fn check_output(errors: &mut Errors, template: &Template, written: &Written) {
    if written.unread {
        return; // It may have been the output.
    }
    if let (Some(place), None) = (template.output_place(), &written.output) {
        errors.at_span(
            template.span,
            format!(
                "{}:{place}: the template tells the output format, but the prompt has no output\nnote: say which: `#[prompt(…, output = Ticket)]`",
                template.file
            ),
        );
    }
}

fn expand(prompt: &Prompt<'_>) -> TokenStream {
    let Prompt { krate, item, .. } = prompt;
    let p = quote!(__p);
    let (ident, vis) = (&item.ident, &item.vis);
    let (version, hash) = (&prompt.template.front.version, prompt.template.hash);
    let template = prompt.template.expand(&p);
    let shape = shape(prompt);
    let output = prompt.output.map_or_else(
        || quote!(__p::None),
        |ty| quote_spanned!(ty.span()=> __p::Some(<#ty as __p::Schema>::SHAPE)),
    );
    let values = prompt.fields.iter().map(|(ident, field)| {
        let (name, ty) = (name(ident), &field.ty);
        let value = quote_spanned!(ty.span()=> <#ty as __p::PromptField>::json);
        quote!((#name, #value(&self.#ident)))
    });
    let check = quote_spanned! {prompt.template.span=>
        const _: () = __p::check_prompt(__PROMPT, __p::ShapeRef::new(&__SHAPE), false);
    };
    let locked = prompt.template.lock_check();
    quote! {
        #item
        #[allow(unused_qualifications)]
        const _: () = {
            use #krate::__private::agent as __p;
            const __PROMPT: &__p::Prompt = #template;
            #shape
            #check
            #locked
            impl #ident {
                /// The version that the prompt states; empty if it states none.
                #[allow(dead_code)]
                #vis const VERSION: &'static __p::str = #version;
                /// Detects change of the prompt's text.
                #[allow(dead_code)]
                #vis const HASH: __p::u64 = #hash;
                /// The template.
                #[allow(dead_code)]
                #vis const PROMPT: &'static __p::Prompt = __PROMPT;
            }
            #[automatically_derived]
            impl __p::Messages for #ident {
                fn messages(&self) -> __p::Result<__p::Vec<__p::Turn>, __p::PromptError> {
                    __p::prompt_messages(__PROMPT, #output, &[#(#values),*])
                }
            }
        };
    }
}

/// The struct as the template sees it.
fn shape(prompt: &Prompt<'_>) -> TokenStream {
    let struct_name = prompt.item.ident.to_string();
    let doc = doc(&prompt.item.attrs);
    let names: Vec<String> = prompt.fields.iter().map(|(ident, _)| name(ident)).collect();
    let hash = text_hash(
        [&*struct_name, &*doc]
            .into_iter()
            .chain(names.iter().map(|name| &**name)),
    );
    let fields = prompt.fields.iter().zip(&names).map(|((_, field), name)| {
        let ty = &field.ty;
        let required = option_of(ty).is_none();
        let shape = quote_spanned!(ty.span()=> <#ty as __p::PromptField>::SHAPE);
        quote!(__p::field(#name, "", #shape, #required, ""))
    });
    quote!(static __SHAPE: __p::Shape = __p::arguments(#struct_name, #doc, #hash, &[#(#fields),*]);)
}

fn name(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}

/// The struct with stubs, so that only the errors show.
fn fallback(written: &Written, item: &ItemStruct, errors: Errors) -> TokenStream {
    let (krate, ident, vis) = (&written.krate, &item.ident, &item.vis);
    let errors = errors.into_tokens();
    let stubs = item.generics.params.is_empty().then(|| {
        quote! {
            const _: () = {
                use #krate::__private::agent as __p;
                impl #ident {
                    #vis const VERSION: &'static __p::str = "";
                    #vis const HASH: __p::u64 = 0;
                    #vis const PROMPT: &'static __p::Prompt = &__p::STUB_PROMPT;
                }
                impl __p::Messages for #ident {
                    fn messages(&self) -> __p::Result<__p::Vec<__p::Turn>, __p::PromptError> {
                        __p::Ok(__p::Vec::new())
                    }
                }
            };
        }
    });
    quote! {
        #[allow(dead_code, missing_docs, reason = "the prompt did not compile")]
        #item
        #errors
        #stubs
    }
}
