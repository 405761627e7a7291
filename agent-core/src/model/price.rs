//! What models cost.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::message::Usage;

/// What tokens cost, in millionths of a currency per million tokens: 3.00 a million is `3_000_000`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Price {
    /// Per million input tokens, in millionths.
    pub input: u64,
    /// Per million input tokens that came from the provider's cache, in millionths; `None` if they cost as much.
    pub cached_input: Option<u64>,
    /// Per million input tokens that were written to the provider's cache, in millionths; `None` if they cost as much.
    pub cache_write: Option<u64>,
    /// Per million output tokens, in millionths.
    pub output: u64,
}

impl Price {
    /// What an exchange cost, in millionths, rounded up.
    ///
    /// ```
    /// use agent_core::{message::Usage, model::Price};
    /// let price = Price {
    ///     input: 3_000_000,
    ///     cached_input: Some(300_000),
    ///     output: 15_000_000,
    ///     ..Price::default()
    /// };
    /// let usage = Usage { input: 1_000, cached_input: 600, output: 100, ..Usage::default() };
    /// assert_eq!(price.of(&usage), 1_200 + 180 + 1_500);
    /// ```
    #[must_use]
    pub fn of(&self, usage: &Usage) -> u64 {
        let cached = usage.cached_input.min(usage.input);
        let written = usage.cache_write.min(usage.input - cached);
        let priced = [
            (usage.input - cached - written, self.input),
            (cached, self.cached_input.unwrap_or(self.input)),
            (written, self.cache_write.unwrap_or(self.input)),
            (usage.output, self.output),
        ];
        let sum = priced.iter().fold(0u128, |sum, (tokens, price)| {
            sum.saturating_add(u128::from(*tokens) * u128::from(*price))
        });
        u64::try_from(sum.div_ceil(1_000_000)).unwrap_or(u64::MAX)
    }
}

/// Prices by the provider's name of the model.
///
/// As JSON, in a currency per million tokens. A name that ends in `*` stands for all that begin so; the exact name
/// comes first, then the longest beginning.
///
/// ```
/// use agent_core::model::PriceTable;
/// let prices: PriceTable = r#"{
///     "large-*": {"input": 3.00, "cached_input": 0.30, "output": 15.00},
///     "small-1": {"input": 0.25, "output": 1.25}
/// }"#.parse()?;
/// assert_eq!(prices.of("large-2026-01").unwrap().cached_input, Some(300_000));
/// assert_eq!(prices.of("medium-1"), None);
/// # Ok::<(), agent_core::model::PriceError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceTable(BTreeMap<String, Price>);

/// Why a text is no price table.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "not a price table: {reason}\nnote: for example {{\"small-1\": {{\"input\": 0.25, \"output\": 1.25}}}}"
)]
pub struct PriceError {
    reason: String,
}

/// A price as people write it: 3.00 per million tokens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    input: f64,
    #[serde(default)]
    cached_input: Option<f64>,
    #[serde(default)]
    cache_write: Option<f64>,
    output: f64,
}

impl PriceTable {
    /// An empty table: no model has a price.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a model, or all whose name begins so if it ends in `*`.
    #[must_use]
    pub fn with(mut self, model: impl Into<String>, price: Price) -> Self {
        self.0.insert(model.into(), price);
        self
    }

    /// The price of a model, if it has one.
    #[must_use]
    pub fn of(&self, model: &str) -> Option<Price> {
        let begins = |(name, price): (&String, &Price)| {
            let beginning = name.strip_suffix('*')?;
            model
                .starts_with(beginning)
                .then_some((beginning.len(), *price))
        };
        let longest = || self.0.iter().filter_map(begins).max_by_key(|(len, _)| *len);
        let exact = self.0.get(model).copied();
        exact.or_else(|| longest().map(|(_, price)| price))
    }
}

impl std::str::FromStr for PriceTable {
    type Err = PriceError;

    fn from_str(json: &str) -> Result<Self, PriceError> {
        let wrong = |reason: String| PriceError { reason };
        let written: BTreeMap<String, Written> =
            serde_json::from_str(json).map_err(|error| wrong(error.to_string()))?;
        let prices = written.into_iter().map(|(model, price)| {
            let price = price
                .exact()
                .ok_or_else(|| wrong(format!("a price of `{model}` is below 0 or too large")))?;
            Ok((model, price))
        });
        prices.collect::<Result<_, _>>().map(Self)
    }
}

impl Written {
    fn exact(&self) -> Option<Price> {
        let optional = |price: Option<f64>| match price {
            Some(price) => millionths(price).map(Some),
            None => Some(None),
        };
        Some(Price {
            input: millionths(self.input)?,
            cached_input: optional(self.cached_input)?,
            cache_write: optional(self.cache_write)?,
            output: millionths(self.output)?,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be from 0 to a billion"
)]
fn millionths(price: f64) -> Option<u64> {
    (0.0..=1e9)
        .contains(&price)
        .then(|| (price * 1e6).round() as u64)
}
