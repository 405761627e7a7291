#[derive(agent_core::Schema)]
struct Parcel {
    #[schema(lossy(nubmer))]
    weight: f64,
    #[schema(lossy)]
    length: f64,
    #[schema(lossy(dropped, dropped))]
    labels: Vec<String>,
    #[schema(stream(done), stream(not_null))]
    note: String,
    #[schema(stream())]
    place: String,
    #[schema(stream = "done")]
    street: String,
}

fn main() {}
