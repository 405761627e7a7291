//! What generated code names. Not for users: anything here may change in any version.

pub use core::future::{Future, pending};
pub use core::marker::{Send, Sized, Sync};
pub use core::primitive::{bool, str, u8, usize};
pub use core::time::Duration;
pub use core::{assert, clone, cmp, fmt, include_bytes, option_env};

pub use std::default::Default;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};

pub use serde::ser::{Serialize, SerializeStruct, Serializer};

pub use crate::__has_schema as has_schema;
pub use crate::__is_partial as is_partial;
pub use crate::__place as place;
pub use crate::agent::expansion as agent;
pub use crate::contract::pin::{
    Pin, PinEnd, PinKeys, PinKind, PinLength, PinNode, PinObject, PinProperty, PinRange, PinRest,
};
pub use crate::contract::profile_check::check_parameter;
pub use crate::contract::{
    Class, Contract, Gate, Locked, check_locked, check_pinned, refuse, refuse_locked,
};
pub use crate::parse::looked_up::{
    Begun, IfSchema, Otherwise, Probe, Shown, Slot, must_be_partial,
};
pub use crate::parse::{Partial, Streamed};
pub use crate::schema::{
    Bound, Content, Field, Fields, Foreign, Kind, Lazy, Limit, Lossy, Schema, Shape, ShapeRef,
    Stream, Tagging, Variant, check_bound, schema_id, schema_name, schemars_schema,
};
pub use crate::secret::{SecretInput, SecretText, secret_text};
pub use crate::tool::expansion::{arguments, contract, debug, same_json, stub};
pub use crate::tool::returns::{Detail, NoDetail, PlainReturn, Return, ToolReturn, failure};
pub use crate::tool::{
    Args, ArgumentError, Call, CallContext, Failure, Input, Provides, Tool, ToolOutput,
};
pub use schemars;
pub use serde;

/// `&'a T`, where `dyn Trait` means `dyn Trait + 'static` and not `dyn Trait + 'a`.
pub type Lent<'a, T> = &'a T;

/// What schemars names things with.
pub type CowStr = std::borrow::Cow<'static, str>;

/// Whether the type has a partial value, as a constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_partial {
    ($type:ty) => {{
        #[allow(unused_imports, reason = "for types of which it is not so")]
        use $crate::__private::Otherwise as _;
        $crate::__private::Probe::<$type>::IS_PARTIAL
    }};
}

/// Whether the type has a schema, as a constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_schema {
    ($type:ty) => {{
        #[allow(unused_imports, reason = "for types of which it is not so")]
        use $crate::__private::Otherwise as _;
        $crate::__private::Probe::<$type>::HAS_SCHEMA
    }};
}
