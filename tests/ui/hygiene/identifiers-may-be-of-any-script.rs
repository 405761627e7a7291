//! Names of parameters, fields and types in the user's own language; the tool's name suits every provider.
#![deny(warnings)]

use agent_core::prelude::*;

#[data]
struct Größe {
    höhe: u32,
}

/// Miss die Größe.
#[tool(read, name = "measure")]
fn größe_messen(größe: Größe) -> Größe {
    größe
}

/// Hilft.
#[agent]
enum Helfer {
    GrößeMessen(GrößeMessen),
    /// Antworte.
    #[done]
    Antwort { text: String },
}

fn main() {
    let _ = Helfer::GrößeMessen(GrößeMessen { größe: größe_messen(Größe { höhe: 1 }) });
    let _ = Helfer::Antwort { text: String::new() };
}
