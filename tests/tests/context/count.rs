//! The estimate of tokens beside a real tokenizer's count.

use std::fs;
use std::path::Path;

use agent_core::context::{Budget, Estimate, TokenCounter};
use agent_core::event::Event;
use agent_core::message::{Reply, ReplyCall, Usage};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;

use super::agent::{Calculator, Desk};

/// Texts of the kinds that a context holds.
const SAMPLES: [(&str, &str); 9] = [
    (
        "prose",
        "I bought the red kettle two weeks ago and it arrived without its lid. I have written to you twice since \
        then, and nobody has answered me. Could you please tell me whether you are going to send the missing part, or \
        would you rather take the whole thing back and return the money?",
    ),
    (
        "json",
        r#"{"id":"A-1001","total":49900,"lost":true,"items":[{"sku":"KET-RED-02","count":1,"price":{"amount":49900,
        "currency":"EUR"}}],"address":{"street":"Lindenallee 4","city":"Hamburg","zip":"20259"},"tags":["gift","express"]}"#,
    ),
    (
        "escaped",
        r#"{"name":"get_order","arguments":"{\"order_id\":\"A-1001\",\"fields\":[\"total\",\"lost\"]}"}"#,
    ),
    (
        "code",
        "fn settle(&mut self, call: u64, kind: AnswerKind, text: String) {\n    if let Some(open) = self.find(call) \
        {\n        open.settled = true;\n        (open.answer.kind, open.answer.text) = (kind, text);\n    }\n}\n",
    ),
    (
        "log",
        "2026-11-21T09:14:03.221Z ERROR [http-nio-8080-exec-7] c.a.o.OrderController - request 7f3a9c failed: \
        java.lang.NullPointerException at com.acme.orders.OrderService.total(OrderService.java:214)",
    ),
    (
        "numbers",
        "3.14159 2.71828 1.41421 1.73205 0.57721 1.61803 4.66920 1000000 299792458 6.62607015e-34 86400 31536000",
    ),
    (
        "german",
        "Ich habe vor zwei Wochen den roten Wasserkocher gekauft, und er kam ohne Deckel an. Überdies hat mir bisher \
        niemand geantwortet, obwohl ich schon zweimal geschrieben habe.",
    ),
    (
        "japanese",
        "二週間前に赤いやかんを買いましたが、蓋がない状態で届きました。二回連絡しましたが、まだ返事がありません。",
    ),
    (
        "russian",
        "Две недели назад я купил красный чайник, и он пришёл без крышки. Я уже дважды писал вам, но никто не ответил.",
    ),
];

fn real(text: &str) -> u64 {
    tiktoken_rs::o200k_base_singleton().count_ordinary(text) as u64
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn ratio(text: &str) -> f64 {
    Estimate.count(text) as f64 / real(text) as f64
}

#[test]
fn the_estimate_is_seldom_too_low_and_never_far_too_high() {
    for (name, text) in SAMPLES {
        let ratio = ratio(text);
        println!("{name}: {ratio:.2}");
        assert!(
            (0.95..1.6).contains(&ratio),
            "{name}: {ratio:.2} of {}",
            real(text)
        );
    }
}

#[test]
fn the_estimate_holds_for_whole_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "../README.md",
        "../ARCHITECTURE.md",
        "../agent-core/src/context/room.rs",
        "golden/context/last-messages.json",
        "golden/context/thread.xml",
    ] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let ratio = ratio(&text);
        println!("{file}: {ratio:.2}");
        assert!((0.95..1.4).contains(&ratio), "{file}: {ratio:.2}");
    }
}

/// A provider whose tokenizer finds more than ours is believed: what it counted more is set aside.
#[tokio::test]
async fn what_the_provider_counts_beyond_is_set_aside() {
    let done = |input| Reply {
        calls: vec![ReplyCall {
            id: "call_1".into(),
            name: "done_for_now".into(),
            arguments: r#"{"message":"yes"}"#.into(),
        }],
        usage: Some(Usage {
            input,
            ..Usage::default()
        }),
        ..Reply::default()
    };
    for (input, trims) in [(0, 0), (100, 0), (1_000_000, 1)] {
        let model = ScriptedModel::new()
            .says(done(1))
            .says(done(input))
            .says(done(1));
        let runner = Runner::<Calculator>::new(model, ()).budget(Budget::of(6_000));
        let mut thread = runner
            .start("t".parse().unwrap(), &Desk::default())
            .await
            .unwrap();
        for words in [
            "add".to_owned(),
            "more ".repeat(1_700),
            "more ".repeat(1_700),
        ] {
            runner.send(&mut thread, words).await.unwrap();
            assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        }
        let trimmed = |event: &&Event| event.kind() == "context_trimmed";
        assert_eq!(
            thread.events().iter().filter(trimmed).count(),
            trims,
            "{input}"
        );
    }
}
