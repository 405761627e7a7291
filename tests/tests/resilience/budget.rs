//! Asking no more than is paid for.

use std::sync::Arc;
use std::time::Duration;

use agent_core::agent::ModelFailureKind;
use agent_core::event::Fact;
use agent_core::message::Settings;
use agent_core::model::{Budget, Fallback, Price, PriceTable, Priced};
use agent_core::port::{BudgetKind, ModelError};
use agent_core::reducer::Status;
use agent_core::testkit::ScriptedModel;
use agent_core::wire::ErrorKind;
use serde_json::json;

use super::{ask, facts, named, run, says};

const PRICE: Price = Price {
    input: 1_000_000,
    cached_input: None,
    cache_write: None,
    output: 1_000_000,
};

fn answers(count: usize, tokens: u64) -> ScriptedModel {
    let body = json!({
        "choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": tokens, "completion_tokens": 0},
    });
    (0..count).fold(named("one"), |script, _| script.raw(200, body.to_string()))
}

#[tokio::test(start_paused = true)]
async fn what_was_counted_is_spent_and_what_does_not_fit_is_not_sent() {
    let script = Arc::new(answers(2, 60));
    let budget = Arc::new(Budget::tokens(130));
    let model = Priced::new(script.clone(), PriceTable::new(), budget.clone());
    for spent in [60, 120] {
        ask(&model).await.expect("an answer");
        assert_eq!(budget.spent().tokens, spent);
    }
    let refused = ask(&model).await.expect_err("no room for another");
    let ModelError::OverBudget {
        what: BudgetKind::Tokens,
        limit: 130,
        left: 10,
        needed,
    } = refused
    else {
        panic!("{refused}");
    };
    assert!(needed > 10);
    assert_eq!(refused.kind(), ErrorKind::Budget);
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn requests_at_the_same_time_do_not_exceed_it_together() {
    let settings = Settings {
        max_output_tokens: Some(1_000),
        ..Settings::new("one")
    };
    let script = Arc::new(
        ScriptedModel::new()
            .with_settings(settings)
            .after_ms(10)
            .text("hi"),
    );
    let prices = PriceTable::new().with("one", PRICE);
    let budget = Arc::new(Budget::micros(1_500));
    let model = Priced::new(script.clone(), prices, budget.clone());
    let (first, second) = tokio::join!(ask(&model), ask(&model));
    first.expect("an answer");
    let refused = second.expect_err("most of it is set aside");
    assert!(
        matches!(
            refused,
            ModelError::OverBudget {
                what: BudgetKind::Micros,
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(script.requests().len(), 1);
    // Far less than was set aside.
    assert!((1..200).contains(&budget.spent().micros), "{budget:?}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_given_up_counts_as_estimated() {
    let budget = Arc::new(Budget::tokens(1_000));
    let model = Priced::new(named("one").hang(), PriceTable::new(), budget.clone());
    let given_up = tokio::time::timeout(Duration::from_secs(1), ask(&model)).await;
    assert!(given_up.is_err());
    assert!(budget.spent().tokens > 0);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_an_error_costs_nothing() {
    let budget = Arc::new(Budget::tokens(1_000));
    let script = named("one").raw(500, "broken");
    let model = Priced::new(script, PriceTable::new(), budget.clone());
    ask(&model).await.expect_err("broken");
    assert_eq!(budget.spent().tokens, 0);
}

#[tokio::test(start_paused = true)]
async fn money_needs_a_price() {
    let model = Priced::new(named("new"), PriceTable::new(), Arc::new(Budget::micros(1)));
    let refused = ask(&model).await.expect_err("no price");
    assert_eq!(
        refused,
        ModelError::Unpriced {
            model: "new".into()
        }
    );
    assert_eq!(refused.kind(), ErrorKind::Budget);
}

#[tokio::test(start_paused = true)]
async fn a_cheaper_model_takes_over_and_an_empty_purse_is_told_to_the_flow() {
    let prices = PriceTable::new().with("large", PRICE).with(
        "small",
        Price {
            input: 1_000,
            ..PRICE
        },
    );
    let budget = Arc::new(Budget::micros(30));
    let large = Priced::new(named("large"), prices.clone(), budget.clone());
    let small = Priced::new(says("small", "hi"), prices, budget.clone());
    let (status, thread) = run(Fallback::new(large).or(small)).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(super::attempts(thread.events())[0].2, "budget");

    let empty = Arc::new(Budget::tokens(0));
    let (_, thread) = run(Priced::new(named("one"), PriceTable::new(), empty)).await;
    let kinds = facts(thread.events()).filter_map(|fact| match fact {
        Fact::ModelFailed(failed) => Some(failed.failure.kind),
        _ => None,
    });
    assert_eq!(kinds.collect::<Vec<_>>(), [ModelFailureKind::OverBudget]);
}

#[test]
fn a_price_table_says_what_is_wrong_with_it() {
    for (text, part) in [
        (r#"{"a": {"input": -1, "output": 1}}"#, "a price of `a`"),
        (r#"{"a": {"inptu": 1, "output": 1}}"#, "`inptu`"),
        (r#"{"a": {"input": 1}}"#, "`output`"),
        ("[]", "map"),
    ] {
        let error = text.parse::<PriceTable>().unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn the_longest_beginning_has_the_price() {
    let prices: PriceTable = r#"{
        "*": {"input": 9, "output": 9},
        "gem-*": {"input": 2, "output": 2},
        "gem-2-*": {"input": 3, "output": 3},
        "gem-2-x": {"input": 4, "output": 4}
    }"#
    .parse()
    .unwrap();
    for (model, input) in [("gem-2-x", 4), ("gem-2-y", 3), ("gem-1", 2), ("opal", 9)] {
        assert_eq!(
            prices.of(model).unwrap().input,
            input * 1_000_000,
            "{model}"
        );
    }
}
