//! The texts of a type, in order: what `text_hash` covers.

use super::model::{Body, Checked, Content, Field, Fields, Tagging, Value, Variant};

/// Every text that the macro writes into the node, in order: what `text_hash` covers.
pub(super) fn texts(checked: &Checked) -> Vec<String> {
    match &checked.body {
        Body::Foreign | Body::Stub | Body::Unit => Vec::new(),
        Body::Newtype { value, bounds, .. } => bounds.texts().chain(value_texts(value)).collect(),
        Body::Tuple(values) => values.iter().flat_map(value_texts).collect(),
        Body::Struct(fields) => fields_texts(fields),
        Body::Enum {
            tagging,
            variants,
            untagged,
        } => {
            let all = variants.iter().chain(untagged).flat_map(variant_texts);
            std::iter::once(tagging_text(tagging)).chain(all).collect()
        }
    }
}

fn tagging_text(tagging: &Tagging) -> String {
    match tagging {
        Tagging::External => "external".to_owned(),
        Tagging::Untagged => "untagged".to_owned(),
        Tagging::Internal { tag } => format!("internal {tag}"),
        Tagging::Adjacent { tag, content } => format!("adjacent {tag} {content}"),
    }
}

pub(super) fn variant_texts(variant: &Variant) -> Vec<String> {
    let mut texts = vec![variant.name.clone(), variant.doc.clone()];
    texts.extend(variant.aliases.iter().cloned());
    match &variant.content {
        Content::Unit => {}
        Content::Newtype(value) => texts.extend(value_texts(value)),
        Content::Tuple(values) => texts.extend(values.iter().flat_map(value_texts)),
        Content::Struct(fields) => texts.extend(fields_texts(fields)),
    }
    texts
}

pub(super) fn fields_texts(fields: &Fields) -> Vec<String> {
    let of = |field: &Field| {
        let names = std::iter::once(field.name.clone()).chain(field.aliases.iter().cloned());
        names.chain(value_texts(&field.value)).collect::<Vec<_>>()
    };
    fields.list.iter().flat_map(of).collect()
}

fn value_texts(value: &Value) -> Vec<String> {
    std::iter::once(value.doc.clone())
        .chain(value.bounds.texts())
        .collect()
}
