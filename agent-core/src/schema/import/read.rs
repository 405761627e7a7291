//! From a JSON Schema to a draft: references, what must all hold, and what any of may hold.

use std::collections::BTreeMap;

use super::draft::{Definition, Draft, Form, Read};
use super::error::{ImportError, ImportReason, Size};
use super::json::{Json, Members, member};
use super::keywords::{Role, deciding, excludes_all, is_idle, role, weight};
use super::limits::{MAX_DEPTH, MAX_NODES, MAX_NOTES};
use super::merge::merge;
use super::place;
use super::remark::{ImportNote, ImportNoteKind};
use crate::schema::Stream;

pub(super) type Result<T> = std::result::Result<T, ImportError>;

/// One reading of a schema's text.
pub(super) struct Reader<'j> {
    root: &'j Json,
    /// Passes over keywords that cannot be checked, with a note.
    loose: bool,
    pub(super) definitions: Vec<Definition>,
    /// The definitions' indices, by where they stand.
    places: BTreeMap<String, usize>,
    /// The definitions' names, and the last number that was put behind each.
    names: BTreeMap<String, usize>,
    pub(super) notes: Vec<ImportNote>,
    /// Where the schema stands that is being read.
    pointer: String,
    nodes: usize,
    depth: usize,
    /// Objects and lists around the schema that is being read.
    within: usize,
}

impl<'j> Reader<'j> {
    /// Reads the whole; its definition is the first.
    pub(super) fn read(root: &'j Json, loose: bool) -> Result<Self> {
        let mut reader = Self {
            root,
            loose,
            definitions: Vec::new(),
            places: BTreeMap::new(),
            names: BTreeMap::new(),
            notes: Vec::new(),
            pointer: String::new(),
            nodes: 0,
            depth: 0,
            within: 0,
        };
        reader.reference("#")?;
        Ok(reader)
    }

    /// How many schemas there are, each counted as often as it is referred to.
    pub(super) fn nodes(&self) -> usize {
        self.nodes
    }

    pub(super) fn fail<T>(&self, reason: impl Into<ImportReason>) -> Result<T> {
        Err(ImportError {
            pointer: self.pointer.clone(),
            reason: reason.into(),
        })
    }

    pub(super) fn bad<T>(&self, keyword: &str, expected: &'static str) -> Result<T> {
        self.fail(ImportReason::BadValue {
            keyword: keyword.to_owned(),
            expected,
        })
    }

    /// A keyword that cannot be checked: refused, or passed over with a note.
    pub(super) fn unsupported(&mut self, keyword: &str, fix: &'static str) -> Result<()> {
        let keyword = keyword.to_owned();
        self.unless_loose(keyword.clone(), ImportReason::Unsupported { keyword, fix })
    }

    pub(super) fn unless_loose(&mut self, keyword: String, reason: ImportReason) -> Result<()> {
        if !self.loose {
            return self.fail(reason);
        }
        self.note(ImportNoteKind::Unchecked(keyword));
        Ok(())
    }

    pub(super) fn note(&mut self, kind: ImportNoteKind) {
        let note = ImportNote {
            pointer: self.pointer.clone(),
            kind,
        };
        if self.notes.len() < MAX_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Reads what stands below, at these segments.
    pub(super) fn at<T>(
        &mut self,
        segments: &[&str],
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let length = self.pointer.len();
        for segment in segments {
            self.pointer.push('/');
            self.pointer.push_str(&place::escaped(segment));
        }
        let result = read(self)?;
        self.pointer.truncate(length);
        Ok(result)
    }

    /// Reads a schema inside an object or a list.
    pub(super) fn inside(&mut self, segments: &[&str], json: &Json) -> Result<Draft> {
        self.within += 1;
        let draft = self.at(segments, |reader| reader.schema(json))?;
        self.within -= 1;
        Ok(draft)
    }

    /// Reads a schema.
    pub(super) fn schema(&mut self, json: &Json) -> Result<Draft> {
        match json {
            Json::Bool(true) => self.count(1).map(|()| Draft::default()),
            Json::Bool(false) => self.count(1).map(|()| Form::NOTHING.into()),
            Json::Object(keys) => self.keys(keys),
            _ => self.fail(ImportReason::NotASchema),
        }
    }

    /// Pays for so many schemas.
    pub(super) fn count(&mut self, nodes: usize) -> Result<()> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MAX_NODES {
            return self.fail(Size::Nodes);
        }
        Ok(())
    }

    fn keys(&mut self, keys: &Members) -> Result<Draft> {
        self.count(1)?;
        if self.depth == MAX_DEPTH {
            return self.fail(Size::Depth);
        }
        self.depth += 1;
        let keys = &*self.said(keys)?;
        let mut draft = self.deciding(keys)?;
        self.depth -= 1;
        if let Some(text) = member(keys, "description").and_then(Json::text) {
            text.clone_into(&mut draft.doc);
        }
        draft.stream = draft.stream.and(stream(keys));
        Ok(draft)
    }

    fn deciding(&mut self, keys: &Members) -> Result<Draft> {
        if excludes_all(keys) {
            return Ok(Form::NOTHING.into());
        }
        for (keyword, value) in keys {
            if let Role::Refused(fix) = role(keyword)
                && !is_idle(keyword, value)
            {
                self.unsupported(keyword, fix)?;
            }
        }
        let rules: Members = deciding(keys);
        let says = |keyword| member(&rules, keyword).is_some();
        if let [(keyword, Json::Text(target))] = rules.as_slice()
            && keyword == "$ref"
        {
            let form = self.reference(target)?;
            return Ok(form.into());
        }
        if let [(keyword, Json::List(list))] = rules.as_slice()
            && keyword == "allOf"
            && let [one] = ruling(list).as_slice()
        {
            return self.at(&["allOf"], |reader| reader.schema(one));
        }
        if says("$ref") || says("allOf") {
            let merged = self.merged(keys, Vec::new())?;
            return self.keys(&merged);
        }
        for keyword in ["anyOf", "oneOf"] {
            if says(keyword) {
                return self.union(keyword, keys);
            }
        }
        if says("enum") || says("const") {
            if let Some(parted) = self.with_parts(keys, &rules)? {
                return self.schema(&parted);
            }
            if self.are_plain(keys)? {
                return self.constants(keys);
            }
        }
        self.typed(keys)
    }

    /// One schema that says what all of these say.
    pub(super) fn merged(&mut self, keys: &Members, more: Vec<Json>) -> Result<Members> {
        let mut merged = Members::new();
        let mut waiting: Vec<Json> = more.into_iter().rev().collect();
        waiting.push(Json::Object(keys.clone()));
        let mut rounds = 0;
        while let Some(json) = waiting.pop() {
            self.count(weight(&json))?;
            rounds += 1;
            if rounds > MAX_DEPTH {
                return self.fail(Size::Depth);
            }
            let mut keys = match json {
                Json::Bool(true) => continue,
                Json::Bool(false) => vec![("enum".to_owned(), Json::List(Vec::new()))],
                Json::Object(keys) => self.said(&keys)?.into_owned(),
                _ => return self.fail(ImportReason::NotASchema),
            };
            match take(&mut keys, "allOf") {
                None => {}
                Some(Json::List(all)) => waiting.extend(all.into_iter().rev()),
                Some(_) => return self.bad("allOf", "a list of schemas"),
            }
            match take(&mut keys, "$ref") {
                None => {}
                Some(Json::Text(target)) => waiting.push(self.target(&target)?.clone()),
                Some(_) => return self.bad("$ref", "a text"),
            }
            for keyword in ["unevaluatedProperties", "unevaluatedItems"] {
                if rounds > 1 && member(&keys, keyword).is_some_and(|it| !is_idle(keyword, it)) {
                    return self.fail(ImportReason::Conflict(keyword.to_owned()));
                }
            }
            if let Err(keyword) = merge(&mut merged, &keys) {
                return self.fail(ImportReason::Conflict(keyword));
            }
        }
        Ok(merged)
    }

    /// What the whole calls itself.
    pub(super) fn id(&self) -> Option<&'j str> {
        let id = self.root.get("$id").and_then(Json::text)?;
        Some(id.trim_end_matches('#'))
    }

    /// The reference without the name of the whole.
    fn within_the_whole<'t>(&self, target: &'t str) -> &'t str {
        let rest = self
            .id()
            .filter(|id| !id.is_empty())
            .and_then(|id| target.strip_prefix(id));
        match rest {
            Some("") => "#",
            Some(rest) if rest.starts_with('#') => rest,
            _ => target,
        }
    }

    /// The schema that a reference names.
    fn target(&self, target: &str) -> Result<&'j Json> {
        let Some(fragment) = self.within_the_whole(target).strip_prefix('#') else {
            return self.fail(ImportReason::RemoteRef(target.to_owned()));
        };
        match place::find(self.root, fragment) {
            Some(json) => Ok(json),
            None => self.fail(ImportReason::MissingRef(target.to_owned())),
        }
    }

    /// Reads what a reference names, if that was not read before.
    fn reference(&mut self, target: &str) -> Result<Form> {
        let json = self.target(target)?;
        let target = &*self.within_the_whole(target).to_owned();
        if let Some(&index) = self.places.get(target) {
            return self.again(index, target);
        }
        let index = self.definitions.len();
        self.places.insert(target.to_owned(), index);
        let name = self.free_name(place::name(target, json));
        self.definitions.push(Definition {
            name,
            hash: super::leak::text_hash([json.to_string().as_str()]),
            read: None,
            within: self.within,
        });
        let fragment = place::decoded(target.trim_start_matches('#'));
        let before = (self.nodes, std::mem::replace(&mut self.pointer, fragment));
        let draft = self.schema(json)?;
        self.pointer = before.1;
        let height = draft.height(&|index| self.height(index));
        let nodes = self.nodes - before.0;
        if let Some(definition) = self.definitions.get_mut(index) {
            definition.read = Some(Read {
                draft,
                nodes,
                height,
            });
        }
        Ok(Form::Definition(index))
    }

    /// Refers to what was read before, or is being read.
    fn again(&mut self, index: usize, target: &str) -> Result<Form> {
        let Some(definition) = self.definitions.get(index) else {
            return self.fail(ImportReason::MissingRef(target.to_owned()));
        };
        let size = definition
            .read
            .as_ref()
            .map(|read| (read.nodes, read.height));
        match size {
            None if definition.within == self.within => {
                self.fail(ImportReason::Endless(target.to_owned()))
            }
            Some((_, height)) if self.depth + height > MAX_DEPTH => self.fail(Size::Depth),
            size => {
                self.count(size.map_or(1, |size| size.0))?;
                Ok(Form::Definition(index))
            }
        }
    }

    fn height(&self, index: usize) -> usize {
        let read = self.definitions.get(index).and_then(|it| it.read.as_ref());
        read.map_or(1, |read| read.height)
    }

    /// The name, numbered if another definition has it.
    fn free_name(&mut self, name: String) -> String {
        if name.is_empty() {
            return name;
        }
        let mut free = name.clone();
        while self.names.contains_key(&free) {
            let number = self.names.entry(name.clone()).or_default();
            *number += 1;
            free = format!("{name}{number}");
        }
        self.names.insert(free.clone(), 1);
        free
    }
}

/// Those that decide anything.
fn ruling(all: &[Json]) -> Vec<&Json> {
    let rules = |json: &&Json| json.members().is_none_or(|keys| !deciding(keys).is_empty());
    all.iter().filter(rules).collect()
}

fn take(keys: &mut Members, keyword: &str) -> Option<Json> {
    let at = keys.iter().position(|it| it.0 == keyword)?;
    Some(keys.remove(at).1)
}

/// What `x-stream` says.
fn stream(keys: &Members) -> Stream {
    let wish = member(keys, "x-stream");
    let says = |word| wish.and_then(|it| it.get(word)) == Some(&Json::Bool(true));
    Stream {
        done: says("done"),
        not_null: says("not_null"),
        with_state: says("with_state"),
    }
}
