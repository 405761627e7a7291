//! The line of an event: what it costs, what it keeps, what it says of a changed byte.

use agent_core::event::raw::{items, member, members};
use agent_core::event::{Event, LineFault, ThreadId, ThreadIdError, Time};
use proptest::prelude::*;
use serde_json::Value;

const DATA: &str = r#"{"call":"c1","result":{"n":[1.0e2,"}\" é"]}}"#;

fn event() -> Event {
    Event::new(12, Time(1_763_726_160_000), "call_returned", DATA)
}

/// A line with other bytes behind the checksum, and the checksum of those.
fn resealed(line: &str) -> String {
    format!(
        "{{\"crc\":\"{:08x}\",{}",
        crc32fast::hash(&line.as_bytes()[18..]),
        &line[18..]
    )
}

#[test]
fn a_line_reads_as_written() {
    let line = event().line().to_owned();
    let expected = format!(r#""seq":12,"at":1763726160000,"type":"call_returned","data":{DATA}}}"#);
    assert_eq!(&line[18..], expected);
    let read = Event::from_line(&line).expect("our own line");
    assert_eq!(read, event());
    assert_eq!(
        (read.seq(), read.at().0, read.kind()),
        (12, 1_763_726_160_000, "call_returned")
    );
    assert_eq!((read.data(), read.line()), (DATA, &*line));
    assert_eq!(
        serde_json::from_str::<Value>(&line).expect("JSON")["data"]["call"],
        "c1"
    );
}

#[test]
fn an_envelope_costs_at_most_90_bytes() {
    let event = Event::new(
        9_999_999,
        Time(9_999_999_999_999),
        "approval_requested",
        "null",
    );
    let cost = event.line().len() + 1 - event.data().len();
    assert!(cost <= 90, "{cost}");
    assert!(size_of::<Event>() <= 48, "{}", size_of::<Event>());
}

#[test]
fn unknown_kinds_and_members_survive_byte_for_byte() {
    let newer = resealed(
        r#"{"crc":"00000000","seq":1,"trace": {"a":[1,"}"]},"at":5,"type":"x.y/2","Ω":null,"data":[1.50]}"#,
    );
    let read = Event::from_line(&newer).expect("a newer version's line");
    assert_eq!(read.line(), newer);
    assert_eq!(
        (read.seq(), read.kind(), read.data()),
        (1, "x.y/2", "[1.50]")
    );
    read.check().expect("it can be stored again");
}

#[test]
fn every_changed_byte_is_found() {
    let line = event().line().to_owned();
    for at in 0..line.len() {
        for mask in [0x01, 0x20, 0x80] {
            let mut bytes = line.clone().into_bytes();
            bytes[at] ^= mask;
            let error = Event::from_bytes_at(&bytes, 12).expect_err("changed");
            let top = error.field.split('.').next().expect("a field");
            assert!(
                ["crc", "seq", "at", "type", "data"].contains(&top),
                "{at}: {error}"
            );
            assert!(error.offset <= line.len());
        }
    }
}

#[test]
fn an_error_names_the_field() {
    let line = event().line().to_owned();
    for (from, to, field) in [
        ("\"seq\":12", "\"seq\":1x", "seq"),
        ("\"seq\":12", "\"sfq\":12", "seq"),
        ("\"at\":17", "\"at\":-7", "at"),
        ("\"at\":17", "\"at\"=17", "at"),
        ("\"call_returned\"", "[call_returned]", "type"),
        ("[1.0e2", "[1.0f2", "data.result.n"),
        ("\"c1\"", "\"c1\\q\"", "data.call"),
        ("\"c1\"", "\"c2\"", "crc"),
        ("{\"crc\"", "{\"cdc\"", "crc"),
    ] {
        let edited = line.replacen(from, to, 1);
        assert_ne!(edited, line);
        let error = Event::from_line(&edited).expect_err("edited");
        assert_eq!(error.field, field, "{error}");
    }
}

#[test]
fn an_edited_number_is_named_where_the_place_is_known() {
    let edited = event().line().replacen("\"seq\":12", "\"seq\":13", 1);
    assert_eq!(Event::from_line(&edited).expect_err("edited").field, "crc");
    for line in [edited.clone(), resealed(&edited)] {
        let error = Event::from_line_at(&line, 12).expect_err("out of order");
        assert_eq!(error.field, "seq");
        assert_eq!(
            error.fault,
            LineFault::Order {
                expected: 12,
                found: 13
            }
        );
    }
}

#[test]
fn a_changed_value_is_said_to_be_changed() {
    let edited = event().line().replacen("c1", "c2", 1);
    let error = Event::from_line(&edited).expect_err("edited").to_string();
    assert!(
        error.contains("`crc`") && error.contains("changed after it was written"),
        "{error}"
    );
}

#[test]
fn data_stays_on_one_line() {
    let event = Event::new(1, Time(0), "noted", "\n{\"a\":\r\n  [1,\n2]}\n");
    event.check().expect("readable");
    assert_eq!(event.data(), "{\"a\":    [1, 2]}");
    assert_eq!(Event::from_line(event.line()).expect("readable"), event);
}

#[test]
fn times_print_to_the_last() {
    assert_eq!(Time(0).to_string(), "1970-01-01T00:00:00.000Z");
    assert_eq!(
        Time(253_402_300_799_999).to_string(),
        "9999-12-31T23:59:59.999Z"
    );
    assert_eq!(
        Time(u64::MAX).to_string(),
        "18446744073709551615 ms after 1970"
    );
    assert_eq!(serde_json::to_string(&Time(7)).expect("a number"), "7");
}

#[test]
fn names_of_threads_are_checked() {
    assert_eq!("".parse::<ThreadId>(), Err(ThreadIdError::Empty));
    assert_eq!(
        "a".repeat(65).parse::<ThreadId>(),
        Err(ThreadIdError::TooLong { len: 65 })
    );
    let found = ThreadIdError::Character { found: '/', at: 2 };
    assert_eq!("a_/b".parse::<ThreadId>(), Err(found));
    assert!(serde_json::from_str::<ThreadId>("\"a b\"").is_err());
    assert_eq!(
        serde_json::from_str::<ThreadId>("\"a-B_9\"")
            .expect("legal")
            .as_str(),
        "a-B_9"
    );
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        r#"[\\"{}\[\],: é\n]*"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(r#"[a-c\\"é]{0,3}"#, inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn text(value: &Value, pretty: bool) -> String {
    if pretty {
        format!(" {value:#}\n")
    } else {
        value.to_string()
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

proptest! {
    #[test]
    fn members_are_those_that_serde_json_finds(
        map in prop::collection::btree_map(r#"[a-c\\"é]{0,3}"#, json(), 0..8),
        pretty: bool,
    ) {
        let object = text(&Value::Object(map.clone().into_iter().collect()), pretty);
        let found: Result<Vec<_>, _> = members(&object).collect();
        let found: Vec<_> = found.expect("JSON").into_iter()
            .map(|(key, value)| (key.into_owned(), parsed(value))).collect();
        prop_assert_eq!(&found, &map.clone().into_iter().map(|(k, v)| (k, parsed(&v.to_string()))).collect::<Vec<_>>());
        for (key, value) in &found {
            if !key.contains(['\\', '"']) {
                prop_assert_eq!(member(&object, key).map(parsed), Some(value.clone()));
            }
        }
        prop_assert_eq!(member(&object, "absent"), None);
    }

    #[test]
    fn items_are_those_that_serde_json_finds(list in prop::collection::vec(json(), 0..8), pretty: bool) {
        let array = text(&Value::from(list.clone()), pretty);
        let found: Result<Vec<_>, _> = items(&array).collect();
        let found: Vec<_> = found.expect("JSON").into_iter().map(parsed).collect();
        let expected: Vec<_> = list.iter().map(|v| parsed(&v.to_string())).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn broken_text_ends_and_never_panics(text in r#"[\[\]{}",:\\a1 é\n]{0,40}"#) {
        let bound = text.len() + 1;
        prop_assert!(members(&text).count() <= bound);
        prop_assert!(items(&text).count() <= bound);
        prop_assert_eq!(member(&text, "zzz"), None);
        if members(&text).all(|m| m.is_ok()) {
            // What was accepted begins and ends as an object does.
            let inside = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            prop_assert!(inside.is_some());
        }
    }

    #[test]
    fn a_cut_object_is_an_error(map in prop::collection::btree_map("[a-c]{0,3}", json(), 1..4), cut: prop::sample::Index) {
        let object = Value::Object(map.into_iter().collect()).to_string();
        let at = cut.index(object.len());
        if let Some(part) = object.get(..at) {
            prop_assert!(members(part).any(|m| m.is_err()));
        }
    }

    #[test]
    fn every_event_is_read_back(seq: u64, at: u64, kind in "[a-z_.]{1,20}", data in json()) {
        let data = data.to_string();
        let event = Event::new(seq, Time(at), &kind, &data);
        event.check().expect("readable");
        let read = Event::from_line(event.line()).expect("readable");
        prop_assert_eq!((read.seq(), read.at(), read.kind(), read.data()), (seq, Time(at), &*kind, &*data));
    }
}
