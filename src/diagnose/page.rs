//! What an answer is that something else gave in place of the API.

use serde::Deserialize;

use crate::redact::Redacted;

/// What a foreign answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// The sign-in page of a network.
    Portal,
    /// A security gateway or firewall stepped in.
    Block,
    /// A proxy's own message.
    Proxy,
    /// A sign-in page, of the service or of a network.
    SignIn,
    /// The standard page of a web server, load balancer or content delivery network.
    Edge,
    /// A web page of unknown origin.
    Unknown,
}

impl Page {
    /// The stable name, as the knowledge writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Block => "block",
            Self::Proxy => "proxy",
            Self::SignIn => "sign-in",
            Self::Edge => "edge",
            Self::Unknown => "unknown",
        }
    }
}

/// A foreign answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// What it is.
    pub page: Page,
    /// The product whose marks it carries.
    pub product: Option<String>,
    /// Its text, HTML reduced to what a reader of the page sees.
    pub text: Redacted<'static>,
}
