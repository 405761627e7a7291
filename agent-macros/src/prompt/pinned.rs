//! The tools that a bundle lists: they must be there and be what their schemas say. And the lock, which a
//! template with a version must keep to.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::Template;
use crate::errors::Errors;
use crate::lock::{LockedPrompt, prompt_check};
use crate::pin;

/// Reads the schemas that the bundle names.
pub(super) fn read(errors: &mut Errors, template: &mut Template) -> Option<()> {
    let bundle = template.absolute.as_deref().map(Path::new)?;
    let base = bundle.parent().unwrap_or(bundle);
    let folder = Path::new(&template.file).parent().unwrap_or(Path::new(""));
    let mut fine = Some(());
    for schema in template
        .tools
        .iter_mut()
        .filter_map(|tool| tool.schema.as_mut())
    {
        let named = schema.file.strip_prefix("./").unwrap_or(&schema.file);
        match pin::read(base, "the bundle", named) {
            Ok(mut found) => {
                found.pin.file = folder.join(named).to_string_lossy().into_owned();
                schema.pin = Some(found);
            }
            Err(message) => {
                let message = format!("{}:{}: {message}", template.file, schema.place);
                errors.at_span(template.span, message);
                fine = None;
            }
        }
    }
    fine
}

impl Template {
    /// Const checks, one a tool that the bundle lists; `__STEPS` are the agent's.
    pub(crate) fn tools_listed(&self) -> TokenStream {
        let checks = self.tools.iter().map(|tool| {
            let name = &tool.name;
            let place = format!("{}:{}", self.file, tool.place);
            let pin = tool.schema.as_ref().and_then(|schema| schema.pin.as_ref());
            let items = pin.map(|file| {
                let (absolute, pin) = (&file.absolute, file.pin.expand(&quote!(__p)));
                quote_spanned! {self.span=>
                    const _: &[::core::primitive::u8] = ::core::include_bytes!(#absolute);
                    const __PIN: &__p::Pin = &#pin;
                }
            });
            let check = pin.map(
                |_| quote_spanned!(self.span=> __p::check_pinned_step(__STEPS, #name, __PIN);),
            );
            quote_spanned! {self.span=>
                const _: () = {
                    #items
                    __p::check_tool_listed(__STEPS, #place, #name);
                    #check
                };
            }
        });
        checks.collect()
    }

    /// The check that a template which states a version has not changed under it.
    pub(crate) fn lock_check(&self) -> Option<TokenStream> {
        self.absolute.as_ref()?;
        let locked = LockedPrompt {
            file: &self.file,
            version: &self.front.version,
            hash: self.hash,
            text: &self.source,
        };
        Some(prompt_check(
            &quote_spanned!(self.span=> __p),
            self.span,
            &locked,
        ))
    }
}
