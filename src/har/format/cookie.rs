//! Cookies as the headers hold them, for exporters that leave the lists of cookies empty.

/// A cookie with its attributes in the order in which they stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its attributes; no value for a mere word.
    pub attributes: Vec<(String, Option<String>)>,
}

/// The cookies of a `Cookie` header.
#[must_use]
pub fn sent(header: &str) -> Vec<Parsed> {
    header.split(';').filter(|part| !part.trim().is_empty()).map(|part| parsed(part, Vec::new())).collect()
}

/// The cookies of a `Set-Cookie` header; several exporters put one a line.
#[must_use]
pub fn set(header: &str) -> Vec<Parsed> {
    let cookie = |line: &str| {
        let mut parts = line.split(';');
        let first = parts.next()?.trim();
        let attributes =
            parts.map(str::trim).filter(|part| !part.is_empty()).map(|part| match part.split_once('=') {
                Some((name, value)) => (name.trim().to_owned(), Some(value.trim().to_owned())),
                None => (part.to_owned(), None),
            });
        (!first.is_empty()).then(|| parsed(first, attributes.collect()))
    };
    header.lines().filter_map(cookie).collect()
}

fn parsed(part: &str, attributes: Vec<(String, Option<String>)>) -> Parsed {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    Parsed { name: name.trim().to_owned(), value: value.trim().to_owned(), attributes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_of_headers() {
        let both = sent("a=1; b=2=3;");
        assert_eq!((both.len(), both[1].value.as_str()), (2, "2=3"));
        let set = set("s=x; Path=/; HttpOnly\nt=y");
        assert_eq!(
            set[0].attributes,
            [("Path".to_owned(), Some("/".to_owned())), ("HttpOnly".to_owned(), None)]
        );
        assert_eq!((set.len(), set[1].name.as_str()), (2, "t"));
    }
}
