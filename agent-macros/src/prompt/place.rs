//! Where something stands in its file, and what is wrong there.

/// What is wrong with a file, and where.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) line: usize,
    pub(super) column: Option<usize>,
    pub(super) text: String,
    /// What else is wrong.
    pub(super) more: Vec<Self>,
}

impl Problem {
    pub(super) fn at(&self, file: &str) -> String {
        let column = self
            .column
            .map_or_else(String::new, |column| format!(":{column}"));
        format!("{file}:{}{column}: {}", self.line, self.text)
    }
}

/// Where a template begins in its file.
#[derive(Clone, Copy, Default)]
pub(super) struct Origin {
    /// Lines above it.
    pub(super) lines: usize,
    /// Columns cut off to the left of it.
    pub(super) columns: usize,
}

impl Origin {
    /// Line and column of a byte of the template, both from 1, as editors show them.
    pub(super) fn place(self, source: &str, offset: usize) -> (usize, usize) {
        let before = source.get(..offset).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (line + self.lines, column + self.columns)
    }
}
