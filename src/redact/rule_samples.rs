//! Whether the samples of the rules in force hold.

use super::names;
use super::paths;
use super::rules::{Samples, rules};
use super::shapes;

/// What the samples of the installed rules contradict, one line each.
#[must_use]
pub fn failed_samples() -> Vec<String> {
    let rules = rules();
    let mut failed = Vec::new();
    check(&mut failed, "name", "names", &rules.names, |name| names::claim(name, true).is_some());
    for shape in &rules.shapes {
        let samples =
            Samples { matches: shape.matches.clone(), does_not_match: shape.does_not_match.clone() };
        check(&mut failed, "shape", &shape.prefix, &samples, |text| {
            shapes::find(text).iter().any(|range| text[range.clone()].contains(&shape.prefix))
        });
    }
    for expression in &rules.expressions {
        check(&mut failed, "pattern", expression.regex.as_str(), &expression.samples, |text| {
            expression.regex.is_match(text)
        });
    }
    for path in &rules.paths {
        check(&mut failed, "path", &path.segments.join("."), &path.samples, |text| {
            paths::matches(&path.segments, text)
        });
    }
    failed
}

fn check(failed: &mut Vec<String>, what: &str, rule: &str, samples: &Samples, holds: impl Fn(&str) -> bool) {
    for sample in samples.matches.iter().filter(|sample| !holds(sample)) {
        failed.push(format!("{what} {rule:?} does not match its sample {sample:?}"));
    }
    for sample in samples.does_not_match.iter().filter(|sample| holds(sample)) {
        failed.push(format!("{what} {rule:?} matches {sample:?}, which it must not"));
    }
}
