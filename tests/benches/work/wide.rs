//! An agent of a thousand tools, written by hand: what grows with their number must not show.

use agent_core::agent::{
    Agent, AgentSpec, Answer, Choice, DecodeError, FlowOf, Held, Limits, ModelFailure, Prefetch,
    Start, StepFns, StepKind, StepSpec, Table,
};
use agent_core::tool::{ArgumentError, Tool};

use super::call::Order;

/// How many tools there are.
pub(crate) const TOOLS: usize = 1000;

/// The last tool's name.
pub(crate) const LAST: &str = name(TOOLS - 1);

/// A step of [`Wide`].
pub(crate) struct Wide(Order);

const NAMES: &[[u8; 5]; TOOLS] = &names();

const fn names() -> [[u8; 5]; TOOLS] {
    let mut names = [*b"t0000"; TOOLS];
    let mut at = 0;
    while at < TOOLS {
        let mut rest = at;
        let mut digit = 4;
        while digit > 0 {
            names[at][digit] = b'0' + (rest % 10) as u8;
            rest /= 10;
            digit -= 1;
        }
        at += 1;
    }
    names
}

const fn name(at: usize) -> &'static str {
    match str::from_utf8(&NAMES[at]) {
        Ok(name) => name,
        Err(_) => "",
    }
}

static STEPS: [StepSpec; TOOLS] = steps();

const fn steps() -> [StepSpec; TOOLS] {
    let mut steps = [const {
        StepSpec {
            name: "",
            version: 1,
            doc: "Order an article.",
            arguments: Order::CONTRACT.arguments,
            kind: StepKind::Tool(Order::CONTRACT),
            sub: None,
            retired: false,
            prefetch: Prefetch::No,
        }
    }; TOOLS];
    let mut at = 0;
    while at < TOOLS {
        steps[at].name = name(at);
        at += 1;
    }
    steps
}

static SPEC: AgentSpec = AgentSpec {
    name: "Wide",
    doc: "",
    prompt: None,
    steps: &STEPS,
    state: None,
    limits: Limits::DEFAULT,
    tag: "intent",
    models: &[],
    indexes: &[],
    profile: &agent_core::schema::PORTABLE,
    place: "",
    lints: &[],
};

impl Agent for Wide {
    type State = ();
    type Deps = ();
    type Outcome = ();

    const SPEC: &'static AgentSpec = &SPEC;
    const STEPS: &'static [StepFns<Self>] =
        &[const { StepFns::tool(decode, outcome, Held::<Order>::ask_if, Held::<Order>::run) };
            TOOLS];
    type Done = ();
    const DONE_SHAPE: agent_core::schema::ShapeRef = <() as agent_core::schema::Schema>::SHAPE;
    const DONE: fn(Self) -> Option<()> = |_| None;
    const STARTED: fn(Start) = |_| ();
    const FAILED: fn(ModelFailure) = |_| ();
    const FLOW: FlowOf<Self> = |_, ()| agent_core::prelude::Next::ask_model();

    fn table() -> &'static Table {
        static TABLE: Table = Table::new::<Wide>();
        &TABLE
    }

    fn encode(&self) -> Result<Choice, serde_json::Error> {
        Choice::call(0, &self.0)
    }
}

fn decode(text: &str) -> Result<Wide, ArgumentError> {
    Order::from_json(text).map(Wide)
}

fn outcome(_: &str, _: &Answer) -> Result<(), DecodeError> {
    Ok(())
}
