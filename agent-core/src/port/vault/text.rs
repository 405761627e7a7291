//! JSON texts on their way into a thread, where handles stand in the place of values, and out of it.

use std::collections::BTreeMap;

use super::{Slot, Vault, VaultError};
use crate::event::SecretKept;
use crate::reducer::KeptSecret;
use crate::schema::ShapeRef;
use crate::secret::{Handle, Opened, Place, Secret, places};

type Known = BTreeMap<Handle, KeptSecret>;

/// A text that may stand in a thread, once its secrets do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sealed {
    /// The text with handles.
    pub text: String,
    /// What was kept, as facts to append before the text's own.
    pub kept: Vec<SecretKept>,
}

/// Keeps the values in a text of this shape. Handles that the thread knows stay.
///
/// # Errors
/// If the text does not fit the shape, or the vault refuses.
pub async fn seal_text(
    vault: &dyn Vault,
    slot: &Slot,
    known: &Known,
    shape: ShapeRef,
    text: &str,
) -> Result<Sealed, VaultError> {
    let mut sealed = Sealed::default();
    let mut from = 0;
    for (at, place) in secrets(text, shape)?.into_iter().enumerate() {
        let handle = place
            .handle(text)
            .filter(|handle| known.contains_key(handle));
        if handle.is_none() {
            let slot = Slot {
                thread: slot.thread.clone(),
                place: format!("{}/{at}", slot.place),
            };
            let value = piece(text, &place).to_owned();
            let fact = put(vault, &slot, value).await?;
            sealed
                .text
                .push_str(text.get(from..place.range.start).unwrap_or_default());
            sealed.text.extend(["\"", fact.handle.as_str(), "\""]);
            sealed.kept.push(fact);
            from = place.range.end;
        }
    }
    sealed.text.push_str(text.get(from..).unwrap_or_default());
    Ok(sealed)
}

/// The text with values in the place of handles, and what was opened for it.
///
/// # Errors
/// If the text does not fit the shape, a place holds no handle that the thread knows, or the vault refuses.
pub async fn open_text(
    vault: &dyn Vault,
    known: &Known,
    shape: ShapeRef,
    text: &str,
) -> Result<(Secret, Opened), VaultError> {
    let (mut full, mut opened, mut from) = (String::new(), Opened::default(), 0);
    for place in secrets(text, shape)? {
        let handle = place.handle(text);
        let handle = handle.ok_or_else(|| VaultError::Unreadable("there is no handle".into()))?;
        let value = get(vault, known, &handle).await?;
        opened.note(&value, &handle);
        full.push_str(text.get(from..place.range.start).unwrap_or_default());
        full.push_str(value.expose().map_or("null", String::as_str));
        from = place.range.end;
    }
    full.push_str(text.get(from..).unwrap_or_default());
    Ok((Secret::new(full), opened))
}

fn secrets(text: &str, shape: ShapeRef) -> Result<Vec<Place>, VaultError> {
    places(text, shape).map_err(|mismatch| VaultError::Unreadable(mismatch.to_string()))
}

fn piece<'a>(text: &'a str, place: &Place) -> &'a str {
    text.get(place.range.clone()).unwrap_or_default()
}

/// Keeps a value. What the vault says of it is shown to people, so the value is taken out.
pub(super) async fn put(
    vault: &dyn Vault,
    slot: &Slot,
    json: String,
) -> Result<SecretKept, VaultError> {
    let value = Secret::new(json);
    vault.keep(slot, &value).await.map_err(|error| {
        let mut opened = Opened::default();
        opened.note(&value, &Handle::of(b"", &slot.name()));
        VaultError::Failed(opened.scrub(&error.to_string()))
    })
}

pub(super) async fn get(
    vault: &dyn Vault,
    known: &Known,
    handle: &Handle,
) -> Result<Secret, VaultError> {
    let unknown = || VaultError::Unknown(handle.clone());
    let KeptSecret { thread, kept } = known.get(handle).ok_or_else(unknown)?;
    let kept = SecretKept::new(handle.clone(), kept);
    vault.open(thread, &kept).await
}
