//! Base64 as exporters write it: with line breaks, without padding, URL-safe, truncated.

use ::base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::Step;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes `text`. `None` if it is not base64 at all and should be taken as plain text.
pub(super) fn decode(text: &str, steps: &mut Vec<Step>) -> Option<Vec<u8>> {
    let mut symbols: Vec<u8> = symbols(text.as_bytes()).collect();
    while symbols.last() == Some(&b'=') {
        symbols.pop();
    }
    // A single trailing symbol is six bits of a byte that was cut off.
    let cut = symbols.len() % 4 == 1;
    if cut {
        symbols.pop();
    }
    let decoded = LENIENT.decode(&symbols).ok();
    steps.push(if cut || decoded.is_none() { Step::InvalidBase64 } else { Step::Base64 });
    decoded
}

/// The bytes of symbols of standard base64, padded or not.
pub(super) fn decode_symbols(symbols: &[u8]) -> Option<Vec<u8>> {
    let padding = symbols.iter().rev().take_while(|symbol| **symbol == b'=').count();
    LENIENT.decode(&symbols[..symbols.len() - padding]).ok()
}

/// The symbols of standard base64 without white space between them.
pub(super) fn symbols(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    })
}
