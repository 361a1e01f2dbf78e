//! What the file shows of the users' account status.

use std::collections::HashMap;

use super::block::{self, Block, Explanation};
use crate::diagnose::finding::{AccountStatus, Basis, Finding};
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::status::{Beginning, Status, Term, Transition};
use crate::diagnose::words::{self, fill};
use crate::text::{Lang, width};

/// Different statuses shown; further ones are only counted.
const MAX_SHOWN: usize = 10;

/// What the file shows of a user: before the failure (else first after it), and after.
type Shown<'f> = (Option<&'f AccountStatus>, Option<&'f AccountStatus>);

/// Writes the account status of each user of a group; users with the same one share it.
pub(super) fn write(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let users: Vec<_> = group.iter().filter_map(|finding| finding.named()).collect();
    if users.is_empty() {
        return;
    }
    let words = words::of(lang);
    out.heading(&words.user_status);
    // Of an error that no document explains, nothing says that the status is not its cause.
    let is_known = group.first().is_some_and(|first| {
        first.rule.is_some() && (first.error.code.is_some() || first.error.inner_code.is_some())
    });
    let mut different: Vec<Shown<'_>> = Vec::new();
    let mut same: HashMap<Shown<'_>, Vec<&str>> = HashMap::new();
    for user in &users {
        let shown = (user.account_status.as_ref(), user.later_status.as_ref());
        let names = same.entry(shown).or_insert_with(|| {
            different.push(shown);
            Vec::new()
        });
        names.extend(user.email.as_deref());
    }
    for shown in different.iter().take(MAX_SHOWN) {
        if different.len() > 1 {
            for email in same.get(shown).into_iter().flatten() {
                out.push(Block::Person((*email).to_owned()));
            }
        }
        match shown.0 {
            Some(status) => one(out, knowledge, status, shown.1, is_known, lang),
            None => out.paragraph(&words.status_missing),
        }
    }
    if let Some(more @ 1..) = different.len().checked_sub(MAX_SHOWN) {
        out.paragraph(&fill(&words.and_more, &[("n", &more.to_string())]));
    }
}

/// The same in a line: the statuses by name, or by their value where that has none.
pub(super) fn line(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let words = words::of(lang);
    let name = |seen: &AccountStatus| match &seen.status {
        Some(id) => name_of(knowledge, id, lang).to_owned(),
        None => format!("{} = {}", seen.field, seen.value),
    };
    let mut names: Vec<String> = Vec::new();
    for user in group.iter().filter_map(|finding| finding.named()) {
        let name = user.account_status.as_ref().map_or_else(|| words.status_not_shown.clone(), name);
        if names.len() < MAX_SHOWN && !names.contains(&name) {
            names.push(name);
        }
    }
    out.fact(&words.user_status, &names.join(", "));
}

fn one(
    out: &mut Explanation,
    knowledge: &Knowledge,
    seen: &AccountStatus,
    later: Option<&AccountStatus>,
    is_known: bool,
    lang: Lang,
) {
    let words = words::of(lang);
    let entry = seen.entry.to_string();
    let Some(status) = seen.status.as_deref().and_then(|id| knowledge.statuses().get(id)) else {
        let text = if seen.field == "active" { &words.only_active } else { &words.status_unknown };
        let values = [("entry", entry.as_str()), ("field", &seen.field), ("value", &seen.value)];
        out.paragraph(&fill(text, &values));
        out.paragraph(&words.verified_never_seen);
        if let Some(later) = later {
            out.fact(&words.afterwards, &afterwards(knowledge, seen, later, lang));
        }
        return;
    };
    let text = status.text(lang);
    // Control Hub's own pages and Cisco's support speak English: its name leads there
    let name = match lang {
        Lang::En => text.name.clone(),
        Lang::Ko => both_names(lang, &status.en.name, &status.ko.name),
    };
    out.push(Block::Title(name));
    out.paragraph(&text.meaning);
    if status.id == "active" && is_known {
        out.paragraph(&words.not_the_cause);
    }
    out.fact(&words.services, status.services.text(lang));
    let values = [("entry", entry.as_str()), ("field", seen.field.as_str()), ("value", seen.value.as_str())];
    let text = if seen.is_later { &words.seen_later } else { &words.seen_in };
    out.fact(&words.seen, &fill(text, &values));
    if let Some(later) = later {
        out.fact(&words.afterwards, &afterwards(knowledge, seen, later, lang));
    }
    out.fact(&words.name, status.era.text(lang));
    let older = older(knowledge, status, lang);
    out.fact(&words.name_before, &older);
    if seen.basis == Basis::Derived {
        out.paragraph(&words.status_concluded);
    }
}

/// What a later entry shows: the same, or another status.
fn afterwards(knowledge: &Knowledge, seen: &AccountStatus, later: &AccountStatus, lang: Lang) -> String {
    let words = words::of(lang);
    let entry = later.entry.to_string();
    if later.status == seen.status {
        return fill(&words.unchanged, &[("entry", &entry)]);
    }
    let name = later.status.as_deref().map_or("", |id| name_of(knowledge, id, lang));
    let values =
        [("entry", entry.as_str()), ("field", &later.field), ("value", &later.value), ("status", name)];
    fill(&words.changed_to, &values)
}

/// The whole table of user statuses, both lists, how one becomes another, and the words around them: to look one up
/// where the file shows none.
#[must_use]
pub fn statuses(knowledge: &Knowledge, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let mut out = Explanation::default();
    let text = words.all_statuses.clone();
    out.push(Block::Headline { failed: false, text, detail: String::new() });
    out.paragraph(&words.two_lists);
    for status in &knowledge.statuses {
        row(&mut out, knowledge, status, lang);
    }
    out.heading(&words.transitions);
    picture(&mut out, knowledge, knowledge.transitions.iter(), lang);
    out.heading(&words.terms);
    for entry in &knowledge.terms {
        term(&mut out, entry, lang);
    }
    out
}

/// The status or term of a name: a status by any of its names or values; `None` where there is none.
#[must_use]
pub fn named(knowledge: &Knowledge, name: &str, lang: Lang) -> Option<Explanation> {
    let (statuses, terms) = knowledge.named(name);
    if statuses.is_empty() && terms.is_empty() {
        return None;
    }
    let words = words::of(lang);
    let mut out = Explanation::default();
    for status in &statuses {
        row(&mut out, knowledge, status, lang);
    }
    let touches = |transition: &&Transition| statuses.iter().any(|status| transition.touches(&status.id));
    let mut found = knowledge.transitions.iter().filter(touches).peekable();
    if found.peek().is_some() {
        out.heading(&words.transitions);
    }
    picture(&mut out, knowledge, found, lang);
    for entry in terms {
        term(&mut out, entry, lang);
    }
    Some(out)
}

/// A name in both languages, so that one found in either leads to the other.
fn both_names<'n>(lang: Lang, en: &'n str, ko: &'n str) -> String {
    match lang {
        Lang::En => format!("{en} ({ko})"),
        Lang::Ko => format!("{ko} ({en})"),
    }
}

pub(super) fn row(out: &mut Explanation, knowledge: &Knowledge, status: &Status, lang: Lang) {
    let words = words::of(lang);
    let text = status.text(lang);
    let name = both_names(lang, &status.en.name, &status.ko.name);
    out.heading(&format!("{name} · {}", status.era.text(lang)));
    out.paragraph(&text.meaning);
    out.fact(&words.services, status.services.text(lang));
    out.fact(&words.name_before, &older(knowledge, status, lang));
    out.fact(&words.name_now, &newer(knowledge, status, lang));
    if !status.ko_name_of_cisco {
        out.fact(&words.name_of, &words.name_is_own);
    }
    let basis = |basis| block::basis(basis, lang);
    for json in &status.json {
        out.fact(&words.json_value, &format!("{} = {} ({})", json.field, json.value, basis(json.basis)));
    }
    if status.json.is_empty() {
        out.fact(&words.json_value, &words.no_json_value);
    }
    if !text.ways.is_empty() {
        out.paragraph(&format!("{}:", words.ways));
    }
    for way in &text.ways {
        out.push(Block::Item(way.clone()));
    }
    if !text.actions.is_empty() {
        out.paragraph(&format!("{}:", words.what_to_do));
    }
    out.steps(&text.actions);
    out.sources(&status.sources, lang);
}

pub(super) fn term(out: &mut Explanation, term: &Term, lang: Lang) {
    out.heading(&both_names(lang, &term.en.name, &term.ko.name));
    out.paragraph(&term.text(lang).meaning);
    out.sources(&term.sources, lang);
}

/// How statuses become others, as a picture: under each beginning an arrow to each status it leads to.
pub(super) fn picture<'k>(
    out: &mut Explanation,
    knowledge: &'k Knowledge,
    transitions: impl Iterator<Item = &'k Transition>,
    lang: Lang,
) {
    let mut beginnings: Vec<(&Beginning, Vec<&Transition>)> = Vec::new();
    for transition in transitions {
        for from in &transition.from {
            match beginnings.iter_mut().find(|(own, _)| *own == from) {
                Some((_, arrows)) => arrows.push(transition),
                None => beginnings.push((from, vec![transition])),
            }
        }
    }
    let all = beginnings.iter().flat_map(|(_, arrows)| arrows);
    let longest = all.clone().map(|arrow| width(name_of(knowledge, &arrow.to, lang))).max().unwrap_or(0);
    for (from, arrows) in &beginnings {
        out.push(Block::Branch { rail: String::new(), text: beginning(knowledge, from, lang) });
        for (place, arrow) in arrows.iter().enumerate() {
            let bend = if place + 1 < arrows.len() { "├" } else { "└" };
            let to = name_of(knowledge, &arrow.to, lang);
            let gap = " ".repeat(longest - width(to));
            let (rail, text) = (format!(" {bend}─▶ {to}{gap}   "), arrow.when(lang).to_owned());
            out.push(Block::Branch { rail, text });
        }
    }
    let mut sources = Vec::new();
    for source in all.flat_map(|arrow| &arrow.sources) {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    out.sources(&sources, lang);
}

/// The name of a status, or its ID if the status is unknown.
#[must_use]
pub fn name_of<'k>(knowledge: &'k Knowledge, id: &'k str, lang: Lang) -> &'k str {
    knowledge.statuses().get(id).map_or(id, |status| status.text(lang).name.as_str())
}

fn beginning(knowledge: &Knowledge, from: &Beginning, lang: Lang) -> String {
    let words = words::of(lang);
    match from {
        Beginning::New => words.from_new.clone(),
        Beginning::Existing => words.from_existing.clone(),
        Beginning::Claimed => words.from_claimed.clone(),
        Beginning::Elsewhere(id) => fill(&words.from_elsewhere, &[("status", name_of(knowledge, id, lang))]),
        Beginning::Status(id) => name_of(knowledge, id, lang).to_owned(),
    }
}

/// The statuses of today's list that took this one over.
fn newer(knowledge: &Knowledge, status: &Status, lang: Lang) -> String {
    let newer = knowledge.statuses.iter().filter(|newer| newer.older.contains(&status.id));
    newer.map(|newer| newer.text(lang).name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The names in the older list; empty where the status took over none.
fn older(knowledge: &Knowledge, status: &Status, lang: Lang) -> String {
    let names: Vec<&str> = status
        .older
        .iter()
        .filter_map(|id| knowledge.statuses().get(id))
        .map(|older| older.text(lang).name.as_str())
        .collect();
    names.join(", ")
}
