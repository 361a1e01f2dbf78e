//! E-mail addresses, phone numbers and IP addresses in a text.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

/// The ways to write the sign of an e-mail address.
const AT: [&str; 2] = ["@", "%40"];

/// An e-mail address.
pub(super) struct Mail {
    pub(super) range: Range<usize>,
    /// How its `@` is written.
    pub(super) at: &'static str,
}

/// The e-mail addresses of a text, in order and apart.
pub(super) fn mails(text: &str) -> Vec<Mail> {
    let mut found: Vec<Mail> = Vec::new();
    for (place, _) in text.match_indices(['@', '%']) {
        let Some(at) = AT.into_iter().find(|at| text[place..].starts_with(at)) else { continue };
        let from = found.last().map_or(0, |last| last.range.end);
        let (Some(start), Some(len)) =
            (text.get(from..place).and_then(local_len), host_len(&text[place + at.len()..]))
        else {
            continue;
        };
        found.push(Mail { range: place - start..place + at.len() + len, at });
    }
    found
}

/// The length of the name before an `@`; `None` where there is none. A percent-encoded sign before it, such as `%3D`, is
/// no part of it.
fn local_len(before: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || "._%+'-".contains(c);
    let start = before.rfind(|c| !is_part(c)).map_or(0, |at| at + char_len(before, at));
    let mut local = &before[start..];
    while let Some(sign) = local.rfind('%') {
        let is_hex = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        match local.get(sign + 1..sign + 3).filter(|digits| is_hex(digits)) {
            Some(_) => local = &local[sign + 3..],
            None => break,
        }
    }
    let local = local.trim_start_matches(['\'', '.']);
    (!local.is_empty()).then_some(local.len())
}

/// The length of the host after an `@`: labels with dots between them, the last one of letters.
fn host_len(after: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    let mut end = None;
    let mut at = 0;
    for (number, label) in after.split('.').enumerate() {
        let len = label.find(|c| !is_part(c)).unwrap_or(label.len());
        let letters = label.find(|c: char| !c.is_alphabetic()).unwrap_or(label.len());
        if number > 0 && label[..letters].chars().nth(1).is_some() {
            end = Some(at + letters);
        }
        if len == 0 || len < label.len() {
            break;
        }
        at += label.len() + 1;
    }
    end
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The international phone numbers of a text: a plus sign and 8 to 15 digits.
pub(super) fn phones(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, _) in text.match_indices(['+', '%']) {
        let sign = ["+", "%2B", "%2b"].into_iter().find(|sign| text[place..].starts_with(sign));
        let is_apart = found.last().is_none_or(|last| last.end <= place);
        if let Some(len) = sign.filter(|_| is_apart).and_then(|sign| {
            let digits = phone_len(&text.as_bytes()[place + sign.len()..])?;
            Some(sign.len() + digits)
        }) {
            found.push(place..place + len);
        }
    }
    found
}

fn phone_len(digits: &[u8]) -> Option<usize> {
    const COUNT: std::ops::RangeInclusive<usize> = 8..=15;
    const MAX_GAP: usize = 2;
    digits.first().filter(|digit| (b'1'..=b'9').contains(digit))?;
    let (mut count, mut end, mut gap) = (0, 0, 0);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => (count, end, gap) = (count + 1, at + 1, 0),
            b' ' | b'.' | b'(' | b')' | b'-' if gap < MAX_GAP => gap += 1,
            _ => break,
        }
    }
    let is_word = digits.get(end).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'_');
    (COUNT.contains(&count) && !is_word).then_some(end)
}

/// Runs of digits that begin with 0, with blanks, dots, dashes or parentheses between them: national phone numbers.
pub(super) fn digit_runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'0', &bytes[at..]).map(|start| at + start) {
        let is_begun = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'-');
        let is_part = |byte: &&u8| byte.is_ascii_digit() || b" .()-".contains(byte);
        let run = bytes[start..].iter().take_while(is_part).count();
        let end = bytes[start..start + run]
            .iter()
            .rposition(u8::is_ascii_digit)
            .map_or(start + 1, |end| start + end + 1);
        if !is_begun && end - start > 7 {
            found.push(start..end);
        }
        at = end;
    }
    found
}

/// The IP addresses of a text that belong to a machine: not those of the machine itself, and not the versions of programs
/// that look the same (`Chrome/120.0.0.0`).
pub(super) fn addresses(text: &str) -> Vec<(Range<usize>, IpAddr)> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_part).map(|start| at + start) {
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |end| start + end);
        at = end;
        let run = text[start..end].trim_end_matches(['.', ':']);
        let joined = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if text[..start].ends_with(joined) || text[start + run.len()..].starts_with(joined) {
            continue;
        }
        if let Some((len, address)) = address(run).filter(|(_, address)| is_of_a_machine(*address))
            && !(address.is_ipv4() && is_version(&text[..start]))
        {
            found.push((start..start + len, address));
        }
    }
    found
}

/// The address that a text begins with, and its length without a port.
fn address(text: &str) -> Option<(usize, IpAddr)> {
    const MIN_GROUPS: usize = 3;
    let host = text.split(':').next().unwrap_or_default();
    if let Ok(address) = host.parse() {
        let port = &text[host.len()..];
        let is_port = port.is_empty() || port[1..].bytes().all(|byte| byte.is_ascii_digit());
        return is_port.then_some((host.len(), IpAddr::V4(address)));
    }
    let groups = text.split(':').filter(|group| !group.is_empty()).count();
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let address: Ipv6Addr = text.parse().ok()?;
    // IPv4 inside of IPv6 has dots.
    let is_long = groups >= MIN_GROUPS || text.contains('.');
    (is_long && has_digit).then_some((text.len(), IpAddr::V6(address)))
}

pub(super) fn is_of_a_machine(address: IpAddr) -> bool {
    let is_mask = matches!(address, IpAddr::V4(address) if matches!(address.octets()[0], 0 | 255));
    !address.is_loopback() && !address.is_unspecified() && !address.is_multicast() && !is_mask
}

/// Whether what precedes four numbers says that they are a version.
fn is_version(before: &str) -> bool {
    const WORDS: [&str; 6] = ["version", "ver", "v", "rv", "release", "build"];
    if let Some(name) = before.strip_suffix('/') {
        return name.ends_with(|c: char| c.is_alphanumeric());
    }
    let before = before.trim_end_matches([' ', '"', '\'', '\\', '=', ':']).to_ascii_lowercase();
    WORDS.iter().any(|word| {
        before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_found_in_each_writing() {
        for (text, expected) in [
            (
                "to Kim.Minjun@corp.example, o'brien+x@corp.example.",
                &["Kim.Minjun@corp.example", "o'brien+x@corp.example"][..],
            ),
            ("/users/kim%40corp.example/x?q=a%3Dlee@a.b.example", &["kim%40corp.example", "lee@a.b.example"]),
            ("'kim@corp.example' <홍@회사.한국>", &["kim@corp.example", "홍@회사.한국"]),
            ("npm i @scope/pkg a@1.2.3 x@localhost @media", &[]),
        ] {
            let found: Vec<_> = mails(text).into_iter().map(|mail| &text[mail.range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn phones_are_international_numbers() {
        for (text, expected) in [
            ("tel +82 2-1234-5678 +0900", &["+82 2-1234-5678"][..]),
            ("%2B12025550177&x", &["%2B12025550177"]),
            ("2026-11-21T10:00:00+0900 1+12345678x +1234", &[]),
        ] {
            let found: Vec<_> = phones(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_told_from_versions_and_times() {
        for (text, expected) in [
            (
                "from 203.0.113.7:443 to [2001:db8::17], 10.1.2.3.",
                &["203.0.113.7", "2001:db8::17", "10.1.2.3"][..],
            ),
            ("https://192.168.1.20/x", &["192.168.1.20"]),
            ("Chrome/142.0.7444.60 Safari/17.4.1.2 v=\"120.0.6099.71\" version: 1.2.3.4 rv:1.2.3.4", &[]),
            ("127.0.0.1 0.0.0.0 ::1 255.255.255.0 10:00:00 aa:bb:cc:dd:ee:ff 1.2.3 1.2.3.4.5 a::b", &[]),
        ] {
            let found: Vec<_> = addresses(text).into_iter().map(|(range, _)| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
