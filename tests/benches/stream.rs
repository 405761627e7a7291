//! What a chunk of a stream costs, early and late. `cargo bench -p tests --bench stream`
//!
//! `push` is flat: the tenth chunk costs what the ten-thousandth does. The partial value is in proportion to itself.

use std::hint::black_box;

use agent_core::parse::IncomingJson;
use agent_core::schema::Schema;

/// A report.
#[agent_core::data]
struct Report {
    title: String,
    lines: Vec<Line>,
}

/// A line.
#[agent_core::data]
struct Line {
    text: String,
    amount: u64,
}

/// Four characters are a token; an item of the list is eleven of them.
const ITEM: &str = r#"{"text": "a line of text", "amount": 12345},"#;
const CHUNK: usize = 4;

fn main() {
    divan::main();
}

/// What has come after so many chunks.
fn after(chunks: usize) -> IncomingJson {
    let mut incoming = IncomingJson::new(Report::SHAPE);
    incoming.push(r#"{"title": "x", "lines": ["#);
    for chunk in ITEM.as_bytes().chunks(CHUNK).cycle().take(chunks) {
        incoming.push(std::str::from_utf8(chunk).unwrap_or_default());
    }
    incoming
}

/// A whole item more, chunk by chunk: 11 chunks.
#[divan::bench(args = [11, 110, 1_100, 11_000, 110_000], sample_count = 200, sample_size = 1)]
fn eleven_chunks_after(bencher: divan::Bencher, chunks: usize) {
    bencher
        .with_inputs(|| after(chunks))
        .bench_local_values(|mut incoming| {
            for chunk in ITEM.as_bytes().chunks(CHUNK) {
                black_box(incoming.push(std::str::from_utf8(chunk).unwrap_or_default()));
            }
            incoming
        });
}

/// The partial value as JSON.
#[divan::bench(args = [11, 110, 1_100, 11_000])]
fn partial_after(bencher: divan::Bencher, chunks: usize) {
    let incoming = after(chunks);
    bencher.bench_local(|| incoming.partial());
}

/// The text of 1,000 items in one piece: 44 KB.
#[divan::bench]
fn one_piece_of_44_kb(bencher: divan::Bencher) {
    let text = format!(r#"{{"title": "x", "lines": [{}"#, ITEM.repeat(1_000));
    bencher.bench_local(|| IncomingJson::new(Report::SHAPE).push(black_box(&text)));
}

/// A megabyte that is not JSON, in whatever way it is not.
#[divan::bench(args = ["{", "[", "\"", "{\"", "{\"a\": \"\\\"", "a, ", "[\"x\" \"", "{\"a\": 1,", "{\"a\": x, \"b\" "])]
fn a_megabyte_of(bencher: divan::Bencher, piece: &str) {
    let text = piece.repeat((1 << 20) / piece.len());
    bencher.bench_local(|| {
        let mut incoming = IncomingJson::new(Report::SHAPE);
        incoming.push(black_box(&text));
        incoming.partial()
    });
}
