//! The values of `is:` and `has:`.

/// The values of `is:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// HTTP 400 and above, no response, or a failure reported inside the response.
    Failed,
    /// No response.
    Aborted,
    /// An onboard or license request failed.
    Finding,
    /// An onboard or license request whose outcome the file does not reveal.
    Undecided,
    /// An onboard request, whatever its outcome.
    Onboard,
    /// A license request, whatever its outcome.
    License,
    /// Took a second or longer.
    Slow,
    /// Deviates from HAR 1.2 or cannot be read.
    Odd,
    /// Served from the browser's cache.
    FromCache,
    /// Served from the browser's cache or revalidated (304).
    Cached,
    /// The response is a redirect.
    Redirect,
    /// A cross-origin request by a script.
    Cors,
    /// A CORS preflight.
    Preflight,
    /// Goes to a different site than the page's.
    ThirdParty,
}

/// The values of `has:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A query in the URL.
    Query,
    /// A request body.
    Body,
    /// A response.
    Response,
    /// Messages of a WebSocket or an event stream.
    Messages,
}

/// Every part with its name.
pub const PARTS: [(Part, &str); 4] = [
    (Part::Query, "query"),
    (Part::Body, "body"),
    (Part::Response, "response"),
    (Part::Messages, "messages"),
];

/// Every state with its name.
pub const STATES: [(State, &str); 14] = [
    (State::Failed, "failed"),
    (State::Finding, "finding"),
    (State::Undecided, "undecided"),
    (State::Onboard, "onboard"),
    (State::License, "license"),
    (State::Slow, "slow"),
    (State::Aborted, "aborted"),
    (State::Odd, "odd"),
    (State::FromCache, "from-cache"),
    (State::Cached, "cached"),
    (State::Redirect, "redirect"),
    (State::Cors, "cors"),
    (State::Preflight, "preflight"),
    (State::ThirdParty, "third-party"),
];
