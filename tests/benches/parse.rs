//! What reading a model's text costs, beside serde and beside a port of `json_repair`. `cargo bench -p tests --bench parse`
//!
//! What is compared stands in one run: times of different runs do not tell.

use std::hint::black_box;

use agent_core::data;
use agent_core::parse::{Options, lenient, parse_with};
use agent_core::schema::{Lossy, Schema};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// An order as a model writes it.
#[data]
struct Order {
    order_id: String,
    quantity: u32,
    urgent: bool,
    address: Address,
    notes: Vec<String>,
    total: f64,
}

/// Where an order goes.
#[data]
struct Address {
    street: String,
    zip: String,
    city: String,
}

/// Many orders.
#[data]
struct Orders {
    orders: Vec<Order>,
}

const ORDER: &str = r#"{"order_id":"A-1001-2026-11","quantity":12,"urgent":true,"address":{"street":"Alt-Moabit 101, rear building, third floor","zip":"10559","city":"Berlin"},"notes":["leave it with the neighbours","do not ring the bell","it is a gift, no invoice"],"total":104.25}"#;

/// About `bytes` of valid JSON.
fn orders(bytes: usize) -> String {
    let count = bytes.div_ceil(ORDER.len() + 1);
    format!("{{\"orders\":[{}]}}", vec![ORDER; count].join(","))
}

/// A reply of 4 KB: words, a fence, and three slips.
fn reply() -> String {
    let json = orders(3_600).replacen("\"quantity\":12", "quantity: 12", 1);
    let json = json.replacen("true", "True", 1).replacen("]}", ",]}", 1);
    format!(
        "I looked at all the orders that you sent.\n\n```json\n{json}\n```\nIs there anything else?"
    )
}

#[divan::bench_group(name = "1 valid JSON of 4 KB into its type")]
mod valid {
    use super::{Bencher, Orders, Schema, black_box, lenient, orders};

    #[divan::bench]
    fn serde(bencher: Bencher) {
        let text = orders(4_000);
        bencher.bench_local(|| serde_json::from_str::<Orders>(black_box(&text)).unwrap());
    }

    #[divan::bench]
    fn lenient_then_serde(bencher: Bencher) {
        let text = orders(4_000);
        bencher.bench_local(|| {
            let parsed = lenient(black_box(&text), Orders::SHAPE).unwrap();
            serde_json::from_str::<Orders>(&parsed.json).unwrap()
        });
    }

    #[divan::bench]
    fn lenient_alone(bencher: Bencher) {
        let text = orders(4_000);
        bencher.bench_local(|| lenient(black_box(&text), Orders::SHAPE).unwrap());
    }
}

#[divan::bench_group(name = "2 a reply of 4 KB with a fence and three slips")]
mod repaired {
    use super::{Bencher, Orders, Schema, black_box, lenient, reply};

    #[divan::bench]
    fn ours(bencher: Bencher) {
        let text = reply();
        assert!(lenient(&text, Orders::SHAPE).unwrap().repairs.len() >= 5);
        bencher.bench_local(|| lenient(black_box(&text), Orders::SHAPE).unwrap());
    }

    #[divan::bench]
    fn llm_json(bencher: Bencher) {
        let text = reply();
        bencher.bench_local(|| {
            llm_json::repair_json(black_box(&text), &llm_json::RepairOptions::default())
        });
    }
}

#[divan::bench_group(name = "3 hostile texts: time grows as the text does")]
mod hostile {
    use super::{Bencher, BytesCount, Lossy, Options, Orders, Schema, black_box, parse_with};

    const SIZES: [usize; 3] = [256 << 10, 512 << 10, 1 << 20];

    fn read(bencher: Bencher, part: &str, size: usize) {
        let text = part.repeat(size / part.len());
        let options = Options::new().lossy(Lossy::ALL);
        bencher
            .counter(BytesCount::of_str(&text))
            .bench_local(|| parse_with(black_box(&text), Orders::SHAPE, &options).is_ok());
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn brackets(bencher: Bencher, size: usize) {
        read(bencher, "[", size);
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn open_quotes(bencher: Bencher, size: usize) {
        read(bencher, "{\"a", size);
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn inner_quotes(bencher: Bencher, size: usize) {
        read(bencher, "{\"orders\": \"a \"b\" c", size);
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn prose_in_braces(bencher: Bencher, size: usize) {
        read(bencher, "{so} [it] {'goes ", size);
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn small_objects(bencher: Bencher, size: usize) {
        read(bencher, "{\"orders\":[]} ", size);
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn half_orders(bencher: Bencher, size: usize) {
        read(bencher, "{\"orders\":[{\"order_id\":'x, \"", size);
    }
}
