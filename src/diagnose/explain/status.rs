//! What the file shows of the users' account status.

use std::collections::HashMap;

use super::{Block, Explanation, Finding, Knowledge, Lang, fill, words};
use crate::diagnose::{
    finding::{AccountStatus, Basis},
    status::Status,
};

/// Different statuses that are told before the rest is only counted.
const TOLD: usize = 10;

/// Writes the account status of each user of a group; users with the same one share it.
pub(super) fn write(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let users: Vec<_> = group.iter().filter_map(|finding| finding.named()).collect();
    if users.is_empty() {
        return;
    }
    let words = words::of(lang);
    out.heading(&words.user_status);
    let mut told: Vec<Option<&AccountStatus>> = Vec::new();
    let mut same: HashMap<Option<&AccountStatus>, Vec<&str>> = HashMap::new();
    for user in &users {
        let status = user.account_status.as_ref();
        let names = same.entry(status).or_insert_with(|| {
            told.push(status);
            Vec::new()
        });
        names.extend(user.email.as_deref());
    }
    for status in told.iter().take(TOLD) {
        if told.len() > 1 {
            for email in same.get(status).into_iter().flatten() {
                out.push(Block::Person((*email).to_owned()));
            }
        }
        match status {
            Some(status) => one(out, knowledge, status, lang),
            None => out.paragraph(&words.status_missing),
        }
    }
    if let Some(more @ 1..) = told.len().checked_sub(TOLD) {
        out.paragraph(&fill(&words.and_more, &[("n", &more.to_string())]));
    }
}

fn one(out: &mut Explanation, knowledge: &Knowledge, seen: &AccountStatus, lang: Lang) {
    let words = words::of(lang);
    let entry = seen.entry.to_string();
    let Some(status) = seen.status.as_deref().and_then(|id| knowledge.statuses().get(id)) else {
        let text = if seen.field == "active" { &words.only_active } else { &words.status_unknown };
        let values = [("entry", entry.as_str()), ("field", &seen.field), ("value", &seen.value)];
        out.paragraph(&fill(text, &values));
        out.paragraph(&words.verified_never_seen);
        return;
    };
    let text = status.text(lang);
    out.push(Block::Title(text.name.clone()));
    out.paragraph(&text.meaning);
    if status.id == "active" {
        out.paragraph(&words.not_the_cause);
    }
    out.fact(&words.services, status.services.text(lang));
    let values = [("entry", entry.as_str()), ("field", seen.field.as_str()), ("value", seen.value.as_str())];
    out.fact(&words.seen, &fill(&words.seen_in, &values));
    out.fact(&words.name, status.era.text(lang));
    let older = older(knowledge, status, lang);
    out.fact(&words.name_before, &older);
    if seen.basis == Basis::Derived {
        out.paragraph(&words.status_concluded);
    }
}

/// The whole table of user statuses, both lists: to look one up where the file shows none.
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
    out
}

pub(super) fn row(out: &mut Explanation, knowledge: &Knowledge, status: &Status, lang: Lang) {
    let words = words::of(lang);
    let text = status.text(lang);
    out.heading(&format!("{} · {}", text.name, status.era.text(lang)));
    out.paragraph(&text.meaning);
    out.fact(&words.services, status.services.text(lang));
    let older = older(knowledge, status, lang);
    out.fact(&words.name_before, &older);
    if lang == Lang::Ko && !status.ko_name_of_cisco {
        out.fact(&words.name_of, &words.name_is_own);
    }
    let basis = |basis| super::basis(basis, lang);
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
    out.steps(&text.actions);
    out.sources(&status.sources);
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
