//! The tables.

use std::fmt::Write;

use agent_core::context::Format;

use crate::count::{Sum, WINDOW};
use crate::desk::Rung;
use crate::trajectory::{FORMATS, Fault, Trajectory};
use crate::{desk, own, peers};

/// Of the long conversation.
const SERVICES: u32 = 24;

const HEAD: &str = " tokens  change  left out  at equal    said  cached";

pub(crate) async fn report() -> Result<String, Fault> {
    let mut out = String::new();
    let peers = part(
        &mut out,
        "recordings of other clients",
        &peers::all().await?,
    )?;
    let own = part(&mut out, "examples of this repository", &own::all().await?)?;
    let desk = part(&mut out, "long conversation", &[desk::trajectory().await?])?;
    let all = peers.iter().zip(&own).zip(&desk);
    let all: Vec<Sum> = all.map(|((a, b), c)| a.add(b).add(c)).collect();
    table(&mut out, "All of them", &all)?;
    ladder(&mut out, &desk::ladder(SERVICES).await?)?;
    Ok(out)
}

/// A table for each conversation, and one for all of them if they are several.
fn part(out: &mut String, of: &str, all: &[Trajectory]) -> Result<Vec<Sum>, Fault> {
    let mut sums = vec![Sum::default(); FORMATS.len() + 1];
    for trajectory in all {
        let rows = rows(trajectory)?;
        let Trajectory {
            name, from, array, ..
        } = trajectory;
        table(
            out,
            &format!("{name}: {} requests; {from}", array.len()),
            &rows,
        )?;
        for (sum, row) in sums.iter_mut().zip(&rows) {
            *sum = sum.add(row);
        }
    }
    if all.len() > 1 {
        table(out, &format!("All {} {of}", all.len()), &sums)?;
    }
    Ok(sums)
}

/// The array of messages, and each of our formats.
fn rows(trajectory: &Trajectory) -> Result<Vec<Sum>, Fault> {
    let mut rows = vec![Sum::of(&trajectory.array)];
    for format in FORMATS {
        let unsaid = match format {
            Format::Messages => trajectory.condensed,
            Format::Text(_) => trajectory.condensed + trajectory.unsaid,
        };
        let mut ours = Sum::of(&trajectory.ours(format)?);
        ours.unsaid = unsaid;
        rows.push(ours);
    }
    Ok(rows)
}

fn names() -> impl Iterator<Item = &'static str> {
    let ours = FORMATS.iter().map(|format| match format {
        Format::Messages => "ours: messages",
        Format::Text(text) => text.name(),
    });
    std::iter::once("array of messages").chain(ours)
}

fn table(out: &mut String, title: &str, rows: &[Sum]) -> std::fmt::Result {
    const WIDTH: usize = 17;
    writeln!(out, "{title}\n  {:<WIDTH$}{HEAD}", "")?;
    for (name, sum) in names().zip(rows) {
        line(out, &format!("{name:<WIDTH$}"), sum, &rows[0])?;
    }
    writeln!(out)
}

fn line(out: &mut String, name: &str, sum: &Sum, array: &Sum) -> std::fmt::Result {
    let (tokens, unsaid) = (sum.tokens, sum.unsaid);
    let (said, cached) = (sum.said, sum.cached());
    let [all, equal] = [tokens, tokens + unsaid].map(|it| change(it, array.tokens));
    writeln!(
        out,
        "  {name}{tokens:>7}{all:>8}{unsaid:>10}{equal:>10}{said:>8}{cached:>7}%"
    )
}

/// How much more or less than the array, in hundredths.
fn change(tokens: u64, array: u64) -> String {
    let part = tokens.abs_diff(array);
    let percent = (part * 100 + array / 2)
        .checked_div(array)
        .unwrap_or_default();
    match percent {
        0 => "0%".to_owned(),
        more if tokens > array => format!("+{more}%"),
        less => format!("-{less}%"),
    }
}

fn ladder(out: &mut String, rungs: &[Rung]) -> std::fmt::Result {
    const WIDTH: usize = 52;
    writeln!(
        out,
        "What each feature saves: {SERVICES} services, a window of {WINDOW} tokens, answer included\n  \
         {:<WIDTH$} tokens  change  cached  too long",
        ""
    )?;
    for Rung { what, sum } in rungs {
        let change = change(sum.tokens, rungs[0].sum.tokens);
        let Sum {
            tokens,
            over,
            requests,
            ..
        } = sum;
        let cached = sum.cached();
        writeln!(
            out,
            "  {what:<WIDTH$}{tokens:>7}{change:>8}{cached:>7}%{over:>4} of {requests}"
        )?;
    }
    Ok(())
}
