//! Prompts: what the model is shown of them, and what the compiler knows of them.

mod bundle;
mod events;
mod hidden;
mod jinja;
mod output;
mod roles;
mod structs;
