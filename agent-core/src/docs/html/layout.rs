//! Where everything stands in the diagram of the steps. Knows sizes, not how they are drawn.

use super::super::model::{Page, Step};
use super::super::words::{Group, gate_of};
use crate::contract::Gate;

/// A place and a size, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Rect {
    pub(super) fn right(self) -> usize {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> usize {
        self.y + self.height
    }

    pub(super) fn middle(self) -> usize {
        self.y + self.height / 2
    }

    pub(super) fn center(self) -> usize {
        self.x + self.width / 2
    }
}

/// One step.
pub(super) struct Chip {
    pub(super) place: Rect,
    /// The name, cut where it would not fit.
    pub(super) name: String,
    pub(super) full_name: String,
    pub(super) anchor: String,
    pub(super) gate: Gate,
}

/// The steps of one group.
pub(super) struct Panel {
    pub(super) group: Group,
    pub(super) place: Rect,
    pub(super) chips: Vec<Chip>,
}

/// A line with an arrow at its end.
pub(super) struct Arrow {
    pub(super) points: Vec<(usize, usize)>,
    /// Brings a result back.
    pub(super) back: bool,
    /// Joins another line instead of pointing somewhere.
    pub(super) joins: bool,
}

/// The whole drawing.
pub(super) struct Layout {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) start: Rect,
    pub(super) model: Rect,
    pub(super) panels: Vec<Panel>,
    pub(super) arrows: Vec<Arrow>,
    /// The middle of the end's circle.
    pub(super) end: Option<(usize, usize)>,
    /// Where the legend begins.
    pub(super) legend: usize,
    /// The middle of the words beside the way back.
    pub(super) back_words: Option<(usize, usize)>,
}

/// Between panels.
const GAP: usize = 14;
/// Within panels.
const PADDING: usize = 12;
const TITLE: usize = 24;
const CHIP: usize = 26;
/// Room for the end's circle beside its panel.
const END: usize = 62;
/// Room for the person's mark in a chip.
const MARK: usize = 18;

/// For screens wide enough: the model at the left, the groups at the right, the way back around both.
pub(super) fn wide(page: &Page) -> Layout {
    let width = 880;
    let start = rect(26, 44, 164, 36);
    let model = rect(26, 118, 164, 62);
    let mut layout = Layout::new(width, start, model, panels(page, 236, width - 34, 32));
    layout.arrows.push(arrow([
        (start.center(), start.bottom()),
        (start.center(), model.y),
    ]));
    layout.ways_out(212, (model.right(), model.middle()));
    let (right, top) = (width - 14, 12);
    layout.way_back(right, |panel| {
        vec![
            (panel.right(), panel.middle()),
            (right, panel.middle()),
            (right, top),
            (10, top),
            (10, model.middle()),
            (model.x, model.middle()),
        ]
    });
    layout.back_words = (!layout.returning().is_empty()).then_some((width / 2, top));
    layout
}

/// For narrow screens and columns: the model above, the groups below.
pub(super) fn narrow(page: &Page) -> Layout {
    let width = 360;
    let start = rect(90, 6, 180, 36);
    let model = rect(70, 70, 220, 58);
    let mut layout = Layout::new(width, start, model, panels(page, 26, width - 26, 152));
    layout.arrows.push(arrow([
        (start.center(), start.bottom()),
        (start.center(), model.y),
    ]));
    layout.ways_out(10, (model.x, model.middle()));
    let right = width - 10;
    layout.way_back(right, |panel| {
        vec![
            (panel.right(), panel.middle()),
            (right, panel.middle()),
            (right, model.middle()),
            (model.right(), model.middle()),
        ]
    });
    layout
}

impl Layout {
    fn new(width: usize, start: Rect, model: Rect, panels: Vec<Panel>) -> Self {
        let last = panels.last().map_or(0, |panel| panel.place.bottom());
        let legend = last.max(model.bottom()) + 22;
        let mut layout = Self {
            width,
            height: legend,
            start,
            model,
            arrows: Vec::new(),
            end: None,
            legend,
            back_words: None,
            panels,
        };
        layout.height += 18 * layout.marks().len();
        let done = layout
            .panels
            .iter()
            .find(|panel| panel.group == Group::Done);
        if let Some(place) = done.map(|panel| panel.place) {
            let x = place.right() + END - 18;
            layout.end = Some((x, place.middle()));
            let points = [(place.right(), place.middle()), (x - 12, place.middle())];
            layout.arrows.push(arrow(points));
        }
        layout
    }

    /// The marks that the legend explains.
    pub(super) fn marks(&self) -> Vec<Gate> {
        let chips = || self.panels.iter().flat_map(|panel| &panel.chips);
        let used = |gate: &Gate| chips().any(|chip| chip.gate == *gate);
        [Gate::Always, Gate::AskIf]
            .into_iter()
            .filter(used)
            .collect()
    }

    fn places(&self, wanted: impl Fn(Group) -> bool) -> Vec<Rect> {
        let panels = self.panels.iter().filter(|panel| wanted(panel.group));
        panels.map(|panel| panel.place).collect()
    }

    /// Lines from the model to the first and the last group; those between leave the lines at `trunk`.
    fn ways_out(&mut self, trunk: usize, from: (usize, usize)) {
        let places = self.live();
        for (at, panel) in places.iter().enumerate() {
            let to = [(trunk, panel.middle()), (panel.x, panel.middle())];
            let whole = at == 0 || at + 1 == places.len();
            let start = [from, (trunk, from.1)];
            let start = if whole { &start[..] } else { &[] };
            self.arrows.push(arrow([start, &to].concat()));
        }
    }

    /// One line from the lowest group that gives something back; the others join it at `right`.
    fn way_back(&mut self, right: usize, whole: impl Fn(Rect) -> Vec<(usize, usize)>) {
        let mut places = self.returning();
        let lowest = places.pop();
        self.arrows.extend(lowest.map(|panel| back(whole(panel))));
        self.arrows.extend(places.into_iter().map(|panel| Arrow {
            joins: true,
            ..back([(panel.right(), panel.middle()), (right, panel.middle())])
        }));
    }

    fn live(&self) -> Vec<Rect> {
        self.places(|group| group != Group::Retired)
    }

    fn returning(&self) -> Vec<Rect> {
        self.places(|group| !matches!(group, Group::Retired | Group::Done))
    }
}

fn rect(x: usize, y: usize, width: usize, height: usize) -> Rect {
    Rect {
        x,
        y,
        width,
        height,
    }
}

fn arrow(points: impl Into<Vec<(usize, usize)>>) -> Arrow {
    Arrow {
        points: points.into(),
        back: false,
        joins: false,
    }
}

fn back(points: impl Into<Vec<(usize, usize)>>) -> Arrow {
    Arrow {
        back: true,
        ..arrow(points)
    }
}

fn panels(page: &Page, left: usize, right: usize, top: usize) -> Vec<Panel> {
    let mut panels = Vec::new();
    let mut y = top;
    for group in Group::ALL {
        let steps = group.steps(page);
        if steps.is_empty() {
            continue;
        }
        let room = if group == Group::Done { END } else { 0 };
        let panel = panel(group, &steps, rect(left, y, right - left - room, 0));
        y = panel.place.bottom() + GAP;
        panels.push(panel);
    }
    panels
}

/// Chips from left to right, then on the next line.
fn panel(group: Group, steps: &[&Step], place: Rect) -> Panel {
    let inner = place.width - 2 * PADDING;
    let (mut x, mut y) = (0, TITLE + 8);
    let mut chips = Vec::new();
    for step in steps {
        let chip = chip(step, inner);
        if x > 0 && x + chip.place.width > inner {
            (x, y) = (0, y + CHIP + 8);
        }
        let place = Rect {
            x: place.x + PADDING + x,
            y: place.y + y,
            ..chip.place
        };
        x += place.width + 8;
        chips.push(Chip { place, ..chip });
    }
    let height = y + CHIP + PADDING;
    Panel {
        group,
        place: Rect { height, ..place },
        chips,
    }
}

fn chip(step: &Step, most: usize) -> Chip {
    let full_name = step.label.clone();
    let gate = gate_of(step);
    let mark = if gate == Gate::Open { 0 } else { MARK };
    let letters = (most - 20 - mark) * 10 / 73;
    let name = cut(&full_name, letters);
    let width = name.chars().count() * 73 / 10 + 20 + mark;
    Chip {
        place: rect(0, 0, width, CHIP),
        name,
        full_name,
        anchor: step.anchor.clone(),
        gate,
    }
}

fn cut(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().take(letters.saturating_sub(1)).collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut() {
        assert_eq!(cut("refund", 6), "refund");
        assert_eq!(cut("refund_all", 6), "refun…");
    }
}
