//! Wrappers that generated code puts around a type to say where its shape comes from.

use std::marker::PhantomData;

use super::{Kind, Schema, Shape, ShapeRef};

/// A type that only has a `schemars::JsonSchema`: `#[schema(schemars)]`.
///
/// Its schema is known at run time only, so it is checked at start-up and not by the compiler.
///
/// ```
/// use agent_core::schema::{Foreign, Kind, Schema};
/// assert!(matches!(<Foreign<String> as Schema>::SHAPE.get().kind, Kind::Foreign(_)));
/// ```
#[derive(Debug)]
pub struct Foreign<T: ?Sized>(PhantomData<T>);

impl<T: schemars::JsonSchema + ?Sized> Schema for Foreign<T> {
    const SHAPE: ShapeRef = ShapeRef::new(&Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind: Kind::Foreign(schemars::SchemaGenerator::subschema_for::<T>),
    });
}

/// A type whose shape is asked for through a function, which lets generic types mention themselves.
#[derive(Debug)]
pub struct Lazy<T: ?Sized>(PhantomData<T>);

impl<T: Schema + ?Sized> Schema for Lazy<T> {
    const SHAPE: ShapeRef = ShapeRef::new(&Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind: Kind::Lazy(shape_of::<T>),
    });
    const OPTIONAL: bool = T::OPTIONAL;
}

fn shape_of<T: Schema + ?Sized>() -> ShapeRef {
    T::SHAPE
}
