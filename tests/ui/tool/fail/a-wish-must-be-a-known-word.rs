/// Weigh a parcel.
#[agent_core::tool(read)]
fn weigh(#[schema(lossy(numbers))] kilos: f64, #[schema(stream(whole))] note: String) -> f64 {
    drop(note);
    kilos
}

fn main() {}
