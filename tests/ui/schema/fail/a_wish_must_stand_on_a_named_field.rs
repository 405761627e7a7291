#[derive(agent_core::Schema)]
struct Weight(#[schema(lossy(number))] f64);

#[derive(agent_core::Schema)]
struct Parcel {
    #[serde(flatten)]
    #[schema(stream(done))]
    size: Size,
}

#[derive(agent_core::Schema)]
struct Size {
    height: f64,
}

fn main() {}
