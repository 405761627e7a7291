//! A loop of one's own prefetches without a line about it; what has no step needs one.

use std::sync::Arc;

use agent_core::agent::{Agent, Next};
use agent_core::event::{
    CallStarted, Chooser, Fact, MessageReceived, ModelAsked, ModelReplied, Time,
};
use agent_core::message::{Reply, ReplyCall};
use agent_core::prelude::*;
use agent_core::reducer::{
    Phase, calls_without_step, chose, chosen_steps, read_reply, returned, returned_json,
};
use agent_core::thread::Thread;
use agent_core::tool::{Call, CallContext};

use crate::deployer::{Deployer, ListTags, OpenOrders, Seen, World, chosen_by, id};

const NOW: Time = Time(1_000);

/// A model that ends at once.
fn ask(thread: &mut Thread) {
    let asked = ModelAsked {
        model: "m".into(),
        prompt: None,
        request: String::new(),
        bytes: 0,
        host: String::new(),
        plan: None,
        tokens: None,
    };
    thread.append(NOW, &Fact::ModelAsked(asked)).unwrap();
    let reply = Reply {
        calls: vec![ReplyCall {
            id: "1".into(),
            name: "reply".into(),
            arguments: r#"{"message":"v2"}"#.into(),
        }],
        ..Reply::default()
    };
    let replied = ModelReplied {
        reply,
        ..ModelReplied::default()
    };
    thread.append(NOW, &Fact::ModelReplied(replied)).unwrap();
    let read = read_reply(thread.state(), NOW).unwrap();
    thread.append(NOW, &read).unwrap();
}

fn begun<A: Agent<State = Seen>>() -> Thread {
    let mut thread = Thread::start::<A>(id(), &Seen::default(), NOW).unwrap();
    let message = MessageReceived::from("deploy");
    thread.append(NOW, &Fact::MessageReceived(message)).unwrap();
    thread
}

fn start(thread: &mut Thread, call: u64) -> CallContext {
    let started = CallStarted { call, attempt: 1 };
    thread.append(NOW, &Fact::CallStarted(started)).unwrap();
    CallContext::new(thread.idempotency_key(call))
}

async fn run<T: Call<World>>(thread: &mut Thread, call: u64, tool: T, world: &World) {
    let context = start(thread, call);
    let result = tool.call(world, &context).await;
    thread.append(NOW, &returned(call, 0, &result)).unwrap();
}

#[tokio::test]
async fn a_loop_that_knows_nothing_of_it_prefetches() {
    let (world, mut thread) = (World::default(), begun::<Deployer>());
    let mut next = Next::<Deployer>::ask_model();
    let answer = loop {
        let decided = chose(thread.state(), next, NOW).unwrap();
        thread.append(NOW, &decided).unwrap();
        if thread.state().progress().phase == Phase::Asking {
            ask(&mut thread);
        }
        next = Next::ask_model();
        for (call, step) in chosen_steps::<Deployer>(thread.state()).unwrap() {
            match step {
                Deployer::ListTags(tool) => run(&mut thread, call, tool, &world).await,
                Deployer::OpenOrders(tool) => run(&mut thread, call, tool, &world).await,
                Deployer::Disk(tool) => run(&mut thread, call, tool, &world).await,
                Deployer::Check(tool) => run(&mut thread, call, tool, &world).await,
                Deployer::Reply { message } => next = next.merge(Next::stop(message)),
            }
        }
        if let (agent_core::agent::NextKind::Stop(answer), _) = next.into_parts() {
            break answer;
        }
        next = Next::ask_model();
    };
    assert_eq!(answer, "v2");
    assert_eq!(world.runs("list_tags"), 1);
    assert_eq!(chosen_by(&thread), [Chooser::Prefetch, Chooser::Model]);
}

/// Deploys a tag.
#[agent(state = Seen, deps = World)]
enum Quick {
    #[prefetch(only)]
    ListTags(ListTags),
    #[prefetch]
    OpenOrders(OpenOrders),
    /// Say which tag was deployed.
    #[done]
    Reply { message: String },
}

impl State<Quick> for Seen {
    fn apply(&mut self, outcome: &QuickOutcome) {
        if let QuickOutcome::ListTags(_, Ok(tags)) = outcome {
            self.tags.clone_from(tags);
        }
    }
}

#[tokio::test]
async fn what_has_no_step_is_run_by_its_call() {
    let (world, mut thread) = (Arc::new(World::default()), begun::<Quick>());
    let decided = chose::<Quick>(thread.state(), Next::ask_model(), NOW).unwrap();
    thread.append(NOW, &decided).unwrap();
    let steps = chosen_steps::<Quick>(thread.state()).unwrap();
    assert!(matches!(&steps[..], [(2, Quick::OpenOrders(_))]));

    for prefetched in calls_without_step::<Quick>(thread.state()).unwrap() {
        let call = prefetched.call;
        let context = start(&mut thread, call);
        let result = prefetched.run(Arc::clone(&world), context).unwrap().await;
        thread.append(NOW, &returned_json(call, 0, result)).unwrap();
    }
    for (call, step) in steps {
        match step {
            Quick::OpenOrders(tool) => run(&mut thread, call, tool, &world).await,
            Quick::Reply { .. } => unreachable!("the model was not asked yet"),
        }
    }
    assert_eq!(thread.state().business::<Seen>().unwrap().tags.len(), 2);
    let decided = chose::<Quick>(thread.state(), Next::ask_model(), NOW).unwrap();
    thread.append(NOW, &decided).unwrap();
    assert_eq!(thread.state().progress().phase, Phase::Asking);
}
