//! Objects: which member is which field, and what becomes of the others.

use std::collections::BTreeMap;

use super::{ANY, Fit, MAX_HOPS, Score, unwrapped};
use crate::parse::names::{Name, named};
use crate::parse::repair::RepairKind;
use crate::parse::tree::{Member, Node, Value};
use crate::schema::{Constant, Field, Fields, Kind, Shape};

/// The fields of an object beside a tag, if it has one.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    pub(super) fields: &'static Fields,
    /// The key of the tag and the name that is written there.
    pub(super) tag: Option<(&'static str, &'static str)>,
}

/// What a key of the text stands for.
#[derive(Clone, Copy)]
enum Meant {
    Tag,
    Field(&'static Field),
    /// A key that the shape takes without naming it.
    Free(&'static Shape),
    Extra,
}

impl Fit {
    pub(super) fn object(
        &mut self,
        node: &Node<'_>,
        shape: &'static Shape,
        fields: &'static Fields,
    ) {
        match &node.value {
            Value::Object(_) => self.members(node, Keys { fields, tag: None }),
            Value::List(items) => {
                let objects = items
                    .iter()
                    .all(|item| matches!(item.value, Value::Object(_)));
                if !(objects && self.item(node, shape)) {
                    self.only_field(node, fields);
                }
            }
            _ => {
                if !self.encoded(node, shape) {
                    self.only_field(node, fields);
                }
            }
        }
    }

    /// A value that stands for the object whose only field it is. Words are too little for that.
    fn only_field(&mut self, node: &Node<'_>, fields: &'static Fields) {
        let [field] = fields.list else {
            return self.misfit(node);
        };
        let certain = matches!(node.value, Value::Plain(_) | Value::List(_)) && !node.is_null();
        if !certain || field.flatten || self.options.call || self.wrapped >= super::MAX_WRAPPED {
            return self.misfit(node);
        }
        self.note(RepairKind::OnlyField, node.raw);
        self.push("{");
        self.push_text(field.name);
        self.push(":");
        self.wrap(field.name, node, field.shape.get());
        self.push("}");
    }

    /// An object with known keys, in the order they came.
    pub(super) fn members(&mut self, node: &Node<'_>, keys: Keys) {
        let meant: Vec<Meant> = self.meanings(node.members(), keys);
        let names = node.members().iter().zip(&meant);
        let names: Vec<&str> = names.map(written).collect();
        let last = Last::new(&names);
        self.push("{");
        let mut first = true;
        for (index, member) in node.members().iter().enumerate() {
            let Some(name) = self.kept(node, index, &meant, &last) else {
                continue;
            };
            self.push(if first { "" } else { "," });
            first = false;
            self.push_text(name);
            self.push(":");
            self.member(name, member, meant[index], keys);
        }
        self.missing(keys, &meant, first);
        self.push("}");
    }

    fn meanings(&mut self, members: &[Member<'_>], keys: Keys) -> Vec<Meant> {
        let each = members.iter().map(|member| {
            let meant = meaning(&member.key, keys);
            self.fuel = self.fuel.saturating_sub(1);
            self.score.matched += u32::from(matches!(meant, Meant::Field(_) | Meant::Tag));
            meant
        });
        each.collect()
    }

    /// The name that a member is written under; nothing if it is left out.
    fn kept<'n>(
        &mut self,
        node: &'n Node<'_>,
        index: usize,
        meant: &[Meant],
        last: &Last<'_>,
    ) -> Option<&'n str> {
        let member = node.members().get(index)?;
        let own = meant.get(index).copied()?;
        let name = match own {
            Meant::Field(field) => field.name,
            Meant::Extra if self.options.call => &member.key,
            Meant::Extra => {
                self.at(&member.key, |fit| {
                    fit.note(RepairKind::ExtraKey, &member.key);
                });
                return None;
            }
            Meant::Tag | Meant::Free(_) => &member.key,
        };
        if matches!(own, Meant::Extra) {
            self.score.add(Score::MISFIT);
        }
        let last = last.place(name).unwrap_or(index);
        if self.is_repeated(node.members(), index, last, name) {
            return None;
        }
        let Meant::Field(field) = own else {
            return Some(name);
        };
        if is_unset(field, &member.value) {
            self.note(RepairKind::NullForMissing, name);
            return None;
        }
        let may = self
            .allowed
            .and(field.lossy)
            .allows(RepairKind::ValueDropped.loss());
        if may && !field.required && self.misfits(&member.value, field.shape.get()) {
            self.at(name, |fit| {
                fit.note(RepairKind::ValueDropped, member.value.raw);
            });
            return None;
        }
        if name != member.key {
            self.at(name, |fit| fit.note(RepairKind::KeyName, &member.key));
        }
        Some(name)
    }

    /// True if the same key comes again and this one can go: it says the same, or the last one
    /// counts because dropping is allowed.
    fn is_repeated(
        &mut self,
        members: &[Member<'_>],
        index: usize,
        last: usize,
        name: &str,
    ) -> bool {
        let (Some(again), Some(member)) = (members.get(last), members.get(index)) else {
            return false;
        };
        last > index && self.goes(name, &member.value, &again.value)
    }

    fn member(&mut self, name: &str, member: &Member<'_>, meant: Meant, keys: Keys) {
        match (meant, keys.tag) {
            (Meant::Tag, Some((tag, variant))) => self.tag(tag, member, variant),
            (Meant::Field(field), _) => {
                let before = self.allowed;
                self.allowed = before.and(field.lossy);
                self.below(name, &member.value, field.shape.get());
                self.allowed = before;
            }
            (Meant::Free(shape), _) => self.below(name, &member.value, shape),
            _ => self.below(name, &member.value, &ANY),
        }
    }

    /// Required fields that are not there: an empty list or object where that is allowed.
    fn missing(&mut self, keys: Keys, meant: &[Meant], mut first: bool) {
        let has = |name: &str| {
            meant
                .iter()
                .any(|meant| matches!(meant, Meant::Field(field) if field.name == name))
        };
        for field in keys
            .fields
            .list
            .iter()
            .filter(|field| field.required && !field.flatten)
        {
            if has(field.name) {
                continue;
            }
            let may = self
                .allowed
                .and(field.lossy)
                .allows(RepairKind::Defaulted.loss());
            let empty = empty(field.shape.get()).filter(|_| may);
            let Some(empty) = empty else {
                self.score.add(Score::MISFIT);
                continue;
            };
            self.at(field.name, |fit| fit.note(RepairKind::Defaulted, "nothing"));
            self.push(if first { "" } else { "," });
            first = false;
            self.push_text(field.name);
            self.push(":");
            self.push(empty);
        }
    }

    pub(super) fn map(
        &mut self,
        node: &Node<'_>,
        shape: &'static Shape,
        key: &'static Shape,
        value: &'static Shape,
    ) {
        if !matches!(node.value, Value::Object(_)) {
            if !(self.encoded(node, shape)
                || matches!(node.items(), [one] if matches!(one.value, Value::Object(_)))
                    && self.item(node, shape))
            {
                self.misfit(node);
            }
            return;
        }
        self.free(node, Declared::of(key).as_ref(), value);
    }

    /// An object whose keys are not known.
    pub(super) fn any_object(&mut self, node: &Node<'_>) {
        self.free(node, None, &ANY);
    }

    fn free(&mut self, node: &Node<'_>, keys: Option<&Declared>, value: &'static Shape) {
        let members = node.members();
        let each = members.iter().map(|member| match keys {
            Some(keys) => keys.name(&member.key),
            None => Some(&*member.key),
        });
        let names: Vec<Option<&str>> = each.collect();
        let last = last_places(&names);
        self.push("{");
        let mut first = true;
        for (index, (member, name)) in members.iter().zip(&names).enumerate() {
            let last = name.and_then(|name| last.get(name)).copied();
            let again = last
                .filter(|last| *last > index)
                .and_then(|last| members.get(last));
            let Some(name) = self.entry(member, *name, again, value) else {
                continue;
            };
            self.push(if first { "" } else { "," });
            first = false;
            self.push_text(name);
            self.push(":");
            self.below(name, &member.value, value);
        }
        self.push("}");
    }

    /// The name that an entry is written under; nothing if it is left out.
    fn entry<'n>(
        &mut self,
        member: &'n Member<'_>,
        name: Option<&'n str>,
        again: Option<&Member<'_>>,
        value: &'static Shape,
    ) -> Option<&'n str> {
        if let (Some(name), Some(again)) = (name, again)
            && self.goes(name, &member.value, &again.value)
        {
            return None;
        }
        let drops = self.may(RepairKind::ValueDropped);
        if drops && (name.is_none() || self.misfits(&member.value, value)) {
            self.at(&member.key, |fit| {
                fit.note(RepairKind::ValueDropped, member.value.raw);
            });
            return None;
        }
        let Some(name) = name else {
            self.score.add(Score::MISFIT);
            return Some(&member.key);
        };
        if name != member.key {
            self.at(name, |fit| fit.note(RepairKind::KeyName, &member.key));
        }
        Some(name)
    }

    /// Whether a value goes because its key comes again.
    fn goes(&mut self, key: &str, value: &Node<'_>, again: &Node<'_>) -> bool {
        let kind = if same(value, again) {
            RepairKind::RepeatedKey
        } else {
            RepairKind::KeyDropped
        };
        let goes = self.may(kind);
        if goes {
            self.at(key, |fit| fit.note(kind, value.raw));
        } else {
            self.score.add(Score::MISFIT);
        }
        goes
    }
}

/// The keys of a map that takes no others.
struct Declared {
    names: Vec<Name<'static>>,
    keys: Vec<&'static str>,
}

impl Declared {
    /// Those of an enum or of constants.
    fn of(shape: &'static Shape) -> Option<Self> {
        let (names, keys) = match &unwrapped(shape).kind {
            Kind::Enum { variants, .. } => {
                let keys = variants.iter().map(|variant| variant.name).collect();
                (super::union::names(variants), keys)
            }
            Kind::Literals(literals) => {
                let keys = literals.iter().map(|one| match one.value {
                    Constant::Text(text) => Some(text),
                    _ => None,
                });
                let keys: Vec<&'static str> = keys.collect::<Option<_>>()?;
                (super::scalar::names(literals, &keys), keys)
            }
            _ => return None,
        };
        Some(Self { names, keys })
    }

    /// The key that is meant.
    fn name(&self, written: &str) -> Option<&'static str> {
        let (of, _) = named(written, &self.names)?;
        self.keys.get(of).copied()
    }
}

/// The name that a member is written under.
fn written<'m>((member, meant): (&'m Member<'_>, &Meant)) -> &'m str {
    match meant {
        Meant::Field(field) => field.name,
        _ => &member.key,
    }
}

/// So many names are sooner looked through than sorted.
const FEW: usize = 16;

/// Where each name stands last.
struct Last<'n> {
    names: &'n [&'n str],
    sorted: BTreeMap<&'n str, usize>,
}

impl<'n> Last<'n> {
    fn new(names: &'n [&'n str]) -> Self {
        let many = names.len() > FEW;
        let sorted = names.iter().copied().zip(0..).filter(|_| many).collect();
        Self { names, sorted }
    }

    fn place(&self, name: &str) -> Option<usize> {
        if self.names.len() > FEW {
            return self.sorted.get(name).copied();
        }
        self.names.iter().rposition(|one| *one == name)
    }
}

/// Where each name stands last.
fn last_places<'n>(names: &[Option<&'n str>]) -> BTreeMap<&'n str, usize> {
    let each = names.iter().zip(0..);
    each.filter_map(|(name, index)| Some(((*name)?, index)))
        .collect()
}

/// True if both say the same.
fn same(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (&a.value, &b.value) {
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        (a, b) => a == b,
    }
}

/// What a key stands for: a field by its name or an alias, a field by its name written in another
/// way, or one that the shape takes without naming it.
fn meaning(key: &str, keys: Keys) -> Meant {
    if keys.tag.is_some_and(|(tag, _)| tag == key) {
        return Meant::Tag;
    }
    if let Some(field) = field(keys.fields, key, 0) {
        return Meant::Field(field);
    }
    if let Some(free) = free(keys.fields, 0) {
        return Meant::Free(free);
    }
    let mut all = Vec::new();
    fields_of(keys.fields, &mut all, 0);
    let names: Vec<Name<'_>> = all
        .iter()
        .enumerate()
        .flat_map(|(of, field)| {
            let aliases = field.aliases.iter().copied();
            let texts = std::iter::once(field.name).chain(aliases);
            texts.map(move |text| Name { text, of })
        })
        .collect();
    let found = named(key, &names).and_then(|(of, _)| all.get(of));
    found.map_or(Meant::Extra, |field| Meant::Field(field))
}

/// The field that is read from this key, also in flattened structs.
pub(super) fn field(fields: &'static Fields, key: &str, hops: u8) -> Option<&'static Field> {
    let own = fields.list.iter().filter(|field| !field.flatten);
    let mut named = own.filter(|field| field.name == key || field.aliases.contains(&key));
    let flattened = |field: &'static Field| match &unwrapped(field.shape.get()).kind {
        Kind::Struct(inner) if hops < MAX_HOPS => self::field(inner, key, hops + 1),
        _ => None,
    };
    named
        .next()
        .or_else(|| fields.list.iter().filter(|f| f.flatten).find_map(flattened))
}

/// All fields that have a key, also those in flattened structs.
fn fields_of(fields: &'static Fields, all: &mut Vec<&'static Field>, hops: u8) {
    for field in fields.list {
        match &unwrapped(field.shape.get()).kind {
            Kind::Struct(inner) if field.flatten && hops < MAX_HOPS => {
                fields_of(inner, all, hops + 1);
            }
            _ if field.flatten => {}
            _ => all.push(field),
        }
    }
}

/// The shape of the values under keys that are not named, if they are taken.
fn free(fields: &'static Fields, hops: u8) -> Option<&'static Shape> {
    let flattened = fields.list.iter().filter(|field| field.flatten);
    let mut shapes = flattened.filter_map(|field| match &unwrapped(field.shape.get()).kind {
        Kind::Struct(inner) if hops < MAX_HOPS => free(inner, hops + 1),
        Kind::Struct(_) | Kind::Unit => None,
        Kind::Map { value, .. } => Some(value.get()),
        _ => Some(&ANY),
    });
    let first = shapes.next()?;
    Some(if shapes.next().is_some() { &ANY } else { first })
}

/// The empty value of a list or a map.
fn empty(shape: &'static Shape) -> Option<&'static str> {
    match &unwrapped(shape).kind {
        Kind::List { len: None, .. } => Some("[]"),
        Kind::Map { .. } => Some("{}"),
        _ => None,
    }
}

/// True for a `null` under a key that may be missing and does not take it: where every key is required,
/// that is how a model leaves one out.
fn is_unset(field: &Field, node: &Node<'_>) -> bool {
    !field.required && node.is_null() && !takes_null(field.shape.get())
}

fn takes_null(mut shape: &'static Shape) -> bool {
    for _ in 0..MAX_HOPS {
        shape = match &shape.kind {
            Kind::Newtype { inner, .. } => inner.get(),
            Kind::Option(_) | Kind::Unit | Kind::Any | Kind::Foreign(_) => return true,
            Kind::Literals(literals) => {
                return literals
                    .iter()
                    .any(|one| one.value == crate::schema::Constant::Null);
            }
            kind => match kind.stands_for() {
                Some(inner) => inner.get(),
                None => return false,
            },
        };
    }
    true
}
