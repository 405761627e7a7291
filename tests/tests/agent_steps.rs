//! An agent's steps on their way through JSON: encoded, decoded, turned into outcomes.
#![allow(missing_docs, unreachable_pub, reason = "the shop is made up")]
#![allow(
    clippy::missing_errors_doc,
    clippy::needless_update,
    clippy::ptr_arg,
    clippy::unused_async,
    reason = "tools are written as users write them"
)]

use agent_core::agent::{Answer, ModelFailureKind, NextKind, StepKind, Table, Urgency};
use agent_core::prelude::*;
use agent_core::prompt::{Node, Operand};
use serde_json::json;

#[data]
#[derive(PartialEq)]
pub struct Order {
    pub id: String,
    pub lost: bool,
}

#[derive(Provide)]
pub struct Shop {
    orders: Vec<Order>,
}

/// Look up an order.
#[tool(read)]
pub async fn get_order(order_id: String, orders: &Vec<Order>) -> Result<Order, String> {
    let found = orders.iter().find(|order| order.id == order_id);
    found.cloned().ok_or(format!("no order {order_id}"))
}

mod money {
    use agent_core::prelude::*;

    /// Pay money back.
    #[tool(idempotent, ask_if = |call| call.amount > 500)]
    pub async fn refund(order_id: String, amount: u64, r#type: Option<String>) -> u64 {
        let _ = (order_id, r#type);
        amount
    }

    pub(crate) mod v1 {
        use agent_core::prelude::*;

        /// Pay money back, the old way.
        #[tool(name = "refund_all", write)]
        pub async fn refund(order_id: String) -> bool {
            order_id.is_empty()
        }
    }
}

/// What the support agent may decide next.
///
/// Careful with money.
#[agent(prompt = "prompts/support.md", state = Case, deps = Shop, max_steps = 7, max_tokens = 9_000, max_cost_micros = 50, max_time = "2m", bad_replies = 5, tag = "next", allow(prompt_when_to_ask, prompt_errors, reason = "a prompt for tests"))]
pub enum Support {
    GetOrder(GetOrder),
    #[tool(money::refund)]
    Refund {
        amount: u64,
        order_id: String,
        r#type: Option<String>,
    },
    #[retired]
    RefundAll(money::v1::Refund),
    /// Ask the customer one question.
    #[ask]
    AskCustomer {
        /// Short.
        question: String,
    },
    /// Ask a colleague.
    #[ask(answer = bool, urgency = high, name = "confirm-it")]
    Confirm,
    /// Wait a while.
    #[wait]
    Sleep {
        seconds: u64,
    },
    /// Wait for money.
    #[wait(event = "paid")]
    AwaitPayment {
        order_id: Option<String>,
        seconds: u64,
    },
    /// Answer and close.
    #[done]
    Reply {
        message: String,
    },
    /// Close.
    #[done]
    GiveUp,
}

#[data]
#[derive(Default)]
pub struct Case {
    pub customer: String,
    pub orders: u32,
    pub answers: Vec<bool>,
}

impl State<Support> for Case {
    fn apply(&mut self, outcome: &SupportOutcome) {
        match outcome {
            SupportOutcome::GetOrder(_, Ok(_)) => self.orders += 1,
            SupportOutcome::Confirm { answer } => self.answers.push(*answer),
            _ => {}
        }
    }
}

fn table() -> &'static Table {
    Support::table()
}

fn refund() -> Support {
    Support::Refund {
        amount: 7,
        order_id: "A".into(),
        r#type: None,
    }
}

/// Encodes the step, decodes it, and encodes it again.
fn round(step: &Support, name: &str, arguments: &str) {
    let choice = step.encode().unwrap();
    assert_eq!(Support::SPEC.steps[choice.index].name, name);
    assert_eq!(choice.arguments, arguments);
    let again = (Support::STEPS[choice.index].decode)(&choice.arguments).unwrap();
    assert_eq!(again.encode().unwrap(), choice);
}

#[test]
fn every_kind_of_step_goes_through_json_and_back() {
    let order_id = "A".to_owned();
    round(
        &Support::GetOrder(GetOrder { order_id }),
        "get_order",
        r#"{"order_id":"A"}"#,
    );
    round(
        &refund(),
        "refund",
        r#"{"order_id":"A","amount":7,"type":null}"#,
    );
    let question = "Which?".to_owned();
    round(
        &Support::AskCustomer { question },
        "ask_customer",
        r#"{"question":"Which?"}"#,
    );
    round(&Support::Confirm, "confirm-it", "{}");
    round(&Support::Sleep { seconds: 3 }, "sleep", r#"{"seconds":3}"#);
    let payment = Support::AwaitPayment {
        order_id: None,
        seconds: 1,
    };
    round(
        &payment,
        "await_payment",
        r#"{"order_id":null,"seconds":1}"#,
    );
    let message = "\"Bye\"".to_owned();
    round(
        &Support::Reply { message },
        "reply",
        r#"{"message":"\"Bye\""}"#,
    );
    round(&Support::GiveUp, "give_up", "{}");
}

#[test]
fn a_restated_step_is_written_as_the_call_itself() {
    let call = money::Refund {
        order_id: "A".into(),
        amount: 7,
        r#type: None,
    };
    assert_eq!(
        refund().encode().unwrap().arguments,
        serde_json::to_string(&call).unwrap()
    );
}

#[test]
fn arguments_that_do_not_fit_are_refused() {
    let cases = [
        ("sleep", "{}"),
        ("refund", r#"{"amount":1}"#),
        ("give_up", r#"{"x":1}"#),
    ];
    for (name, arguments) in cases {
        let index = table().find(name, 1).unwrap();
        assert!((Support::STEPS[index].decode)(arguments).is_err(), "{name}");
    }
}

/// The outcome of a step by its name.
fn outcome(name: &str, arguments: &str, answer: &Answer) -> SupportOutcome {
    let index = table().find(name, 1).unwrap();
    (Support::STEPS[index].outcome)(arguments, answer).unwrap()
}

#[test]
fn outcomes_hold_the_step_and_its_typed_result() {
    let order = Answer::Value(r#"{"id":"A","lost":true}"#.into());
    let SupportOutcome::GetOrder(call, Ok(order)) =
        outcome("get_order", r#"{"order_id":"A"}"#, &order)
    else {
        panic!("another outcome");
    };
    assert_eq!((&*call.order_id, &*order.id, order.lost), ("A", "A", true));

    let denied = Answer::Failure(Failure::new(FailureKind::Denied, "no"));
    let SupportOutcome::Refund(call, Err(failure)) =
        outcome("refund", r#"{"order_id":"A","amount":7}"#, &denied)
    else {
        panic!("another outcome");
    };
    assert_eq!((call.amount, failure.kind), (7, FailureKind::Denied));

    let yes = Answer::Value("true".into());
    assert!(matches!(
        outcome("confirm-it", "{}", &yes),
        SupportOutcome::Confirm { answer: true }
    ));

    let text = Answer::Value(r#""blue""#.into());
    let SupportOutcome::AskCustomer { question, answer } =
        outcome("ask_customer", r#"{"question":"q"}"#, &text)
    else {
        panic!("another outcome");
    };
    assert_eq!((&*question, &*answer), ("q", "blue"));

    assert!(matches!(
        outcome("sleep", r#"{"seconds":3}"#, &Answer::Time),
        SupportOutcome::Sleep {
            seconds: 3,
            woke: Woke::Time
        }
    ));
    let paid = Answer::Value("9".into());
    let SupportOutcome::AwaitPayment {
        order_id,
        seconds,
        woke,
    } = outcome("await_payment", r#"{"seconds":3}"#, &paid)
    else {
        panic!("another outcome");
    };
    assert_eq!(
        (order_id, seconds, woke),
        (None, 3, Woke::Event("9".into()))
    );
    assert!(matches!(
        outcome("give_up", "{}", &Answer::Nothing),
        SupportOutcome::GiveUp
    ));
}

#[test]
fn the_spec_says_what_was_written() {
    let spec = Support::SPEC;
    assert_eq!((spec.name, spec.tag), ("Support", "next"));
    assert_eq!(
        spec.doc,
        "What the support agent may decide next.\n\nCareful with money."
    );
    assert!(spec.place.contains("agent_steps.rs:"), "{}", spec.place);
    assert_eq!(
        serde_json::to_value(spec.limits).unwrap(),
        json!({"steps": 7, "tokens": 9000, "cost_micros": 50, "time_ms": 120_000, "bad_replies": 5})
    );
    let StepKind::Ask(question) = &spec.steps[table().find("confirm-it", 1).unwrap()].kind else {
        panic!("another kind");
    };
    assert_eq!(question.urgency, Urgency::High);
    let StepKind::Wait(wait) = &spec.steps[table().find("await_payment", 1).unwrap()].kind else {
        panic!("another kind");
    };
    assert_eq!((wait.event, wait.timed), (Some("paid"), true));
    let ask = &spec.steps[table().find("ask_customer", 1).unwrap()];
    let schema = agent_core::schema::json_schema(ask.arguments);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(
        schema.pointer("/properties/question/description"),
        Some(&json!("Short."))
    );
}

#[test]
fn a_retired_step_is_not_offered_and_still_runs() {
    let offered: Vec<_> = Support::SPEC.offered().map(|step| step.name).collect();
    assert!(!offered.contains(&"refund_all"));
    assert_eq!(offered.len(), Support::SPEC.steps.len() - 1);
    let index = table().find("refund_all", 1).unwrap();
    assert!(Support::STEPS[index].run.is_some());
    let old = Answer::Value("true".into());
    assert!(matches!(
        outcome("refund_all", r#"{"order_id":""}"#, &old),
        SupportOutcome::RefundAll(_, Ok(true))
    ));
}

#[test]
fn only_tools_are_run_and_their_gates_ask() {
    let refund = &Support::STEPS[table().find("refund", 1).unwrap()];
    let ask_if = refund.ask_if.unwrap();
    assert!(ask_if(r#"{"order_id":"A","amount":501}"#).unwrap());
    assert!(!ask_if(r#"{"order_id":"A","amount":500}"#).unwrap());
    let reply = &Support::STEPS[table().find("reply", 1).unwrap()];
    assert!(reply.run.is_none() && reply.ask_if.is_none());
}

#[tokio::test]
async fn a_tool_runs_with_the_agents_deps() {
    let shop = Shop {
        orders: vec![Order {
            id: "A".into(),
            lost: true,
        }],
    };
    let run = Support::STEPS[table().find("get_order", 1).unwrap()]
        .run
        .unwrap();
    let call = run(
        r#"{"order_id":"A"}"#,
        std::sync::Arc::new(shop),
        CallContext::new("k"),
    );
    assert_eq!(call.unwrap().await.unwrap(), r#"{"id":"A","lost":true}"#);
}

#[test]
fn calls_of_tools_stand_for_steps() {
    let order_id = "A".to_owned();
    let next: Next<Support> = Next::go(GetOrder { order_id })
        .and(money::Refund {
            order_id: "B".into(),
            amount: 2,
            r#type: None,
        })
        .and(Support::GiveUp);
    let (kind, steps) = next.into_parts();
    assert_eq!(kind, NextKind::Go);
    let names = steps
        .iter()
        .map(|step| Support::SPEC.steps[step.encode().unwrap().index].name);
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["get_order", "refund", "give_up"]
    );
}

#[test]
fn without_a_flow_the_default_one_applies() {
    let case = Case::default();
    let kind = |outcome| (Support::FLOW)(vec![outcome], &case).into_parts().0;
    let start = Start {
        message: "hi".into(),
    };
    assert_eq!(kind(Support::started(start)), NextKind::AskModel);
    assert_eq!(
        kind(SupportOutcome::Confirm { answer: true }),
        NextKind::AskModel
    );
    assert_eq!(
        kind(SupportOutcome::Sleep {
            seconds: 1,
            woke: Woke::Time
        }),
        NextKind::AskModel
    );
    assert_eq!(kind(SupportOutcome::GiveUp), NextKind::Finish);
    let failure = ModelFailure {
        kind: ModelFailureKind::Timeout,
        message: "slow".into(),
    };
    assert_eq!(
        kind(Support::failed(failure)),
        NextKind::Stop("slow".into())
    );
}

#[test]
fn the_prompt_is_parsed_with_its_version() {
    let prompt = Support::SPEC.prompt.unwrap();
    assert_eq!(
        (prompt.file(), prompt.version()),
        ("prompts/support.md", "1.2.0")
    );
    let Node::Print(customer) = &prompt.nodes[1] else {
        panic!("another node");
    };
    let Operand::Path(path) = &customer.value else {
        panic!("another value");
    };
    assert_eq!(**path, ["customer"]);
    assert_eq!(customer.place, "4:13");
    let variables = json!({"customer": "Ann", "tools": [{"name": "a"}, {"name": "b"}]});
    assert_eq!(
        prompt.render(&variables).unwrap(),
        "You help Ann.\n- a\n- b\n\n"
    );
}
