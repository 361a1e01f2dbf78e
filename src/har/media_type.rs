//! Media types, such as `text/html; charset=utf-8`.

/// A parameter of a media type: the boundary in `multipart/form-data; boundary="x"`, without its quotes.
#[must_use]
pub fn parameter<'a>(mime: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = mime.split_once(';')?.1;
    while !rest.trim().is_empty() {
        let (key, after) = rest.split_once('=')?;
        let value = after.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => {
                let end = value.find(';').unwrap_or(value.len());
                (value[..end].trim_end(), &value[end..])
            }
        };
        // A parameter without a value may precede the name.
        let key = key.rsplit(';').next().unwrap_or_default();
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = next.split_once(';').map_or("", |(_, rest)| rest);
    }
    None
}

/// The media type without its parameters, in lower case.
#[must_use]
pub fn essence(mime: &str) -> String {
    mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether bodies of this media type are text.
#[must_use]
pub fn is_text(mime: &str) -> bool {
    const KINDS: [&str; 5] = ["json", "xml", "javascript", "ecmascript", "urlencoded"];
    let essence = essence(mime);
    essence.starts_with("text/")
        || essence.starts_with("application/graphql")
        || KINDS.iter().any(|kind| essence.contains(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_may_be_quoted() {
        assert_eq!(parameter("multipart/form-data; Boundary=\"a;b\"; x=1", "boundary"), Some("a;b"));
        assert_eq!(parameter("multipart/form-data; Boundary=\"a;b\"; x=1", "x"), Some("1"));
        assert_eq!(parameter("text/html;charset='utf-8'", "charset"), Some("utf-8"));
        assert_eq!(parameter("text/html; flag; charset=utf-8 ", "charset"), Some("utf-8"));
        assert_eq!(parameter("text/html", "charset"), None);
        assert_eq!(essence("Text/HTML; charset=utf-8"), "text/html");
        assert!(is_text("application/scim+json") && !is_text("image/png") && !is_text(""));
    }
}
