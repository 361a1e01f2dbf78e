//! Compares two JSON texts value by value and reports each difference with its path. The order of members is
//! ignored, that of elements is not; elements with an identity are matched wherever they are.

use crate::worker::CancelToken;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::align::{Segment, align};
use crate::redact::tape::{Kind, Node, Tape};

/// Values nested deeper are compared as a whole.
const MAX_DEPTH: usize = 100;

/// Number of values between two checks of the cancel token.
const CHECK_INTERVAL: usize = 1 << 16;

/// Members that identify the elements of a list, provided each element has a different value.
const IDENTITIES: [&str; 9] = ["id", "uuid", "userId", "email", "userName", "key", "name", "number", "url"];

/// A valid JSON text with a hash of each value: values with the same hash are equal.
pub(super) struct HashedJson<'t> {
    tape: &'t Tape<'t>,
    hashes: Vec<u64>,
    leaves: Vec<u32>,
}

impl<'t> HashedJson<'t> {
    /// Hashes every value; `None` if cancelled.
    pub(super) fn new(tape: &'t Tape<'t>, cancel: &CancelToken) -> Option<Self> {
        let mut hashed = Self { tape, hashes: vec![0; tape.len()], leaves: vec![1; tape.len()] };
        // Backwards, so that the contents of a container are hashed before it.
        for at in (0..tape.len()).rev() {
            if at % CHECK_INTERVAL == 0 && cancel.is_cancelled() {
                return None;
            }
            let node = tape.node(at)?;
            hashed.hashes[at] = hashed.hash_node(node);
            let inside: u32 = node.children().map(|child| hashed.leaves[child.place()]).sum();
            hashed.leaves[at] = inside.max(1);
        }
        Some(hashed)
    }

    fn hash_node(&self, node: Node<'_>) -> u64 {
        let mut hasher = DefaultHasher::new();
        match node.kind() {
            Kind::Object => {
                let member = |child: Node<'_>| {
                    let mut hasher = DefaultHasher::new();
                    (key(child), self.hashes[child.place()]).hash(&mut hasher);
                    hasher.finish()
                };
                let sum = node.children().map(member).fold(0, u64::wrapping_add);
                ('{', node.children().count(), sum).hash(&mut hasher);
            }
            Kind::Array => {
                '['.hash(&mut hasher);
                node.children().for_each(|child| self.hashes[child.place()].hash(&mut hasher));
            }
            Kind::String | Kind::CutString => ('"', node.text()).hash(&mut hasher),
            Kind::Scalar => ('1', node.written()).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// The root value.
    pub(super) fn root(&self) -> Option<Node<'_>> {
        self.tape.node(0)
    }

    /// Number of scalar values inside.
    pub(super) fn leaves(&self, node: Node<'_>) -> usize {
        self.leaves[node.place()] as usize
    }

    fn hash(&self, node: Node<'_>) -> u64 {
        self.hashes[node.place()]
    }
}

fn key(node: Node<'_>) -> Cow<'_, str> {
    let written = node.key_written();
    node.key().unwrap_or(Cow::Borrowed(written))
}

/// One step of the path to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The member with this name.
    Key(Cow<'a, str>),
    /// The element with this index on the left and on the right.
    Element(usize, usize),
}

/// The result for one value.
pub(super) enum JsonDifference<'s, 'a> {
    /// Both sides are equal.
    #[cfg_attr(not(test), expect(dead_code, reason = "only a test asks for the place of what is the same"))]
    Same(&'s [Step<'a>], Node<'a>),
    /// The values differ, or one side has none.
    Differs(&'s [Step<'a>], Option<Node<'a>>, Option<Node<'a>>),
}

/// The path to a value in display form: `$.users[0].email`, `$[0→2].id` if the indices differ.
pub(super) fn path(steps: &[Step<'_>]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        // Writing to a string cannot fail.
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

/// A running comparison of two texts.
pub(super) struct Comparer<'a, 'f> {
    left: &'a HashedJson<'a>,
    right: &'a HashedJson<'a>,
    steps: Vec<Step<'a>>,
    /// Receives each result; returns whether every value inside a container that only one side has should be
    /// reported.
    report: &'f mut dyn FnMut(JsonDifference<'_, 'a>) -> bool,
    wants_all: bool,
    cancel: &'f CancelToken,
}

impl<'a, 'f> Comparer<'a, 'f> {
    /// Compares two texts; `None` if cancelled.
    pub(super) fn run(
        left: &'a HashedJson<'a>,
        right: &'a HashedJson<'a>,
        cancel: &'f CancelToken,
        report: &'f mut dyn FnMut(JsonDifference<'_, 'a>) -> bool,
    ) -> Option<()> {
        let mut comparer = Self { left, right, steps: Vec::new(), report, wants_all: true, cancel };
        match (left.root(), right.root()) {
            (Some(one), Some(other)) => comparer.both(one, other),
            _ => Some(()),
        }
    }

    fn report(&mut self, left: Option<Node<'a>>, right: Option<Node<'a>>) {
        self.wants_all = (self.report)(JsonDifference::Differs(&self.steps, left, right));
    }

    fn both(&mut self, left: Node<'a>, right: Node<'a>) -> Option<()> {
        if self.cancel.is_cancelled() {
            return None;
        }
        if self.left.hash(left) == self.right.hash(right) {
            (self.report)(JsonDifference::Same(&self.steps, left));
            return Some(());
        }
        match (left.kind(), right.kind()) {
            _ if is_leaf(left) && is_leaf(right) || self.steps.len() >= MAX_DEPTH => {
                self.report(Some(left), Some(right));
            }
            _ if is_leaf(left) || is_leaf(right) => self.unrelated(left, right),
            (Kind::Object, Kind::Object) => self.members(left, right)?,
            (Kind::Array, Kind::Array) => self.elements(left, right)?,
            _ => self.unrelated(left, right),
        }
        Some(())
    }

    /// Reports two unrelated values.
    fn unrelated(&mut self, left: Node<'a>, right: Node<'a>) {
        self.one_sided(left, true);
        self.one_sided(right, false);
    }

    /// Reports a value that only one side has.
    fn one_sided(&mut self, node: Node<'a>, is_left: bool) {
        if is_leaf(node) || !self.wants_all || self.steps.len() >= MAX_DEPTH {
            return if is_left { self.report(Some(node), None) } else { self.report(None, Some(node)) };
        }
        let is_list = node.kind() == Kind::Array;
        for (at, child) in node.children().enumerate() {
            self.steps.push(if is_list { Step::Element(at, at) } else { Step::Key(key(child)) });
            self.one_sided(child, is_left);
            self.steps.pop();
        }
    }

    fn members(&mut self, left: Node<'a>, right: Node<'a>) -> Option<()> {
        let mut others = named(right);
        for (name, child) in named_in_order(left) {
            self.steps.push(Step::Key(name.0.clone()));
            match others.remove(&name) {
                Some(other) => self.both(child, other)?,
                None => self.one_sided(child, true),
            }
            self.steps.pop();
        }
        for (name, child) in named_in_order(right).filter(|(name, _)| others.contains_key(name)) {
            self.steps.push(Step::Key(name.0));
            self.one_sided(child, false);
            self.steps.pop();
        }
        Some(())
    }

    fn elements(&mut self, left: Node<'a>, right: Node<'a>) -> Option<()> {
        let (lefts, rights): (Vec<_>, Vec<_>) = (left.children().collect(), right.children().collect());
        if let Some((of_left, of_right)) = self.identities(&lefts, &rights) {
            return self.by_identity(&lefts, &rights, &of_left, &of_right);
        }
        let of_left: Vec<u64> = lefts.iter().map(|node| self.left.hash(*node)).collect();
        let of_right: Vec<u64> = rights.iter().map(|node| self.right.hash(*node)).collect();
        for stretch in align(&of_left, &of_right, self.cancel)? {
            match stretch {
                Segment::Same(at, other) => self.pair((at, lefts[at]), (other, rights[other]))?,
                Segment::Gap(at, other) => {
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
        self.one_sided(node, is_left);
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

    /// The identities of the elements of both lists, if they have such a member and share at least one of its
    /// values.
    fn identities(&self, lefts: &[Node<'a>], rights: &[Node<'a>]) -> Option<(Vec<u64>, Vec<u64>)> {
        let of = |hashed: &HashedJson<'_>, nodes: &[Node<'a>], name: &str| {
            let mut seen = HashSet::new();
            let own = |node: &Node<'a>| {
                let own = node.get(name).filter(|own| is_leaf(*own)).map(|own| hashed.hash(own))?;
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

/// A member's name and its ordinal among the members with the same name.
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

/// Whether a value is scalar or an empty container.
pub(super) fn is_leaf(node: Node<'_>) -> bool {
    !matches!(node.kind(), Kind::Object | Kind::Array) || node.children().next().is_none()
}

/// A value for display: strings with resolved escapes in quotes, everything else as written.
pub(super) fn shown<'a>(node: Node<'a>) -> Cow<'a, str> {
    match node.text() {
        Some(text) => Cow::Owned(format!("\"{text}\"")),
        None => Cow::Borrowed(node.written()),
    }
}
