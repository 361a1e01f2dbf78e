//! The wording of what deviates in a file.

use crate::{
    har::{
        anomaly::{AnomalyKind as Kind, JsonType, Stream},
        source::{Container, Encoding, Packing},
    },
    text::{
        Lang,
        words::{self, Anomaly as Words, fill},
    },
};

/// A kind of deviation in words; its value, where it has one, goes before them.
#[must_use]
pub fn anomaly(kind: &Kind, lang: Lang) -> String {
    let words = &words::words(lang).anomaly;
    let values = values(kind, words);
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(template(kind, words), &values)
}

fn template<'w>(kind: &Kind, words: &'w Words) -> &'w str {
    match kind {
        Kind::Missing => &words.missing,
        Kind::Empty => &words.empty,
        Kind::More => &words.more,
        Kind::MoreKinds => &words.more_kinds,
        Kind::Unread { .. } => &words.unread,
        Kind::NullAsEmpty => &words.null_as_empty,
        Kind::ArrayJoined => &words.array_joined,
        Kind::ReadAs { .. } => &words.read_as,
        Kind::WrongType { .. } => &words.wrong_type,
        Kind::NotANumber => &words.not_a_number,
        Kind::Negative => &words.negative,
        Kind::NotWholeRounded => &words.not_whole_rounded,
        Kind::NotWholeOmitted => &words.not_whole_omitted,
        Kind::ObjectAsPairs => &words.object_as_pairs,
        Kind::ObjectAsCookie => &words.object_as_cookie,
        Kind::ArrayAsPair => &words.array_as_pair,
        Kind::EntryNotAnObject { .. } => &words.entry_not_an_object,
        Kind::NotADate => &words.not_a_date,
        Kind::NoTimeZone => &words.no_time_zone,
        Kind::TimeZoneWithoutColon => &words.time_zone_without_colon,
        Kind::RelativeUrl => &words.relative_url,
        Kind::NotJson { .. } => &words.not_json,
        Kind::OutOfRange => &words.out_of_range,
        Kind::UnescapedQuote => &words.unescaped_quote,
        Kind::InvalidUtf8 => &words.invalid_utf8,
        Kind::ControlCharacters => &words.control_characters,
        Kind::UnknownEscape => &words.unknown_escape,
        Kind::LoneSurrogate => &words.lone_surrogate,
        Kind::TrailingBytes => &words.trailing_bytes,
        Kind::JsonCut => &words.json_cut,
        Kind::MissingValue => &words.missing_value,
        Kind::MissingComma => &words.missing_comma,
        Kind::ExtraComma => &words.extra_comma,
        Kind::MissingColon => &words.missing_colon,
        Kind::UnquotedKey => &words.unquoted_key,
        Kind::MissingBracket => &words.missing_bracket,
        Kind::NotJsonBytes => &words.not_json_bytes,
        Kind::TooDeep => &words.too_deep,
        Kind::EntryDamaged => &words.entry_damaged,
        Kind::StrayBytes => &words.stray_bytes,
        Kind::ExtraBracket => &words.extra_bracket,
        Kind::EntriesClosedEarly => &words.entries_closed_early,
        Kind::EntriesNotFound => &words.entries_not_found,
        Kind::BareArray => &words.bare_array,
        Kind::BareEntry => &words.bare_entry,
        Kind::NestedLog => &words.nested_log,
        Kind::EntriesOutsideLog => &words.entries_outside_log,
        Kind::DamagedOutsideEntries => &words.damaged_outside_entries,
        Kind::SeveralHars => &words.several_hars,
        Kind::Jsonp => &words.jsonp,
        Kind::FileCut => &words.file_cut,
        Kind::BytesAfterEnd => &words.bytes_after_end,
        Kind::Utf16 => &words.utf16,
        Kind::ByteOrderMark => &words.byte_order_mark,
        Kind::EndsEarly { .. } => &words.ends_early,
        Kind::Damaged { .. } => &words.damaged,
        Kind::OverLimit { .. } => &words.over_limit,
        Kind::OtherHarsInZip { .. } => &words.other_hars_in_zip,
        Kind::NotBase64 => &words.not_base64,
        Kind::DamagedCoding { .. } => &words.damaged_coding,
        Kind::BodyCut => &words.body_cut,
        Kind::NulPadding => &words.nul_padding,
        Kind::AttachmentMissing => &words.attachment_missing,
    }
}

fn values(kind: &Kind, words: &Words) -> Vec<(&'static str, String)> {
    let found = |found: &JsonType| ("found", json_type(*found, words).to_owned());
    let read_as = |read_as: &JsonType| ("read_as", json_type(*read_as, words).to_owned());
    let of = |stream: &Stream| ("stream", stream_name(*stream, words).to_owned());
    match kind {
        Kind::Unread { reason } => vec![("reason", reason.clone())],
        Kind::ReadAs { found: from, read_as: to } => vec![found(from), read_as(to)],
        Kind::WrongType { found: own, expected } => {
            vec![found(own), ("expected", json_type(*expected, words).to_owned())]
        }
        Kind::EntryNotAnObject { found: own } => vec![found(own)],
        Kind::NotJson { read_as: to } => vec![read_as(to)],
        Kind::EndsEarly { stream } | Kind::Damaged { stream } => vec![of(stream)],
        Kind::OverLimit { stream, limit } => vec![of(stream), ("limit", limit.to_string())],
        Kind::OtherHarsInZip { member } => vec![("member", member.clone())],
        Kind::DamagedCoding { coding } => vec![("coding", (*coding).to_owned())],
        _ => Vec::new(),
    }
}

fn json_type(of: JsonType, words: &Words) -> &str {
    match of {
        JsonType::Null => &words.type_null,
        JsonType::Boolean => &words.type_boolean,
        JsonType::Number => &words.type_number,
        JsonType::Text => &words.type_text,
        JsonType::Array => &words.type_array,
        JsonType::Object => &words.type_object,
    }
}

fn stream_name(stream: Stream, words: &Words) -> &str {
    match stream {
        Stream::Input => &words.stream_input,
        Stream::Gzip => &words.stream_gzip,
        Stream::Zlib => &words.stream_zlib,
        Stream::Utf16 => &words.stream_utf16,
        Stream::ZipMember => &words.stream_zip_member,
        Stream::NetLog => &words.stream_netlog,
        Stream::Saz => &words.stream_saz,
    }
}

/// What a HAR was wrapped in: `gzip, UTF-16LE with a byte order mark`. `plain` is the word for a file that is not
/// packed. The name of a zip member is not cleaned.
#[must_use]
pub fn container(container: &Container, in_call: bool, plain: &str, lang: Lang) -> String {
    let words = &words::words(lang).anomaly;
    let mut parts = vec![match &container.packing {
        Packing::Plain => plain.to_owned(),
        Packing::Gzip => "gzip".to_owned(),
        Packing::Zlib => "zlib".to_owned(),
        Packing::Saz => "Fiddler SAZ".to_owned(),
        Packing::Zip(member) => fill(&words.container_zip, &[("member", member)]),
    }];
    parts.extend(container.netlog.map(|mode| format!("Chrome NetLog ({})", mode.name())));
    let encoding = match container.encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16LE",
        Encoding::Utf16Be => "UTF-16BE",
    };
    if container.byte_order_mark {
        parts.push(fill(&words.container_byte_order_mark, &[("encoding", encoding)]));
    } else if container.encoding != Encoding::Utf8 {
        parts.push(encoding.to_owned());
    }
    parts.extend(container.stdin.then(|| words.container_stdin.clone()));
    parts.extend(in_call.then(|| "JSONP".to_owned()));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_worded_in_both_languages() {
        const TYPES: [JsonType; 6] = [
            JsonType::Null,
            JsonType::Boolean,
            JsonType::Number,
            JsonType::Text,
            JsonType::Array,
            JsonType::Object,
        ];
        const STREAMS: [Stream; 5] =
            [Stream::Input, Stream::Gzip, Stream::Zlib, Stream::Utf16, Stream::ZipMember];
        let mut kinds = vec![
            Kind::Missing,
            Kind::Empty,
            Kind::More,
            Kind::MoreKinds,
            Kind::NullAsEmpty,
            Kind::ArrayJoined,
            Kind::NotANumber,
            Kind::Negative,
            Kind::NotWholeRounded,
            Kind::NotWholeOmitted,
            Kind::ObjectAsPairs,
            Kind::ObjectAsCookie,
            Kind::ArrayAsPair,
            Kind::NotADate,
            Kind::NoTimeZone,
            Kind::TimeZoneWithoutColon,
            Kind::RelativeUrl,
            Kind::OutOfRange,
            Kind::UnescapedQuote,
            Kind::InvalidUtf8,
            Kind::ControlCharacters,
            Kind::UnknownEscape,
            Kind::LoneSurrogate,
            Kind::TrailingBytes,
            Kind::JsonCut,
            Kind::MissingValue,
            Kind::MissingComma,
            Kind::ExtraComma,
            Kind::MissingColon,
            Kind::UnquotedKey,
            Kind::MissingBracket,
            Kind::NotJsonBytes,
            Kind::TooDeep,
            Kind::EntryDamaged,
            Kind::StrayBytes,
            Kind::ExtraBracket,
            Kind::EntriesClosedEarly,
            Kind::EntriesNotFound,
            Kind::BareArray,
            Kind::BareEntry,
            Kind::NestedLog,
            Kind::EntriesOutsideLog,
            Kind::DamagedOutsideEntries,
            Kind::SeveralHars,
            Kind::Jsonp,
            Kind::FileCut,
            Kind::BytesAfterEnd,
            Kind::Utf16,
            Kind::ByteOrderMark,
            Kind::NotBase64,
            Kind::BodyCut,
            Kind::NulPadding,
            Kind::AttachmentMissing,
        ];
        for found in TYPES {
            kinds.extend(TYPES.map(|read_as| Kind::ReadAs { found, read_as }));
            kinds.extend(TYPES.map(|expected| Kind::WrongType { found, expected }));
            kinds.extend([Kind::EntryNotAnObject { found }, Kind::NotJson { read_as: found }]);
        }
        for stream in STREAMS {
            let limit = 7;
            kinds.extend([
                Kind::EndsEarly { stream },
                Kind::Damaged { stream },
                Kind::OverLimit { stream, limit },
            ]);
        }
        kinds.extend([
            Kind::Unread { reason: "이유".into() },
            Kind::OtherHarsInZip { member: "a.har".into() },
            Kind::DamagedCoding { coding: "gzip" },
        ]);
        for kind in kinds {
            let [english, korean] = [Lang::En, Lang::Ko].map(|lang| anomaly(&kind, lang));
            let is_korean = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
            assert!(is_korean(&korean) && !korean.contains(['{', '}']), "{kind:?}: {korean}");
            assert!(matches!(kind, Kind::Unread { .. }) || !is_korean(&english), "{kind:?}: {english}");
        }
    }
}
