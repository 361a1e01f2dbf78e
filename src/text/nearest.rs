//! Names that are nearly the one that was typed.

/// How alike two names must be, from 0 to 1: a letter too few, too many or exchanged in a short word.
const ALIKE: f64 = 0.8;

/// The number of names offered.
const OFFERED: usize = 3;

/// The names most like `name`, the most alike first; upper and lower case are the same.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let alike = names.map(|own| (strsim::jaro_winkler(&wanted, &own.to_lowercase()), own));
    let mut alike: Vec<(f64, &str)> = alike.filter(|(likeness, _)| *likeness >= ALIKE).collect();
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut names: Vec<String> = Vec::new();
    for (_, own) in alike {
        if names.len() < OFFERED && !names.iter().any(|name| name.eq_ignore_ascii_case(own)) {
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
