//! Recognizes joiners and variation selectors that emoji and scripts legitimately use.

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';

/// Whether an invisible character has a function between its neighbors; elsewhere it can only hide or deceive.
pub(super) fn belongs(before: char, c: char, next: Option<char>) -> bool {
    match c {
        JOINER => {
            let next = next.unwrap_or_default();
            (is_in_emoji(before) && is_emoji(next)) || (is_joining(before) && is_joining(next))
        }
        NON_JOINER => is_joining(before) && next.is_some_and(is_joining),
        // Text and emoji presentation selectors.
        '\u{fe0e}' | '\u{fe0f}' => {
            is_emoji(before) || (matches!(before, '0'..='9' | '#' | '*') && next == Some(KEYCAP))
        }
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => is_han(before),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        _ => false,
    }
}

/// Unicode's Extended_Pictographic, approximated by blocks.
fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
            | '\u{2194}'..='\u{21aa}'
            | '\u{231a}'..='\u{23ff}'
            | '\u{24c2}'
            | '\u{25aa}'..='\u{27bf}'
            | '\u{2934}'..='\u{2935}'
            | '\u{2b05}'..='\u{2b55}'
            | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
            | '\u{1f000}'..='\u{1faff}'
    )
}

/// Whether a character can precede the joiner in an emoji: an emoji, presentation selector or skin tone.
fn is_in_emoji(c: char) -> bool {
    is_emoji(c) || c == '\u{fe0f}'
}

/// Scripts in which joiners affect shaping: Arabic, Syriac, N'Ko, the Indic scripts, Myanmar, Khmer, Mongolian.
fn is_joining(c: char) -> bool {
    matches!(
        c,
        '\u{620}'..='\u{8ff}'
            | '\u{900}'..='\u{dff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17b3}'
            | '\u{17b6}'..='\u{17ff}'
            | '\u{1820}'..='\u{18aa}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}'
    )
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
