//! The verdicts about rows, and the tables that they add up to.

use std::collections::BTreeMap;
use std::fmt;

use agent_core::parse;
use agent_core::schema::check::{Extra, check};
use serde_json::Value;

use super::mutate::{MUTATIONS, mutations};
use super::replay::replay;
use super::row::{Call, Row};
use super::tool::{Offer, offers, reason};

/// What became of one row.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The row.
    pub id: String,
    /// Its category.
    pub category: String,
    /// Why a schema was not imported or rendered.
    pub import_fault: Option<String>,
    /// What is wrong with how the correct calls were read.
    pub gold_faults: Vec<String>,
    /// Damaged calls that were accepted.
    pub mutation_faults: Vec<String>,
    /// What may be looked at, and is no fault.
    pub remarks: Vec<String>,
    counts: Counts,
    refusals: Vec<(&'static str, &'static str)>,
}

/// What is summed up by category.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    rows: usize,
    tools: usize,
    imported: usize,
    gold_ok: usize,
    mutations_refused: usize,
    valid: usize,
    not_valid: usize,
    replayed: usize,
    damaged: usize,
    refused: usize,
    repaired: usize,
    passed: usize,
    stricter: usize,
}

impl Verdict {
    /// Judges a row.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let mut verdict = Self {
            id: row.id.clone(),
            category: row.category.clone(),
            ..Self::default()
        };
        verdict.counts.rows = 1;
        verdict.counts.tools = row.tools.len();
        match offers(row) {
            Ok(offers) => verdict.judge(row, &offers),
            Err(why) => verdict.import_fault = Some(why),
        }
        verdict.counts.imported = usize::from(verdict.import_fault.is_none());
        let imported = verdict.import_fault.is_none();
        verdict.counts.gold_ok = usize::from(imported && verdict.gold_faults.is_empty());
        let refused = imported && verdict.mutation_faults.is_empty();
        verdict.counts.mutations_refused = usize::from(refused);
        verdict
    }

    fn judge(&mut self, row: &Row, offers: &[Offer]) {
        for offer in offers {
            let named = |note| format!("{}: {note}", offer.name);
            self.remarks
                .extend(offer.notes.iter().map(|note| named(note.to_string())));
            let faults = offer.refused.iter();
            self.refusals
                .extend(faults.map(|fault| (fault.profile, reason(fault))));
        }
        let mut valid = Vec::new();
        for call in &row.gold {
            let Some((at, offer)) = offers.iter().enumerate().find(|it| it.1.name == call.name)
            else {
                self.gold_faults
                    .push(format!("`{}` is not offered", call.name));
                continue;
            };
            let schema = &row.tools[at].parameters;
            if self.gold(call, offer, schema) {
                valid.push(call);
            }
            self.mutated(call, offer, schema);
        }
        if (valid.len() == row.gold.len()) != row.gold_valid {
            let said = row.gold_valid;
            self.gold_faults
                .push(format!("the data says `gold_valid: {said}`"));
        }
        self.replayed(row, &valid);
    }

    /// Judges a correct call; true if it is one.
    fn gold(&mut self, call: &Call, offer: &Offer, schema: &str) -> bool {
        let expected = offer.oracle.accepts(&call.arguments) && declared(&call.arguments, schema);
        let read = parse::arguments(&call.arguments, offer.shape);
        let strict = parse::strict(&call.arguments, offer.shape);
        if expected {
            self.counts.valid += 1;
            match &read {
                Ok(parsed) if !parsed.repairs.is_empty() => {
                    self.gold_faults.push(format!("{}: repaired", call.name));
                }
                Ok(parsed) if same(&parsed.json, &call.arguments) => {}
                Ok(parsed) => self
                    .gold_faults
                    .push(format!("{}: became {}", call.name, parsed.json)),
                Err(error) => self.gold_faults.push(format!("{}: {error}", call.name)),
            }
        } else {
            self.counts.not_valid += 1;
            match strict {
                Ok(_) => self
                    .gold_faults
                    .push(format!("{}: is not valid, and accepted", call.name)),
                Err(why) => self
                    .remarks
                    .push(format!("{}: not valid: {why}", call.name)),
            }
        }
        expected
    }

    fn mutated(&mut self, call: &Call, offer: &Offer, schema: &str) {
        let damaged = mutations(&call.arguments, schema);
        for (what, text) in MUTATIONS.iter().zip(damaged) {
            self.counts.damaged += 1;
            let valid = offer.oracle.accepts(&text);
            let strict = parse::strict(&text, offer.shape).is_ok();
            let as_declared = check(&text, offer.shape, Extra::AsDeclared);
            let mut fault = |why| {
                self.mutation_faults
                    .push(format!("{}, {what}: {why}: {text}", call.name));
            };
            if !valid && (strict || as_declared.is_ok()) {
                fault("not valid, and accepted");
            }
            match parse::arguments(&text, offer.shape) {
                Ok(read) if !offer.oracle.accepts(&read.json) => fault("read as what is not valid"),
                Ok(_) if !valid => self.counts.repaired += 1,
                _ => {}
            }
            match (valid, as_declared) {
                (false, _) => self.counts.refused += 1,
                (true, Ok(_)) => self.counts.passed += 1,
                (true, Err(why)) => {
                    self.counts.stricter += 1;
                    self.remarks
                        .push(format!("{}, {what}: valid, and refused: {why}", call.name));
                }
            }
        }
    }

    /// The valid calls run once each, in order; where no tool fits, nothing runs.
    fn replayed(&mut self, row: &Row, valid: &[&Call]) {
        match replay(row, valid) {
            Err(why) => self.gold_faults.push(format!("replay: {why}")),
            Ok(ran) => {
                let wanted = valid.iter().map(|call| (&call.name, &call.arguments));
                let equal = ran.len() == valid.len()
                    && ran
                        .iter()
                        .zip(wanted)
                        .all(|(ran, wanted)| ran.0 == *wanted.0 && same(&ran.1, wanted.1));
                if equal {
                    self.counts.replayed += ran.len();
                } else {
                    self.gold_faults.push(format!("replay: ran {ran:?}"));
                }
            }
        }
    }
}

/// Whether both texts are one JSON value.
fn same(a: &str, b: &str) -> bool {
    let read = |text| serde_json::from_str::<Value>(text).ok();
    read(a).is_some() && read(a) == read(b)
}

/// Whether the schema declares every argument: what it does not name, no model was told of.
fn declared(arguments: &str, schema: &str) -> bool {
    let (arguments, schema): (Value, Value) = match (
        serde_json::from_str(arguments),
        serde_json::from_str(schema),
    ) {
        (Ok(arguments), Ok(schema)) => (arguments, schema),
        _ => return false,
    };
    let known = |name: &String| schema["properties"].get(name).is_some();
    let open = schema.get("properties").is_none() || schema.get("additionalProperties").is_some();
    open || arguments
        .as_object()
        .is_some_and(|members| members.keys().all(known))
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})", self.id, self.category)?;
        if let Some(fault) = &self.import_fault {
            writeln!(f, "  not imported: {fault}")?;
        }
        let groups = [
            ("gold", &self.gold_faults),
            ("mutation", &self.mutation_faults),
            ("remark", &self.remarks),
        ];
        for (what, lines) in groups {
            for line in lines {
                writeln!(f, "  {what}: {line}")?;
            }
        }
        for (profile, why) in &self.refusals {
            writeln!(f, "  refused by {profile}: {why}")?;
        }
        Ok(())
    }
}

/// All verdicts together.
#[derive(Debug, Default)]
pub struct Report {
    by_category: BTreeMap<String, Counts>,
    refusals: BTreeMap<(&'static str, &'static str), usize>,
    /// The rows with a fault.
    pub faulty: Vec<Verdict>,
    total: Counts,
}

impl Report {
    /// Takes a verdict in.
    pub fn add(&mut self, verdict: Verdict) {
        let category = self
            .by_category
            .entry(verdict.category.clone())
            .or_default();
        category.add(verdict.counts);
        self.total.add(verdict.counts);
        for refusal in &verdict.refusals {
            *self.refusals.entry(*refusal).or_default() += 1;
        }
        let Counts {
            rows,
            imported,
            gold_ok,
            mutations_refused,
            ..
        } = verdict.counts;
        if imported + gold_ok + mutations_refused < 3 * rows {
            self.faulty.push(verdict);
        }
    }

    /// Rows whose schemas are all imported, whose calls are all read, whose damaged calls are all refused, and
    /// all rows.
    #[must_use]
    pub fn numbers(&self) -> [usize; 4] {
        let Counts {
            imported,
            gold_ok,
            mutations_refused,
            rows,
            ..
        } = self.total;
        [imported, gold_ok, mutations_refused, rows]
    }
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.tools += more.tools;
        self.imported += more.imported;
        self.gold_ok += more.gold_ok;
        self.mutations_refused += more.mutations_refused;
        self.valid += more.valid;
        self.not_valid += more.not_valid;
        self.replayed += more.replayed;
        self.damaged += more.damaged;
        self.refused += more.refused;
        self.repaired += more.repaired;
        self.passed += more.passed;
        self.stricter += more.stricter;
    }
}

/// What stands above a column, and what is counted in it.
type Column = (&'static str, fn(&Counts) -> usize);

const COLUMNS: [Column; 13] = [
    ("rows", |it| it.rows),
    ("tools", |it| it.tools),
    ("imported", |it| it.imported),
    ("gold ok", |it| it.gold_ok),
    ("mut. refused", |it| it.mutations_refused),
    ("calls valid", |it| it.valid),
    ("not valid", |it| it.not_valid),
    ("replayed", |it| it.replayed),
    ("mutations", |it| it.damaged),
    ("invalid", |it| it.refused),
    ("repaired", |it| it.repaired),
    ("still valid", |it| it.passed),
    ("stricter", |it| it.stricter),
];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<24}", "category")?;
        for (name, _) in COLUMNS {
            write!(f, " {name:>12}")?;
        }
        writeln!(f)?;
        let all = self
            .by_category
            .iter()
            .map(|(name, counts)| (name.as_str(), counts));
        for (name, counts) in all.chain([("all", &self.total)]) {
            write!(f, "{name:<24}")?;
            for (_, count) in COLUMNS {
                write!(f, " {:>12}", count(counts))?;
            }
            writeln!(f)?;
        }
        writeln!(
            f,
            "\nA row without correct calls is `gold ok` if nothing ran. `invalid`: mutations that the"
        )?;
        writeln!(
            f,
            "independent validator refuses; `repaired`: those of them that the lenient parser reads as a"
        )?;
        writeln!(
            f,
            "valid call. `stricter`: mutations that the validator accepts and the strict check does not."
        )?;
        writeln!(f, "\nTools that a profile refuses, by reason:")?;
        for ((profile, why), count) in &self.refusals {
            writeln!(f, "  {profile:<14} {count:>5}  {why}")?;
        }
        let [imported, gold_ok, refused, rows] = self.numbers();
        write!(
            f,
            "\nimported={imported} gold_ok={gold_ok} mutations_refused={refused} of {rows}"
        )
    }
}
