//! Shortens long values around their difference.

use super::{Sides, Values};

/// Maximum number of characters of a value.
const MAX_LEN: usize = 400;

/// Number of equal characters kept before the difference.
const BEFORE: usize = 60;

/// The values of a difference; `None` if both are absent.
pub(super) fn values(left: Option<&str>, right: Option<&str>) -> Option<Values> {
    Some(match (left, right) {
        (Some(left), Some(right)) => Values::Changed(both(left, right)),
        (Some(left), None) => Values::Left(cut(left, 0)),
        (None, Some(right)) => Values::Right(cut(right, 0)),
        (None, None) => return None,
    })
}

fn both(left: &str, right: &str) -> Sides<String> {
    let is_long = |text: &str| text.len() > MAX_LEN && text.chars().nth(MAX_LEN).is_some();
    if !is_long(left) && !is_long(right) {
        return Sides { left: left.to_owned(), right: right.to_owned() };
    }
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    let from = same.saturating_sub(BEFORE);
    Sides { left: cut(left, from), right: cut(right, from) }
}

/// A section of a text from an index on; `…` marks omissions.
fn cut(text: &str, from: usize) -> String {
    let place = |at: usize| text.char_indices().nth(at).map(|(place, _)| place);
    let start = place(from).unwrap_or(text.len());
    let rest = &text[start..];
    let end = rest.char_indices().nth(MAX_LEN).map(|(place, _)| place);
    let before = if start > 0 { "…" } else { "" };
    let after = if end.is_some() { "…" } else { "" };
    format!("{before}{}{after}", &rest[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_show_where_they_differ() {
        let (left, right) = (format!("{}홍길동", "가".repeat(5000)), format!("{}김", "가".repeat(5000)));
        let Sides { left, right } = both(&left, &right);
        assert_eq!(left, format!("…{}홍길동", "가".repeat(60)));
        assert_eq!(right, format!("…{}김", "가".repeat(60)));
        assert_eq!(cut(&"x".repeat(500), 0), format!("{}…", "x".repeat(400)));
        assert_eq!(both("a", "b"), Sides { left: "a".into(), right: "b".into() });
    }
}
