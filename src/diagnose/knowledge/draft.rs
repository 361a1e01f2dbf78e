//! A rule to be filled in: what a file holds of an error that no rule knows, as TOML.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

use super::Knowledge;
use crate::diagnose::api_error::Field;
use crate::diagnose::endpoint::{self, Endpoint};
use crate::diagnose::finding::{Finding, Kind};
use crate::diagnose::{facts, rule};
use crate::har::summary::Summary;
use crate::redact;

/// What differs between messages of one error: e-mails and UUIDs, as an escaped pattern has them.
static VARYING: LazyLock<Regex> = LazyLock::new(|| {
    let uuid = r"[0-9a-fA-F]{8}(?:\\?-[0-9a-fA-F]{4}){3}\\?-[0-9a-fA-F]{12}";
    let mark = format!(r"{}(?:\\?-[0-9a-f]{{4,6}})?", redact::REDACTED);
    rule::compiled(&format!(r"(?:[\w%]|\\[.+\-])+@(?:\w|\\[.\-])+|{uuid}|{mark}"))
});

/// Longest part of a message that becomes a pattern, in characters.
const MAX_LEN: usize = 200;

/// An endpoint for a request that the knowledge is not about yet: its whole path, with `{id}` for what names one thing.
#[must_use]
pub fn endpoint_of(summary: &Summary) -> Option<Endpoint> {
    let path = endpoint::path(&summary.url);
    let names_one = |part: &str| {
        facts::is_uuid(part)
            || part.bytes().all(|byte| byte.is_ascii_digit())
            || part.contains(['@', '%', '='])
            || part.len() > 30
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let kept = |part: &&str| if names_one(part) { "{id}".to_owned() } else { (*part).to_owned() };
    let kept: Vec<String> = parts.iter().map(kept).collect();
    let named: Vec<&str> = kept.iter().map(String::as_str).filter(|part| *part != "{id}").collect();
    let id = slug(&named[named.len().saturating_sub(2)..].join("-"));
    (!named.is_empty() && !id.is_empty()).then(|| Endpoint {
        id: format!("own-{id}"),
        kind: Kind::Other,
        methods: vec![summary.method.to_ascii_uppercase()],
        path: format!("/{}", kept.join("/")),
        request_has: None,
    })
}

/// A file with a rule for this finding, and with its endpoint where the knowledge has none. It holds no secrets.
#[must_use]
pub fn rule_for(knowledge: &Knowledge, finding: &Finding, endpoint: Option<&Endpoint>) -> String {
    let error = &finding.error;
    let message = error.message.as_deref().map(|text| String::from(redact::text(text.trim())));
    let code = error.code.as_deref().map(|code| String::from(redact::text(code)));
    let name = error.inner_code.as_deref().or(code.as_deref()).unwrap_or("message");
    let mut id = slug(&format!("own-{}-{name}", finding.endpoint.trim_start_matches("own-")));
    while knowledge.rule(&id).is_some() {
        id.push_str("-2");
    }
    // writing into a string cannot fail
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# What this error means. Fill in title, cause, actions and source, in one language or both; then\n\
         # `harlens knowledge check` says whether the rule works. The schema: assets/knowledge/README.md.\n\
         format = 1\n\n\
         [[source]]\nid = {0}\ntitle = \"Where it is written\"\nlink = \"https://\"\n",
        quoted(&format!("{id}-source"))
    );
    if let Some(endpoint) = endpoint {
        let methods: Vec<String> = endpoint.methods.iter().map(|method| quoted(method)).collect();
        let _ = writeln!(
            out,
            "[[endpoint]]\nid = {}\nkind = {}\nmethods = [{}]\n# the end of the path; {{id}} stands for any one part\npath = {}\n",
            quoted(&endpoint.id),
            quoted(endpoint.kind.name()),
            methods.join(", "),
            quoted(&endpoint.path)
        );
    }
    let place = format!("endpoint = [{}]", quoted(&finding.endpoint));
    let when = conditions(finding, code.as_deref(), message.as_deref());
    let _ = write!(
        out,
        "[[rule]]\nid = {0}\n# error: it did not happen; warning: in part, or it needs attention; info: a remark\n\
         severity = \"error\"\n# documented: a source names the steps; derived: they were concluded\n\
         actions_basis = \"derived\"\nwhen = [{{ {place}, {when} }}]\n\
         sources = [{{ id = {1}, basis = \"documented\" }}]\n",
        quoted(&id),
        quoted(&format!("{id}-source"))
    );
    for lang in ["en", "ko"] {
        let _ = write!(
            out,
            "\n[rule.{lang}]\ntitle = \"TODO: one line\"\ncause = \"TODO: one or two sentences.\"\n\
             actions = [\"TODO: the first step.\"]\n"
        );
    }
    let sample = sample(finding, code.as_deref(), message.as_deref());
    let place = format!("endpoint = {}", quoted(&finding.endpoint));
    let _ = write!(
        out,
        "\n[rule.samples]\nyes = [{{ {place}, {sample} }}]\n\
         no = [{{ {place}, code = \"another\", message = \"something else\" }}]\n"
    );
    out
}

/// What distinguishes this error from others: its codes, else its message.
fn conditions(finding: &Finding, code: Option<&str>, message: Option<&str>) -> String {
    let inner = finding.error.inner_code.as_deref();
    match (inner, code, message) {
        (Some(inner), ..) => format!("inner_code = {}", quoted(inner)),
        (None, Some(code), _) => format!("code = {}, inner_code = \"none\"", quoted(code)),
        (None, None, Some(message)) if !matches!(finding.error.field, Field::Html | Field::None) => {
            format!("code = \"none\", inner_code = \"none\", message = {}", quoted(&pattern(message)))
        }
        _ => format!("code = \"none\", http_status = {}", finding.http_status.unwrap_or(400)),
    }
}

fn sample(finding: &Finding, code: Option<&str>, message: Option<&str>) -> String {
    let mut fields = Vec::new();
    fields.extend(code.map(|code| format!("code = {}", quoted(code))));
    fields.extend(message.map(|message| format!("message = {}", quoted(message))));
    fields.extend(finding.http_status.map(|http| format!("http_status = {http}")));
    fields.join(", ")
}

/// A regular expression for messages like this one.
fn pattern(message: &str) -> String {
    let start: String = message.chars().take(MAX_LEN).collect();
    let escaped = regex::escape(start.trim());
    format!("(?i){}", VARYING.replace_all(&escaped, r"\S+"))
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Letters and digits, joined by hyphens.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::error_text;
    use crate::diagnose::knowledge::File;

    #[test]
    fn a_pattern_leaves_out_what_differs() {
        let message = "User kim.min+x@corp-a.example (f5dde0dc-9e75-446b-ae50-9d1642f88fa5) is locked?";
        assert_eq!(pattern(message), r"(?i)User \S+ \(\S+\) is locked\?");
    }

    #[test]
    fn a_draft_is_a_rule_that_holds() {
        let summary = Summary {
            method: "post".into(),
            url: "https://b.example/api/v1/accounts/4711/bills?x=1".into(),
            ..Summary::default()
        };
        let endpoint = endpoint_of(&summary).unwrap();
        assert_eq!(
            (endpoint.id.as_str(), endpoint.path.as_str()),
            ("own-accounts-bills", "/api/v1/accounts/{id}/bills")
        );
        for (code, message) in [
            (Some("E42"), "no \"such\" bill"),
            (None, "Bearer abcdefghijklmnop is \\ not for a@b.example"),
            (None, "5302 [Error 10777] x"),
        ] {
            let error = error_text::parse(code.map(str::to_owned), Some(message.to_owned()), Field::Error);
            let finding =
                Finding { error, kind: Kind::Other, endpoint: endpoint.id.clone(), ..Finding::default() };
            let text = rule_for(Knowledge::builtin(), &finding, Some(&endpoint));
            assert!(!text.contains("abcdefgh"), "{text}");
            let faults = |text: &str| Knowledge::check(vec![File::Own { name: "draft".into(), text }]).1;
            assert_eq!(faults(&text).len(), 7, "the link and three texts in each language: {text}");
            let filled = text.replace("TODO: ", "").replace("\"https://\"", "\"https://a.example/x\"");
            assert_eq!(faults(&filled), [], "{filled}");
        }
    }
}
