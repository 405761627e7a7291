use agent_core::prelude::*;

/// How good.
#[data]
enum Tier {
    Gold,
    Silver,
}

#[prompt(text = "{{ tier.name }}")]
struct Triage {
    tier: Option<Tier>,
}

fn main() {}
