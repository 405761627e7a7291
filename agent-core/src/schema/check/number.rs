//! Numbers as JSON writes them and as JSON Schema counts them.

use super::scan::{Fault, Scan};

/// A number in the text.
pub(crate) struct Numeral {
    /// Its value if it is a plain integer of at most 19 digits.
    pub(crate) small: Option<i128>,
    /// True if serde reads it as an integer: no fraction, no exponent, not `-0`.
    pub(crate) plain: bool,
}

impl Scan<'_> {
    /// Reads a number; one too large for a finite `f64` is refused, as serde does.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Numeral, Fault> {
        let start = self.pos;
        let negative = self.peek() == b'-';
        self.pos += usize::from(negative);
        let leading_zero = self.peek() == b'0';
        let first = self.pos;
        let value = self.digits();
        let count = self.pos - first;
        if count == 0 || (leading_zero && count > 1) {
            return Err(self.bad_number(first, count));
        }
        if matches!(self.peek(), b'.' | b'e' | b'E') || count > 19 {
            return self.long_number(start);
        }
        let signed = if negative {
            -i128::from(value)
        } else {
            i128::from(value)
        };
        Ok(Numeral {
            small: Some(signed),
            plain: !(negative && value == 0),
        })
    }

    /// Reads digits; the value wraps if there are more than 19.
    #[inline]
    fn digits(&mut self) -> u64 {
        let mut value = 0_u64;
        loop {
            let digit = self.peek().wrapping_sub(b'0');
            if digit > 9 {
                return value;
            }
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            self.pos += 1;
        }
    }

    #[cold]
    fn bad_number(&mut self, first: usize, count: usize) -> Fault {
        if count > 1 {
            self.pos = first;
            return self.unexpected("a number without leading zeros");
        }
        self.unexpected("a digit")
    }

    /// Reads the rest of a number with a fraction, an exponent or many digits.
    #[inline(never)]
    fn long_number(&mut self, start: usize) -> Result<Numeral, Fault> {
        let mut plain = true;
        if self.peek() == b'.' {
            plain = false;
            self.pos += 1;
            self.some_digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            plain = false;
            self.pos += 1;
            self.pos += usize::from(matches!(self.peek(), b'+' | b'-'));
            self.some_digits()?;
        }
        if !self.since(start).parse().is_ok_and(f64::is_finite) {
            self.pos = start;
            return Err(self.unexpected("a number that a 64-bit float can hold"));
        }
        Ok(Numeral { small: None, plain })
    }

    fn some_digits(&mut self) -> Result<(), Fault> {
        let start = self.pos;
        self.digits();
        if self.pos == start {
            Err(self.unexpected("a digit"))
        } else {
            Ok(())
        }
    }
}

/// What a number is among the integers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// This one; `1.0` and `1e2` are integers, as JSON Schema says.
    Value(i128),
    /// One too large for any integer type.
    Huge,
    /// None: it has a fraction.
    No,
}

/// Reads a well-formed number as an exact integer.
pub(crate) fn whole(raw: &str) -> Whole {
    let (mantissa, exponent) = raw.split_once(['e', 'E']).unwrap_or((raw, "0"));
    let (int, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", int.trim_start_matches('-'));
    let trimmed = digits.trim_end_matches('0');
    let significant = trimmed.trim_start_matches('0');
    if significant.is_empty() {
        return Whole::Value(0);
    }
    let dropped = i128::try_from(digits.len() - trimmed.len()).unwrap_or_default();
    let scale = power(exponent) + dropped - i128::try_from(fraction.len()).unwrap_or_default();
    match usize::try_from(scale) {
        Err(_) => Whole::No,
        Ok(zeros) if zeros > 40 => Whole::Huge,
        Ok(zeros) => {
            let sign = if raw.starts_with('-') { "-" } else { "" };
            let written = format!("{sign}{significant}{}", "0".repeat(zeros));
            written.parse().map_or(Whole::Huge, Whole::Value)
        }
    }
}

/// An exponent; one beyond `i64` is as good as infinite.
fn power(exponent: &str) -> i128 {
    let huge = if exponent.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    i128::from(exponent.parse().unwrap_or(huge))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_recognized_however_they_are_written() {
        let value = Whole::Value;
        let cases = [
            ("0", value(0)),
            ("-0", value(0)),
            ("-0.0e5", value(0)),
            ("1.0", value(1)),
            ("1e2", value(100)),
            ("1.50e1", value(15)),
            ("-2.5e+3", value(-2500)),
            ("100e-2", value(1)),
            ("1.5", Whole::No),
            ("1e-1", Whole::No),
            ("0e99999999999999999999", value(0)),
            ("1e99999999999999999999", Whole::Huge),
            ("1e-99999999999999999999", Whole::No),
            ("18446744073709551616", value(1 << 64)),
            ("-170141183460469231731687303715884105728", value(i128::MIN)),
            ("170141183460469231731687303715884105728", Whole::Huge),
            ("1e39", Whole::Huge),
        ];
        for (raw, expected) in cases {
            assert_eq!(whole(raw), expected, "{raw}");
        }
    }
}
