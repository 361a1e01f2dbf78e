//! Reduces a web page to its visible text.

/// Elements whose content is not displayed.
const HIDDEN: [&str; 6] = ["script", "style", "noscript", "template", "svg", "iframe"];
/// Elements that start a new line.
const BLOCKS: [&str; 28] = [
    "address",
    "article",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "p",
    "title",
    "tr",
    "ul",
];

/// The visible text of a page, one line per block, without scripts, styles, comments and tags.
#[must_use]
pub fn readable(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_entities(&mut text, &rest[..open]);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let name = tag_name(&rest[1..]);
        if name.is_empty() && !rest[1..].starts_with(['/', '!', '?']) {
            // A less-than sign that does not start a tag.
            text.push('<');
            rest = &rest[1..];
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        if BLOCKS.contains(&name.as_str()) {
            text.push('\n');
        } else if matches!(name.as_str(), "td" | "th") {
            text.push(' ');
        }
        let is_opened = !rest[1..].starts_with('/') && !rest[..end].ends_with('/');
        rest = &rest[end + 1..];
        if is_opened && HIDDEN.contains(&name.as_str()) {
            rest = after_closing(rest, &name);
        }
    }
    push_entities(&mut text, rest.split('<').next().unwrap_or_default());
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut kept: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    // The title is often repeated as the first heading.
    kept.dedup();
    kept.join("\n")
}

/// The title of a page, or else its first heading, as written.
#[must_use]
pub fn title(html: &str) -> Option<&str> {
    let lower = html.to_ascii_lowercase();
    let (name, close) = if lower.contains("<title") { ("<title", "</title") } else { ("<h1", "</h1") };
    let tag = lower.find(name)?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find(close)?;
    let title = html[start..end].trim();
    (!title.is_empty() && !title.contains('<')).then_some(title)
}

/// The name of the tag that starts here, in lower case.
fn tag_name(tag: &str) -> String {
    let name = tag.strip_prefix('/').unwrap_or(tag);
    name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Index of the end of the tag that starts here; a `>` inside quotes does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // An unpaired quote must not swallow the rest of the page.
    text.find('>')
}

fn after_closing<'t>(text: &'t str, name: &str) -> &'t str {
    let closing = format!("</{name}");
    let Some(at) = text.to_ascii_lowercase().find(&closing) else { return "" };
    text[at..].find('>').map_or("", |end| &text[at + end + 1..])
}

/// Appends text with its character references resolved; unknown ones are kept.
fn push_entities(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn reference(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match (number, name) {
        (Some(number), _) => {
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            char::from_u32(code)
        }
        (_, "amp") => Some('&'),
        (_, "lt") => Some('<'),
        (_, "gt") => Some('>'),
        (_, "quot") => Some('"'),
        (_, "apos") => Some('\''),
        (_, "nbsp") => Some(' '),
        (_, "copy") => Some('©'),
        (_, "mdash") => Some('—'),
        (_, "ndash") => Some('–'),
        (_, "hellip") => Some('…'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_its_reader_sees() {
        let page = "<!DOCTYPE html><html><head><title>Access Denied</title><style>p { color: red }</style>\
                    <script>if (a < b) alert('<p>x</p>')</script></head><body><!-- made by x -->\
                    <h1>Access Denied</h1><p>Your request to <b>a.example</b> was &quot;blocked&quot; &amp; logged.</p>\
                    <table><tr><td>User</td><td>kim</td></tr></table>Reference&nbsp;#18&#46;2&bogus;</body></html>";
        let expected = "Access Denied\nYour request to a.example was \"blocked\" & logged.\nUser kim\nReference #18.2&bogus;";
        assert_eq!(readable(page), expected);
    }

    #[test]
    fn odd_pages_lose_nothing_that_can_be_read() {
        assert_eq!(readable("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2");
        assert_eq!(readable("<p title=\"a > b\">text</p"), "text");
        assert_eq!(readable("<p title=\"open>text</p>more"), "text\nmore");
        assert_eq!(readable("<script>never closed"), "");
        assert_eq!(readable("가<br>나<BR/>다"), "가\n나\n다");
        assert_eq!(readable(""), "");
    }

    #[test]
    fn titles() {
        assert_eq!(title("<TITLE lang=en> 403 </TITLE>"), Some("403"));
        assert_eq!(title("<h1>Denied</h1>"), Some("Denied"));
        assert_eq!(title("<title></title>"), None);
        assert_eq!(title("text"), None);
    }
}
