//! Two JSON texts compared value by value, each reported with its path. The order of members does not matter, that of
//! elements does; elements that have an identity of their own are found wherever they stand.

use crate::worker::CancelToken;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::align::{Stretch, align};
use crate::redact::tape::{Kind, Node, Tape};

/// Deeper values are compared as a whole.
const DEEPEST: usize = 100;

/// Values between two checks whether the comparison is cancelled.
const ASKED_EVERY: usize = 1 << 16;

/// Members that tell the elements of a list apart, where each element has another one.
const IDENTITIES: [&str; 9] = ["id", "uuid", "userId", "email", "userName", "key", "name", "number", "url"];

/// A JSON text that is sound, each of its values with a mark: values of the same mark are the same.
pub(super) struct HashedJson<'t> {
    tape: &'t Tape<'t>,
    marks: Vec<u64>,
    leaves: Vec<u32>,
}

impl<'t> HashedJson<'t> {
    /// Marks every value; `None` once it is not `wanted` any more.
    pub(super) fn new(tape: &'t Tape<'t>, cancel: &CancelToken) -> Option<Self> {
        let mut weighed = Self { tape, marks: vec![0; tape.len()], leaves: vec![1; tape.len()] };
        // From the end: what is inside of a container comes before it.
        for at in (0..tape.len()).rev() {
            if at % ASKED_EVERY == 0 && cancel.is_cancelled() {
                return None;
            }
            let node = tape.node(at)?;
            weighed.marks[at] = weighed.weigh(node);
            let inside: u32 = node.children().map(|child| weighed.leaves[child.place()]).sum();
            weighed.leaves[at] = inside.max(1);
        }
        Some(weighed)
    }

    fn weigh(&self, node: Node<'_>) -> u64 {
        let mut hasher = DefaultHasher::new();
        match node.kind() {
            Kind::Object => {
                let member = |child: Node<'_>| {
                    let mut hasher = DefaultHasher::new();
                    (key(child), self.marks[child.place()]).hash(&mut hasher);
                    hasher.finish()
                };
                let sum = node.children().map(member).fold(0, u64::wrapping_add);
                ('{', node.children().count(), sum).hash(&mut hasher);
            }
            Kind::Array => {
                '['.hash(&mut hasher);
                node.children().for_each(|child| self.marks[child.place()].hash(&mut hasher));
            }
            Kind::String | Kind::CutString => ('"', node.text()).hash(&mut hasher),
            Kind::Scalar => ('1', node.written()).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// The outermost value.
    pub(super) fn root(&self) -> Option<Node<'_>> {
        self.tape.node(0)
    }

    /// How many values that hold no others are inside of it.
    pub(super) fn leaves(&self, node: Node<'_>) -> usize {
        self.leaves[node.place()] as usize
    }

    fn mark(&self, node: Node<'_>) -> u64 {
        self.marks[node.place()]
    }
}

fn key(node: Node<'_>) -> Cow<'_, str> {
    let written = node.key_written();
    node.key().unwrap_or(Cow::Borrowed(written))
}

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The member of this name.
    Key(Cow<'a, str>),
    /// The element at this place, on the left and on the right.
    Element(usize, usize),
}

/// What was found about a value.
pub(super) enum JsonDifference<'s, 'a> {
    /// All of it is the same.
    #[cfg_attr(not(test), expect(dead_code, reason = "only a test asks for the place of what is the same"))]
    Same(&'s [Step<'a>], Node<'a>),
    /// It differs, or is on one side only.
    Differs(&'s [Step<'a>], Option<Node<'a>>, Option<Node<'a>>),
}

/// The way to a value as a person writes it: `$.users[0].email`, `$[0→2].id` where the places differ.
pub(super) fn path(steps: &[Step<'_>]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        // writing to a string does not fail
        let _ = match step {
            Step::Key(name) if is_word(name) => write!(path, ".{name}"),
            Step::Key(name) => write!(path, "[{}]", serde_json::Value::from(&**name)),
            Step::Element(left, right) if left == right => write!(path, "[{left}]"),
            Step::Element(left, right) => write!(path, "[{left}→{right}]"),
        };
    }
    path
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// A comparison of two texts under way.
pub(super) struct Walk<'a, 'f> {
    left: &'a HashedJson<'a>,
    right: &'a HashedJson<'a>,
    steps: Vec<Step<'a>>,
    /// Gets what is found; returns whether every value of what is on one side only is to be reported.
    tell: &'f mut dyn FnMut(JsonDifference<'_, 'a>) -> bool,
    wants_all: bool,
    cancel: &'f CancelToken,
}

impl<'a, 'f> Walk<'a, 'f> {
    /// Compares two texts; `None` once it is not `wanted` any more.
    pub(super) fn through(
        left: &'a HashedJson<'a>,
        right: &'a HashedJson<'a>,
        cancel: &'f CancelToken,
        tell: &'f mut dyn FnMut(JsonDifference<'_, 'a>) -> bool,
    ) -> Option<()> {
        let mut walk = Self { left, right, steps: Vec::new(), tell, wants_all: true, cancel };
        match (left.root(), right.root()) {
            (Some(one), Some(other)) => walk.both(one, other),
            _ => Some(()),
        }
    }

    fn tell(&mut self, left: Option<Node<'a>>, right: Option<Node<'a>>) {
        self.wants_all = (self.tell)(JsonDifference::Differs(&self.steps, left, right));
    }

    fn both(&mut self, left: Node<'a>, right: Node<'a>) -> Option<()> {
        if self.cancel.is_cancelled() {
            return None;
        }
        if self.left.mark(left) == self.right.mark(right) {
            (self.tell)(JsonDifference::Same(&self.steps, left));
            return Some(());
        }
        match (left.kind(), right.kind()) {
            _ if is_leaf(left) && is_leaf(right) || self.steps.len() >= DEEPEST => {
                self.tell(Some(left), Some(right));
            }
            _ if is_leaf(left) || is_leaf(right) => self.apart(left, right),
            (Kind::Object, Kind::Object) => self.members(left, right)?,
            (Kind::Array, Kind::Array) => self.elements(left, right)?,
            _ => self.apart(left, right),
        }
        Some(())
    }

    /// Two values that have nothing to do with each other.
    fn apart(&mut self, left: Node<'a>, right: Node<'a>) {
        self.one(left, true);
        self.one(right, false);
    }

    /// A value that is on one side only.
    fn one(&mut self, node: Node<'a>, is_left: bool) {
        if is_leaf(node) || !self.wants_all || self.steps.len() >= DEEPEST {
            return if is_left { self.tell(Some(node), None) } else { self.tell(None, Some(node)) };
        }
        let is_list = node.kind() == Kind::Array;
        for (at, child) in node.children().enumerate() {
            self.steps.push(if is_list { Step::Element(at, at) } else { Step::Key(key(child)) });
            self.one(child, is_left);
            self.steps.pop();
        }
    }

    fn members(&mut self, left: Node<'a>, right: Node<'a>) -> Option<()> {
        let mut others = named(right);
        for (name, child) in named_in_order(left) {
            self.steps.push(Step::Key(name.0.clone()));
            match others.remove(&name) {
                Some(other) => self.both(child, other)?,
                None => self.one(child, true),
            }
            self.steps.pop();
        }
        for (name, child) in named_in_order(right).filter(|(name, _)| others.contains_key(name)) {
            self.steps.push(Step::Key(name.0));
            self.one(child, false);
            self.steps.pop();
        }
        Some(())
    }

    fn elements(&mut self, left: Node<'a>, right: Node<'a>) -> Option<()> {
        let (lefts, rights): (Vec<_>, Vec<_>) = (left.children().collect(), right.children().collect());
        if let Some((of_left, of_right)) = self.identities(&lefts, &rights) {
            return self.by_identity(&lefts, &rights, &of_left, &of_right);
        }
        let of_left: Vec<u64> = lefts.iter().map(|node| self.left.mark(*node)).collect();
        let of_right: Vec<u64> = rights.iter().map(|node| self.right.mark(*node)).collect();
        for stretch in align(&of_left, &of_right, self.cancel)? {
            match stretch {
                Stretch::Same(at, other) => self.pair((at, lefts[at]), (other, rights[other]))?,
                Stretch::Gap(at, other) => {
                    let both = at.len().min(other.len());
                    for (at, other) in at.clone().zip(other.clone()) {
                        self.pair((at, lefts[at]), (other, rights[other]))?;
                    }
                    at.skip(both).for_each(|at| self.element((at, lefts[at]), true));
                    other.skip(both).for_each(|at| self.element((at, rights[at]), false));
                }
            }
        }
        Some(())
    }

    fn pair(&mut self, (at, left): (usize, Node<'a>), (other, right): (usize, Node<'a>)) -> Option<()> {
        self.steps.push(Step::Element(at, other));
        self.both(left, right)?;
        self.steps.pop();
        Some(())
    }

    fn element(&mut self, (at, node): (usize, Node<'a>), is_left: bool) {
        self.steps.push(Step::Element(at, at));
        self.one(node, is_left);
        self.steps.pop();
    }

    fn by_identity(
        &mut self,
        lefts: &[Node<'a>],
        rights: &[Node<'a>],
        of_left: &[u64],
        of_right: &[u64],
    ) -> Option<()> {
        let places: HashMap<u64, usize> = of_right.iter().enumerate().map(|(at, own)| (*own, at)).collect();
        for (at, (node, own)) in lefts.iter().zip(of_left).enumerate() {
            match places.get(own) {
                Some(other) => self.pair((at, *node), (*other, rights[*other]))?,
                None => self.element((at, *node), true),
            }
        }
        let known: HashSet<&u64> = of_left.iter().collect();
        let new = rights.iter().zip(of_right).enumerate().filter(|(_, (_, own))| !known.contains(own));
        new.for_each(|(at, (node, _))| self.element((at, *node), false));
        Some(())
    }

    /// What tells the elements of both lists apart, where they have such a member and share at least one of its values.
    fn identities(&self, lefts: &[Node<'a>], rights: &[Node<'a>]) -> Option<(Vec<u64>, Vec<u64>)> {
        let of = |weighed: &HashedJson<'_>, nodes: &[Node<'a>], name: &str| {
            let mut seen = HashSet::new();
            let own = |node: &Node<'a>| {
                let own = node.get(name).filter(|own| is_leaf(*own)).map(|own| weighed.mark(own))?;
                seen.insert(own).then_some(own)
            };
            nodes.iter().map(own).collect::<Option<Vec<u64>>>()
        };
        IDENTITIES.iter().find_map(|name| {
            let (left, right) = (of(self.left, lefts, name)?, of(self.right, rights, name)?);
            let known: HashSet<&u64> = left.iter().collect();
            right.iter().any(|own| known.contains(own)).then_some((left, right))
        })
    }
}

/// A member's name, and the how manieth of that name it is.
type Named<'a> = (Cow<'a, str>, usize);

fn named_in_order<'a>(node: Node<'a>) -> impl Iterator<Item = (Named<'a>, Node<'a>)> {
    let mut counts: HashMap<Cow<'a, str>, usize> = HashMap::new();
    node.children().map(move |child| {
        let name = key(child);
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        ((name, *count), child)
    })
}

fn named<'a>(node: Node<'a>) -> HashMap<Named<'a>, Node<'a>> {
    named_in_order(node).collect()
}

/// Whether a value holds no others.
pub(super) fn is_leaf(node: Node<'_>) -> bool {
    !matches!(node.kind(), Kind::Object | Kind::Array) || node.children().next().is_none()
}

/// A value as it is shown: a string in quotes, its escapes resolved; anything else as written.
pub(super) fn shown<'a>(node: Node<'a>) -> Cow<'a, str> {
    match node.text() {
        Some(text) => Cow::Owned(format!("\"{text}\"")),
        None => Cow::Borrowed(node.written()),
    }
}
