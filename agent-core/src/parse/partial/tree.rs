//! What was read so far: values with their texts, whole or growing. Only ever grows.

/// The place of a value in the tree.
pub(super) type Id = usize;

/// A value that was at least begun.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) held: Held,
    /// Nothing more belongs to it.
    pub(super) done: bool,
    /// A text between three of these quotes, as it was written.
    pub(super) block: Option<char>,
}

/// What a value holds. Numbers, `true`, `false` and `null` stand in the tree only when they are whole.
#[derive(Debug)]
pub(super) enum Held {
    /// `null`, `true`, `false` or a number, as JSON writes it.
    Plain(String),
    Text(String),
    List(Vec<Id>),
    Object(Vec<(String, Id)>),
}

/// Every value of the text, in the order they began.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The outermost values, in order.
    pub(super) roots: Vec<Id>,
}

impl Tree {
    /// Adds a value: below `parent`, under `key` if that is an object.
    pub(super) fn add(&mut self, parent: Option<Id>, key: &str, held: Held, done: bool) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node {
            held,
            done,
            block: None,
        });
        match parent.and_then(|parent| self.nodes.get_mut(parent)) {
            Some(Node {
                held: Held::Object(members),
                ..
            }) => members.push((key.to_owned(), id)),
            Some(Node {
                held: Held::List(items),
                ..
            }) => items.push(id),
            _ => self.roots.push(id),
        }
        id
    }

    pub(super) fn get(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id)
    }

    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id)
    }

    /// Takes back the last outermost value and all in it: it was prose with a bracket in it.
    pub(super) fn abandon(&mut self) {
        if let Some(root) = self.roots.pop() {
            self.nodes.truncate(root);
        }
    }

    /// How many members or items a value has.
    pub(super) fn len(&self, id: Id) -> usize {
        match self.get(id).map(|node| &node.held) {
            Some(Held::List(items)) => items.len(),
            Some(Held::Object(members)) => members.len(),
            _ => 0,
        }
    }
}
