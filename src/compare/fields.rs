//! Compares names with values: headers, parameters, form fields.

use std::collections::HashMap;

use super::{Sides, Values, excerpt, volatile};

/// A name with its value: as sent, for comparing, and redacted, for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) sent: String,
    pub(super) shown: String,
}

/// The result of comparing fields.
#[derive(Debug, Default)]
pub(super) struct FieldComparison {
    /// Names whose values differ, and whether the difference is volatile.
    pub(super) differing: Vec<(String, Values, bool)>,
    /// Names whose values are all equal.
    pub(super) same: Vec<String>,
}

/// Compares fields by name; fields with the same `key` have the same name. Values that both sides have for a name
/// are equal, whatever their order.
pub(super) fn compare(left: &[Field], right: &[Field], key: impl Fn(&str) -> String) -> FieldComparison {
    let mut names: Vec<String> = Vec::new();
    let mut by_name: HashMap<String, Sides<Vec<&Field>>> = HashMap::new();
    for (field, is_left) in
        left.iter().map(|field| (field, true)).chain(right.iter().map(|field| (field, false)))
    {
        let name = key(&field.name);
        let sides = by_name.entry(name.clone()).or_insert_with(|| {
            names.push(name);
            Sides::default()
        });
        if is_left { sides.left.push(field) } else { sides.right.push(field) }
    }
    let mut found = FieldComparison::default();
    for name in names {
        if let Some(sides) = by_name.remove(&name) {
            found.name(name, sides);
        }
    }
    found
}

impl FieldComparison {
    fn name(&mut self, name: String, Sides { left, right }: Sides<Vec<&Field>>) {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        right.iter().for_each(|field| *counts.entry(&field.sent).or_default() += 1);
        let rest = without(&left, &mut counts);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        left.iter().for_each(|field| *counts.entry(&field.sent).or_default() += 1);
        let right = without(&right, &mut counts);
        if rest.is_empty() && right.is_empty() {
            return self.same.push(name);
        }
        for at in 0..rest.len().max(right.len()) {
            let (one, other) = (rest.get(at).copied(), right.get(at).copied());
            let sent = |field: Option<&'_ Field>| field.map(|field| field.sent.clone());
            let is_volatile = volatile::field(&name, sent(one).as_deref(), sent(other).as_deref());
            let values = excerpt::values(
                one.map(|field| field.shown.as_str()),
                other.map(|field| field.shown.as_str()),
            );
            self.differing.extend(values.map(|values| (name.clone(), values, is_volatile)));
        }
    }
}

/// The fields minus the given number of each value.
fn without<'f>(fields: &[&'f Field], counts: &mut HashMap<&str, usize>) -> Vec<&'f Field> {
    let is_left = |field: &&&Field| match counts.get_mut(field.sent.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    fields.iter().filter(is_left).copied().collect()
}

/// The difference between two optional values; `None` if they are equal.
pub(super) fn values(left: Option<&Field>, right: Option<&Field>) -> Option<Values> {
    if left.map(|field| &field.sent) == right.map(|field| &field.sent) {
        return None;
    }
    excerpt::values(left.map(|field| field.shown.as_str()), right.map(|field| field.shown.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(given: &[(&str, &str)]) -> Vec<Field> {
        let field = |(name, value): &(&str, &str)| Field {
            name: (*name).to_owned(),
            sent: (*value).to_owned(),
            shown: (*value).to_owned(),
        };
        given.iter().map(field).collect()
    }

    #[test]
    fn names_are_the_same_in_any_case_and_values_in_any_order() {
        let left = fields(&[("Vary", "a"), ("vary", "b"), ("X-A", "1"), ("Date", "now"), ("Gone", "x")]);
        let right = fields(&[("vary", "b"), ("VARY", "a"), ("x-a", "2"), ("date", "later"), ("new", "y")]);
        let found = compare(&left, &right, |name| name.to_ascii_lowercase());
        assert_eq!(found.same, ["vary"]);
        let changed =
            |left: &str, right: &str| Values::Changed(Sides { left: left.into(), right: right.into() });
        assert_eq!(
            found.differing,
            [
                ("x-a".to_owned(), changed("1", "2"), false),
                ("date".to_owned(), changed("now", "later"), true),
                ("gone".to_owned(), Values::Left("x".to_owned()), false),
                ("new".to_owned(), Values::Right("y".to_owned()), false),
            ]
        );
    }
}
