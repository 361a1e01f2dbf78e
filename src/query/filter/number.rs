//! Ranges of numbers: `404`, `4xx`, `>=400`, `400-499`, `500ms-2s`.

use super::table::Unit;

/// The set of numbers that a value stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Numbers {
    from: f64,
    to: f64,
    /// Whether the bounds are excluded.
    open: bool,
}

impl Numbers {
    /// Parses a value; `None` if it is not a number.
    pub(super) fn read(text: &str, unit: Unit) -> Option<Self> {
        const ALL: f64 = f64::INFINITY;
        let range = |from, to, open| Some(Self { from, to, open });
        for (sign, above, open) in
            [(">=", true, false), ("<=", false, false), (">", true, true), ("<", false, true)]
        {
            if let Some(rest) = text.strip_prefix(sign) {
                let bound = one(rest, unit)?;
                return if above { range(bound, ALL, open) } else { range(-ALL, bound, open) };
            }
        }
        if unit == Unit::Status
            && let Some((from, to)) = group(text)
        {
            return range(from, to, false);
        }
        match text.split_once('-').filter(|(from, _)| !from.is_empty()) {
            Some((from, "")) => range(one(from, unit)?, ALL, false),
            Some((from, to)) => range(one(from, unit)?, one(to, unit)?, false),
            None => one(text, unit).and_then(|number| {
                // What the list displays as 500 ms was rounded by up to half a millisecond.
                let tolerance = if unit == Unit::Time { 0.5 } else { 0.0 };
                range(number - tolerance, number + tolerance, false)
            }),
        }
    }

    /// All numbers greater than or equal to this one.
    pub(super) fn from(text: &str, unit: Unit) -> Option<Self> {
        Some(Self { from: one(text, unit)?, to: f64::INFINITY, open: false })
    }

    pub(super) fn holds(&self, number: f64) -> bool {
        if self.open {
            self.from < number && number < self.to
        } else {
            self.from <= number && number <= self.to
        }
    }
}

/// The statuses of `4xx`, `40x`, `4*`, and of incompletely typed ones.
fn group(text: &str) -> Option<(f64, f64)> {
    let digits = text.trim_end_matches(['x', 'X', '*']);
    let is_group = (1..=2).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
        && text.len() <= 3;
    let missing = 3_u32.checked_sub(u32::try_from(digits.len()).ok()?).filter(|_| is_group)?;
    let step = f64::from(10_u32.pow(missing));
    let first = digits.parse::<f64>().ok()? * step;
    Some((first, first + step - 1.0))
}

fn one(text: &str, unit: Unit) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit_typed) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    Some(number * scale(unit_typed, unit)?)
}

fn scale(typed: &str, unit: Unit) -> Option<f64> {
    let typed = typed.to_ascii_lowercase();
    Some(match (unit, typed.as_str()) {
        (Unit::Status | Unit::Entry, "") | (Unit::Time, "" | "ms") | (Unit::Bytes, "" | "b") => 1.0,
        (Unit::Time, "s") => 1e3,
        (Unit::Time, "m" | "min") => 6e4,
        (Unit::Time, "h") => 3.6e6,
        (Unit::Bytes, "k" | "kb") => 1e3,
        (Unit::Bytes, "m" | "mb") => 1e6,
        (Unit::Bytes, "g" | "gb") => 1e9,
        (Unit::Bytes, "kib") => 1024.0,
        (Unit::Bytes, "mib") => 1_048_576.0,
        (Unit::Bytes, "gib") => 1_073_741_824.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let cases: &[(&str, Unit, &[f64], &[f64])] = &[
            ("404", Unit::Status, &[404.0], &[403.0, 405.0]),
            ("4xx", Unit::Status, &[400.0, 499.0], &[399.0, 500.0]),
            ("4", Unit::Status, &[400.0, 499.0], &[500.0]),
            ("40*", Unit::Status, &[400.0, 409.0], &[410.0]),
            ("0", Unit::Status, &[0.0], &[200.0]),
            (">=400", Unit::Status, &[400.0, 599.0], &[399.0]),
            (">400", Unit::Status, &[401.0], &[400.0]),
            ("<300", Unit::Status, &[0.0, 299.0], &[300.0]),
            ("400-404", Unit::Status, &[400.0, 404.0], &[405.0]),
            ("500ms-2s", Unit::Time, &[500.0, 2000.0], &[499.0, 2001.0]),
            (">1.5s", Unit::Time, &[1501.0], &[1500.0]),
            ("12", Unit::Time, &[12.4], &[13.0]),
            ("1k-", Unit::Bytes, &[1000.0, 1e9], &[999.0]),
            ("<=1MiB", Unit::Bytes, &[1_048_576.0], &[1_048_577.0]),
        ];
        for (text, unit, inside, outside) in cases {
            let numbers = Numbers::read(text, *unit).unwrap();
            assert!(inside.iter().all(|number| numbers.holds(*number)), "{text}");
            assert!(!outside.iter().any(|number| numbers.holds(*number)), "{text}");
        }
        for text in ["", "x", "4xx4", "four", "1..2", "->", ">", "5q", "-"] {
            for unit in [Unit::Status, Unit::Time, Unit::Bytes] {
                assert_eq!(Numbers::read(text, unit), None, "{text}");
            }
        }
    }
}
