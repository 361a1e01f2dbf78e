//! Numbers of cards, bank accounts and national IDs in a text, told from other numbers by their form and check digits.
//!
//! Numbers of a support case (orders, users, organizations) must stay. So a form that other numbers have as well counts
//! only where a word before it says what it is.

use std::ops::Range;

use super::Kind;

/// A kind of number.
struct Row {
    kind: Kind,
    /// `d` is a digit, `A` a capital letter, `x` either, `~` an optional blank, dot or dash. All else stands for itself.
    forms: &'static [&'static str],
    is_valid: fn(&[u8]) -> bool,
    /// Words of which one must precede the number; none where form and check digits are enough.
    after: &'static [&'static str],
}

const fn row(
    kind: Kind,
    forms: &'static [&'static str],
    is_valid: fn(&[u8]) -> bool,
    after: &'static [&'static str],
) -> Row {
    Row { kind, forms, is_valid, after }
}

/// The numbers that are recognised. The check digits are those of ISO/IEC 7812 (cards), ISO 13616 (IBAN) and of the
/// authority of each country.
const ROWS: &[Row] = &[
    row(Kind::Card, &["dddd~dddd~dddd~dddd", "dddd~dddddd~ddddd", "dddd~dddddd~dddd"], card, &[]),
    // Korea: resident registration number
    row(Kind::NationalId, &["dddddd-ddddddd"], korean, &[]),
    // China: resident identity card
    row(Kind::NationalId, &["dddddddddddddddddx"], chinese, &[]),
    // Brazil: CPF
    row(Kind::NationalId, &["ddd.ddd.ddd-dd"], brazilian, &[]),
    row(Kind::NationalId, &["ddddddddddd"], brazilian, &["cpf"]),
    // Spain: DNI and NIE
    row(Kind::NationalId, &["dddddddd~A", "A~ddddddd~A"], spanish, &[]),
    // Italy: codice fiscale
    row(Kind::NationalId, &["AAAAAAxxAxxAxxxA"], italian, &[]),
    // Finland: henkilötunnus
    row(Kind::NationalId, &["dddddd-dddx", "ddddddAdddx", "dddddd+dddx"], finnish, &[]),
    // Sweden: personnummer
    row(Kind::NationalId, &["dddddd-dddd", "dddddddd-dddd"], swedish, &[]),
    // Singapore: NRIC
    row(Kind::NationalId, &["AdddddddA"], singaporean, &[]),
    // India: Aadhaar
    row(Kind::NationalId, &["dddd dddd dddd"], verhoeff, &[]),
    row(Kind::NationalId, &["dddddddddddd"], verhoeff, &["aadhaar"]),
    // France: numéro de sécurité sociale
    row(Kind::NationalId, &["d dd dd dd ddd ddd dd"], french, &[]),
    row(
        Kind::NationalId,
        &["ddddddddddddddd"],
        french,
        &["nir", "insee", "sécurité sociale", "securite sociale"],
    ),
    // The Netherlands, Poland, Germany, Canada: digits only
    row(Kind::NationalId, &["ddddddddd"], dutch, &["bsn", "burgerservice"]),
    row(Kind::NationalId, &["ddddddddddd"], polish, &["pesel"]),
    row(Kind::NationalId, &["ddddddddddd", "dd ddd ddd ddd"], german, &["steuer", "tax id", "idnr"]),
    row(Kind::NationalId, &["ddd~ddd~ddd"], luhn, &["sin", "social insurance"]),
    // The United States and the United Kingdom: no check digits
    row(Kind::NationalId, &["ddd~dd~dddd"], american, &["ssn", "social security"]),
    row(Kind::NationalId, &["AA~dd~dd~dd~A"], |_| true, &["nino", "national insurance"]),
];

/// Bytes before a number in which a word may say what it is.
const BEFORE: usize = 40;

/// The numbers in a text, in order and apart.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Kind)> {
    const SHORTEST: usize = 8;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + SHORTEST <= bytes.len() {
        let is_start = bytes[at].is_ascii_alphanumeric() && !is_joined_before(bytes, at);
        match is_start.then(|| number(text, at)).flatten() {
            Some((len, kind)) => {
                found.push((at..at + len, kind));
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

fn is_joined_before(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    let Some(last) = before.last() else { return false };
    let is_listed = before.len() >= 2 && before[before.len() - 2].is_ascii_digit();
    last.is_ascii_alphanumeric() || matches!(last, b'_' | b'+') || (matches!(last, b'-' | b'.') && is_listed)
}

fn number(text: &str, at: usize) -> Option<(usize, Kind)> {
    let bytes = &text.as_bytes()[at..];
    if let Some(len) = iban(bytes) {
        return Some((len, Kind::Iban));
    }
    let before = || {
        let from = (at.saturating_sub(BEFORE)..=at).find(|from| text.is_char_boundary(*from));
        text[from.unwrap_or(at)..at].to_lowercase()
    };
    ROWS.iter().find_map(|row| {
        let (len, plain) = row.forms.iter().find_map(|form| matched(form, bytes))?;
        let is_named = || row.after.is_empty() || row.after.iter().any(|word| has_word(&before(), word));
        ((row.is_valid)(&plain) && is_named()).then_some((len, row.kind))
    })
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(|c: char| c.is_alphabetic())
            && (word.len() > 4 || !text[at + word.len()..].starts_with(|c: char| c.is_alphabetic()))
    })
}

/// The length of what has a form at the beginning of a text, and its letters and digits.
fn matched(form: &str, text: &[u8]) -> Option<(usize, Vec<u8>)> {
    let mut plain = Vec::with_capacity(form.len());
    let mut at = 0;
    for sign in form.bytes() {
        let byte = *text.get(at)?;
        let fits = match sign {
            b'd' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            b'x' => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            b'~' if !b" .-".contains(&byte) => continue,
            b'~' => true,
            sign => byte == sign,
        };
        if !fits {
            return None;
        }
        plain.extend(Some(byte).filter(|byte| byte.is_ascii_alphanumeric()));
        at += 1;
    }
    let goes_on = match text.get(at..).unwrap_or_default() {
        [next, ..] if next.is_ascii_alphanumeric() || *next == b'_' => true,
        [b'-' | b'.', next, ..] => next.is_ascii_digit(),
        _ => false,
    };
    (!goes_on).then_some((at, plain))
}

fn digits(text: &[u8]) -> impl DoubleEndedIterator<Item = u32> + '_ {
    text.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| u32::from(byte - b'0'))
}

fn weighted(text: &[u8], weights: impl IntoIterator<Item = u32>) -> u32 {
    digits(text).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn value(text: &[u8]) -> u64 {
    digits(text).fold(0, |number, digit| number * 10 + u64::from(digit))
}

fn last(text: &[u8]) -> u32 {
    digits(text).next_back().unwrap_or_default()
}

fn luhn(text: &[u8]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits(text)
        .rev()
        .enumerate()
        .map(|(n, digit)| if n % 2 == 1 { doubled(digit) } else { digit })
        .sum();
    sum.is_multiple_of(10)
}

/// A number of a known issuer with its length: others with the same check digit are anything.
fn card(text: &[u8]) -> bool {
    let begin = value(text.get(..4).unwrap_or_default());
    let len = match begin {
        4000..=4999 | 5100..=5599 | 2221..=2720 | 6011 | 6440..=6599 | 3528..=3589 | 6200..=6299 => 16,
        3400..=3499 | 3700..=3799 => 15,
        3000..=3059 | 3600..=3699 | 3800..=3999 => 14,
        _ => return false,
    };
    let is_one_digit = text.windows(2).all(|pair| pair[0] == pair[1]);
    text.len() == len && luhn(text) && !is_one_digit
}

/// Countries with the length of their IBAN.
const IBAN: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 \
    ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 \
    LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 \
    SI19 SK24 SM27 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

/// The length of the IBAN that a text begins with: ISO 7064, mod 97-10.
fn iban(text: &[u8]) -> Option<usize> {
    let country = std::str::from_utf8(text.get(..2)?).ok()?;
    let is_code = text[..2].iter().all(u8::is_ascii_uppercase) && text.get(2)?.is_ascii_digit();
    let len = IBAN.split_ascii_whitespace().find(|row| is_code && row.starts_with(country));
    let len: usize = len?.get(2..)?.parse().ok()?;
    let form: String = (0..len).map(|at| if at > 0 && at % 4 == 0 { "~x" } else { "x" }).collect();
    let (written, plain) = matched(&form, text)?;
    let number = |sum: u64, byte: &u8| match byte {
        b'0'..=b'9' => (sum * 10 + u64::from(byte - b'0')) % 97,
        _ => (sum * 100 + u64::from(byte - b'A') + 10) % 97,
    };
    (plain[4..].iter().chain(&plain[..4]).fold(0, number) == 1).then_some(written)
}

fn is_date(month_and_day: &[u8]) -> bool {
    let (month, day) = (value(&month_and_day[..2]), value(&month_and_day[2..4]));
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

fn korean(text: &[u8]) -> bool {
    let sum = weighted(text, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    is_date(&text[2..6]) && (b'1'..=b'8').contains(&text[6]) && (11 - sum % 11) % 10 == last(text)
}

fn chinese(text: &[u8]) -> bool {
    let sum = weighted(&text[..17], [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    matches!(&text[6..8], b"19" | b"20")
        && is_date(&text[10..14])
        && text[17] == b"10X98765432"[sum as usize % 11]
}

fn brazilian(text: &[u8]) -> bool {
    let check = |len: u32| {
        let sum = weighted(&text[..len as usize], (2..=len + 1).rev());
        sum * 10 % 11 % 10 == u32::from(text[len as usize] - b'0')
    };
    check(9) && check(10) && !text.windows(2).all(|pair| pair[0] == pair[1])
}

/// Eight digits and a letter may also be a date with a letter behind it.
fn spanish(text: &[u8]) -> bool {
    let begin = match text[0] {
        b'X' => 0,
        b'Y' => 10_000_000,
        b'Z' => 20_000_000,
        b'0'..=b'9' => 0,
        _ => return false,
    };
    let is_day = matches!(&text[..2], b"19" | b"20") && is_date(&text[4..8]);
    let letter = b"TRWAGMYFPDXBNJZSQVHLCKE"[((begin + value(text)) % 23) as usize];
    text.last() == Some(&letter) && !is_day
}

fn italian(text: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let number = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
    let sum: u32 = text[..15]
        .iter()
        .enumerate()
        .map(|(n, byte)| if n % 2 == 0 { ODD[number(*byte) as usize] } else { number(*byte) })
        .sum();
    u32::from(text[15] - b'A') == sum % 26
}

fn finnish(text: &[u8]) -> bool {
    const SIGNS: &[u8] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let number: Vec<u8> = text[..text.len() - 1].iter().copied().filter(u8::is_ascii_digit).collect();
    let (day, month) = (value(&text[..2]), value(&text[2..4]));
    (1..=31).contains(&day)
        && (1..=12).contains(&month)
        && text.last() == Some(&SIGNS[(value(&number) % 31) as usize])
}

fn swedish(text: &[u8]) -> bool {
    let short = &text[text.len() - 10..];
    is_date(&short[2..6]) && luhn(short)
}

fn singaporean(text: &[u8]) -> bool {
    let sum = weighted(&text[1..8], [2, 7, 6, 5, 4, 3, 2]) as usize;
    let letters: (usize, &[u8; 11]) = match text[0] {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        _ => return false,
    };
    text[8] == letters.1[(sum + letters.0) % 11]
}

/// Verhoeff's check: the symmetries of a pentagon.
fn verhoeff(text: &[u8]) -> bool {
    let product = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    const STEP: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |digit: u32, times: usize| (0..times % 8).fold(digit, |digit, _| STEP[digit as usize]);
    let sum = digits(text).rev().enumerate().fold(0, |sum, (at, digit)| product(sum, permuted(digit, at)));
    sum == 0 && text[0] > b'1'
}

fn french(text: &[u8]) -> bool {
    matches!(text[0], b'1' | b'2') && 97 - value(&text[..13]) % 97 == value(&text[13..])
}

fn dutch(text: &[u8]) -> bool {
    let sum = weighted(&text[..8], (2..=9).rev());
    sum % 11 == last(text) && value(text) > 0
}

fn polish(text: &[u8]) -> bool {
    (weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) + last(text)).is_multiple_of(10)
}

/// ISO 7064, mod 11,10.
fn german(text: &[u8]) -> bool {
    let product = digits(&text[..10]).fold(10, |product, digit| match (digit + product) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    (11 - product) % 10 == last(text)
}

fn american(text: &[u8]) -> bool {
    let (area, group, serial) = (value(&text[..3]), value(&text[3..5]), value(&text[5..]));
    area > 0 && area != 666 && area < 900 && group > 0 && serial > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Kind)> {
        find(text).into_iter().map(|(range, kind)| (&text[range], kind)).collect()
    }

    #[test]
    fn numbers_that_pass_their_check_are_found() {
        for (text, number, kind) in [
            ("paid with 4111 1111 1111 1111.", "4111 1111 1111 1111", Kind::Card),
            ("card=5555555555554444&x", "5555555555554444", Kind::Card),
            ("3782-822463-10005", "3782-822463-10005", Kind::Card),
            ("IBAN DE89 3704 0044 0532 0130 00 now", "DE89 3704 0044 0532 0130 00", Kind::Iban),
            ("GB29NWBK60161331926819", "GB29NWBK60161331926819", Kind::Iban),
            ("주민번호 900101-1234568 입니다", "900101-1234568", Kind::NationalId),
            ("11010519491231002X", "11010519491231002X", Kind::NationalId),
            ("CPF 529.982.247-25", "529.982.247-25", Kind::NationalId),
            ("cpf: 52998224725", "52998224725", Kind::NationalId),
            ("DNI 12345678Z", "12345678Z", Kind::NationalId),
            ("X1234567L", "X1234567L", Kind::NationalId),
            ("RSSMRA85T10A562S", "RSSMRA85T10A562S", Kind::NationalId),
            ("131052-308T", "131052-308T", Kind::NationalId),
            ("811228-9874", "811228-9874", Kind::NationalId),
            ("S1234567D", "S1234567D", Kind::NationalId),
            ("2341 2341 2346", "2341 2341 2346", Kind::NationalId),
            ("2 55 08 14 168 025 38", "2 55 08 14 168 025 38", Kind::NationalId),
            ("BSN 111222333", "111222333", Kind::NationalId),
            ("\"pesel\":\"44051401359\"", "44051401359", Kind::NationalId),
            ("Steuer-ID 86095742719", "86095742719", Kind::NationalId),
            ("SIN: 046 454 286", "046 454 286", Kind::NationalId),
            ("SSN 219-09-9999", "219-09-9999", Kind::NationalId),
            ("NINO QQ 12 34 56 C", "QQ 12 34 56 C", Kind::NationalId),
        ] {
            assert_eq!(found(text), [(number, kind)], "{text}");
        }
    }

    #[test]
    fn numbers_of_a_case_stay() {
        for text in [
            "4111 1111 1111 1112",
            "order 1234567890123456, 219-09-9999, 52998224725",
            "ORD-20261121-77 ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30",
            "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10 1795255200123 20261121T",
            "trace 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "DE89370400440532013001 build 811228-9875 900101-1234567",
            "4111111111111111x x4111111111111111 4111-1111-1111-1111-1",
            "A1B2C3D4E5F6G7H8 0000000000000000 111.111.111-11",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
