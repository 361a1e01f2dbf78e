//! An item of the knowledge, explained by itself; and what of the knowledge could not be loaded.

use super::block::{Block, Explanation};
use super::status;
use crate::diagnose::endpoint::{Endpoint, Scope};
use crate::diagnose::foreign::Gateway;
use crate::diagnose::knowledge::{Condition, Entry, HttpStatus, Knowledge, What};
use crate::diagnose::network::{NetworkError, Sign};
use crate::diagnose::rule::{Meaning, Pattern, Rule, When};
use crate::diagnose::words::{self, Words, fill};
use crate::text::Lang;

/// What an item says, when it applies, and where it is written.
#[must_use]
pub fn item(knowledge: &Knowledge, entry: &Entry, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let mut out = Explanation::default();
    let (text, detail) = (entry.id.clone(), entry.what.name().to_owned());
    out.push(Block::Headline { failed: false, text, detail });
    let written = if entry.is_own {
        format!("{}:{}", entry.file, entry.line)
    } else {
        fill(&words.built_in, &[("file", &entry.file)])
    };
    out.fact(&words.written_in, &written);
    if entry.replaces {
        out.paragraph(&words.replaces);
    }
    match entry.what {
        What::Rule => {
            if let Some(found) = knowledge.rules.iter().find(|rule| rule.id == entry.id) {
                rule(&mut out, found, lang);
            }
        }
        What::Http => {
            let same = |status: &&HttpStatus| status.rule.id == entry.id;
            if let Some(found) = knowledge.http.iter().find(same) {
                rule(&mut out, &found.rule, lang);
            }
        }
        What::Network => {
            if let Some(found) = knowledge.network_rule(&entry.id) {
                network(&mut out, found, lang);
            }
        }
        What::Gateway => {
            if let Some(found) = knowledge.gateways.iter().find(|gateway| gateway.id == entry.id) {
                gateway(&mut out, found, lang);
            }
        }
        What::Condition => {
            if let Some(found) = knowledge.conditions.iter().find(|condition| condition.id == entry.id) {
                condition(&mut out, found, lang);
            }
        }
        What::Status => {
            if let Some(status) = knowledge.statuses().get(&entry.id) {
                status::row(&mut out, knowledge, status, lang);
            }
        }
        What::Endpoint => {
            if let Some(found) = knowledge.endpoints.iter().find(|endpoint| endpoint.id == entry.id) {
                endpoint(&mut out, found, words);
            }
        }
        What::Transition => {
            let found = knowledge.transitions.iter().filter(|transition| transition.id == entry.id);
            status::picture(&mut out, knowledge, found, lang);
        }
        What::Term => {
            if let Some(term) = knowledge.terms.iter().find(|term| term.id == entry.id) {
                status::term(&mut out, term, lang);
            }
        }
        What::Source => {}
    }
    out
}

fn rule(out: &mut Explanation, rule: &Rule, lang: Lang) {
    let words = words::of(lang);
    meaning(out, rule.meaning(lang), words);
    out.heading(&words.applies);
    for when in &rule.when {
        out.push(Block::Item(conditions(when)));
    }
    out.fact(&words.severity, rule.severity.name());
    let (yes, no) = (rule.samples.yes.len().to_string(), rule.samples.no.len().to_string());
    out.fact(&words.samples, &fill(&words.samples_counted, &[("yes", &yes), ("no", &no)]));
    out.heading(&words.source);
    out.sources(&rule.sources, lang);
}

fn network(out: &mut Explanation, error: &NetworkError, lang: Lang) {
    let words = words::of(lang);
    meaning(out, error.rule.meaning(lang), words);
    out.heading(&words.applies);
    let sign = match &error.sign {
        Sign::Words(pattern) => format!("match ~ {}", pattern.text()),
        Sign::Page(page) => format!("page = {}", page.name()),
    };
    out.push(Block::Item(format!("{sign}, reached = {}", error.reached.name())));
    out.heading(&words.source);
    out.sources(&error.rule.sources, lang);
}

fn gateway(out: &mut Explanation, gateway: &Gateway, lang: Lang) {
    let words = words::of(lang);
    out.push(Block::Title(gateway.name.clone()));
    out.heading(&words.applies);
    for (name, value) in &gateway.headers {
        out.push(Block::Item(format!("{name} ~ {}", value.text())));
    }
    if let Some(body) = &gateway.body {
        out.push(Block::Item(format!("body ~ {}", body.text())));
    }
    out.fact("page", gateway.page.name());
    out.heading(&words.source);
    out.sources(&gateway.sources, lang);
}

fn condition(out: &mut Explanation, condition: &Condition, lang: Lang) {
    let words = words::of(lang);
    meaning(out, condition.meaning(lang), words);
    let parts = [
        listed("endpoint", condition.endpoint.iter().map(Scope::name)),
        pattern("email", condition.email.as_ref()),
        condition.http_status.map(|http| format!("http_status = {http}")),
        pattern("message", condition.message.as_ref()),
        condition.is_remark.then(|| "remark".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        out.heading(&words.applies);
        out.push(Block::Item(parts.join(", ")));
    }
    out.heading(&words.source);
    out.sources(&condition.sources, lang);
}

fn endpoint(out: &mut Explanation, endpoint: &Endpoint, words: &Words) {
    let parts = [
        Some(format!("kind = {}", endpoint.kind.name())),
        listed("methods", endpoint.methods.iter().map(String::as_str)),
        Some(format!("path = {}", endpoint.path)),
        endpoint.request_has.as_ref().map(|member| format!("request_has = {member}")),
    ];
    out.heading(&words.applies);
    out.push(Block::Item(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")));
}

fn meaning(out: &mut Explanation, meaning: &Meaning, words: &Words) {
    out.meaning(meaning);
    if !meaning.actions.is_empty() {
        out.heading(&words.what_to_do);
        out.steps(&meaning.actions);
    }
}

/// The conditions as a file has them: `code = 5302, inner_code = 10991`.
fn conditions(when: &When) -> String {
    let text = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name} = {value}"));
    let number = |name: &str, value: Option<i64>| value.map(|value| format!("{name} = {value}"));
    let parts = [
        listed("endpoint", when.endpoint.iter().map(Scope::name)),
        when.field.map(|field| format!("field = {field:?}").to_lowercase()),
        text("code", &when.code),
        text("inner_code", &when.inner_code),
        number("http_status", when.http_status),
        number("user_status", when.user_status),
        pattern("message", when.message.as_ref()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn listed<'n>(name: &str, values: impl Iterator<Item = &'n str>) -> Option<String> {
    let values: Vec<&str> = values.collect();
    (!values.is_empty()).then(|| format!("{name} = {}", values.join(" | ")))
}

fn pattern(name: &str, pattern: Option<&Pattern>) -> Option<String> {
    pattern.map(|pattern| format!("{name} ~ {}", pattern.text()))
}

/// What of the user's own knowledge could not be loaded, for the report of a file; nothing where all could.
#[must_use]
pub fn faults(knowledge: &Knowledge, lang: Lang) -> Explanation {
    let mut out = Explanation::default();
    if !knowledge.faults.is_empty() {
        out.heading(&words::of(lang).own_faults);
    }
    for fault in &knowledge.faults {
        out.push(Block::Item(fault.to_string()));
    }
    out
}
