//! A CORS preflight that kept a request from being sent, and why.

/// A preflight because of which the browser did not send a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Preflight {
    /// The preflight's entry.
    pub entry: usize,
    /// Why it allowed nothing.
    pub refusal: Refusal,
}

/// What a preflight's answer does not allow (Fetch Standard, "CORS-preflight fetch").
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It was not answered with a status of success.
    Failed,
    /// `Access-Control-Allow-Origin` is missing or names another origin.
    Origin,
    /// `Access-Control-Allow-Methods` lacks this method.
    Method(String),
    /// `Access-Control-Allow-Headers` lacks this header.
    Header(String),
}

impl Refusal {
    /// The stable name: `failed`, `origin`, `method` or `header`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Origin => "origin",
            Self::Method(_) => "method",
            Self::Header(_) => "header",
        }
    }
}
