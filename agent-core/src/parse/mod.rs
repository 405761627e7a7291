//! stub
use crate::schema::ShapeRef;
/// .
pub struct StepShape {
    /// .
    pub name: &'static str,
    /// .
    pub shape: ShapeRef,
}
/// .
#[derive(Debug)]
pub enum ParseError {
    /// .
    Truncated,
    /// .
    Other(String),
}
/// .
#[derive(Debug)]
pub struct Repair;
impl std::fmt::Display for Repair {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
/// .
pub struct ParsedStep {
    /// .
    pub index: usize,
    /// .
    pub args: String,
    /// .
    pub repairs: Vec<Repair>,
}
/// .
pub struct Parsed {
    /// .
    pub text: String,
    /// .
    pub repairs: Vec<Repair>,
}
impl ParseError {
    /// .
    pub fn kind(&self) -> &'static str {
        "x"
    }
    /// .
    pub fn feedback(&self) -> String {
        format!("{self:?}")
    }
    /// .
    pub fn unknown_step<'a>(name: &str, _known: impl Iterator<Item = &'a str>) -> Self {
        Self::Other(name.into())
    }
}
/// .
pub fn steps(text: &str, tag: &str, steps: &[StepShape]) -> Result<Vec<ParsedStep>, ParseError> {
    let _ = (text, tag, steps);
    Err(ParseError::Truncated)
}
/// .
pub fn arguments(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    let _ = shape;
    Ok(Parsed {
        text: text.into(),
        repairs: vec![],
    })
}
