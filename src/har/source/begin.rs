//! What the first bytes of a file say: whether it can be a HAR, and what else it is.

/// What files begin with that are no JSON, and what they are. Compared in lower case.
const KNOWN: [(&[u8], &str); 14] = [
    (b"\x89png", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"gif8", "a GIF picture"),
    (b"%pdf", "a PDF document"),
    (b"<?xml", "an XML document"),
    (b"<", "an HTML page"),
    (b"rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"return-path:", "an e-mail"),
    (b"received:", "an e-mail"),
    (b"from:", "an e-mail"),
    (b"mime-version:", "an e-mail"),
    (b"delivered-to:", "an e-mail"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture (pcapng)"),
];

/// Longest name of a function that is called with a HAR.
const MAX_NAME: usize = 256;

/// What to do about a file that is no HAR.
pub(in crate::har) const AGAIN: &str =
    "export it again from the browser's network panel (\"Save all as HAR\")";

/// Why a file is no HAR that has these bytes at a place where `{` would be.
pub(in crate::har) fn not_json(at: u64, bytes: &[u8]) -> String {
    let begin = bytes.get(..bytes.len().min(32)).unwrap_or_default().to_ascii_lowercase();
    let known = KNOWN.iter().find(|(magic, _)| begin.starts_with(magic)).map(|(_, what)| *what);
    let what = known.unwrap_or(if begin.contains(&0) { "binary data" } else { "text that is no JSON" });
    format!("at byte {at} it has {what} where a HAR has {{; {AGAIN}")
}

/// Where the text of a HAR cannot continue as these bytes begin: JSON, or a call of a function with it (JSONP), after a
/// byte order mark and white space. `None` where it can, or too little is there to say.
pub(super) fn not_har(bytes: &[u8]) -> Option<usize> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$.".contains(byte);
    let name = text.iter().take_while(|byte| is_name(byte)).count();
    let rest = text.get(name..).unwrap_or_default().trim_ascii_start();
    let is_possible = match rest.first() {
        None => name < MAX_NAME,
        Some(b'{' | b'[') => name == 0,
        Some(b'(') => (1..MAX_NAME).contains(&name),
        Some(_) => false,
    };
    (!is_possible).then(|| bytes.len() - text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_har_is_known_by_its_first_bytes() {
        for begin in [&b""[..], b" \n", b"{", b"\xef\xbb\xbf [", b"cb", b"a.b ({", b"cb \n"] {
            assert_eq!(not_har(begin), None, "{begin:?}");
        }
        let long = "a".repeat(300);
        for begin in [&b"\0\0"[..], b"y\ny\n", b"(", b"<html", b"cb{", b"\xef\xbb", long.as_bytes()] {
            assert_eq!(not_har(begin), Some(0), "{begin:?}");
        }
        assert_eq!(not_har(b" \n 1,"), Some(3));
    }
}
