//! What stands inside bodies and values, taken apart: forms, multipart bodies, tokens, cookies, streams of events.
//! Nothing here fails: what is not of a format gives nothing.

pub mod cookie;
pub mod form;
pub mod jwt;
pub mod msgpack;
pub mod multipart;
pub mod stream;

/// The parameter of a media type: the boundary in `multipart/form-data; boundary="x"`.
#[must_use]
pub fn parameter<'a>(mime: &'a str, name: &str) -> Option<&'a str> {
    mime.split(';').skip(1).find_map(|part| {
        let (own, value) = part.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// The media type without its parameters, in lower case.
#[must_use]
pub fn essence(mime: &str) -> String {
    mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        assert_eq!(parameter("multipart/form-data; Boundary=\"a b\"", "boundary"), Some("a b"));
        assert_eq!(parameter("text/html", "charset"), None);
        assert_eq!(essence("Text/HTML; charset=utf-8"), "text/html");
    }
}
