//! The CORS preflight that kept a request from being sent.

use std::collections::HashMap;

use super::facts::{self, address, time};
use super::preflight::{Preflight, Refusal};
use crate::har::entry::Entry;
use crate::har::index::Index;
use crate::har::source::Source;
use crate::har::store::read_entry;
use crate::har::summary::Summary;

/// The preflight that stopped each of these requests, none of which was answered.
pub(super) fn stopped(unanswered: &[usize], index: &Index, source: &Source) -> HashMap<usize, Preflight> {
    let mut preflights: HashMap<&str, Vec<usize>> = HashMap::new();
    if !unanswered.is_empty() {
        for (entry, summary) in index.iter().filter(|(_, summary)| is_options(summary)) {
            preflights.entry(address(summary)).or_default().push(entry);
        }
    }
    let found = unanswered.iter().filter_map(|entry| {
        let summary = index.get(*entry).filter(|summary| !is_options(summary))?;
        let near = preflights.get(address(summary))?.iter().copied();
        let near = near.filter(|preflight| are_close(index.get(*preflight), Some(summary)));
        let nearest = near.min_by_key(|preflight| preflight.abs_diff(*entry))?;
        let refusal = refusal(index.get(nearest)?, source)?;
        Some((*entry, Preflight { entry: nearest, refusal }))
    });
    found.collect()
}

fn is_options(summary: &Summary) -> bool {
    summary.method.eq_ignore_ascii_case("OPTIONS")
}

/// How many seconds may lie between a preflight and its request.
const SECONDS: i64 = 10;

fn are_close(one: Option<&Summary>, other: Option<&Summary>) -> bool {
    match (one.and_then(time), other.and_then(time)) {
        (Some(one), Some(other)) => (one.as_second() - other.as_second()).abs() <= SECONDS,
        _ => true,
    }
}

/// Why a preflight allows nothing; `None` where it allows the request, or the file does not show its headers.
fn refusal(summary: &Summary, source: &Source) -> Option<Refusal> {
    match summary.status {
        _ if summary.is_failed() => Some(Refusal::Failed),
        Some(300..400) => Some(Refusal::Failed),
        Some(200..300) => refused(&read_entry(source, summary.span).ok()?),
        _ => None,
    }
}

fn refused(preflight: &Entry) -> Option<Refusal> {
    let answer = &preflight.response.as_ref().filter(|response| !response.headers.is_empty())?.headers;
    let asked = |name| facts::header(&preflight.request.headers, name);
    let allowed = |name: &str| facts::header(answer, name).unwrap_or_default();
    let names = |list: &str, name: &str| {
        list.split(',').map(str::trim).any(|own| own == "*" || own.eq_ignore_ascii_case(name))
    };
    let origin = allowed("access-control-allow-origin");
    let is_allowed =
        origin == "*" || asked("origin").map_or(!origin.is_empty(), |own| own.eq_ignore_ascii_case(origin));
    if !is_allowed {
        return Some(Refusal::Origin);
    }
    // Methods that a form can send need no permission.
    let is_simple = |method: &str| ["GET", "HEAD", "POST"].contains(&method);
    let method = asked("access-control-request-method").filter(|method| !is_simple(method));
    if let Some(method) = method.filter(|method| !names(allowed("access-control-allow-methods"), method)) {
        return Some(Refusal::Method(method.to_owned()));
    }
    let mut headers = asked("access-control-request-headers").unwrap_or_default().split(',').map(str::trim);
    let allowed = allowed("access-control-allow-headers");
    let missing = headers.find(|name| !name.is_empty() && !names(allowed, name));
    missing.map(|name| Refusal::Header(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::entry::{Header, Response};

    fn check(request: &[(&str, &str)], answer: &[(&str, &str)]) -> Option<Refusal> {
        let headers = |all: &[(&str, &str)]| {
            all.iter().map(|(name, value)| Header { name: (*name).into(), value: (*value).into() }).collect()
        };
        let mut entry = Entry::default();
        entry.request.headers = headers(request);
        entry.response = Some(Response { headers: headers(answer), ..Response::default() });
        refused(&entry)
    }

    #[test]
    fn what_a_preflight_does_not_allow() {
        let request = [
            ("Origin", "https://a.example"),
            ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "authorization, x-trace"),
        ];
        let origin = ("Access-Control-Allow-Origin", "https://a.example");
        let methods = ("Access-Control-Allow-Methods", "GET, PATCH");
        let headers = ("Access-Control-Allow-Headers", "Authorization,X-Trace");
        assert_eq!(check(&request, &[origin, methods, headers]), None);
        assert_eq!(check(&request, &[]), None, "the exporter left the headers out");
        assert_eq!(check(&request, &[("Date", "x")]), Some(Refusal::Origin));
        let other = ("Access-Control-Allow-Origin", "https://b.example");
        assert_eq!(check(&request, &[other, methods, headers]), Some(Refusal::Origin));
        let any = ("Access-Control-Allow-Origin", "*");
        assert_eq!(check(&request, &[any, headers]), Some(Refusal::Method("PATCH".into())));
        assert_eq!(check(&request, &[any, methods]), Some(Refusal::Header("authorization".into())));
        let simple = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST")];
        assert_eq!(check(&simple, &[any]), None);
        assert_eq!(check(&[], &[any]), None);
    }
}
