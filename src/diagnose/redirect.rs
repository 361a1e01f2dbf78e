//! Where a redirect leads, whether the request went on there, and redirects that lead in a circle.

use std::collections::{HashMap, HashSet};

use super::facts;
use super::facts::{address, time};
use super::finding::{Diagnosis, Reason};
use crate::har::entry::Entry;
use crate::har::index::Index;
use crate::har::source::Source;
use crate::har::store::read_entry;
use crate::har::summary::Summary;

/// Words in the address of a page that asks for a sign-in.
const SIGN_IN: [&str; 9] =
    ["login", "signin", "sign-in", "logon", "/idb/", "oauth2", "authorize", "saml", "captive"];

/// Why nothing can be said of a request that was answered by a redirect; `None` where its target is not known.
pub(super) fn reason(entry: &Entry, url: &str) -> Option<Reason> {
    let target = target(entry, url)?;
    let lower = target.to_ascii_lowercase();
    let asks = SIGN_IN.iter().any(|word| lower.contains(word));
    Some(if asks { Reason::RedirectedToSignIn(target) } else { Reason::Redirected(target) })
}

fn target(entry: &Entry, url: &str) -> Option<String> {
    let response = entry.response.as_ref()?;
    let target = response.redirect_url.as_deref().or_else(|| facts::header(&response.headers, "location"))?;
    Some(absolute(target, url))
}

/// A target as written in a header, as an address.
fn absolute(target: &str, url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return target.to_owned() };
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let host = path.split('/').next().unwrap_or_default();
    match target {
        _ if target.contains("://") => target.to_owned(),
        _ if target.starts_with("//") => format!("{scheme}:{target}"),
        _ if target.starts_with('/') => format!("{scheme}://{host}{target}"),
        _ if target.starts_with('?') => format!("{scheme}://{path}{target}"),
        _ => {
            let folder = path.rfind('/').map_or(path, |slash| &path[..slash]);
            format!("{scheme}://{folder}/{target}")
        }
    }
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

/// Whether one request came after another; entries without a time are in the order of the file.
fn is_later(one: (usize, &Summary), than: (usize, &Summary)) -> bool {
    match (time(one.1), time(than.1)) {
        (Some(own), Some(other)) if own != other => own > other,
        _ => one.0 > than.0,
    }
}

/// Drops redirected calls that were made again at their target: the call there shows the outcome. Where another request
/// went to the target (a browser follows 302 with GET), the reason names it.
pub(super) fn follow(diagnosis: &mut Diagnosis, index: &Index, is_candidate: impl Fn(&Summary) -> bool) {
    diagnosis.undecided.retain_mut(|undecided| {
        let (Reason::Redirected(target) | Reason::RedirectedToSignIn(target)) = &undecided.reason else {
            return true;
        };
        let Some(from) = index.get(undecided.entry) else { return true };
        let at_target = || {
            index.iter().filter(|to| {
                address(to.1) == without_fragment(target) && is_later(*to, (undecided.entry, from))
            })
        };
        if at_target().any(|(_, to)| to.method.eq_ignore_ascii_case(&from.method) && is_candidate(to)) {
            return false;
        }
        if let (Reason::Redirected(target), Some((entry, _))) = (&undecided.reason, at_target().next()) {
            undecided.reason = Reason::RedirectFollowed { target: target.clone(), entry };
        }
        true
    });
}

/// Redirects that are read to look for circles, at most.
const MAX_READ: usize = 2000;

/// Redirects that lead back to themselves and never to another answer: the entries of each circle.
pub(super) fn circles(index: &Index, source: &Source) -> Vec<Vec<usize>> {
    let is_redirect = |summary: &Summary| matches!(summary.status, Some(301..=303 | 307 | 308));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, summary) in index.iter().filter(|(_, summary)| is_redirect(summary)) {
        *counts.entry(address(summary)).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    let mut visits: Vec<(usize, &Summary)> =
        index.iter().filter(|(_, summary)| counts.contains_key(address(summary))).take(MAX_READ).collect();
    if visits.iter().all(|(_, summary)| time(summary).is_some()) {
        visits.sort_by_key(|(entry, summary)| (time(summary), *entry));
    }
    // Chains by the address that their last redirect leads to.
    let mut chains: HashMap<String, Vec<Hop<'_>>> = HashMap::new();
    for (entry, summary) in visits {
        let address = address(summary);
        let chain = chains.remove(address).unwrap_or_default();
        let read = || target(&read_entry(source, summary.span).ok()?, &summary.url);
        if let Some(target) = Some(summary).filter(|summary| is_redirect(summary)).and_then(|_| read()) {
            let target = without_fragment(&target).to_owned();
            let hop = Hop { entry, address, target: target.clone() };
            chains.insert(target, chain.into_iter().chain([hop]).collect());
        }
    }
    let mut found: Vec<Vec<usize>> = chains
        .into_values()
        .filter(|chain| is_circle(chain))
        .map(|chain| chain.iter().map(|hop| hop.entry).collect())
        .collect();
    found.sort_unstable();
    found
}

/// One redirect of a chain.
struct Hop<'i> {
    entry: usize,
    address: &'i str,
    target: String,
}

/// Whether a chain goes the same way twice; a page may redirect to itself once, to set a cookie.
fn is_circle(chain: &[Hop<'_>]) -> bool {
    let addresses: HashSet<&str> = chain.iter().map(|hop| hop.address).collect();
    let least = if addresses.len() > 1 { 2 } else { 3 };
    let mut ways: HashMap<(&str, &str), usize> = HashMap::new();
    for hop in chain {
        *ways.entry((hop.address, &hop.target)).or_default() += 1;
    }
    ways.values().any(|count| *count >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_addresses() {
        let url = "https://a.example:8443/users/onboard?x";
        assert_eq!(absolute("https://b.example/c", url), "https://b.example/c");
        assert_eq!(absolute("//b.example/c", url), "https://b.example/c");
        assert_eq!(absolute("/c?d", url), "https://a.example:8443/c?d");
        assert_eq!(absolute("c?d", url), "https://a.example:8443/users/c?d");
        assert_eq!(absolute("?d", url), "https://a.example:8443/users/onboard?d");
        assert_eq!(absolute("c", "https://a.example"), "https://a.example/c");
    }
}
