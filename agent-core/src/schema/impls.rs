//! The shapes of the standard library's types, as serde reads them.
//!
//! `do_not_recommend` stands on plain types, which keeps them out of the compiler's list of suggestions,
//! and never on containers: there the error would name `Vec<T>` instead of `T`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    marker::PhantomData,
    num::{
        NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
        NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
    },
    rc::Rc,
    sync::Arc,
};

use super::{Content, Field, Fields, Kind, Schema, Shape, ShapeRef, Tagging, Variant};

/// A nameless shape.
macro_rules! shape {
    ($kind:expr) => {
        ShapeRef::new(&Shape {
            name: "",
            doc: "",
            text_hash: 0,
            kind: $kind,
        })
    };
}

/// Types without parameters.
macro_rules! leaf {
    ($($type:ty => $kind:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Schema for $type {
            const SHAPE: ShapeRef = shape!($kind);
        }
    )*};
}

macro_rules! text {
    ($($type:ty => $format:literal;)*) => {
        leaf! { $($type => Kind::String { format: $format };)* }
    };
}

macro_rules! integer {
    ($($type:ident $nonzero:ident $least:expr, $low:expr;)*) => {
        leaf! {$(
            $type => Kind::Integer { min: $least, max: largest($type::MAX as u128) };
            $nonzero => Kind::Integer { min: $low, max: largest($type::MAX as u128) };
        )*}
    };
}

/// `u128` reaches past `i128`; its upper half is left out of the schema.
const fn largest(max: u128) -> i128 {
    if max > i128::MAX as u128 {
        i128::MAX
    } else {
        max.cast_signed()
    }
}

integer! {
    u8 NonZeroU8 0, 1;
    u16 NonZeroU16 0, 1;
    u32 NonZeroU32 0, 1;
    u64 NonZeroU64 0, 1;
    u128 NonZeroU128 0, 1;
    usize NonZeroUsize 0, 1;
    // "Any but zero" has no place in a range: serde refuses the zero.
    i8 NonZeroI8 i8::MIN as i128, i8::MIN as i128;
    i16 NonZeroI16 i16::MIN as i128, i16::MIN as i128;
    i32 NonZeroI32 i32::MIN as i128, i32::MIN as i128;
    i64 NonZeroI64 i64::MIN as i128, i64::MIN as i128;
    i128 NonZeroI128 i128::MIN, i128::MIN;
    isize NonZeroIsize isize::MIN as i128, isize::MIN as i128;
}

leaf! {
    bool => Kind::Bool;
    () => Kind::Unit;
    f32 => Kind::Number;
    f64 => Kind::Number;
    serde_json::Value => Kind::Any;
    serde_json::Number => Kind::Number;
    serde_json::Map<String, serde_json::Value> => Kind::Map {
        key: String::SHAPE,
        value: serde_json::Value::SHAPE,
    };
    std::time::Duration => record(&[
        Field { name: "secs", ..u64::FIELD },
        Field { name: "nanos", ..u32::FIELD },
    ]);
    std::time::SystemTime => record(&[
        Field { name: "secs_since_epoch", ..u64::FIELD },
        Field { name: "nanos_since_epoch", ..u32::FIELD },
    ]);
}

text! {
    str => "";
    String => "";
    char => "char";
    std::path::Path => "";
    std::path::PathBuf => "";
    std::net::IpAddr => "ip";
    std::net::Ipv4Addr => "ipv4";
    std::net::Ipv6Addr => "ipv6";
    std::net::SocketAddr => "";
    std::net::SocketAddrV4 => "";
    std::net::SocketAddrV6 => "";
}

#[cfg(feature = "uuid")]
text! { uuid::Uuid => "uuid"; }

#[cfg(feature = "url")]
text! { url::Url => "uri"; }

#[cfg(feature = "chrono")]
text! {
    chrono::NaiveDate => "date";
    chrono::NaiveTime => "";
    chrono::NaiveDateTime => "";
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> Schema for chrono::DateTime<Tz> {
    const SHAPE: ShapeRef = shape!(Kind::String {
        format: "date-time"
    });
}

const fn record(list: &'static [Field]) -> Kind {
    Kind::Struct(Fields { list, closed: true })
}

/// Types that look like what they hold.
macro_rules! same {
    ($($type:ident),*) => {$(
        impl<T: Schema + ?Sized> Schema for $type<T> {
            const SHAPE: ShapeRef = T::SHAPE;
            const OPTIONAL: bool = T::OPTIONAL;
        }
    )*};
}

same!(Box, Rc, Arc);

impl<T: ToOwned + ?Sized> Schema for Cow<'_, T>
where
    T::Owned: Schema,
{
    const SHAPE: ShapeRef = <T::Owned as Schema>::SHAPE;
}

impl<T: Schema> Schema for Option<T> {
    const SHAPE: ShapeRef = shape!(Kind::Option(T::SHAPE));
    const OPTIONAL: bool = true;
}

impl<T: ?Sized> Schema for PhantomData<T> {
    const SHAPE: ShapeRef = <() as Schema>::SHAPE;
}

macro_rules! list {
    ($($type:ident<T $(, $hasher:ident)?> $unique:literal;)*) => {$(
        impl<T: Schema $(, $hasher)?> Schema for $type<T $(, $hasher)?> {
            const SHAPE: ShapeRef = shape!(Kind::List { items: T::SHAPE, unique: $unique, len: None });
        }
    )*};
}

list! {
    Vec<T> false;
    VecDeque<T> false;
    LinkedList<T> false;
    BinaryHeap<T> false;
    BTreeSet<T> true;
    HashSet<T, S> true;
}

impl<T: Schema> Schema for [T] {
    const SHAPE: ShapeRef = Vec::<T>::SHAPE;
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    const SHAPE: ShapeRef = shape!(Kind::List {
        items: T::SHAPE,
        unique: false,
        len: Some(N)
    });
}

impl<K: Schema, V: Schema> Schema for BTreeMap<K, V> {
    const SHAPE: ShapeRef = shape!(Kind::Map {
        key: K::SHAPE,
        value: V::SHAPE
    });
}

impl<K: Schema, V: Schema, S> Schema for HashMap<K, V, S> {
    const SHAPE: ShapeRef = BTreeMap::<K, V>::SHAPE;
}

impl<T: Schema, E: Schema> Schema for Result<T, E> {
    const SHAPE: ShapeRef = shape!(Kind::Enum {
        tagging: Tagging::External,
        variants: &[
            Variant {
                name: "Ok",
                aliases: &[],
                doc: "",
                content: Content::Newtype(T::SHAPE)
            },
            Variant {
                name: "Err",
                aliases: &[],
                doc: "",
                content: Content::Newtype(E::SHAPE)
            },
        ],
    });
}

macro_rules! tuple {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: Schema),+> Schema for ($($name,)+) {
            const SHAPE: ShapeRef = shape!(Kind::Tuple(&[$($name::SHAPE),+]));
        }
    )*};
}

tuple! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
