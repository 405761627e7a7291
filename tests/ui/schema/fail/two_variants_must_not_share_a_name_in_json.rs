use agent_core::data;

#[data]
#[serde(rename_all = "lowercase")]
enum Speed {
    Fast,
    #[serde(rename = "fast")]
    Express,
}

fn main() {}
