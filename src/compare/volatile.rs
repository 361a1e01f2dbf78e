//! Recognizes differences that any two messages have: dates, request IDs, tokens. They are listed separately,
//! never left out.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::Fact;

/// Facts that always differ.
pub(super) const FACTS: [Fact; 3] = [Fact::Started, Fact::Took, Fact::Address];

/// Headers whose value is generated per message or session.
const HEADERS: [&str; 30] = [
    "age",
    "alt-svc",
    "authorization",
    "cf-ray",
    "cookie",
    "date",
    "etag",
    "expires",
    "if-modified-since",
    "if-none-match",
    "last-modified",
    "nel",
    "proxy-authorization",
    "report-to",
    "server-timing",
    "set-cookie",
    "traceparent",
    "tracestate",
    "via",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-b3-sampled",
    "x-cache",
    "x-envoy-upstream-service-time",
    "x-powered-by-time",
    "x-response-time",
    "x-runtime",
    "x-served-by",
    "x-timer",
    "sec-websocket-key",
];

/// Endings of names of values that are generated per message or session; in lower case, without punctuation.
const NAME_ENDINGS: [&str; 24] = [
    "trackingid",
    "requestid",
    "correlationid",
    "traceid",
    "spanid",
    "transactionid",
    "sessionid",
    "csrftoken",
    "xsrftoken",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "nonce",
    "timestamp",
    "amzntraceid",
    "etag",
    "expiresin",
    "expiresat",
    "responsetime",
    "elapsed",
    "requesttime",
    "servertime",
    "codeverifier",
    "codechallenge",
];

/// Names that must match completely: `iat`, for example, ends many other words.
const EXACT_NAMES: [&str; 7] = ["iat", "exp", "nbf", "jti", "ts", "_", "token"];

/// Volatile URL parameters; elsewhere these names mean something else.
const PARAMETERS: [&str; 3] = ["code", "state", "session_state"];

/// Longer values, in bytes, are not examined.
const MAX_LEN: usize = 64 << 10;

/// Tracking IDs, and timestamps as written in JSON, HTTP and logs.
#[expect(clippy::unwrap_used, reason = "a test compiles the pattern")]
static GENERATED: LazyLock<Regex> = LazyLock::new(|| {
    let tracking = r"\b[A-Z][A-Za-z0-9-]*_[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:_[0-9]+)*\b";
    let moment = r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?";
    let date = r"\b[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT\b";
    Regex::new(&format!("{tracking}|{moment}|{date}")).unwrap()
});

/// Whether a header, parameter or member with this name and these values is volatile.
pub(super) fn field(name: &str, left: Option<&str>, right: Option<&str>) -> bool {
    is_name(name) || left.zip(right).is_some_and(|(left, right)| values(left, right))
}

fn is_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if let Some(parameter) = lower.strip_prefix('?') {
        return PARAMETERS.contains(&parameter) || is_name(parameter);
    }
    let plain: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    HEADERS.contains(&lower.as_str())
        || EXACT_NAMES.contains(&lower.as_str())
        || NAME_ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

/// Whether two values differ only in request IDs and timestamps.
pub(super) fn values(left: &str, right: &str) -> bool {
    if left.len() > MAX_LEN || right.len() > MAX_LEN || !(left.contains('-') || left.contains(',')) {
        return false;
    }
    masked(left) == masked(right)
}

fn masked(text: &str) -> Cow<'_, str> {
    GENERATED.replace_all(text, "\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_for_one_message_is_known_by_name_or_shape() {
        for name in [
            "Date",
            "trackingid",
            "X-Request-Id",
            "?state",
            "?_",
            "x-amzn-trace-id",
            "csrf_token",
            "ETag",
            "_",
            "requestTime",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "content-type",
            "state",
            "code",
            "?estate",
            "email",
            "id",
            "userId",
            "status",
            "appliance",
            "content-length",
        ] {
            assert!(!is_name(name), "{name}");
        }
        let message = |id: &str, at: &str| format!("failed at {at} (TrackingId = ATLAS_{id}_30)");
        let (one, other) = ("2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10", "f5dde0dc-9e75-446b-ae50-9d1642f88fa5");
        assert!(values(&message(one, "2026-11-21T10:02:24.626Z"), &message(other, "2026-11-21T10:09:00Z")));
        assert!(!values(one, other), "a user's ID tells one user from another");
        assert!(!values("2026-11-21T10:02:24Z a", "2026-11-21T10:02:25Z b"));
        assert!(values("Sat, 21 Nov 2026 10:02:24 GMT", "Sat, 21 Nov 2026 10:09:24 GMT"));
    }
}
