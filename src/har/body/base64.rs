//! base64 as exporters write it: with line breaks, without padding, URL-safe, cut off.

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

/// Decodes `text`. `None` where it is no base64 at all, and so best taken as the text it is.
pub(super) fn decode(text: &str, steps: &mut Vec<Step>) -> Option<Vec<u8>> {
    let plain = |byte: u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let mut symbols: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(plain).collect();
    while symbols.last() == Some(&b'=') {
        symbols.pop();
    }
    // A single symbol at the end is six bits of a byte whose rest was cut off.
    let cut = symbols.len() % 4 == 1;
    if cut {
        symbols.pop();
    }
    let decoded = LENIENT.decode(&symbols).ok();
    steps.push(if cut || decoded.is_none() { Step::BrokenBase64 } else { Step::Base64 });
    decoded
}
