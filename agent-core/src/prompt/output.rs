//! What `{{ output_format }}` stands for.

use super::{OutputForm, OutputFormat};
use crate::schema::{
    Hoist, PORTABLE, Profile, ShapeRef, TypesStyle, render, types_form, union_schema, union_types,
};

/// What an answer must look like.
#[derive(Debug, Clone, Copy)]
pub enum Output<'a> {
    /// There is nothing to tell.
    None,
    /// One value of a type.
    Type(ShapeRef),
    /// One step as a JSON object.
    Steps {
        /// The key that names the step.
        tag: &'a str,
        /// Each step's name, description and arguments.
        steps: &'a [(&'a str, &'a str, ShapeRef)],
    },
}

impl Output<'_> {
    /// The text of `{{ output_format }}`; `None` if there is nothing to tell.
    #[must_use]
    pub fn text(&self, format: &OutputFormat) -> Option<String> {
        let style = TypesStyle {
            or_splitter: &format.or_splitter,
            hoist: format.hoist,
        };
        // In a prompt the answer is described, not demanded: a union needs no object around it.
        let profile = Profile {
            inline: format.hoist != Hoist::All,
            union_root: true,
            ..PORTABLE
        };
        let text = match (self, format.form) {
            (Self::None, _) => return None,
            (Self::Type(shape), OutputForm::Types) => types_form(*shape, &style),
            (Self::Type(shape), OutputForm::Schema) => render(*shape, &profile),
            (Self::Steps { tag, steps }, OutputForm::Types) => union_types(tag, steps, &style),
            (Self::Steps { tag, steps }, OutputForm::Schema) => union_schema(tag, steps, &profile),
        };
        Some(format!("{}{text}", format.prefix))
    }
}
