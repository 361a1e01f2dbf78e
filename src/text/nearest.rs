//! Suggestions for mistyped names.

/// Minimum similarity, from 0 to 1: allows one missing, extra or transposed letter in a short word.
const MIN_SIMILARITY: f64 = 0.8;

/// Maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 3;

/// The names most similar to `name`, the most similar first, ignoring case.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let lower = name.to_lowercase();
    let alike = names.map(|own| (strsim::jaro_winkler(&lower, &own.to_lowercase()), own));
    let mut alike: Vec<(f64, &str)> = alike.filter(|(likeness, _)| *likeness >= MIN_SIMILARITY).collect();
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut names: Vec<String> = Vec::new();
    for (_, own) in alike {
        if names.len() < MAX_SUGGESTIONS && !names.iter().any(|name| name.eq_ignore_ascii_case(own)) {
            names.push(own.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_seen() {
        let names = ["Pending", "Transient", "Suspended", "보류 중", "비활성화됨"];
        assert_eq!(nearest("pendign", names.into_iter())[0], "Pending");
        assert_eq!(nearest("보류중", names.into_iter()), ["보류 중"]);
        assert!(nearest("xyz", names.into_iter()).is_empty());
    }
}
