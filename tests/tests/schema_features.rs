//! Types of other crates, and generic types that mention each other.
#![allow(
    dead_code,
    clippy::use_self,
    reason = "the types are read by the derive only"
)]

use agent_core::{
    Schema,
    schema::{Lossy, ShapeRef, json_schema},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Serialize, Deserialize, Schema)]
struct Foreign {
    at: chrono::DateTime<chrono::Utc>,
    day: chrono::NaiveDate,
    time: chrono::NaiveTime,
    moment: Option<chrono::NaiveDateTime>,
    id: uuid::Uuid,
    page: url::Url,
}

#[derive(Serialize, Deserialize, Schema)]
struct Parent<T> {
    value: T,
    #[schema(recursive)]
    child: Option<Box<Child<T>>>,
}

#[derive(Serialize, Deserialize, Schema)]
struct Child<T> {
    value: T,
    parents: Vec<Parent<T>>,
}

/// Written by a function, so its form is stated.
#[derive(Serialize, Deserialize, Schema)]
#[serde(try_from = "String", into = "String")]
#[schema(with = String, format = "email", length(3..))]
struct Email(String);

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.contains('@') {
            Ok(Self(text))
        } else {
            Err(format!("no @ in {text}"))
        }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl Clone for Email {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[derive(Serialize, Deserialize, schemars::JsonSchema, Schema)]
#[schema(schemars)]
struct Own {
    a: u8,
}

#[derive(Serialize, Deserialize, Schema)]
struct Bounded {
    #[schema(range(1..=5))]
    count: u8,
    #[schema(range(above = 0.0, below = 1.0))]
    share: f64,
    #[schema(length(1..=2))]
    tags: Vec<String>,
    #[schema(pattern = "^[a-z]+$", length(2..))]
    name: Option<String>,
    mail: Email,
    own: Own,
    #[schema(length(..3))]
    pair: Pair,
}

/// A newtype that bounds what it wraps.
#[derive(Serialize, Deserialize, Schema)]
struct Pair(#[schema(length(2..))] Vec<u8>);

fn fits<T: DeserializeOwned>(shape: ShapeRef, text: &str) -> bool {
    let schema: serde_json::Value = serde_json::from_str(&json_schema(shape)).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let value = serde_json::from_str(text).unwrap();
    let fits = options.build(&schema).unwrap().is_valid(&value);
    assert!(
        !fits || serde_json::from_str::<T>(text).is_ok(),
        "{text} fits and does not decode"
    );
    fits
}

#[test]
fn types_of_other_crates_have_their_formats() {
    let right = r#"{"at":"2024-02-03T04:05:06Z","day":"2024-02-03","time":"04:05:06",
        "id":"67e55044-10b1-426f-9247-bb680e5fe0c8","page":"https://example.org/a"}"#;
    assert!(fits::<Foreign>(Foreign::SHAPE, right));
    for (from, to) in [
        ("06Z", "06"),
        ("-03\"", "-99\""),
        ("67e5", "zzzz"),
        ("https:", "ht tps"),
    ] {
        assert!(
            !fits::<Foreign>(Foreign::SHAPE, &right.replace(from, to)),
            "{from} to {to}"
        );
    }
}

#[test]
fn generic_types_may_mention_each_other() {
    let shape = Parent::<u8>::SHAPE;
    assert!(fits::<Parent<u8>>(
        shape,
        r#"{"value":1,"child":{"value":2,"parents":[{"value":3}]}}"#
    ));
    assert!(!fits::<Parent<u8>>(
        shape,
        r#"{"value":1,"child":{"value":2,"parents":[{"value":"x"}]}}"#
    ));
}

#[test]
fn every_bound_holds() {
    let right = r#"{"count":5,"share":0.5,"tags":["a"],"name":"ab","mail":"a@b.c","own":{"a":1},"pair":[1,2]}"#;
    assert!(fits::<Bounded>(Bounded::SHAPE, right));
    let slips = [
        (r#""count":5"#, r#""count":0"#),
        (r#""count":5"#, r#""count":6"#),
        (r#""share":0.5"#, r#""share":0.0"#),
        (r#""share":0.5"#, r#""share":1"#),
        (r#"["a"]"#, "[]"),
        (r#"["a"]"#, r#"["a","b","c"]"#),
        (r#""ab""#, r#""a""#),
        (r#""ab""#, r#""AB""#),
        ("a@b.c", "ab"),
        (r#"{"a":1}"#, r#"{"a":-1}"#),
        ("[1,2]", "[1]"),
        ("[1,2]", "[1,2,3]"),
    ];
    for (from, to) in slips {
        assert!(right.contains(from), "{from}");
        assert!(
            !fits::<Bounded>(Bounded::SHAPE, &right.replacen(from, to, 1)),
            "{from} to {to}"
        );
    }
}

#[test]
fn the_hash_covers_names_docs_and_bounds() {
    #[derive(Schema)]
    struct One {
        a: u8,
    }
    mod others {
        use agent_core::Schema;
        pub(crate) mod same {
            #[derive(agent_core::Schema)]
            pub(crate) struct One {
                pub(crate) a: u8,
            }
        }
        pub(crate) mod doc {
            #[derive(agent_core::Schema)]
            pub(crate) struct One {
                /// Said.
                pub(crate) a: u8,
            }
        }
        pub(crate) mod bound {
            #[derive(agent_core::Schema)]
            pub(crate) struct One {
                #[schema(min = 1)]
                pub(crate) a: u8,
            }
        }
        pub(crate) mod name {
            #[derive(agent_core::Schema)]
            pub(crate) struct One {
                #[serde(rename = "b")]
                pub(crate) a: u8,
            }
        }
        pub(crate) const HASHES: [u64; 4] = [
            same::One::SHAPE.get().text_hash,
            doc::One::SHAPE.get().text_hash,
            bound::One::SHAPE.get().text_hash,
            name::One::SHAPE.get().text_hash,
        ];
    }
    let hash = One::SHAPE.get().text_hash;
    assert_eq!(
        others::HASHES.map(|other| other == hash),
        [true, false, false, false]
    );
}

#[derive(Schema)]
struct Wished {
    #[schema(lossy(number, dropped))]
    weight: f64,
    #[schema(stream(done, not_null))]
    label: String,
    plain: u8,
}

#[test]
fn a_field_says_what_it_bears_and_how_it_shows() {
    let agent_core::schema::Kind::Struct(fields) = &Wished::SHAPE.get().kind else {
        panic!("Wished is a struct");
    };
    let [weight, label, plain] = fields.list else {
        panic!("Wished has three fields");
    };
    assert!(weight.lossy.allows(Lossy::NUMBER.and(Lossy::DROPPED)));
    assert!(!weight.lossy.allows(Lossy::DEFAULTED) && weight.stream.is_none());
    assert!(label.stream.done && label.stream.not_null && !label.stream.with_state);
    assert!(label.lossy.is_none() && plain.lossy.is_none() && plain.stream.is_none());
}

#[test]
fn a_field_knows_its_place() {
    let agent_core::schema::Kind::Struct(fields) = &Bounded::SHAPE.get().kind else {
        panic!("Bounded is a struct");
    };
    let place = fields.list[0].place;
    let line = include_str!("schema_features.rs")
        .lines()
        .position(|line| line == "    count: u8,")
        .unwrap()
        + 1;
    assert!(
        place.ends_with(&format!("schema_features.rs:{line}:5")),
        "{place}"
    );
}
