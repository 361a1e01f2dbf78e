//! The texts of the interface in each language, as data (`assets/words/*.toml`, which `assets/build.rs` converts
//! to JSON).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::human;
use super::lang::Lang;

/// All texts of the interface. They may contain placeholders like `{n}`, which [`fill`] replaces, and keys of
/// actions like `{key:reload}`, which are taken from the user's keymap.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The header line.
    pub header: Header,
    /// The list's column titles.
    pub columns: Columns,
    /// The pane titles.
    pub tabs: Tabs,
    /// Names of the views of a pane.
    pub shapes: Shapes,
    /// Labels in the panes.
    pub sheet: Sheet,
    /// The line above a body.
    pub body: Body,
    /// Why a body is missing.
    pub absence: Absence,
    /// The filter bar.
    pub search: Search,
    /// Errors in filters.
    pub filter: Filter,
    /// Descriptions of filter terms, by name.
    pub terms: BTreeMap<String, String>,
    /// Descriptions of the predefined filters, by name.
    pub chips: BTreeMap<String, String>,
    /// What else people call an action, by its name: the list of actions finds it by that.
    pub synonyms: BTreeMap<String, String>,
    /// The search inside a text.
    pub find: Find,
    /// The status line.
    pub status: Status,
    /// The format report.
    pub report: Report,
    /// Deviations of a file from HAR and JSON.
    pub anomaly: Anomaly,
    /// The support case.
    pub case: Case,
    /// Secrets left in a sanitized copy.
    pub verify: Verify,
    /// The comparison of two entries.
    pub compare: Compare,
    /// Several files.
    pub files: Files,
    /// Copying, opening and printing.
    pub take: Take,
    /// Boards: the causes of a file, one user's story.
    pub board: Board,
    /// The replacements of a copy, looked over before it is made.
    pub review: Review,
    /// What the cursor is on, explained.
    pub glossary: Glossary,
    /// Exporting to files.
    pub export: Export,
    /// Recording a browser.
    pub record: Record,
    /// The order of the list.
    pub sort: Sort,
    /// The groups of the list.
    pub group: Group,
    /// Totals of the listed entries.
    pub totals: Totals,
    /// The column chooser.
    pub chooser: Chooser,
    /// Descriptions of the columns, by name.
    pub about_columns: BTreeMap<String, String>,
    /// The help popup.
    pub help: Help,
    /// The settings file.
    pub config: Config,
    /// Headings of explanations, whose content comes from the knowledge files.
    pub explain: Explain,
    /// What a capture lacks, and how to record it again.
    pub recapture: Recapture,
    /// Instructions for recording in each exporter, by its name and the step.
    pub recording: BTreeMap<String, String>,
    /// Descriptions of the actions, by name.
    pub actions: BTreeMap<String, String>,
    /// Short labels of the actions in the hint line, by name.
    pub hints: BTreeMap<String, String>,
}

/// A struct of texts that is filled from a map: code derived by serde for a hundred fields takes the compiler
/// minutes.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($field:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(try_from = "BTreeMap<String, String>")]
        #[allow(missing_docs, reason = "each field is named as in the words files, which show its text")]
        pub struct $name { $(pub $field: String),* }

        impl TryFrom<BTreeMap<String, String>> for $name {
            type Error = String;

            fn try_from(mut texts: BTreeMap<String, String>) -> Result<Self, String> {
                let mut missing = Vec::new();
                let table = Self { $($field: take(&mut texts, stringify!($field), &mut missing)),* };
                all_used(&texts, &missing).map(|()| table)
            }
        }
    };
}

#[inline(never)]
fn take(texts: &mut BTreeMap<String, String>, name: &'static str, missing: &mut Vec<&'static str>) -> String {
    texts.remove(name).unwrap_or_else(|| {
        missing.push(name);
        String::new()
    })
}

fn all_used(left: &BTreeMap<String, String>, missing: &[&str]) -> Result<(), String> {
    match (left.keys().next(), missing.first()) {
        (Some(unknown), _) => Err(format!("no such text: {unknown}")),
        (None, Some(missing)) => Err(format!("missing: {missing}")),
        (None, None) => Ok(()),
    }
}

table! {
    /// The header line.
    Header { secrets_shown, entries_one, entries, loading, jobs_failed_one, jobs_failed, noted_one, noted, users_one, users, none_failed_one, none_failed, none_there, undecided, no_entries, recording, odd, cut_off, onboard_failed_one, onboard_failed, license_failed_one, license_failed, provisioning_failed, also_failed, failed_one, failed }
}
table! {
    /// Secrets left in a sanitized copy.
    Verify { line, certain, likely, possible, nothing, found, with_original, without_original, limits }
}
table! {
    /// The list's column titles.
    Columns { number, status, method, host, path, url, mime, resource, size, time, started, wait, download, page, waterfall, aborted }
}
table! {
    /// The groups of the list.
    Group { host_alone, choose_entry, none, page, host, no_page, no_host, requests, failed, n_failed, size, added_up, started, id, keys }
}
table! {
    /// Totals of the listed entries.
    Totals { one, all, some, span, added_up }
}
table! {
    /// The column chooser.
    Chooser { title, keys }
}
table! {
    /// The pane titles.
    Tabs { diagnosis, overview, request, response, body, timings, cookies, messages, raw }
}
table! {
    /// Names of the views of a pane.
    Shapes { summary, tree, text, form, parts, graphql, token, picture, bytes }
}
table! {
    /// Labels in the panes.
    Sheet {
        diagnostic, headers, query, body, tokens, place, encrypted, transferred, decoded, sent, not_recorded, redirect, initiator, line, address, connection_id, protocol, cache, cached, service_worker, page, kind, priority, started, took, comment, exporter_says, no_answer, no_cookies, cookies_sent, cookies_set, none, rest_of_body, media_type, how, format, dimensions, pixels, size, part, bytes, operation, variables, blocked, dns, connect, ssl, send, wait, receive, total, not_applicable, no_timings, total_differs, ssl_longer, sent_way, received_way, messages, more_messages, message_cut
    }
}
table! {
    /// The line above a body.
    Body { decoded, reading, reading_large, params, attached, broken_base64, broken_packing, no_headers, not_pretty, cut_json, padding, cut, raw_place, raw_cut, secrets_replaced }
}
table! {
    /// Why a body is missing.
    Absence {
        no_response, no_response_reason, not_sent, empty, no_content, redirect, not_modified, head, preflight, comment,
        from_cache, sanitized, file_missing, not_recorded, not_recorded_size
    }
}
table! {
    /// The filter bar.
    Search {
        prompt, matches, looking, none, none_of_chip, all_entries, best_first, file_order, toggle, keep, undo, running, complete, move_in_list,
        earlier, off, terms_hint, similar, only_similar
    }
}
table! {
    /// Errors in filters, and what to do.
    Filter { no_such_term, no_value, no_such_value, one_of, no_status, no_size, no_time, no_entry, no_regex }
}
table! {
    /// The search inside a text.
    Find { step, sign, prompt, none, next, forget, end, keep, running }
}
table! {
    /// The status line.
    Status {
        knowledge_faults,
        secrets_shown, secrets_hidden, too_long, changed, gone, reloaded, not_again, not_reloaded,
        copied, sent_to_terminal, saved, copy_failed, what_diagnosis, what_line, what_lines, go_to, no_line, no_entry, no_way_back, nothing_to_copy, no_failures, filter_gone, failure, only_failure, undecided, succeeded, too_small, position, entry,
        unreadable, zoomed, no_request, mouse_on, mouse_off, theme, noted, user_step
    }
}
table! {
    /// The format report.
    Report { title, reading, waiting, failed }
}
table! {
    /// The order of the list.
    Sort { files_own, descending, ascending }
}
table! {
    /// Deviations of a file from HAR and JSON.
    Anomaly {
        missing, empty, more, more_kinds, unread, null_as_empty, array_joined, read_as, wrong_type,
        not_a_number, negative, not_whole_rounded, not_whole_omitted, object_as_pairs, object_as_cookie,
        array_as_pair, entry_not_an_object, not_a_date, no_time_zone, time_zone_without_colon,
        relative_url, not_json, out_of_range, unescaped_quote, invalid_utf8, control_characters,
        unknown_escape, lone_surrogate, trailing_bytes, json_cut, missing_value, missing_comma,
        extra_comma, missing_colon, unquoted_key, missing_bracket, not_json_bytes, too_deep,
        entry_damaged, stray_bytes, extra_bracket, entries_closed_early, entries_not_found, bare_array,
        bare_entry, nested_log, entries_outside_log, damaged_outside_entries, several_hars, jsonp,
        file_cut, bytes_after_end, utf16, byte_order_mark, ends_early, damaged, over_limit,
        other_hars_in_zip, not_base64, damaged_coding, body_cut, nul_padding, attachment_missing,
        type_null, type_boolean, type_number, type_text, type_array, type_object, stream_input,
        stream_gzip, stream_zlib, stream_utf16, stream_zip_member, stream_netlog, stream_saz, container_zip,
        container_byte_order_mark, container_stdin
    }
}
table! {
    /// The support case.
    Case {
        title, organization, users, codes, tracking, not_in_file, happened, nothing_failed, contents, part_page, part_response, part_responses, part_capture,
        preview, looking, still_loading, makes, kept, look_over, made, failed,
        by_hand, add_description, add_organization, add_users, add_response, names_users
    }
}
table! {
    /// Comments in the default settings file, and errors in settings.
    Config { about, language, theme, mouse, columns, keys, line, no_setting, no_column, no_action, no_key, key_twice, leaves, wanted, did_you_mean, faults, sound, no_file }
}
table! {
    /// The comparison of two entries.
    Compare {
        title, left, right, call, response_body, request_body, response_headers, request_headers, volatile, same,
        status, error, redirect, method, host, path, protocol, body, started, took, address, no_answer, no_body, hidden,
        differ, more, same_values, same_lines, same_whole, nothing, only_volatile,
        one_difference, differences, reading, failed, next, other, copy, close, marked, unmarked, nothing_marked,
        why_marked, why_worked_later, why_worked_earlier, why_worked_elsewhere, why_failed, why_failed_elsewhere, why_status, why_counterpart, why_again, what
    }
}
table! {
    /// Recording a browser.
    Record { recording, progress, stopped, browser_closed, time_over, failure, written, next }
}
table! {
    /// Several files.
    Files { only_one, unopened }
}
table! {
    /// Copying, opening and printing.
    Take {
        no_picture, title, letters, diagnosis, case, url, curl, powershell, request_headers, response_headers, body, payload, value, path, lines, tracking, har, row, nothing, still_loading, preparing, failed, with_secrets, large, not_text, holds_secrets, saves, shown, hidden, no_selection, no_text_to_open, not_opened, no_program, program_failed, print_cut, come_back
    }
}
table! {
    /// What the cursor is on, explained.
    Glossary {
        title, nothing
    }
}
table! {
    /// The replacements of a copy, looked over before it is made.
    Review {
        title, looking, failed, nothing, keys, makes_case, makes_export, file, copy, kept, characters, hidden, frame, times, add, add_prompt, offer,
        kind_authorization, kind_cookie, kind_token, kind_password, kind_sign_in, kind_elsewhere, kind_unreadable, kind_email, kind_name, kind_phone, kind_address, kind_card, kind_iban, kind_national_id
    }
}
table! {
    /// Boards: the causes of a file, one user's story.
    Board {
        causes, causes_keys, no_causes, other, users_one, users, requests_one, requests, entry, retried, failed_again, not_retried, users_of_cause, no_users,
        story, story_keys, looking, no_user, story_failed, story_succeeded, story_undecided, story_next, story_preflight, story_status, story_value, story_lookup, story_sent,
        references, no_references
    }
}
table! {
    /// Exporting to files.
    Export {
        title, visible, har, csv, ndjson, markdown, body, bodies, none, letters, still_loading, nothing_listed, no_body, running, stop, made, made_entries, made_bodies, stopped, failed
    }
}
table! {
    /// The help popup.
    Help { title, statuses, close, palette_keys, type_to_search, no_action, to_line, to_entry, sort, sign, failed, odd, marked, undecided, other_failed }
}

table! {
    /// What a capture lacks, and how to record it again.
    Recapture { no_entries, no_end, no_beginning, no_request, no_body, no_bodies, again, repeat, or, by_record, by_netlog }
}

table! {
    /// Headings of explanations.
    Explain {
        refused_for_now, later_succeeded, later_failed, later_undecided, met_before, from_file, seen_later, afterwards, unchanged, changed_to,
        causes, cause_users, cause_user, cause_requests, cause_request, same_cause, same_cause_users,
        transitions, terms, from_new, from_existing, from_claimed, from_elsewhere, name_now,
        built_in, written_in, replaces, applies, severity, samples, samples_counted, own_faults, write_rule,
        file_sound, file_odd, file_unreadable, container, not_packed, exporter, entries, entries_counted, cut, at_byte, byte, in_entry, times, deviations, notes, is_unreadable, entry_not_an_object, entry_without_request, odd_in_entry,
        onboard_failed, license_failed, job_failed, webex_failed, other_failed, onboard_noted, license_noted, job_noted, webex_noted, other_noted, severity_warning, severity_info, may_apply,
        onboard_undecided, license_undecided, status_inside, status_of_user,
        http_status, no_answer, users, no_user, no_user_no_body, name_is_key, name_from_description, name_from_request, capture_bodies, how_browser, how_firefox, how_playwright, how_chrome_har, how_mitmproxy, how_proxy, how_harlens, explained_at, explained_above, status_not_shown, response_in_entry, tac_description, status_same, upstream_tracking, from_request, not_the_cause, wait, cause_of, asked_for, and_more, what_to_do, user_status, evidence, source,
        source_of_advice, cut_failed, documented, derived, raw_message, no_message, other_errors, http_says,
        code, upstream, tracking, organization, uuid, when, media_type, request, entry, entry_number,
        retry_after, seen_in, seen, name, name_before, status_unknown, only_active, status_concluded,
        status_missing, verified_never_seen, services, yes, no, ready, unstated, all_statuses, two_lists, ways,
        json_value, no_json_value, era_older, era_today, era_both, era_legacy, body_missing,
        body_missing_failed, empty_answer, cut_off, not_json, not_told, users_not_answered, no_status, request_missing, unreadable, missing_no_response,
        missing_empty, missing_http, missing_cached, missing_file, missing_size, missing_not_kept,
        is_preflight, is_redirect, is_websocket, is_onboard_ok, is_license_ok, is_job_ok, is_webex_ok, is_other_ok, is_users, is_json, is_script,
        is_style, is_image, is_font, is_page, is_media, is_other, status_not_known, more_causes, retry_succeeded, retry_failed, retry_undecided, name_of, name_is_own,
        file_cut, file_damaged,
        preflight_failed, preflight_stopped, succeeded_later, other_webex_one, other_webex, failed_one, failed, entry_of, entries_of, status_but_answer, no_response_recorded,
        reached_no, reached_yes, reached_possible, check_user, ask_webex, marks_of, error_name, no_response, redirected, redirected_to_sign_in, no_status_but_answer, withheld, foreign_undecided, onboard_unanswered,
        license_unanswered, job_unanswered, webex_unanswered, other_unanswered, name_from_remaining, redirect_followed, circle,
        preflight_origin, preflight_method, preflight_header
    }
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| parse(include_str!(concat!(env!("OUT_DIR"), "/en.json"))));
static KOREAN: LazyLock<Words> = LazyLock::new(|| parse(include_str!(concat!(env!("OUT_DIR"), "/ko.json"))));

/// The texts of a language.
#[must_use]
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Ko => &KOREAN,
    }
}

/// Replaces placeholders: `fill("{n} entries", &[("n", "87")])`. Values are inserted literally.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    fill_by(text, |name| {
        debug_assert!(!name.contains(':'), "{{{name}}} of {text:?} is a key: the keymap fills it");
        value(values, name)
    })
}

/// A position in a sequence: `3 of 17`.
#[must_use]
pub fn position(place: usize, count: usize, lang: Lang) -> String {
    let (n, m) = (human::count(place), human::count(count));
    fill(&words(lang).status.position, &[("n", &n), ("m", &m)])
}

/// The value of a placeholder, by name; empty if there is none.
#[must_use]
pub fn value<'a>(values: &[(&str, &'a str)], name: &str) -> Cow<'a, str> {
    values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value).into()
}

/// Like [`fill`], with a function that returns the value of a placeholder.
#[must_use]
pub fn fill_by<'a>(text: &str, value: impl Fn(&str) -> Cow<'a, str>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        let (name, after) = rest.split_once('}').unwrap_or((rest, ""));
        filled.push_str(&value(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The files are embedded and a test parses both, so an error in them cannot reach users.
#[expect(clippy::panic, reason = "the words are compiled in, and a test parses them")]
fn parse(json: &str) -> Words {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("assets/words: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The placeholders of each text, sorted.
    fn places(value: &toml::Value, path: &str, found: &mut BTreeMap<String, Vec<String>>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    places(value, &format!("{path}.{key}"), found);
                }
            }
            toml::Value::String(text) => {
                let mut names: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split_once('}'))
                    .map(|(name, _)| name.to_owned())
                    .collect();
                names.sort();
                assert!(!text.trim().is_empty(), "{path} is empty");
                found.insert(path.to_owned(), names);
            }
            other => panic!("{path} is no text: {other}"),
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let [english, korean] =
            [include_str!("../../assets/words/en.toml"), include_str!("../../assets/words/ko.toml")].map(
                |file| {
                    let mut found = BTreeMap::new();
                    places(&toml::from_str(file).unwrap(), "", &mut found);
                    found
                },
            );
        assert_eq!(english, korean);
        assert_eq!(words(Lang::Ko).tabs.diagnosis, "진단");
        assert_eq!(words(Lang::En).tabs.diagnosis, "Diagnosis");
    }

    #[test]
    fn places_are_filled() {
        assert_eq!(fill("{n} of {m}", &[("n", "12"), ("m", "412")]), "12 of 412");
        assert_eq!(fill("a {x} b {y}", &[("x", "{y}"), ("y", "2")]), "a {y} b 2");
    }
}
