//! What went on around a failure: requests that were throttled, met a failing server, or had no valid sign-in, where
//! that may explain it. Only the index is looked at.

use jiff::Timestamp;

use super::endpoint;
use super::finding::{Finding, NearbyFailures, NearbyKind, Severity};
use crate::har::index::Index;

/// How far back to look, in seconds: about the requests that a page makes at once.
const SECONDS: i64 = 30;

impl NearbyKind {
    const ALL: [Self; 3] = [Self::Throttled, Self::ServerFailed, Self::SignedOut];

    /// The smallest number that is worth a remark: fewer happen every day.
    const fn fewest(self) -> usize {
        match self {
            Self::Throttled | Self::ServerFailed => 3,
            Self::SignedOut => 2,
        }
    }

    fn is_of(self, status: i64) -> bool {
        match self {
            Self::Throttled => status == 429,
            Self::ServerFailed => status >= 500,
            Self::SignedOut => status == 401,
        }
    }

    /// Whether it may explain a failure: one with such a status itself, or one of which nothing else is known.
    fn may_explain(self, finding: &Finding) -> bool {
        let error = &finding.error;
        let is_coded = error.code.is_some() || error.inner_code.is_some();
        if finding.severity != Severity::Error || (is_coded && finding.rule.is_some()) {
            return false;
        }
        let inside = finding.user.as_ref().and_then(|user| user.status);
        let statuses = [finding.http_status, inside, error.upstream_status];
        let itself = statuses.into_iter().flatten().any(|status| match self {
            Self::SignedOut => matches!(status, 401 | 403),
            trouble => trouble.is_of(status),
        });
        let no_answer = self == Self::ServerFailed && finding.http_status.is_none();
        itself || no_answer || (finding.rule.is_none() && !is_coded)
    }
}

/// A request that met some trouble.
struct Met<'i> {
    time: Timestamp,
    entry: usize,
    trouble: NearbyKind,
    site: &'i str,
}

/// Notes with each finding how many requests to the same site met some trouble shortly before it.
pub(super) fn note(findings: &mut [Finding], index: &Index) {
    if !findings.iter().any(|finding| NearbyKind::ALL.iter().any(|trouble| trouble.may_explain(finding))) {
        return;
    }
    let mut met: Vec<Met<'_>> = index
        .iter()
        .filter(|(_, summary)| !summary.method.eq_ignore_ascii_case("OPTIONS"))
        .filter_map(|(entry, summary)| {
            let trouble = NearbyKind::ALL
                .into_iter()
                .find(|trouble| summary.status.is_some_and(|status| trouble.is_of(status)))?;
            Some(Met { time: summary.started.parse().ok()?, entry, trouble, site: site(&summary.url) })
        })
        .collect();
    met.sort_by_key(|met| met.time);
    for finding in findings {
        let Ok(failure) = finding.started.parse::<Timestamp>() else { continue };
        let first = met.partition_point(|met| met.time.as_second() < failure.as_second() - SECONDS);
        let last = met.partition_point(|met| met.time <= failure);
        let own = site(&finding.url).to_owned();
        let near = met.get(first..last).unwrap_or_default();
        let near = || near.iter().filter(|met| met.entry != finding.entry && met.site == own);
        finding.nearby = NearbyKind::ALL
            .into_iter()
            .filter(|trouble| trouble.may_explain(finding))
            .map(|trouble| NearbyFailures {
                trouble,
                count: near().filter(|met| met.trouble == trouble).count(),
                seconds: SECONDS,
            })
            .filter(|nearby| nearby.count >= nearby.trouble.fewest())
            .collect();
    }
}

/// The last two labels of the host: the services of Control Hub have many hosts, and what serves others says nothing.
fn site(url: &str) -> &str {
    let host = endpoint::host(url);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    match host.rmatch_indices('.').nth(1) {
        Some((dot, _)) => &host[dot + 1..],
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::api_error::ApiError;
    use crate::har::summary::Summary;

    fn nearby(finding: Finding, requests: &[(&str, i64, &str)]) -> Vec<(NearbyKind, usize)> {
        let summary = |(second, status, host): &(&str, i64, &str)| Summary {
            method: "GET".into(),
            url: format!("https://{host}/a").into(),
            status: Some(*status),
            started: format!("2026-11-21T10:00:{second}Z").into(),
            ..Summary::default()
        };
        let mut findings = [Finding { entry: 99, ..finding }];
        note(&mut findings, &requests.iter().map(summary).collect());
        findings[0].nearby.iter().map(|nearby| (nearby.trouble, nearby.count)).collect()
    }

    fn failed(http: i64) -> Finding {
        Finding {
            url: "https://atlas-a.wbx2.example/users/onboard".into(),
            started: "2026-11-21T10:00:40Z".into(),
            http_status: Some(http),
            rule: Some(format!("http-{http}")),
            ..Finding::default()
        }
    }

    #[test]
    fn what_may_explain_a_failure_is_counted() {
        let hosts = ["a.wbx2.example", "b.wbx2.example:443", "idbroker.wbx2.example"];
        let of = |status| {
            ["11", "20", "40"].iter().zip(hosts).map(|(at, host)| (*at, status, host)).collect::<Vec<_>>()
        };
        assert_eq!(nearby(failed(429), &of(429)), [(NearbyKind::Throttled, 3)]);
        assert_eq!(nearby(failed(503), &of(500)), [(NearbyKind::ServerFailed, 3)]);
        assert_eq!(nearby(failed(403), &of(401)), [(NearbyKind::SignedOut, 3)]);
        assert_eq!(nearby(Finding { rule: None, ..failed(400) }, &of(429)), [(NearbyKind::Throttled, 3)]);
        assert_eq!(nearby(failed(400), &of(429)), [], "the status says enough");
        let coded = ApiError { code: Some("5302".into()), ..ApiError::default() };
        let known = Finding { error: coded, rule: Some("calling-refused".into()), ..failed(429) };
        assert_eq!(nearby(known, &of(429)), []);
        let mild = Finding { severity: Severity::Warning, ..failed(429) };
        assert_eq!(nearby(mild, &of(429)), []);
    }

    #[test]
    fn others_earlier_and_later_ones_do_not_count() {
        let far =
            [("09", 429, "a.wbx2.example"), ("41", 429, "a.wbx2.example"), ("39", 429, "ads.other.example")];
        let near = [("39", 429, "a.wbx2.example"), ("38", 429, "a.wbx2.example")];
        assert_eq!(nearby(failed(429), &[&far[..], &near].concat()), []);
    }
}
