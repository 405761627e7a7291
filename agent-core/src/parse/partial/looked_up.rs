//! What stands in a twin's field, whether or not the field's type has a partial value.
//!
//! Owns one trick: a constant that says whether a type is [`Partial`]. Of a type that is not, the twin is made all
//! the same, so that the compiler says so once, at the type, and not again in all that is derived of the twin; and
//! not at all where the type has no schema either, which is said elsewhere and comes first.

use std::marker::PhantomData;

use serde::Deserialize;

use super::Partial;
use crate::schema::Schema;

/// Asked about a type: `Probe::<T>::IS_PARTIAL`, with [`Otherwise`] in scope.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

impl<T: Partial> Probe<T> {
    /// An inherent constant comes before that of a trait, where its bound holds.
    pub const IS_PARTIAL: bool = true;
}

impl<T: Schema> Probe<T> {
    /// Whether it has a schema.
    pub const HAS_SCHEMA: bool = true;
}

/// The answers where [`Probe`] has none of its own.
pub trait Otherwise {
    /// No.
    const IS_PARTIAL: bool = false;
    /// No.
    const HAS_SCHEMA: bool = false;
}

impl<T> Otherwise for Probe<T> {}

/// A type, and the answer.
#[derive(Debug)]
pub struct Looked<T, const IS_PARTIAL: bool>(PhantomData<T>);

/// What [`Partial`] says of the type, or else what keeps the compiler quiet.
pub trait LookedUp {
    /// As [`Partial::Partial`].
    type Partial;
    /// As [`Partial::Slot`].
    type Slot<P>;
}

impl<T: Partial> LookedUp for Looked<T, true> {
    type Partial = T::Partial;
    type Slot<P> = T::Slot<P>;
}

impl<T> LookedUp for Looked<T, false> {
    type Partial = Missing;
    type Slot<P> = Option<P>;
}

/// Stands where a type has no partial value. A program with it does not compile.
#[derive(Debug, Clone, Deserialize)]
pub struct Missing;

/// The value as far as it is known.
pub type Begun<T, const IS_PARTIAL: bool> = <Looked<T, IS_PARTIAL> as LookedUp>::Partial;

/// What stands in a field for a `P` that may not be there yet.
pub type Slot<T, const IS_PARTIAL: bool, P> = <Looked<T, IS_PARTIAL> as LookedUp>::Slot<P>;

/// What stands in a field for a `T` that may not be there yet.
pub type Shown<T, const IS_PARTIAL: bool> = Slot<T, IS_PARTIAL, Begun<T, IS_PARTIAL>>;

/// A type that has a schema, or else one about which there is nothing to say.
pub trait WithSchema {
    /// It.
    type Type;
}

/// A type, and whether it has a schema.
#[derive(Debug)]
pub struct Asked<T, const HAS_SCHEMA: bool>(PhantomData<T>);

impl<T> WithSchema for Asked<T, true> {
    type Type = T;
}

impl<T> WithSchema for Asked<T, false> {
    type Type = ();
}

/// The type, or `()` if it has no schema.
pub type IfSchema<T, const HAS_SCHEMA: bool> = <Asked<T, HAS_SCHEMA> as WithSchema>::Type;

/// Compiles if the type has a partial value.
pub const fn must_be_partial<T: Partial>() {}
