//! Draws the diagram of the steps. Colours are the page's, by class.

use std::fmt::Write;

use super::escape::Escaped;
use super::layout::{Arrow, Chip, Layout, Panel};
use super::{Page, diagram_words, words};
use crate::contract::Gate;

/// How round the corners of lines are.
const CORNER: usize = 8;

pub(super) fn draw(out: &mut String, class: &str, page: &Page, layout: &Layout) {
    let (width, height) = (layout.width, layout.height);
    let _ = writeln!(
        out,
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\"{}\">",
        Escaped(diagram_words(page))
    );
    layout.arrows.iter().for_each(|arrow| line(out, arrow));
    if let Some((x, y)) = layout.back_words {
        let _ = writeln!(
            out,
            "<text class=\"note\" x=\"{x}\" y=\"{}\">results and answers</text>",
            y + 4
        );
    }
    nodes(out, page, layout);
    layout.panels.iter().for_each(|one| panel(out, one));
    legend(out, layout);
    out.push_str("</svg>\n");
}

fn nodes(out: &mut String, page: &Page, layout: &Layout) {
    let (start, model) = (layout.start, layout.model);
    let _ = writeln!(
        out,
        "<rect class=\"node\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"18\"/>\
         <text class=\"name\" x=\"{}\" y=\"{}\">A message</text>",
        start.x,
        start.y,
        start.width,
        start.height,
        start.center(),
        start.middle() + 5
    );
    let most = words::limits(&page.limits)
        .into_iter()
        .next()
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "<rect class=\"node model\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/>\
         <text class=\"name\" x=\"{x}\" y=\"{}\">The model chooses</text>\
         <text class=\"small\" x=\"{x}\" y=\"{}\">at most {most}</text>",
        model.x,
        model.y,
        model.width,
        model.height,
        model.middle() - 3,
        model.middle() + 16,
        x = model.center(),
    );
    if let Some((x, y)) = layout.end {
        let _ = writeln!(
            out,
            "<circle class=\"ring\" cx=\"{x}\" cy=\"{y}\" r=\"10\"/><circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"
        );
    }
}

fn panel(out: &mut String, panel: &Panel) {
    let (key, title, place) = (panel.group.key(), panel.group.title(), panel.place);
    let _ = writeln!(
        out,
        "<g class=\"{key}\"><rect class=\"panel\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"8\"/>\
         <text class=\"title\" x=\"{}\" y=\"{}\">{title}</text>",
        place.width,
        place.height,
        place.x + 12,
        place.y + 21,
        x = place.x,
        y = place.y,
    );
    panel.chips.iter().for_each(|one| chip(out, one));
    out.push_str("</g>\n");
}

fn chip(out: &mut String, chip: &Chip) {
    let place = chip.place;
    let _ = write!(
        out,
        "<a href=\"#{}\"><title>{}</title><rect class=\"chip\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>\
         <text class=\"code\" x=\"{}\" y=\"{}\">{}</text>",
        chip.anchor,
        Escaped(&chip.full_name),
        place.x,
        place.y,
        place.width,
        place.height,
        place.x + 10,
        place.y + 17,
        Escaped(&chip.name),
    );
    mark(out, chip.gate, place.right() - 20, place.y + 7);
    out.push_str("</a>\n");
}

/// A person: full where every call is approved, an outline where the program says when.
fn mark(out: &mut String, gate: Gate, x: usize, y: usize) {
    let class = match gate {
        Gate::Open => return,
        Gate::Always => "always",
        Gate::AskIf => "sometimes",
    };
    let _ = write!(
        out,
        "<g class=\"mark {class}\" transform=\"translate({x} {y})\"><circle cx=\"5\" cy=\"3\" r=\"2.7\"/>\
         <path d=\"M0 12.5a5 5 0 0 1 10 0z\"/></g>"
    );
}

fn legend(out: &mut String, layout: &Layout) {
    let mut y = layout.legend - 6;
    for gate in layout.marks() {
        let words = match gate {
            Gate::Always => "a person approves every call",
            Gate::AskIf | Gate::Open => "a person approves where the program says so",
        };
        let x = layout.panels.first().map_or(0, |panel| panel.place.x);
        mark(out, gate, x, y);
        let _ = writeln!(
            out,
            "<text class=\"legend\" x=\"{}\" y=\"{}\">{words}</text>",
            x + 18,
            y + 11
        );
        y += 18;
    }
}

/// A line with round corners and an arrow's head.
fn line(out: &mut String, arrow: &Arrow) {
    let class = if arrow.back { "back" } else { "line" };
    let _ = write!(out, "<path class=\"{class}\" d=\"");
    for (at, &(x, y)) in arrow.points.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| arrow.points.get(at));
        match (before, arrow.points.get(at + 1)) {
            (None, _) => drop(write!(out, "M{x} {y}")),
            (Some(_), None) => drop(write!(out, "L{x} {y}")),
            (Some(&before), Some(&after)) => {
                let (from, to) = (towards((x, y), before), towards((x, y), after));
                let _ = write!(out, "L{} {}Q{x} {y} {} {}", from.0, from.1, to.0, to.1);
            }
        }
    }
    out.push_str("\"/>");
    if !arrow.joins {
        head(out, arrow, class);
    }
    out.push('\n');
}

/// The point a corner's length away, or halfway where the way is shorter.
fn towards((x, y): (usize, usize), (to_x, to_y): (usize, usize)) -> (usize, usize) {
    let step = |from: usize, to: usize| {
        let length = CORNER.min(from.abs_diff(to) / 2);
        if to > from {
            from + length
        } else {
            from - length
        }
    };
    (step(x, to_x), step(y, to_y))
}

fn head(out: &mut String, arrow: &Arrow, class: &str) {
    let [.., before, end] = arrow.points[..] else {
        return;
    };
    let (x, y) = end;
    let degrees = match (before.0.cmp(&x), before.1.cmp(&y)) {
        (std::cmp::Ordering::Less, _) => 0,
        (std::cmp::Ordering::Greater, _) => 180,
        (_, std::cmp::Ordering::Greater) => 270,
        _ => 90,
    };
    let _ = write!(
        out,
        "<path class=\"head {class}\" transform=\"translate({x} {y}) rotate({degrees})\" d=\"M0 0l-7 -4v8z\"/>"
    );
}
