//! Parses cookies from headers, for exporters that leave the cookie lists empty.

/// A cookie with its attributes, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedCookie {
    /// The cookie's name.
    pub name: String,
    /// The cookie's value.
    pub value: String,
    /// Attributes; flags such as `HttpOnly` have no value.
    pub attributes: Vec<(String, Option<String>)>,
}

/// The cookies of a `Cookie` header.
#[must_use]
pub fn parse_cookie(header: &str) -> Vec<ParsedCookie> {
    header.split(';').filter(|part| !part.trim().is_empty()).map(|part| parsed(part, Vec::new())).collect()
}

/// The cookies of a `Set-Cookie` header; several exporters join the headers with newlines.
#[must_use]
pub fn parse_set_cookie(header: &str) -> Vec<ParsedCookie> {
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

fn parsed(part: &str, attributes: Vec<(String, Option<String>)>) -> ParsedCookie {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    ParsedCookie { name: name.trim().to_owned(), value: value.trim().to_owned(), attributes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_of_headers() {
        let both = parse_cookie("a=1; b=2=3;");
        assert_eq!((both.len(), both[1].value.as_str()), (2, "2=3"));
        let set = parse_set_cookie("s=x; Path=/; HttpOnly\nt=y");
        assert_eq!(
            set[0].attributes,
            [("Path".to_owned(), Some("/".to_owned())), ("HttpOnly".to_owned(), None)]
        );
        assert_eq!((set.len(), set[1].name.as_str()), (2, "t"));
    }
}
