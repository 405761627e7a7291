//! Random threads: whatever may happen to one, by the reducer's own rules.

use agent_core::context::Plan;
use agent_core::event::{
    CallFailed, CallReturned, CallStarted, Fact, HelpAnswered, ModelReplied, QuestionAnswered,
    StopReason, Stopped, Time,
};
use agent_core::message::{Reply, ReplyCall, Stop};
use agent_core::port::{PersonAnswer, answer as person};
use agent_core::reducer::{Effect, decide, got_stuck, look_at_gate, pending, read_reply};
use agent_core::testkit::Dice;
use agent_core::thread::Thread;
use agent_core::tool::{Failure, FailureKind};
use agent_core::wire::Body;

use crate::agent::{Calculator, Desk};

/// A thread that goes on by throws of dice.
pub(crate) struct Walk {
    pub(crate) thread: Thread,
    dice: Dice,
    /// The longest text that anybody writes, in words.
    words: usize,
    marks: u64,
}

impl Walk {
    pub(crate) fn new(seed: u64, words: usize) -> Self {
        Self::at(&Desk::default(), seed, words)
    }

    pub(crate) fn at(desk: &Desk, seed: u64, words: usize) -> Self {
        let id = format!("walk-{seed}").parse().unwrap();
        let thread = Thread::start::<Calculator>(id, desk, Time(0)).unwrap();
        Self {
            thread,
            dice: Dice::new(seed),
            words,
            marks: 0,
        }
    }

    pub(crate) fn append(&mut self, fact: &Fact) {
        let at = Time(self.thread.len());
        self.thread.append(at, fact).unwrap();
    }

    /// Goes on until the model is to be asked; false where the thread is over.
    pub(crate) fn go_to_the_model(&mut self) -> bool {
        loop {
            let effects = pending(self.thread.state());
            if effects.contains(&Effect::AskModel) {
                return true;
            }
            let Some(facts) = effects.iter().find_map(|effect| self.perform(effect)) else {
                let text = self.text();
                self.append(&Fact::MessageReceived(text.as_str().into()));
                continue;
            };
            if matches!(facts[0], Fact::Stopped(_)) {
                return false;
            }
            for fact in &facts {
                self.append(fact);
            }
        }
    }

    /// The model answers a request that is told in this plan.
    pub(crate) fn answer(&mut self, plan: &Plan<'_>, body: &Body) {
        self.append(&Fact::ModelAsked(plan.asked(&self.thread, body)));
        if self.dice.one_in(20) {
            // Somebody writes while the model thinks.
            let text = self.text();
            self.append(&Fact::MessageReceived(text.as_str().into()));
        }
        let reply = self.reply();
        self.append(&Fact::ModelReplied(ModelReplied {
            reply,
            ..ModelReplied::default()
        }));
    }

    fn reply(&mut self) -> Reply {
        let count = 1 + self.dice.below(3);
        let calls = if self.dice.one_in(12) {
            let message = serde_json::Value::from(self.text());
            vec![self.call("done_for_now", &format!("{{\"message\":{message}}}"))]
        } else {
            (0..count).map(|_| self.any_call()).collect()
        };
        let text = self.dice.one_in(3).then(|| self.text());
        Reply {
            text,
            calls,
            stop: Stop::ToolCalls,
            ..Reply::default()
        }
    }

    fn any_call(&mut self) -> ReplyCall {
        let (a, b) = (self.dice.below(100), self.dice.below(100));
        let numbers = format!("{{\"a\":{a},\"b\":{b}}}");
        match self.dice.below(8) {
            0 => self.call("subtract", &numbers),
            1 => self.call("divide", &numbers),
            2 => {
                let message = serde_json::Value::from(self.text());
                self.call(
                    "request_more_information",
                    &format!("{{\"message\":{message}}}"),
                )
            }
            3 if self.dice.one_in(2) => self.call("devide", &numbers),
            3 => self.call("add", r#"{"a":"x"}"#),
            4 | 5 => self.call("multiply", &numbers),
            _ => self.call("add", &numbers),
        }
    }

    fn call(&mut self, name: &str, arguments: &str) -> ReplyCall {
        self.marks += 1;
        ReplyCall {
            id: format!("c{}", self.marks),
            name: name.into(),
            arguments: arguments.into(),
        }
    }

    fn perform(&mut self, effect: &Effect) -> Option<Vec<Fact>> {
        let at = Time(self.thread.len());
        let state = self.thread.state();
        Some(match effect {
            Effect::ReadReply => vec![read_reply(state, at).unwrap()],
            Effect::AskFlow => vec![decide(state, at).unwrap()],
            Effect::LookAtGate { call } => {
                vec![Fact::CallGated(look_at_gate(state, *call).unwrap())]
            }
            Effect::GetStuck => vec![Fact::GotStuck(got_stuck(state)?)],
            Effect::Stop(limit) => vec![Fact::Stopped(Stopped {
                reason: StopReason::Limit(*limit),
            })],
            Effect::RunCall { call, attempt, .. } => {
                let (call, attempt) = (*call, *attempt);
                vec![
                    Fact::CallStarted(CallStarted { call, attempt }),
                    self.outcome(call),
                ]
            }
            Effect::AskApproval { call } => {
                let answer = PersonAnswer::Approval {
                    approved: !self.dice.one_in(3),
                    comment: self.dice.one_in(2).then(|| self.text()),
                    by: "Ada".into(),
                    sha256: None,
                };
                vec![person(self.thread.state(), *call, answer).unwrap()]
            }
            Effect::AskQuestion { call } => {
                let answer = serde_json::Value::from(self.text()).to_string();
                vec![Fact::QuestionAnswered(QuestionAnswered {
                    call: *call,
                    by: "Ada".into(),
                    answer,
                })]
            }
            Effect::AskHelp => vec![Fact::HelpAnswered(HelpAnswered {
                call: 0,
                advice: Some(self.text()),
                by: "Ada".into(),
            })],
            _ => return None,
        })
    }

    fn outcome(&mut self, call: u64) -> Fact {
        if self.dice.one_in(4) {
            let failure = Failure::new(FailureKind::Error, self.text());
            return Fact::CallFailed(CallFailed::new(call, 1, failure));
        }
        let value = self.dice.below(10_000).to_string();
        Fact::CallReturned(CallReturned {
            used: None,
            call,
            ms: 1,
            value,
            summarize: false,
        })
    }

    /// Words with a mark that no other text has.
    fn text(&mut self) -> String {
        const WORDS: [&str; 8] = [
            "order",
            "A-1001",
            "</user_input>",
            "naïve",
            "\"",
            "{",
            "später\n",
            "refund",
        ];
        self.marks += 1;
        let count = self.dice.below(self.words.max(1));
        let words = (0..count).filter_map(|_| self.dice.pick(&WORDS));
        let words: Vec<&str> = words.copied().collect();
        format!("m{}m {}", self.marks, words.join(" "))
    }
}
