//! What a user shows: pictures and documents.

use super::encode::text_block;
use crate::message::{InputPart, Media, Source};
use crate::wire::json::{key, string, text_member};
use crate::wire::{base64, found};

pub(super) fn write(out: &mut String, part: &InputPart) {
    match part {
        InputPart::Text(text) => text_block(out, text),
        InputPart::Image(image) => block(out, "image", image),
        InputPart::File(file) => block(out, "document", file),
    }
}

fn block(out: &mut String, kind: &str, media: &Media) {
    out.push_str("{\"type\":");
    string(out, kind);
    key(out, "source");
    source(out, media);
    if let Some(name) = media.name.as_deref().filter(|_| kind == "document") {
        text_member(out, "title", name);
    }
    out.push('}');
}

fn source(out: &mut String, media: &Media) {
    out.push_str("{\"type\":");
    match &media.source {
        Source::Base64(data) => bytes(out, &media.media_type, data),
        Source::Url(url) => {
            string(out, "url");
            text_member(out, "url", url);
        }
        Source::Id(id) => {
            string(out, "file");
            text_member(out, "file_id", id);
        }
    }
    out.push('}');
}

/// Documents of words are taken as words only.
fn bytes(out: &mut String, media_type: &str, data: &str) {
    let words = media_type
        .starts_with("text/")
        .then(|| base64::text(data))
        .flatten();
    string(out, if words.is_some() { "text" } else { "base64" });
    // The only type that words may have.
    let media_type = words.as_ref().map_or(media_type, |_| "text/plain");
    text_member(out, "media_type", media_type);
    text_member(out, "data", words.as_deref().unwrap_or(data));
}

/// The part that a block of a request is, if a part can say all of it.
pub(super) fn read(block: &str) -> Option<InputPart> {
    let kind = found::text(block, "type")?;
    if kind == "text" {
        let plain = found::has_only(block, super::blocks::TEXT);
        return plain.then(|| found::text(block, "text").map(InputPart::Text))?;
    }
    let mut media = media(found::object(block, "source")?)?;
    match kind.as_str() {
        "image" if found::has_only(block, &["type", "source"]) => Some(InputPart::Image(media)),
        "document" if found::has_only(block, &["type", "source", "title"]) => {
            media.name = found::text(block, "title");
            Some(InputPart::File(media))
        }
        _ => None,
    }
}

fn media(source: &str) -> Option<Media> {
    let only = |keys| found::has_only(source, keys);
    let text = |key| found::text(source, key);
    match text("type")?.as_str() {
        "base64" if only(&["type", "media_type", "data"]) => {
            Some(Media::base64(text("media_type")?, text("data")?))
        }
        "url" if only(&["type", "url"]) => Some(Media::url(text("url")?)),
        "file" if only(&["type", "file_id"]) => Some(Media {
            media_type: String::new(),
            source: Source::Id(text("file_id")?),
            name: None,
        }),
        _ => None,
    }
}
