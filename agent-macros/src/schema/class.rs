//! What a type's name tells about it. A guess by name: it only ever words an error earlier and better
//! than the const check would, so an unknown name is always let through.

use syn::{GenericArgument, PathArguments, Type};

/// What can be bounded on a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Number,
    Text,
    /// Lists, sets and maps.
    List,
    /// Something without a size, such as `bool`.
    Other,
    Unknown,
}

/// What `ty` is, by its last path segment.
pub(crate) fn class(ty: &Type) -> Class {
    let Some(segment) = last_segment(ty) else {
        return Class::Unknown;
    };
    match segment.ident.to_string().as_str() {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128"
        | "isize" | "f32" | "f64" => Class::Number,
        "String" => Class::Text,
        "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "HashMap" | "BTreeMap" => Class::List,
        "bool" | "char" => Class::Other,
        "Option" | "Box" | "Arc" | "Rc" => inner(ty).map_or(Class::Unknown, class),
        _ => Class::Unknown,
    }
}

/// `T` of `Option<T>`, recognized by name as serde's own derive does.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    (last_segment(ty)?.ident == "Option")
        .then(|| inner(ty))
        .flatten()
}

/// The last segment of a path, through parentheses and invisible groups.
pub(crate) fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

fn inner(ty: &Type) -> Option<&Type> {
    let PathArguments::AngleBracketed(args) = &last_segment(ty)?.arguments else {
        return None;
    };
    args.args.iter().find_map(|arg| match arg {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}
