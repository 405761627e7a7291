//! What the standard library's types look like while their text is still coming.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
};
use std::rc::Rc;
use std::sync::Arc;

use super::typed::Partial;

/// Types that are there or not.
macro_rules! whole {
    ($($type:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Partial for $type {
            type Partial = Self;
            type Slot<P> = Option<P>;
        }
    )*};
}

/// Types of which the beginning is shown as another type.
macro_rules! shown_as {
    ($shown:ty: $($type:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Partial for $type {
            type Partial = $shown;
            type Slot<P> = Option<P>;
        }
    )*};
}

whole! {
    (), bool, char, f32, f64, serde_json::Number, serde_json::Value,
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize,
    NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize,
    std::net::IpAddr, std::net::Ipv4Addr, std::net::Ipv6Addr,
}

// What is shown of a secret is its handle, once it is whole.
impl<T> Partial for crate::secret::Secret<T> {
    type Partial = Self;
    type Slot<P> = Option<P>;
}

// Their shapes are text without a format, so what comes is text that grows.
shown_as! { String:
    String, Box<str>, std::path::PathBuf,
    std::net::SocketAddr, std::net::SocketAddrV4, std::net::SocketAddrV6,
}

// Two numbers, of which one may be missing.
shown_as! { serde_json::Value: std::time::Duration, std::time::SystemTime }

#[cfg(feature = "uuid")]
whole! { uuid::Uuid }

#[cfg(feature = "url")]
whole! { url::Url }

#[cfg(feature = "chrono")]
whole! { chrono::NaiveDate }

#[cfg(feature = "chrono")]
shown_as! { String: chrono::NaiveTime, chrono::NaiveDateTime }

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> Partial for chrono::DateTime<Tz> {
    type Partial = Self;
    type Slot<P> = Option<P>;
}

/// Boxes stay boxes: a type may hold itself in one.
macro_rules! boxed {
    ($($type:ident),*) => {$(
        impl<T: Partial> Partial for $type<T> {
            type Partial = Box<T::Partial>;
            type Slot<P> = T::Slot<P>;
        }
    )*};
}

boxed!(Box, Rc, Arc);

impl<T: ToOwned + ?Sized> Partial for Cow<'_, T>
where
    T::Owned: Partial,
{
    type Partial = <T::Owned as Partial>::Partial;
    type Slot<P> = <T::Owned as Partial>::Slot<P>;
}

impl<T: Partial> Partial for Option<T> {
    type Partial = Option<T::Partial>;
    type Slot<P> = P;
}

macro_rules! list {
    ($($type:ident<T $(, $hasher:ident)?>),*) => {$(
        impl<T: Partial $(, $hasher)?> Partial for $type<T $(, $hasher)?> {
            type Partial = Vec<T::Partial>;
            type Slot<P> = P;
        }
    )*};
}

list!(Vec<T>, VecDeque<T>, LinkedList<T>, BinaryHeap<T>, BTreeSet<T>, HashSet<T, S>);

impl<T: Partial, const N: usize> Partial for [T; N] {
    type Partial = Vec<T::Partial>;
    type Slot<P> = Option<P>;
}

impl<K, V: Partial> Partial for BTreeMap<K, V> {
    type Partial = BTreeMap<K, V::Partial>;
    type Slot<P> = P;
}

impl<K, V: Partial, S> Partial for HashMap<K, V, S> {
    type Partial = HashMap<K, V::Partial>;
    type Slot<P> = P;
}

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: Partial),*> Partial for ($($name,)*) {
            type Partial = ($($name::Slot<$name::Partial>,)*);
            type Slot<P> = Option<P>;
        }
    };
}

tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
