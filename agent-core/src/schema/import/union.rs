//! Schemas of which one must hold: `anyOf` and `oneOf`.

use super::draft::{Draft, Form, Key, Keys, Literal, Name};
use super::json::{Json, Members, member};
use super::keywords::deciding;
use super::read::{Reader, Result};
use super::remark::ImportNoteKind;
use crate::schema::Constant;

impl Reader<'_> {
    /// Reads the alternatives under `keyword`; what stands beside them must hold for each.
    pub(super) fn union(&mut self, keyword: &str, keys: &Members) -> Result<Draft> {
        let Some(list) = member(keys, keyword).and_then(Json::list) else {
            return self.bad(keyword, "a list of schemas");
        };
        if list.is_empty() {
            return self.bad(keyword, "a list of at least one schema");
        }
        let beside: Members = deciding(keys);
        let beside: Members = beside.into_iter().filter(|it| it.0 != keyword).collect();
        let mut all = Vec::new();
        for (index, one) in list.iter().enumerate() {
            let draft = self.at(&[keyword, &index.to_string()], |reader| {
                if beside.is_empty() {
                    return reader.schema(one);
                }
                let merged = reader.merged(&beside, vec![one.clone()])?;
                reader.schema(&Json::Object(merged))
            })?;
            all.push(draft);
        }
        if member(&beside, "unevaluatedProperties").is_some() && !self.are_apart(&all) {
            self.note(ImportNoteKind::Unevaluated);
        }
        let tag = member(keys, "discriminator").and_then(|it| it.get("propertyName"));
        self.one_of(keyword == "oneOf", tag.and_then(Json::text), all)
    }

    fn one_of(&mut self, exactly: bool, tag: Option<&str>, all: Vec<Draft>) -> Result<Draft> {
        if exactly && !self.are_apart(&all) {
            self.note(ImportNoteKind::OneOf);
        }
        let mut null = false;
        let mut forms = Vec::new();
        for draft in all {
            match draft.form {
                Form::Null if draft.is_bare() => null = true,
                Form::Option(inner) if draft.doc.is_empty() && draft.stream.is_none() => {
                    null = true;
                    forms.push(*inner);
                }
                ref form if form.is_nothing() => {}
                _ => forms.push(draft),
            }
        }
        let form = match forms.len() {
            0 if null => return Ok(Form::Null.into()),
            0 => return Ok(Form::NOTHING.into()),
            1 => forms.remove(0),
            _ => self.several(exactly, tag, forms)?.into(),
        };
        Ok(optional(form, null))
    }

    fn several(&mut self, exactly: bool, tag: Option<&str>, all: Vec<Draft>) -> Result<Form> {
        if let Some(constants) = constants(&all) {
            return Ok(constants);
        }
        if (exactly || tag.is_some())
            && let Some(tagged) = self.tagged(tag, &all)
        {
            // Their keys stand here once more.
            self.count(all.len())?;
            return Ok(tagged);
        }
        Ok(Form::Union(all))
    }

    /// Objects that one key tells apart; nothing if there is no such key.
    fn tagged(&self, tag: Option<&str>, all: &[Draft]) -> Option<Form> {
        let objects: Option<Vec<(&Draft, &Keys)>> = all.iter().map(|it| self.object(it)).collect();
        let objects = objects?;
        let first = objects.first().and_then(|it| it.1.list.first());
        let tag = tag.or(first.map(|key| key.name.as_str()))?;
        let mut variants: Vec<(Name, Keys)> = Vec::new();
        for (draft, keys) in objects {
            let at = keys.list.iter().position(|key| key.name == tag)?;
            let mut keys = keys.clone();
            let mut name = constant_key(&keys.list.remove(at))?.clone();
            if variants.iter().any(|(known, _)| known.text == name.text) {
                return None;
            }
            if name.doc.is_empty() {
                draft.doc.clone_into(&mut name.doc);
            }
            variants.push((name, keys));
        }
        Some(Form::Tagged {
            tag: tag.to_owned(),
            variants,
        })
    }

    /// The object with known keys that the draft is.
    fn object<'d>(&'d self, draft: &'d Draft) -> Option<(&'d Draft, &'d Keys)> {
        if !draft.bounds.is_empty() || !draft.stream.is_none() {
            return None;
        }
        match &draft.form {
            Form::Struct(keys) => Some((draft, keys)),
            Form::Definition(index) if draft.doc.is_empty() => {
                let read = self.definitions.get(*index)?.read.as_ref()?;
                self.object(&read.draft)
            }
            _ => None,
        }
    }

    /// True if no value fits two of them, as far as can be told.
    fn are_apart(&self, all: &[Draft]) -> bool {
        let apart = |(at, one): (usize, &Draft)| {
            let mut others = all.iter().skip(at + 1);
            others.all(|other| self.two_are_apart(one, other))
        };
        all.len() <= 64 && all.iter().enumerate().all(apart)
    }

    fn two_are_apart(&self, a: &Draft, b: &Draft) -> bool {
        if self.types(a, 0) & self.types(b, 0) == 0 {
            return true;
        }
        if let (Some(a), Some(b)) = (texts(&a.form), texts(&b.form)) {
            return a
                .iter()
                .all(|one| b.iter().all(|other| one.text != other.text));
        }
        match (self.object(a), self.object(b)) {
            (Some((_, a)), Some((_, b))) => {
                lacks(a, b) || lacks(b, a) || a.list.iter().any(|key| differs(key, b))
            }
            _ => false,
        }
    }

    /// The JSON types of its values, as bits.
    fn types(&self, draft: &Draft, hops: u8) -> u8 {
        const ALL: u8 = 0b11_1111;
        let of = |inner: &Draft| self.types(inner, hops + 1);
        match &draft.form {
            _ if hops > 16 => ALL,
            Form::Any => ALL,
            Form::Null => 1,
            Form::Bool => 1 << 1,
            Form::Integer | Form::Number => 1 << 2,
            Form::Text { .. } | Form::Names(_) => 1 << 3,
            Form::List { .. } | Form::Tuple(_) => 1 << 4,
            Form::Map { .. } | Form::Struct(_) | Form::Tagged { .. } => 1 << 5,
            Form::Option(inner) => 1 | of(inner),
            Form::Union(all) => all.iter().map(of).fold(0, |a, b| a | b),
            Form::Literals(all) => all.iter().map(type_of).fold(0, |a, b| a | b),
            Form::Definition(index) => {
                let read = self.definitions.get(*index).and_then(|it| it.read.as_ref());
                read.map_or(ALL, |read| of(&read.draft))
            }
        }
    }
}

fn type_of(literal: &Literal) -> u8 {
    match literal {
        Literal::Plain(Constant::Null, _) => 1,
        Literal::Plain(Constant::Bool(_), _) => 1 << 1,
        Literal::Plain(Constant::Integer(_) | Constant::Number(_), _) => 1 << 2,
        Literal::Plain(Constant::Text(_), _) | Literal::Text(_) => 1 << 3,
    }
}

/// The value, or `null` too. What is said of it, is said of both.
pub(super) fn optional(draft: Draft, null: bool) -> Draft {
    if !null || matches!(draft.form, Form::Option(_) | Form::Null | Form::Any) {
        return draft;
    }
    Form::Option(Box::new(draft)).into()
}

fn texts(form: &Form) -> Option<&[Name]> {
    match form {
        Form::Names(names) => Some(names),
        _ => None,
    }
}

/// One choice of all the constants, if there is nothing else.
fn constants(all: &[Draft]) -> Option<Form> {
    let mut names: Vec<Name> = Vec::new();
    let mut plain = Vec::new();
    for draft in all {
        if !draft.stream.is_none() || !draft.bounds.is_empty() || draft.pattern.is_some() {
            return None;
        }
        match &draft.form {
            Form::Names(more) => names.extend(described(more, &draft.doc)),
            Form::Literals(more) if draft.doc.is_empty() => plain.extend(more.iter().cloned()),
            _ => return None,
        }
    }
    if plain.is_empty() {
        return Some(Form::Names(names));
    }
    plain.extend(names.into_iter().map(Literal::Text));
    Some(Form::Literals(plain))
}

/// The names; the words about a single one are its own.
fn described(names: &[Name], doc: &str) -> Vec<Name> {
    let mut names = names.to_vec();
    if let [name] = names.as_mut_slice()
        && name.doc.is_empty()
    {
        doc.clone_into(&mut name.doc);
    }
    names
}

/// The only text that the key can have, if it must be there and nothing else is said of it.
fn constant_key(key: &Key) -> Option<&Name> {
    let plain = key.required && key.aliases.is_empty() && key.stream.is_none();
    match &key.value.form {
        Form::Names(names) if plain && key.value.is_bare() && key.doc.is_empty() => {
            match names.as_slice() {
                [name] => Some(name),
                _ => None,
            }
        }
        _ => None,
    }
}

/// True if `a` needs a key that `b` refuses.
fn lacks(a: &Keys, b: &Keys) -> bool {
    let known = |key: &Key| b.list.iter().any(|other| other.name == key.name);
    b.closed && a.list.iter().any(|key| key.required && !known(key))
}

/// True if both need this key, with different texts under it.
fn differs(key: &Key, other: &Keys) -> bool {
    let same = other.list.iter().find(|it| it.name == key.name);
    let Some(other) = same.filter(|other| key.required && other.required) else {
        return false;
    };
    match (texts(&key.value.form), texts(&other.value.form)) {
        (Some(a), Some(b)) => a.iter().all(|one| b.iter().all(|it| it.text != one.text)),
        _ => false,
    }
}
