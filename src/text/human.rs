//! Human-readable sizes, durations and times.

/// A number of bytes in at most seven columns: `443 B`, `4.1 kB`, `38 kB`, `1.2 GB` (powers of 1000).
#[must_use]
pub fn bytes(count: u64) -> String {
    scaled(count as f64, 1000.0, &["B", "kB", "MB", "GB", "TB", "PB", "EB"])
}

/// Parses a size such as `8G`, `512 MiB` or `1000`, in powers of 1024; `None` if it is not one.
#[must_use]
pub fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim();
    let shift = match unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(unit) {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// A duration in milliseconds, in at most seven columns: `9 ms`, `812 ms`, `1.4 s`, `12 s`, `3.5 min`, `2.1 h`,
/// `298 d`.
#[must_use]
pub fn duration(ms: f64) -> String {
    match ms {
        ms if !ms.is_finite() || ms < 0.0 => "–".to_owned(),
        ms if ms < 999.5 => format!("{ms:.0} ms"),
        ms if ms < 59_950.0 => short(ms / 1e3, "s"),
        ms if ms < 3_597_000.0 => short(ms / 6e4, "min"),
        // Captures joined in one file may be months apart.
        ms if ms < 3.6e8 => short(ms / 3.6e6, "h"),
        ms => short(ms / 8.64e7, "d"),
    }
}

/// An integer with thousands separators: `8,316`.
#[must_use]
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The time of day of an ISO 8601 date-time, as written: `10:02:31`; `None` if there is none.
#[must_use]
pub fn clock(date_time: &str) -> Option<&str> {
    let (_, time) = date_time.split_once(['T', ' '])?;
    let time = time.get(..8)?;
    let well_formed = time.bytes().enumerate().all(|(i, byte)| match i {
        2 | 5 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    well_formed.then_some(time)
}

/// The time zone of an ISO 8601 date-time, as written: `UTC`, `+09:00`; empty if there is none.
#[must_use]
pub fn zone(date_time: &str) -> &str {
    let Some((_, time)) = date_time.split_once(['T', ' ']) else { return "" };
    match time.find(['Z', '+', '-']).and_then(|at| time.get(at..)) {
        Some("Z" | "+00:00" | "+0000") => "UTC",
        Some(offset) if offset.len() <= 6 && offset.is_ascii() && !offset.starts_with('Z') => offset,
        _ => "",
    }
}

/// A media type abbreviated to at most six letters: `json`, `html`, `js`, `png`; `–` if empty.
#[must_use]
pub fn media_type(mime: &str) -> String {
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let subtype = essence.split_once('/').map_or(essence.as_str(), |(_, subtype)| subtype);
    let short = match subtype {
        "" | "x-unknown" | "x-unknown-content-type" => "–",
        "javascript" | "x-javascript" | "ecmascript" => "js",
        "octet-stream" => "bytes",
        "x-www-form-urlencoded" => "form",
        "form-data" => "multi",
        "event-stream" => "sse",
        "plain" => "text",
        "svg+xml" => "svg",
        "x-icon" | "vnd.microsoft.icon" => "ico",
        "xhtml+xml" => "html",
        other => other.rsplit_once('+').map_or(other, |(_, suffix)| suffix).trim_start_matches("x-"),
    };
    super::fit::fit_end(&super::clean::clean(short), 6)
}

fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut unit = 0;
    // 999.5 would be rounded to "1000".
    while value >= step - 0.5 && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    if unit == 0 { format!("{value:.0} {}", units[0]) } else { short(value, units[unit]) }
}

/// One decimal below ten, none above.
fn short(value: f64, unit: &str) -> String {
    if value < 9.95 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let cases = [
            (0, "0 B"),
            (443, "443 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (4_100, "4.1 kB"),
            (38_200, "38 kB"),
            (999_499, "999 kB"),
            (999_999, "1.0 MB"),
            (u64::MAX, "18 EB"),
        ];
        for (count, shown) in cases {
            assert_eq!(bytes(count), shown);
        }
    }

    #[test]
    fn typed_sizes() {
        for (text, size) in
            [("8G", 8 << 30), ("512 MiB", 512 << 20), ("1000", 1000), ("3kb", 3072), (" 1T ", 1 << 40)]
        {
            assert_eq!(parse_size(text), Some(size), "{text}");
        }
        for text in ["", "G", "8X", "-1", "1.5G", "99999999T"] {
            assert_eq!(parse_size(text), None, "{text}");
        }
    }

    #[test]
    fn durations() {
        let cases = [
            (0.0, "0 ms"),
            (8.6, "9 ms"),
            (999.4, "999 ms"),
            (999.9, "1.0 s"),
            (12_345.0, "12 s"),
            (59_999.0, "1.0 min"),
            (7.2e6, "2.0 h"),
            (7160.0 * 3.6e6, "298 d"),
        ];
        for (ms, shown) in cases {
            assert_eq!(duration(ms), shown);
        }
        assert_eq!(duration(f64::NAN), "–");
        assert_eq!(duration(-1.0), "–");
    }

    #[test]
    fn media_types() {
        let cases = [
            ("application/json;charset=UTF-8", "json"),
            ("application/scim+json", "json"),
            ("text/javascript", "js"),
            ("IMAGE/SVG+XML", "svg"),
            ("font/woff2", "woff2"),
            ("x-unknown", "–"),
            ("", "–"),
            ("image", "image"),
            ("application/vnd.ms-excel", "vnd.m…"),
        ];
        for (mime, shown) in cases {
            assert_eq!(media_type(mime), shown);
        }
    }

    #[test]
    fn counts_and_clocks() {
        assert_eq!(count(0), "0");
        assert_eq!(count(8_316), "8,316");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(clock("2026-11-21T18:40:00.123Z"), Some("18:40:00"));
        assert_eq!(clock("2026-11-21 18:40:00"), Some("18:40:00"));
        assert_eq!(clock("Feb 16, 2018 4:41:28 PM"), None);
        assert_eq!(clock(""), None);
        assert_eq!(zone("2026-11-21T18:40:00.123Z"), "UTC");
        assert_eq!(zone("2026-11-21T18:40:00.123456+09:00"), "+09:00");
        assert_eq!(zone("2026-11-21T18:40:00"), "");
    }
}
