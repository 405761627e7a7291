//! Where generated names stand: an editor that goes to a definition must land on the user's own words.

use proc_macro2::{TokenStream, TokenTree};

/// `line:column` of every place where `word` follows `before` in the tokens, at any depth.
fn places(tokens: TokenStream, before: &str, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut last = String::new();
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            found.extend(places(group.stream(), before, word));
        }
        let text = match &token {
            TokenTree::Group(_) => String::new(),
            other => other.to_string(),
        };
        if text == word && (before.is_empty() || last == before) {
            let start = token.span().start();
            found.push(format!("{}:{}", start.line, start.column));
        }
        last = text;
    }
    found
}

/// The place of the first `word` in the source.
fn written(source: &str, word: &str) -> String {
    let at = source.find(word).unwrap();
    let before = &source[..at];
    let line = before.lines().count().max(1);
    let column = at - before.rfind('\n').map_or(0, |end| end + 1);
    let line = line + usize::from(before.ends_with('\n'));
    format!("{line}:{column}")
}

const TOOL: &str = "\
/// Look up an order.
pub async fn get_order(
    /// The number.
    order_id: String,
    orders: &Orders,
) -> Result<Order, OrderError> {}
";

#[test]
fn a_call_is_defined_where_the_function_is() {
    let tokens = crate::tool::tool(TokenStream::new(), &TOOL.parse().unwrap());
    let struct_name = places(tokens.clone(), "struct", "GetOrder");
    assert_eq!(struct_name, [written(TOOL, "get_order")]);
    for place in places(tokens, "", "order_id") {
        assert_eq!(
            place,
            written(TOOL, "order_id"),
            "each mention of the field"
        );
    }
}

const AGENT: &str = "\
/// Helps.
pub enum Support {
    Look(GetOrder),
    /// Ask.
    #[ask(answer = bool)]
    Confirm { question: String },
    /// Close.
    #[done]
    Reply { message: String },
}
";

#[test]
fn an_outcome_is_defined_where_the_step_is() {
    let tokens = crate::agent::agent(TokenStream::new(), AGENT.parse().unwrap());
    let outcome = places(tokens.clone(), "enum", "SupportOutcome");
    assert_eq!(outcome, [written(AGENT, "Support")]);
    for word in ["Look", "Confirm", "question", "Reply", "message"] {
        let found = places(tokens.clone(), "", word);
        let own = written(AGENT, word);
        let there = found.iter().filter(|place| **place == own).count();
        assert!(there > 1, "{word} stands in the enum and in its outcome");
    }
}

#[test]
fn a_schema_points_at_the_fields() {
    let source = "struct Order {\n    total: u64,\n    number: String,\n}\n";
    let tokens = crate::schema::derive(source.parse().unwrap());
    assert_eq!(
        places(tokens, "", "Order").first(),
        Some(&written(source, "Order"))
    );
}
