//! Markdown output.

use super::clean::clean;

/// Escapes a line of text so that nothing in it is Markdown or HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_file_becomes_markup() {
        assert_eq!(escaped("a_b <script> [x](y)"), r"a\_b \<script\> \[x\](y)");
    }
}
