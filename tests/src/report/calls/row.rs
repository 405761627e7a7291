//! A row of the data: tools, a question, and the calls that answer it.

use std::error::Error;
use std::fs;
use std::path::Path;

use agent_core::event::raw::{items, member};
use serde_json::Value;

/// One question with its tools and the calls that answer it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Names the row.
    pub id: String,
    /// What is tested.
    pub category: String,
    /// The question's last words.
    pub question: String,
    /// What is offered.
    pub tools: Vec<Tool>,
    /// The calls that answer the question, in order; none if no tool fits.
    pub gold: Vec<Call>,
    /// Whether the data says that every call keeps to its schema.
    pub gold_valid: bool,
    /// How many faults of its schemas the data names.
    pub schema_faults: usize,
}

/// A tool as it is offered.
#[derive(Debug, Clone)]
pub struct Tool {
    /// A name that providers accept.
    pub name: String,
    /// The name that its author gave it.
    pub original_name: String,
    /// What it does.
    pub description: String,
    /// Its JSON Schema, as text: the order of its keys counts.
    pub parameters: String,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The tool's name.
    pub name: String,
    /// Its arguments as JSON text.
    pub arguments: String,
}

/// The rows of a JSON Lines file.
///
/// # Errors
/// If the file cannot be read or a line is no row.
pub fn rows(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text
        .lines()
        .enumerate()
        .filter(|it| !it.1.trim().is_empty());
    let rows = lines.map(|(at, line)| {
        Row::read(line).map_err(|error| format!("{}:{}: {error}", path.display(), at + 1).into())
    });
    rows.collect()
}

impl Row {
    fn read(line: &str) -> Result<Self, Box<dyn Error>> {
        let row: Value = serde_json::from_str(line)?;
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let question = row["question"].as_array().and_then(|turns| turns.last());
        let question = question.and_then(|turn| turn["content"].as_str());
        let answers = row["gold"].as_array().and_then(|answers| answers.first());
        let calls = answers.and_then(Value::as_array).into_iter().flatten();
        Ok(Self {
            id: row["id"].as_str().ok_or("`id` must be a text")?.to_owned(),
            category: text("category"),
            question: question.unwrap_or_default().to_owned(),
            tools: tools(line)?,
            gold: calls
                .map(|call| Call {
                    name: call["name"].as_str().unwrap_or_default().to_owned(),
                    arguments: call["arguments"].to_string(),
                })
                .collect(),
            gold_valid: row["gold_valid"].as_bool().unwrap_or(true),
            schema_faults: row["schema_faults"].as_array().map_or(0, Vec::len),
        })
    }
}

/// The tools, whose schemas keep the order of their keys: `Value` would sort them.
fn tools(line: &str) -> Result<Vec<Tool>, Box<dyn Error>> {
    let list = member(line, "tools").ok_or("`tools` must be a list")?;
    let mut tools = Vec::new();
    for tool in items(list) {
        let tool = tool?;
        let text = |key: &str| -> Result<String, Box<dyn Error>> {
            let raw = member(tool, key).unwrap_or("\"\"");
            Ok(serde_json::from_str(raw)?)
        };
        tools.push(Tool {
            name: text("name")?,
            original_name: text("original_name")?,
            description: text("description")?,
            parameters: member(tool, "parameters").unwrap_or("{}").to_owned(),
        });
    }
    Ok(tools)
}
