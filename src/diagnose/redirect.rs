//! Where a redirect leads, and whether the request went on there.

use super::engine::Engine;
use super::facts;
use super::finding::{Diagnosis, Reason};
use crate::har::entry::Entry;
use crate::har::index::Index;

/// Words in the address of a page that asks for a sign-in.
const SIGN_IN: [&str; 9] =
    ["login", "signin", "sign-in", "logon", "/idb/", "oauth2", "authorize", "saml", "captive"];

/// Why nothing can be said of a request that was answered by a redirect; `None` where its target is not known.
pub(super) fn reason(entry: &Entry, url: &str) -> Option<Reason> {
    let response = entry.response.as_ref()?;
    let target = response.redirect_url.as_deref().or_else(|| facts::header(&response.headers, "location"))?;
    let target = absolute(target, url);
    let lower = target.to_ascii_lowercase();
    let asks = SIGN_IN.iter().any(|word| lower.contains(word));
    Some(if asks { Reason::RedirectedToSignIn(target) } else { Reason::Redirected(target) })
}

/// A target as written in a header, as an address.
fn absolute(target: &str, url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return target.to_owned() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match target {
        _ if target.contains("://") => target.to_owned(),
        _ if target.starts_with("//") => format!("{scheme}:{target}"),
        _ if target.starts_with('/') => format!("{scheme}://{host}{target}"),
        _ => target.to_owned(),
    }
}

impl Engine<'_> {
    /// A redirected call that goes on at its target is no question of its own: the call there tells what became of it.
    pub(super) fn follow_redirects(&self, diagnosis: &mut Diagnosis, index: &Index) {
        let goes_on = |entry: usize, target: &str| {
            let Some(from) = index.get(entry) else { return false };
            let target = target.split('#').next().unwrap_or_default();
            index.iter().any(|(number, to)| {
                number != entry
                    && to.url.split('#').next() == Some(target)
                    && to.method.eq_ignore_ascii_case(&from.method)
                    && self.is_candidate(to).is_some()
            })
        };
        let mut followed = Vec::new();
        diagnosis.undecided.retain(|undecided| match &undecided.reason {
            Reason::Redirected(target) | Reason::RedirectedToSignIn(target)
                if goes_on(undecided.entry, target) =>
            {
                followed.push((undecided.entry, undecided.kind));
                false
            }
            _ => true,
        });
        diagnosis.succeeded.extend(followed);
    }
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
    }
}
