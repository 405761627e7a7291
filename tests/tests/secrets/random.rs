//! Random values with secrets at any depth: sealed there is no value, opened there is all of it.

use std::collections::{BTreeMap, HashMap};

use agent_core::port::{MemoryVault, Slot, open_text, seal_text};
use agent_core::reducer::KeptSecret;
use agent_core::schema::Schema;
use agent_core::secret::{Secret, places};
use proptest::prelude::*;

/// A value with secrets at every kind of place.
#[agent_core::data]
#[derive(PartialEq)]
struct Node {
    name: String,
    own: Secret<Value>,
    #[schema(secret)]
    text: String,
    #[schema(secret)]
    maybe: Option<String>,
    list: Vec<Secret>,
    map: BTreeMap<String, Secret<u64>>,
    pair: (u8, Secret),
    below: Vec<Node>,
    kinds: Vec<Kind>,
    #[serde(flatten)]
    flat: Flat,
}

#[agent_core::data]
#[derive(PartialEq)]
struct Flat {
    flat_secret: Secret,
    flat_number: i64,
}

#[agent_core::data]
#[derive(PartialEq)]
enum Kind {
    None,
    One(Secret),
    Named {
        plain: String,
        hidden: Secret<Vec<u8>>,
    },
    Tagged(Tagged),
    Either(Either),
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(tag = "type")]
enum Tagged {
    Left { key: Secret, number: f32 },
    Right(Flat),
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(untagged)]
enum Either {
    Number { n: u32 },
    Key { key: Secret },
}

/// What a secret may be: a value with parts.
#[agent_core::data]
#[derive(PartialEq)]
struct Value {
    canary: String,
    amounts: Vec<i64>,
}

/// A text that tells itself from any other, with whatever JSON must escape.
fn canary() -> impl Strategy<Value = String> {
    "[ -~éß€\"\\\\\n]{0,12}".prop_map(|rest| format!("c4nary{rest}"))
}

fn secret() -> impl Strategy<Value = Secret> {
    canary().prop_map(Secret::new)
}

fn flat() -> impl Strategy<Value = Flat> {
    (secret(), any::<i64>()).prop_map(|(flat_secret, flat_number)| Flat {
        flat_secret,
        flat_number,
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::None),
        secret().prop_map(Kind::One),
        ("[a-z]{0,4}", any::<Vec<u8>>()).prop_map(|(plain, hidden)| Kind::Named {
            plain,
            hidden: Secret::of(hidden),
        }),
        (secret(), -1e3_f32..1e3)
            .prop_map(|(key, number)| Kind::Tagged(Tagged::Left { key, number })),
        flat().prop_map(|flat| Kind::Tagged(Tagged::Right(flat))),
        any::<u32>().prop_map(|n| Kind::Either(Either::Number { n })),
        secret().prop_map(|key| Kind::Either(Either::Key { key })),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = (
        (
            "[a-z\"é]{0,6}",
            canary(),
            proptest::collection::vec(any::<i64>(), 0..3),
        ),
        (canary(), proptest::option::of(canary())),
        proptest::collection::vec(secret(), 0..3),
        proptest::collection::btree_map("[a-z~\"]{0,3}", any::<u64>().prop_map(Secret::of), 0..3),
        (any::<u8>(), secret()),
        proptest::collection::vec(kind(), 0..4),
        flat(),
    );
    let leaf = leaf.prop_map(
        |((name, canary, amounts), (text, maybe), list, map, pair, kinds, flat)| Node {
            name,
            own: Secret::of(Value { canary, amounts }),
            text,
            maybe,
            list,
            map,
            pair,
            below: Vec::new(),
            kinds,
            flat,
        },
    );
    leaf.prop_recursive(3, 12, 3, |inner| {
        (inner.clone(), proptest::collection::vec(inner, 0..3))
            .prop_map(|(node, below)| Node { below, ..node })
    })
}

/// The value as a tool's result is written.
fn written(node: &Node) -> String {
    use agent_core::port::BoxFuture;
    use agent_core::prelude::*;
    /// Gives it back.
    #[tool(read)]
    async fn give(node: &Held) -> Result<Node, String> {
        Ok(node.0.clone())
    }
    struct Held(Node);
    #[derive(Provide)]
    struct Deps {
        held: Held,
    }
    #[agent(deps = Deps)]
    enum Giver {
        Give(Give),
        /// Done.
        #[done]
        Done {
            /// How it went.
            message: String,
        },
    }
    let run = Giver::STEPS[0].run.unwrap();
    let deps = Deps {
        held: Held(node.clone()),
    };
    let running: BoxFuture<'static, _> =
        run("{}", std::sync::Arc::new(deps), CallContext::new("k")).unwrap();
    block_on(running).unwrap()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_sealed_holds_no_value_and_opens_to_the_same(node in node()) {
        let text = written(&node);
        let (vault, shape) = (MemoryVault::new(), Node::SHAPE);
        let slot = Slot { thread: "t".into(), place: "1".into() };
        let none = BTreeMap::new();
        let sealed = block_on(seal_text(&vault, &slot, &none, shape, &text)).unwrap();
        prop_assert!(!sealed.text.contains("c4nary"), "{}", sealed.text);
        let read: Node = serde_json::from_str(&sealed.text).unwrap();
        let shown = format!("{read:?}");
        prop_assert!(!shown.contains("c4nary"));
        prop_assert_eq!(&serde_json::to_string(&read).unwrap(), &sealed.text);
        // Each place holds a handle, and no other place does.
        let kept = sealed.kept.len();
        let found = places(&sealed.text, shape).unwrap();
        prop_assert_eq!(found.len(), kept);
        prop_assert!(found.iter().all(|place| place.handle(&sealed.text).is_some()));
        prop_assert_eq!(sealed.text.matches("\"secret:").count(), kept);

        let known: BTreeMap<_, _> = sealed.kept.iter().map(|fact| {
            let kept = KeptSecret { thread: "t".into(), kept: fact.kept.clone() };
            (fact.handle.clone(), kept)
        }).collect();
        let again = block_on(seal_text(&vault, &slot, &known, shape, &sealed.text)).unwrap();
        prop_assert_eq!(&again.text, &sealed.text);
        prop_assert!(again.kept.is_empty());
        let (full, opened) = block_on(open_text(&vault, &known, shape, &sealed.text)).unwrap();
        prop_assert_eq!(full.expose().unwrap(), &text);
        let full: Node = serde_json::from_str(full.expose().unwrap()).unwrap();
        prop_assert!(full == node);
        let told = opened.scrub(&format!("cannot do {} with {:?}", node.text, node.flat.flat_secret.expose()));
        prop_assert!(!told.contains("c4nary"), "{told}");
    }

    /// The walk by shape finds what `Secret`'s own writing refuses.
    #[test]
    fn a_value_with_a_secret_is_not_written_elsewhere(node in node()) {
        prop_assert!(serde_json::to_string(&node).is_err());
        let shown = format!("{node:?}{node:#?}");
        prop_assert!(!shown.contains("c4nary"), "{shown}");
    }
}

#[test]
fn maps_that_hash_are_walked_as_well() {
    let text = r#"{"b":"c4nary","a":"x"}"#;
    let found = places(text, <HashMap<String, Secret>>::SHAPE).unwrap();
    let found: Vec<&str> = found
        .iter()
        .map(|place| &text[place.range.clone()])
        .collect();
    assert_eq!(found, ["\"c4nary\"", "\"x\""]);
}
