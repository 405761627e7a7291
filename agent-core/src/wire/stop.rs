//! Why an answer ended.
//!
//! Owns the words for it of all providers, in one list: a gateway passes on the words of the model behind it,
//! whatever dialect it speaks itself.

use crate::message::Stop;

/// What a provider's word means, in whatever case it is written.
pub(super) fn stop(reason: String) -> Stop {
    match reason.to_ascii_lowercase().as_str() {
        "stop" | "end_turn" | "stop_sequence" | "eos" | "eos_token" | "complete" | "completed" => {
            Stop::End
        }
        "tool_calls" | "tool_call" | "tool_use" | "function_call" => Stop::ToolCalls,
        "length"
        | "max_tokens"
        | "max_output_tokens"
        | "model_length"
        | "model_context_window_exceeded" => Stop::Length,
        "pause_turn" | "pause" => Stop::Pause,
        "refusal" => Stop::Refusal,
        "content_filter"
        | "content_filtered"
        | "guardrail_intervened"
        | "sensitive"
        | "safety"
        | "recitation"
        | "blocklist"
        | "prohibited_content"
        | "spii"
        | "language"
        | "image_safety"
        | "image_prohibited_content"
        | "image_recitation"
        | "model_armor" => Stop::ContentFilter,
        // Gemini's server adds its own reason behind a colon.
        filter if filter.starts_with("content_filter") => Stop::ContentFilter,
        _ => Stop::Other(reason),
    }
}
