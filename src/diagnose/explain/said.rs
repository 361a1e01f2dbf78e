//! The server's own words for an error that no rule knows, short enough for a title.

use super::{ApiError, User, redact};

/// A longer message is cut to its first sentence, and that to so many characters.
const MAX_LEN: usize = 140;

/// What the server said, its secrets replaced; `None` where it said nothing that reads as a sentence. Where several
/// users share it, their e-mail is left out.
pub(super) fn title(fault: &ApiError, user: Option<&User>, is_shared: bool) -> Option<String> {
    let message = fault.inner_message.as_deref().or(fault.message.as_deref())?;
    let mut message = redact::text(message).split_whitespace().collect::<Vec<_>>().join(" ");
    if message.is_empty() || message.starts_with('{') {
        return None;
    }
    if let Some(email) = user.and_then(|user| user.email.as_deref()).filter(|_| is_shared) {
        message = message.replace(email, "…");
    }
    Some(shortened(&message))
}

fn shortened(text: &str) -> String {
    let is_long = |text: &str| text.chars().count() > MAX_LEN;
    if !is_long(text) {
        return text.to_owned();
    }
    let sentence = text.find(". ").map_or(text, |end| &text[..=end]);
    if !is_long(sentence) {
        return sentence.to_owned();
    }
    let start: String = sentence.chars().take(MAX_LEN).collect();
    let words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("{words} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Option<String> {
        title(&ApiError { message: Some(message.to_owned()), ..ApiError::default() }, None, false)
    }

    #[test]
    fn a_title_is_short_and_safe() {
        assert_eq!(said("No  such\nuser.").unwrap(), "No such user.");
        assert_eq!(said("{\"a\":1}"), None);
        assert_eq!(said(" "), None);
        assert_eq!(said("not for Bearer abcdefghijkl").unwrap(), "not for Bearer REDACTED");
        let long = format!("It failed. {}", "word ".repeat(60));
        assert_eq!(said(&long).unwrap(), "It failed.");
        let endless = said(&"word ".repeat(60)).unwrap();
        assert!(endless.ends_with("word …") && endless.chars().count() <= MAX_LEN + 2, "{endless}");
        let user = User { email: Some("a@b.example".into()), ..User::default() };
        let fault = ApiError { message: Some("a@b.example exists".into()), ..ApiError::default() };
        assert_eq!(title(&fault, Some(&user), true).unwrap(), "… exists");
    }
}
