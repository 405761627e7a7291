//! All steps of an agent as one tagged union: for replies that are JSON with an intent.

use super::{Profile, ShapeRef, forms::forms, note::Note, render::Renderer, writer::Object};

/// The JSON Schema of "one of these steps": an object a step, its name under `tag` first, its arguments
/// after it. Each step is a name, a description and the shape of its arguments (an object).
///
/// Where the profile forbids a union as the root, the union stands under the key `step` of an object.
///
/// ```
/// use agent_core::schema::{PORTABLE, Schema, union_schema};
/// let text = union_schema("intent", &[("stop", "Do nothing more.", <()>::SHAPE)], &PORTABLE);
/// assert!(text.starts_with(r#"{"type":"object","properties":{"step":{"#));
/// ```
#[must_use]
pub fn union_schema(tag: &str, steps: &[(&str, &str, ShapeRef)], profile: &Profile) -> String {
    let roots: Vec<ShapeRef> = steps.iter().map(|(_, _, shape)| *shape).collect();
    let mut renderer = Renderer::new(profile, &roots);
    let mut schemas = Vec::new();
    for (name, doc, shape) in steps {
        for form in forms(*shape) {
            renderer.form(&form.tagged(tag, name, doc), Note::default());
            schemas.push(std::mem::take(&mut renderer.out));
        }
    }
    if profile.union_root {
        renderer.union(&schemas, &Note::default());
    } else {
        wrap(&mut renderer, &schemas);
    }
    renderer.finish()
}

fn wrap(renderer: &mut Renderer, schemas: &[String]) {
    let mut object = Object::open(&mut renderer.out);
    object.text(&mut renderer.out, "type", "object");
    object.key(&mut renderer.out, "properties");
    Object::open(&mut renderer.out).key(&mut renderer.out, "step");
    renderer.union(schemas, &Note::default());
    renderer
        .out
        .push_str(r#"},"required":["step"],"additionalProperties":false}"#);
}
