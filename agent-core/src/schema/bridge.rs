//! The way into schemars' world: what the derived `impl schemars::JsonSchema` calls.

use std::borrow::Cow;

use schemars::SchemaGenerator;
use serde_json::Value;

use super::{
    Profile, Schema, ShapeRef, note::Note, profiles::FAITHFUL, render::Renderer, walk::resolve,
};

/// Named types are written where they are used: schemars names what it asks for itself.
const BRIDGE: Profile = Profile {
    inline: true,
    ..FAITHFUL
};

/// The name that schemars gives the type.
#[must_use]
pub fn schema_name<T: Schema>() -> Cow<'static, str> {
    Cow::Borrowed(T::SHAPE.get().name)
}

/// What tells the type from others of its name, such as `Page<A>` from `Page<B>`.
#[must_use]
pub fn schema_id<T: Schema>() -> Cow<'static, str> {
    Cow::Borrowed(std::any::type_name::<T>())
}

/// The shape as schemars' value. Recursive types go into the generator's definitions.
#[must_use]
pub fn schemars_schema(shape: ShapeRef, generator: &mut SchemaGenerator) -> schemars::Schema {
    let prefix = format!(
        "#{}/",
        generator.settings().definitions_path.trim_end_matches('/')
    );
    let mut renderer = Renderer::new(&BRIDGE, &[shape]).with_prefix(prefix);
    renderer.body(resolve(shape), Note::default());
    let mut value: Value = serde_json::from_str(&renderer.finish()).unwrap_or_default();
    if let Some(Value::Object(definitions)) =
        value.as_object_mut().and_then(|keys| keys.remove("$defs"))
    {
        for (name, schema) in definitions {
            generator.definitions_mut().entry(name).or_insert(schema);
        }
    }
    value.try_into().unwrap_or_default()
}
