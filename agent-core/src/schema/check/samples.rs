//! Shapes written by hand, and the types that serde decodes for them.

use serde::{Deserialize, Serialize};

use crate::schema::{
    Bound, Content, Field, Fields, Kind, Limit, Lossy, Shape, ShapeRef, Stream, Tagging, Variant,
};

pub(crate) const fn shape(kind: Kind) -> Shape {
    Shape {
        name: "",
        doc: "",
        text_hash: 0,
        kind,
    }
}

pub(crate) const fn field(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        aliases: &[],
        doc: "",
        shape: ShapeRef::new(shape),
        required: true,
        default: "",
        flatten: false,
        bounds: &[],
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place: "",
    }
}

pub(crate) const fn fields(list: &'static [Field]) -> Fields {
    Fields {
        list,
        closed: false,
    }
}

pub(crate) const fn variant(name: &'static str, content: Content) -> Variant {
    Variant {
        name,
        aliases: &[],
        doc: "",
        content,
    }
}

pub(crate) static ANY: Shape = shape(Kind::Any);
pub(crate) static TEXT: Shape = shape(Kind::String { format: "" });
pub(crate) static BYTE: Shape = shape(Kind::Integer { min: 0, max: 255 });
pub(crate) static LONG: Shape = shape(Kind::Integer {
    min: i64::MIN as i128,
    max: i64::MAX as i128,
});
pub(crate) static FLOAT: Shape = shape(Kind::Number);
pub(crate) static FLAG: Shape = shape(Kind::Bool);
pub(crate) static MAYBE_TEXT: Shape = shape(Kind::Option(ShapeRef::new(&TEXT)));
pub(crate) static TEXTS: Shape = shape(Kind::List {
    items: ShapeRef::new(&TEXT),
    unique: false,
    len: None,
});
pub(crate) static BYTE_SET: Shape = shape(Kind::List {
    items: ShapeRef::new(&BYTE),
    unique: true,
    len: None,
});
pub(crate) static PAIR: Shape = shape(Kind::Tuple(&[ShapeRef::new(&BYTE), ShapeRef::new(&TEXT)]));
pub(crate) static BY_NUMBER: Shape = shape(Kind::Map {
    key: ShapeRef::new(&BYTE),
    value: ShapeRef::new(&TEXT),
});

/// What the model fills in most often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "as users name them")]
pub(crate) struct Order {
    pub(crate) order_id: String,
    #[serde(alias = "quantity")]
    pub(crate) qty: u8,
    pub(crate) urgency: Urgency,
    pub(crate) address: Address,
    pub(crate) tags: Vec<String>,
    pub(crate) note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Urgency {
    Low,
    VeryHigh,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) zip: i64,
}

pub(crate) static URGENCY: Shape = shape(Kind::Enum {
    tagging: Tagging::External,
    variants: &[
        variant("low", Content::Unit),
        variant("very_high", Content::Unit),
    ],
});
pub(crate) static ADDRESS: Shape = shape(Kind::Struct(fields(&[
    field("street", &TEXT),
    field("zip", &LONG),
])));
pub(crate) static ORDER: Shape = shape(Kind::Struct(fields(&[
    field("order_id", &TEXT),
    Field {
        aliases: &["quantity"],
        bounds: &[
            Bound::Minimum(Limit::Integer(1)),
            Bound::Maximum(Limit::Integer(50)),
        ],
        ..field("qty", &BYTE)
    },
    field("urgency", &URGENCY),
    field("address", &ADDRESS),
    field("tags", &TEXTS),
    Field {
        required: false,
        ..field("note", &MAYBE_TEXT)
    },
])));

/// The variants of the four enums below.
macro_rules! event {
    ($name:ident $(#[$serde:meta])*) => {
        #[derive(Debug, PartialEq, Deserialize)]
        $(#[$serde])*
        pub(crate) enum $name {
            Ping,
            Move { x: u8, y: u8 },
            Place(Address),
        }
    };
}
event!(External);
event!(Internal #[serde(tag = "type")]);
event!(Adjacent #[serde(tag = "type", content = "data")]);
event!(Untagged #[serde(untagged)]);

const fn event(tagging: Tagging) -> Shape {
    shape(Kind::Enum {
        tagging,
        variants: &EVENTS,
    })
}
static EVENTS: [Variant; 3] = [
    variant("Ping", Content::Unit),
    variant(
        "Move",
        Content::Struct(fields(&[field("x", &BYTE), field("y", &BYTE)])),
    ),
    variant("Place", Content::Newtype(ShapeRef::new(&ADDRESS))),
];
pub(crate) static EXTERNAL: Shape = event(Tagging::External);
pub(crate) static INTERNAL: Shape = event(Tagging::Internal { tag: "type" });
pub(crate) static ADJACENT: Shape = event(Tagging::Adjacent {
    tag: "type",
    content: "data",
});
pub(crate) static UNTAGGED: Shape = event(Tagging::Untagged);

/// Flattened struct, enum and map.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Flat {
    pub(crate) id: u8,
    #[serde(flatten)]
    pub(crate) address: Address,
    #[serde(flatten)]
    pub(crate) event: Internal,
    #[serde(flatten)]
    pub(crate) rest: std::collections::BTreeMap<String, serde_json::Value>,
}
pub(crate) static REST: Shape = shape(Kind::Map {
    key: ShapeRef::new(&TEXT),
    value: ShapeRef::new(&ANY),
});
pub(crate) static FLAT: Shape = shape(Kind::Struct(fields(&[
    field("id", &BYTE),
    Field {
        flatten: true,
        ..field("address", &ADDRESS)
    },
    Field {
        flatten: true,
        ..field("event", &INTERNAL)
    },
    Field {
        flatten: true,
        ..field("rest", &REST)
    },
])));

/// A list of lists of lists …
pub(crate) static NEST: Shape = shape(Kind::List {
    items: ShapeRef::new(&NEST_LAZY),
    unique: false,
    len: None,
});
static NEST_LAZY: Shape = shape(Kind::Lazy(|| ShapeRef::new(&NEST)));

/// `struct Loop(Option<Box<Loop>>)`: only ever `null`.
pub(crate) static LOOP: Shape = shape(Kind::Newtype {
    inner: ShapeRef::new(&LOOP_OPTION),
    bounds: &[],
});
static LOOP_OPTION: Shape = shape(Kind::Option(ShapeRef::new(&LOOP_LAZY)));
static LOOP_LAZY: Shape = shape(Kind::Lazy(|| ShapeRef::new(&LOOP)));

/// An untagged enum that tries itself twice.
pub(crate) static FORK: Shape = shape(Kind::Enum {
    tagging: Tagging::Untagged,
    variants: &[
        variant(
            "A",
            Content::Tuple(&[ShapeRef::new(&FORK_LAZY), ShapeRef::new(&BYTE)]),
        ),
        variant(
            "B",
            Content::Tuple(&[ShapeRef::new(&FORK_LAZY), ShapeRef::new(&FLAG)]),
        ),
        variant("C", Content::Unit),
    ],
});
static FORK_LAZY: Shape = shape(Kind::Lazy(|| ShapeRef::new(&FORK)));
