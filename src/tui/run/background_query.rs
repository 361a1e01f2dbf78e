//! The reply to a query of the terminal's background colour (OSC 11).
//!
//! The reply arrives on the same channel as the keys, at any time, and crossterm parses it as keys: `ESC ]` as Alt-],
//! the rest as characters. [`ReplyParser`] holds back keys as long as they may be part of a reply and passes them on
//! unchanged if they are not. Nothing has to wait for the reply, which may be late or never come.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::tui::theme::background::Background;

/// The OSC 11 query.
pub const QUERY: &[u8] = b"\x1b]11;?\x1b\\";

/// A decoded piece of input.
#[derive(Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A key or any other event that is not part of a reply.
    Input(Event),
    Reply(Background),
}

/// How long to hold back a possible start of a reply; the rest normally arrives in the same read.
const START_TIMEOUT: Duration = Duration::from_millis(50);

/// How long to wait for the rest once it certainly is a reply.
const REST_TIMEOUT: Duration = Duration::from_secs(2);

/// How long after the query even the first byte of a reply may arrive on its own (over a slow line).
const SLOW_REPLY: Duration = Duration::from_secs(3);

/// Maximum length of a reply.
const MAX_LEN: usize = 40;

/// Separates replies from keys.
#[derive(Debug, Default)]
pub struct ReplyParser {
    /// When the terminal was queried; `None` once it has replied.
    queried_at: Option<Instant>,
    /// Events that may be part of a reply.
    held: Vec<Event>,
    /// The reply's text so far; `None` before its start.
    text: Option<String>,
    /// A lone Esc was read, which may start or end a reply.
    after_esc: bool,
}

/// The role of a key in a reply.
enum Piece {
    Esc,
    Begin,
    End,
    Text(char),
    Other,
}

impl ReplyParser {
    /// A parser that expects a reply if `is_queried`.
    pub fn new(is_queried: bool) -> Self {
        Self { queried_at: is_queried.then(Instant::now), ..Self::default() }
    }

    /// How long to wait for the next event; `None` for no limit.
    pub fn timeout(&self) -> Option<Duration> {
        match &self.text {
            Some(text) if text.len() > 2 => Some(REST_TIMEOUT),
            _ => (!self.held.is_empty()).then_some(START_TIMEOUT),
        }
    }

    /// Takes an event; returns what is certain by now.
    pub fn push(&mut self, event: Event) -> Vec<Decoded> {
        let Event::Key(key) = event else {
            return vec![Decoded::Input(event)];
        };
        let piece = self.piece(key);
        self.held.push(event);
        let text = self.text.clone();
        match (piece, text) {
            (Piece::Begin, None) => self.extend(String::new()),
            (Piece::Esc, None) if self.may_reply_slowly() && self.held.len() == 1 => self.after_esc = true,
            (Piece::Esc, Some(_)) if !self.after_esc => self.after_esc = true,
            (Piece::Text(c), Some(text)) if continues_reply(&text, c) => self.extend(text + &c.to_string()),
            (Piece::End, Some(text)) => {
                if let Some(background) = Background::of_reply(&text) {
                    *self = Self::default();
                    return vec![Decoded::Reply(background)];
                }
                return self.release();
            }
            _ => return self.release(),
        }
        Vec::new()
    }

    /// Called after [`timeout`](Self::timeout) has passed: the held events were keys, or a reply was cut off.
    pub fn flush(&mut self) -> Vec<Decoded> {
        if self.text.as_ref().is_some_and(|text| text.len() > 2) {
            self.held.clear();
        }
        self.release()
    }

    fn extend(&mut self, text: String) {
        self.text = Some(text);
        self.after_esc = false;
    }

    fn release(&mut self) -> Vec<Decoded> {
        (self.text, self.after_esc) = (None, false);
        self.held.drain(..).map(Decoded::Input).collect()
    }

    fn may_reply_slowly(&self) -> bool {
        self.queried_at.is_some_and(|asked| asked.elapsed() < SLOW_REPLY)
    }

    fn piece(&self, key: KeyEvent) -> Piece {
        let is_alt = key.modifiers == KeyModifiers::ALT;
        let is_plain = (key.modifiers - KeyModifiers::SHIFT).is_empty();
        match key.code {
            _ if key.kind != KeyEventKind::Press => Piece::Other,
            KeyCode::Esc if is_plain => Piece::Esc,
            KeyCode::Char(']') if is_alt || self.after_esc => Piece::Begin,
            KeyCode::Char('\\') if is_alt || self.after_esc => Piece::End,
            KeyCode::Char('g') if key.modifiers == KeyModifiers::CONTROL => Piece::End,
            KeyCode::Char(c) if is_plain && !self.after_esc => Piece::Text(c),
            _ => Piece::Other,
        }
    }
}

/// Whether a character can continue a reply.
fn continues_reply(text: &str, next: char) -> bool {
    const BEGINNINGS: [&str; 2] = ["11;rgb:", "11;rgba:"];
    let longer = format!("{text}{next}");
    let is_colour = |rest: &str| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '/');
    let begins =
        |begin: &&str| begin.starts_with(&longer) || longer.strip_prefix(*begin).is_some_and(is_colour);
    longer.len() <= MAX_LEN && BEGINNINGS.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn text(text: &str) -> Vec<Event> {
        text.chars().map(|c| key(KeyCode::Char(c), KeyModifiers::NONE)).collect()
    }

    fn alt(c: char) -> Event {
        key(KeyCode::Char(c), KeyModifiers::ALT)
    }

    fn answer(text_of: &str) -> Vec<Event> {
        [vec![alt(']')], text(text_of), vec![alt('\\')]].concat()
    }

    fn decoded(parser: &mut ReplyParser, events: Vec<Event>) -> Vec<Decoded> {
        events.into_iter().flat_map(|event| parser.push(event)).collect()
    }

    #[test]
    fn a_reply_is_recognized_however_it_is_split_and_terminated() {
        let esc = || key(KeyCode::Esc, KeyModifiers::NONE);
        let bell = || key(KeyCode::Char('g'), KeyModifiers::CONTROL);
        let colour = "11;rgb:fdf6/e3e3/ffff";
        let whole = answer(colour);
        let by_bell = [vec![alt(']')], text(colour), vec![bell()]].concat();
        let cut = [vec![esc()], text("]"), text(colour), vec![esc()], text("\\")].concat();
        for events in [whole, by_bell, cut] {
            let mut parser = ReplyParser::new(true);
            assert_eq!(decoded(&mut parser, events), [Decoded::Reply(Background::Light)]);
            assert_eq!(parser.timeout(), None);
            let after = decoded(&mut parser, text("q"));
            assert_eq!(after, [Decoded::Input(text("q").remove(0))]);
        }
        let dark = decoded(&mut ReplyParser::default(), answer("11;rgba:1e/1e/1e/ff"));
        assert_eq!(dark, [Decoded::Reply(Background::Dark)]);
    }

    #[test]
    fn keys_are_passed_on_in_order() {
        let mut parser = ReplyParser::new(true);
        assert_eq!(decoded(&mut parser, vec![alt(']')]), []);
        assert_eq!(parser.timeout(), Some(START_TIMEOUT));
        assert_eq!(parser.flush(), [Decoded::Input(alt(']'))]);
        let typed = [vec![alt(']')], text("1q")].concat();
        let expected: Vec<_> = typed.iter().cloned().map(Decoded::Input).collect();
        assert_eq!(decoded(&mut parser, typed), expected);
        // The window is resized in the middle of a reply.
        decoded(&mut parser, [vec![alt(']')], text("11;rgb:0000/00")].concat());
        assert_eq!(parser.push(Event::Resize(9, 9)), [Decoded::Input(Event::Resize(9, 9))]);
        assert_eq!(parser.timeout(), Some(REST_TIMEOUT));
        assert_eq!(parser.flush(), []);
        // Long after the query, Esc is not held back.
        assert_eq!(
            decoded(&mut ReplyParser::default(), vec![key(KeyCode::Esc, KeyModifiers::NONE)]).len(),
            1
        );
    }

    #[test]
    fn backgrounds_of_the_variable() {
        let of = Background::of_variable;
        assert_eq!((of("15;0"), of("0;15")), (Some(Background::Dark), Some(Background::Light)));
        assert_eq!((of("0;default;7"), of("12;8")), (Some(Background::Light), Some(Background::Dark)));
        assert_eq!((of(""), of("0;default"), of("x")), (None, None, None));
    }

    proptest! {
        #[test]
        fn no_key_is_lost_or_reordered(pieces in proptest::collection::vec(0usize..9, 0..60)) {
            let alphabet = [
                alt(']'), alt('\\'), key(KeyCode::Esc, KeyModifiers::NONE),
                key(KeyCode::Char('g'), KeyModifiers::CONTROL),
                text("1").remove(0), text(";").remove(0), text("]").remove(0), text("r").remove(0), text("x").remove(0),
            ];
            let events: Vec<Event> = pieces.iter().map(|piece| alphabet[*piece].clone()).collect();
            let mut parser = ReplyParser::new(true);
            let mut came = decoded(&mut parser, events.clone());
            let is_answer = parser.timeout() == Some(REST_TIMEOUT);
            came.extend(parser.flush());
            let keys: Vec<Event> = came.into_iter().map(|decoded| match decoded {
                Decoded::Input(event) => event,
                Decoded::Reply(_) => panic!("no colour was given"),
            }).collect();
            prop_assert!(keys == events || is_answer && events.starts_with(&keys));
        }
    }
}
