//! The examples' own conversations, with the answers that are written for them.

use std::sync::Arc;

use agent_core::agent::Agent;
use agent_core::thread::Thread;
use examples::story::{Story, play, scripted};
use examples::support::Support;
use examples::support::stories::{ASKED, case, shop};

use crate::calculator::Calculator;
use crate::trajectory::{Fault, Trajectory, whole};

const CHAIN: Story = Story {
    words: &[
        "can you multiply 3 and 4, then divide the result by 2 and then add 12 to that result",
        "and now subtract 1",
    ],
    typed: "y\n",
    script: &[
        ("multiply", r#"{"a":3,"b":4}"#),
        ("divide", r#"{"a":12,"b":2}"#),
        ("add", r#"{"a":6,"b":12}"#),
        ("done_for_now", r#"{"message":"The result is 18."}"#),
        ("subtract", r#"{"a":18,"b":1}"#),
        ("done_for_now", r#"{"message":"The result is 17."}"#),
    ],
};

pub(crate) async fn all() -> Result<Vec<Trajectory>, Fault> {
    let dir = std::env::temp_dir().join(format!("tokens-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let shop = shop(&dir);
    let state = case(&shop);
    let support = tell::<Support>("support", &ASKED, &state, Arc::new(shop)).await;
    std::fs::remove_dir_all(&dir)?;
    let calculator = tell::<Calculator>("calculator", &CHAIN, &(), Arc::new(())).await?;
    Ok(vec![calculator, support?])
}

async fn tell<A: Agent>(
    name: &str,
    story: &Story,
    state: &A::State,
    deps: Arc<A::Deps>,
) -> Result<Trajectory, Fault> {
    let thread: Thread = play::<A>(story, scripted(story), state, deps).await?;
    Ok(Trajectory {
        name: name.to_owned(),
        from: "an example of this repository".to_owned(),
        array: whole(&thread)?,
        unsaid: 0,
        condensed: 0,
        thread,
    })
}
