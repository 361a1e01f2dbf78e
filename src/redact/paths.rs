//! The user's rules about places in JSON bodies.

use super::rules::{Action, rules, segments};

/// What the user's rules say about the value at a path, such as `response.content.text › users[0].badge`; `None` where
/// they say nothing. The first rule that matches counts.
pub(super) fn action(path: &str) -> Option<Action> {
    let paths = &rules().paths;
    if paths.is_empty() {
        return None;
    }
    let inner = path.rsplit(" › ").next().unwrap_or_default();
    paths.iter().find(|rule| matches(&rule.segments, inner)).map(|rule| rule.action)
}

/// Whether there are such rules, so that paths have to be known.
pub(super) fn are_there() -> bool {
    !rules().paths.is_empty()
}

/// Where the last keys of such rules are in a text: next to a value that one replaces.
pub(super) fn keys_in(text: &[u8]) -> impl Iterator<Item = usize> {
    let replacing = rules().paths.iter().filter(|rule| rule.action == Action::Replace);
    let keys = replacing.filter_map(|rule| rule.segments.iter().rfind(|segment| !segment.starts_with('*')));
    keys.flat_map(move |key| memchr::memmem::find_iter(text, key.as_bytes()))
}

/// Whether a rule leads to a path, or to something that contains it.
pub(super) fn matches(rule: &[String], path: &str) -> bool {
    begins(rule, &segments(path))
}

fn begins(rule: &[String], path: &[String]) -> bool {
    match (rule, path) {
        ([], _) => true,
        ([any, rest @ ..], _) if any == "**" => (0..=path.len()).any(|from| begins(rest, &path[from..])),
        ([first, rest @ ..], [key, inner @ ..]) => (first == "*" || first == key) && begins(rest, inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_compared_segment_by_segment() {
        let is = |rule: &str, path: &str| matches(&segments(rule), path);
        assert!(is("users[*].badge", "users[0].badge") && is("users.*.badge", "users[12].badge"));
        assert!(is("**.badge", "a.b[3].badge") && is("**.badge", "badge"));
        assert!(is("a", "a.b.c"), "all that is inside");
        assert!(!is("users[*].badge", "users[0].name") && !is("a.b", "a") && !is("users[1]", "users[0]"));
    }
}
