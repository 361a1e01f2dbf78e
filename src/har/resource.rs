//! Resource types: as recorded by the exporter, else inferred from method, URL and media type.

/// The type of a requested resource, named as in DevTools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Resource {
    /// An HTML page.
    Document,
    /// A stylesheet.
    Stylesheet,
    /// An image.
    Image,
    /// Audio or video.
    Media,
    /// A font.
    Font,
    /// A script.
    Script,
    /// Data requested by a script through `XMLHttpRequest` or an unknown API.
    Xhr,
    /// Data requested by a script through `fetch`.
    Fetch,
    /// Server-sent events.
    EventSource,
    /// A WebSocket.
    WebSocket,
    /// A web app's manifest.
    Manifest,
    /// A ping or beacon.
    Ping,
    /// A CORS preflight.
    Preflight,
    /// Anything else.
    #[default]
    Other,
}

/// Every resource type with its name.
pub const RESOURCES: [(Resource, &str); 14] = [
    (Resource::Document, "document"),
    (Resource::Stylesheet, "stylesheet"),
    (Resource::Image, "image"),
    (Resource::Media, "media"),
    (Resource::Font, "font"),
    (Resource::Script, "script"),
    (Resource::Xhr, "xhr"),
    (Resource::Fetch, "fetch"),
    (Resource::EventSource, "eventsource"),
    (Resource::WebSocket, "websocket"),
    (Resource::Manifest, "manifest"),
    (Resource::Ping, "ping"),
    (Resource::Preflight, "preflight"),
    (Resource::Other, "other"),
];

/// Substrings of media types; the first match counts.
const BY_MIME: [(&str, Resource); 12] = [
    ("html", Resource::Document),
    ("css", Resource::Stylesheet),
    ("svg", Resource::Image),
    ("image/", Resource::Image),
    ("font", Resource::Font),
    ("manifest", Resource::Manifest),
    ("event-stream", Resource::EventSource),
    ("javascript", Resource::Script),
    ("ecmascript", Resource::Script),
    ("json", Resource::Xhr),
    ("audio/", Resource::Media),
    ("video/", Resource::Media),
];

impl Resource {
    /// Its name, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        RESOURCES.iter().find(|(resource, _)| *resource == self).map_or("other", |(_, name)| name)
    }

    /// The type with this name, compared case-insensitively; [`Resource::Other`] for unknown names.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        RESOURCES
            .iter()
            .find(|(_, own)| own.eq_ignore_ascii_case(name))
            .map_or(Self::Other, |(resource, _)| *resource)
    }

    /// Infers the type where the file does not state it.
    #[must_use]
    pub fn guess(method: &str, url: &str, status: Option<i64>, mime: &str) -> Self {
        let scheme = url.split(':').next().unwrap_or_default();
        if status == Some(101) || scheme.eq_ignore_ascii_case("wss") || scheme.eq_ignore_ascii_case("ws") {
            return Self::WebSocket;
        }
        if method.eq_ignore_ascii_case("OPTIONS") {
            return Self::Preflight;
        }
        let has = |part: &str| {
            mime.as_bytes().windows(part.len()).any(|at| at.eq_ignore_ascii_case(part.as_bytes()))
        };
        match BY_MIME.iter().find(|(part, _)| has(part)) {
            Some((_, resource)) => *resource,
            // Pages load their resources with GET; every other method comes from a script.
            None if !method.is_empty() && !method.eq_ignore_ascii_case("GET") => Self::Xhr,
            None => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_guesses() {
        for (resource, name) in RESOURCES {
            assert_eq!((resource.name(), Resource::of_name(&name.to_uppercase())), (name, resource));
        }
        assert_eq!(Resource::of_name("texttrack"), Resource::Other);
        let guess = |method, url, mime| Resource::guess(method, url, Some(200), mime);
        assert_eq!(guess("GET", "https://a/", "text/HTML; charset=utf-8"), Resource::Document);
        assert_eq!(guess("GET", "https://a/", "application/scim+json"), Resource::Xhr);
        assert_eq!(guess("GET", "https://a/", "font/woff2"), Resource::Font);
        assert_eq!(guess("GET", "https://a/", "image/svg+xml"), Resource::Image);
        assert_eq!(guess("GET", "https://a/", ""), Resource::Other);
        assert_eq!(guess("POST", "https://a/", ""), Resource::Xhr);
        assert_eq!(guess("OPTIONS", "https://a/", ""), Resource::Preflight);
        assert_eq!(guess("GET", "wss://a/", ""), Resource::WebSocket);
    }
}
