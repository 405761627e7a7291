//! Types that need no look: one check less to write and to compile.

use syn::{GenericArgument, PathArguments, Type};

use crate::schema::last_segment;

/// True for numbers, texts and the like, and for lists and options of them, by name.
///
/// A type of one's own under such a name is taken for it and goes unchecked.
pub(crate) fn is_simple(ty: &Type) -> bool {
    let Some(last) = last_segment(ty) else {
        return false;
    };
    let plain = [
        "String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32",
        "i64", "i128", "isize", "f32", "f64",
    ];
    match &last.arguments {
        PathArguments::None => plain.iter().any(|name| last.ident == name),
        PathArguments::AngleBracketed(arguments) => {
            let mut inner = arguments.args.iter();
            let holds = ["Option", "Vec"].iter().any(|name| last.ident == name);
            holds
                && matches!((inner.next(), inner.next()), (Some(GenericArgument::Type(ty)), None) if is_simple(ty))
        }
        PathArguments::Parenthesized(_) => false,
    }
}
