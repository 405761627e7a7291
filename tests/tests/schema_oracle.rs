//! schemars' own derive as the oracle: beside each of our types stands its twin, and both schemas must
//! accept the same JSON; what ours accepts, serde must decode.

mod schema_oracle {
    pub(crate) mod corpus;
    pub(crate) mod mutate;
}

use agent_core::schema::{OPENAI_STRICT, PORTABLE, arguments_schema, json_schema, render};
use agent_core::testkit::Generator;
use jsonschema::Validator;
use schema_oracle::{
    corpus::{Case, corpus},
    mutate::mutations,
};
use serde_json::Value;

/// Where the two schemas may differ, and why. A line that no longer differs fails the test.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "outcome",
        "serde reads exactly one key of an external variant; schemars leaves `Result` open",
    ),
    (
        "closed_enum",
        "serde lets unknown keys pass beside a unit variant, in spite of `deny_unknown_fields`",
    ),
    (
        "duration",
        "serde refuses unknown keys of a `Duration`; schemars leaves it open",
    ),
    (
        "moment",
        "serde refuses unknown keys of a `SystemTime`; schemars leaves it open",
    ),
    (
        "signed_nonzero",
        "a range cannot say \"any number but zero\"; schemars says it with `not`",
    ),
];

/// Where our schema accepts what serde refuses, and why.
const UNDECODED: &[(&str, &str)] = &[(
    "signed_nonzero",
    "a range cannot say \"any number but zero\"",
)];

/// Where values at the ends of the numbers do not decode, and why.
const OVERFLOWING: &[(&str, &str)] = &[
    (
        "duration",
        "seconds and nanoseconds together are more than a `Duration` holds",
    ),
    ("moment", "the seconds are more than a `SystemTime` holds"),
];

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options
        .build(schema)
        .unwrap_or_else(|error| panic!("{error}: {schema}"))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The case's own instances and everything that a small slip makes of them.
fn instances(case: &Case) -> Vec<Value> {
    let mut all = case.samples.clone();
    all.extend(case.samples.iter().flat_map(mutations));
    all
}

#[test]
fn the_corpus_is_large() {
    assert!(corpus().len() >= 60, "{}", corpus().len());
}

#[test]
fn every_sample_decodes_and_fits_both_schemas() {
    for case in corpus() {
        let (ours, theirs) = (
            validator(&parsed(&json_schema(case.shape))),
            validator(&case.theirs),
        );
        for sample in &case.samples {
            let again =
                (case.decode)(sample).unwrap_or_else(|error| panic!("{}: {error}", case.name));
            let again = Some(&again).filter(|_| case.name != "renamed_reading");
            for value in std::iter::once(sample).chain(again) {
                assert!(
                    ours.is_valid(value),
                    "{}: ours refuses {value}\n{}",
                    case.name,
                    json_schema(case.shape)
                );
                assert!(
                    theirs.is_valid(value),
                    "{}: theirs refuses {value}\n{}",
                    case.name,
                    case.theirs
                );
            }
        }
    }
}

#[test]
fn both_schemas_accept_the_same() {
    let mut differing: Vec<(&str, String)> = Vec::new();
    let mut compared = 0;
    for case in corpus() {
        let (ours, theirs) = (
            validator(&parsed(&json_schema(case.shape))),
            validator(&case.theirs),
        );
        for value in instances(&case) {
            compared += 1;
            if ours.is_valid(&value) != theirs.is_valid(&value) {
                let said = if ours.is_valid(&value) {
                    "only ours accepts"
                } else {
                    "only theirs accepts"
                };
                differing.push((case.name, format!("{said} {value}")));
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
    assert_listed(&differing, EXCEPTIONS);
}

#[test]
fn what_the_schema_accepts_decodes() {
    let mut differing: Vec<(&str, String)> = Vec::new();
    for case in corpus() {
        let ours = validator(&parsed(&json_schema(case.shape)));
        for value in instances(&case).iter().filter(|value| ours.is_valid(value)) {
            if let Err(error) = (case.decode)(value) {
                differing.push((case.name, format!("{value}: {error}")));
            }
        }
    }
    assert_listed(&differing, UNDECODED);
}

/// Every difference is listed, and every line of the list is still true.
fn assert_listed(differing: &[(&str, String)], listed: &[(&str, &str)]) {
    let unlisted: Vec<_> = differing
        .iter()
        .filter(|(name, _)| !listed.iter().any(|(known, _)| known == name))
        .collect();
    assert!(unlisted.is_empty(), "{unlisted:#?}");
    for (name, reason) in listed {
        assert!(
            differing.iter().any(|(known, _)| known == name),
            "{name} no longer differs: {reason}"
        );
    }
}

#[test]
fn every_profile_renders_valid_schemas() {
    for case in corpus() {
        let texts = [
            json_schema(case.shape),
            render(case.shape, &PORTABLE),
            render(case.shape, &OPENAI_STRICT),
            arguments_schema(case.shape, &PORTABLE),
            case.bridged.to_string(),
        ];
        for text in texts {
            let schema = parsed(&text);
            jsonschema::draft202012::meta::validate(&schema)
                .unwrap_or_else(|error| panic!("{}: {error}\n{text}", case.name));
            validator(&schema);
        }
    }
}

#[test]
fn the_bridge_to_schemars_says_the_same() {
    for case in corpus() {
        let (ours, bridged) = (
            validator(&parsed(&json_schema(case.shape))),
            validator(&case.bridged),
        );
        for value in instances(&case) {
            assert_eq!(
                ours.is_valid(&value),
                bridged.is_valid(&value),
                "{}: {value}",
                case.name
            );
        }
    }
}

/// A provider's schema may allow less, never more, than the faithful one, but for the bounds that it
/// cannot say.
#[test]
fn samples_without_null_fit_the_portable_schema() {
    for case in corpus().iter().filter(|case| !case.open) {
        let portable = validator(&parsed(&render(case.shape, &PORTABLE)));
        for sample in case
            .samples
            .iter()
            .filter(|sample| !sample.to_string().contains("null"))
        {
            assert!(
                portable.is_valid(sample),
                "{}: {sample}\n{}",
                case.name,
                render(case.shape, &PORTABLE)
            );
        }
    }
}

#[test]
fn rendering_is_stable() {
    for case in corpus() {
        assert_eq!(
            json_schema(case.shape),
            json_schema(case.shape),
            "{}",
            case.name
        );
    }
}

/// The test kit's generator, judged by the validator and by serde.
#[test]
fn made_up_values_fit_the_schema_and_decode() {
    let mut made = 0;
    for case in corpus() {
        let ours = validator(&parsed(&json_schema(case.shape)));
        for seed in 0..40 {
            let generators = [Generator::new(seed), Generator::new(seed).hard()];
            for mut generator in generators {
                let text = generator
                    .value(case.shape)
                    .unwrap_or_else(|error| panic!("{}: {error}", case.name));
                let value = parsed(&text);
                assert!(ours.is_valid(&value), "{}: {text}", case.name);
                let decoded = (case.decode)(&value);
                let mut listed = UNDECODED.iter().chain(OVERFLOWING);
                let exempt = listed.any(|(name, _)| *name == case.name);
                assert!(
                    decoded.is_ok() || exempt,
                    "{}: {text}: {decoded:?}",
                    case.name
                );
                made += 1;
            }
        }
    }
    assert!(made > 4_000, "{made}");
}
