//! What generated code names. Not part of the interface: anything here may change in any release.

pub use core::future::{Future, pending};
pub use core::marker::{Send, Sized, Sync};
pub use core::primitive::{bool, str};
pub use core::time::Duration;
pub use core::{assert, clone, cmp, fmt};

pub use std::default::Default;
pub use std::option::Option::Some;
pub use std::result::Result::{self, Err, Ok};

pub use schemars;
pub use serde;
pub use serde::ser::{Serialize, SerializeStruct, Serializer};

pub use crate::__place as place;
pub use crate::contract::{Class, Contract, Gate};
pub use crate::schema::{
    Bound, Content, Field, Fields, Foreign, Kind, Lazy, Limit, Schema, Shape, ShapeRef, Tagging, Variant, check_bound,
    schema_id, schema_name, schemars_schema,
};
pub use crate::tool::expansion::{arguments, contract, debug, same_json, stub};
pub use crate::tool::returns::{Detail, NoDetail, PlainReturn, Return, ToolReturn, failure};
pub use crate::tool::{
    ArgumentError, Args, Call, CallContext, Failure, Input, Provides, Tool, ToolOutput,
};

/// What schemars names things with.
pub type CowStr = std::borrow::Cow<'static, str>;

/// `&'a T`, where `dyn Trait` means `dyn Trait + 'static` and not `dyn Trait + 'a`.
pub type Lent<'a, T> = &'a T;
