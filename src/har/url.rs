//! Splits URLs as they occur in HAR files: absolute, relative, authority-form (`CONNECT`), `data:`, damaged.
//!
//! Parsing never fails and decodes nothing: the parts are slices of the input, empty where absent.

/// The parts of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    /// The scheme without its colon; empty for relative and authority-form URLs.
    pub scheme: &'a str,
    /// User, host and port as written; empty if the URL has no host.
    pub authority: &'a str,
    /// The path; for URLs such as `data:` or `blob:` the whole URL with its scheme.
    pub path: &'a str,
    /// The query without its `?`.
    pub query: &'a str,
    /// Everything after the authority: path, query and fragment.
    pub rest: &'a str,
}

/// Schemes after whose colon digits are not a port number.
const WITHOUT_PORT: [&str; 4] = ["tel", "sms", "about", "data"];

impl<'a> Url<'a> {
    /// Splits a URL into its parts.
    ///
    /// ```
    /// use harlens::har::url::Url;
    /// let url = Url::parse("https://u:p@h.example:8443/a?b=c#d");
    /// assert_eq!((url.host(), url.host_and_port(), url.path, url.query), ("h.example", "h.example:8443", "/a", "b=c"));
    /// assert_eq!(Url::parse("h.example:443").host(), "h.example");
    /// assert_eq!(Url::parse("data:text/plain,http://x/").host(), "");
    /// assert_eq!(Url::parse("/r?u=http://other.example/").host(), "");
    /// ```
    #[must_use]
    pub fn parse(url: &'a str) -> Self {
        let scheme = scheme(url).unwrap_or_default();
        let after = if scheme.is_empty() { url } else { &url[scheme.len() + 1..] };
        if let Some(hierarchical) = after.strip_prefix("//") {
            let end = hierarchical.find(['/', '?', '#']).unwrap_or(hierarchical.len());
            let (authority, rest) = hierarchical.split_at(end);
            return Self::of(scheme, authority, rest);
        }
        if let Some(end) = authority_form(url, scheme) {
            return Self::of("", &url[..end], &url[end..]);
        }
        if scheme.is_empty() {
            return Self::of("", "", url);
        }
        Self { scheme, authority: "", path: url, query: "", rest: url }
    }

    fn of(scheme: &'a str, authority: &'a str, rest: &'a str) -> Self {
        let before_fragment = rest.split('#').next().unwrap_or_default();
        let (path, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
        Self { scheme, authority, path, query, rest }
    }

    /// The host with its port, without user and password.
    #[must_use]
    pub fn host_and_port(&self) -> &'a str {
        self.authority.rsplit_once('@').map_or(self.authority, |(_, host)| host)
    }

    /// The host; an IPv6 address without its brackets.
    #[must_use]
    pub fn host(&self) -> &'a str {
        host_of(self.host_and_port())
    }

    /// Whether the scheme is http, https, ws or wss and there is a host.
    #[must_use]
    pub fn is_web(&self) -> bool {
        let is_scheme = |own: &&str| self.scheme.eq_ignore_ascii_case(own);
        !self.authority.is_empty() && ["http", "https", "ws", "wss"].iter().any(is_scheme)
    }
}

/// The host of a `host:port` as in a `Host` header.
#[must_use]
pub fn host_of(host_and_port: &str) -> &str {
    match host_and_port.strip_prefix('[').and_then(|address| address.split_once(']')) {
        Some((address, _)) => address,
        None => host_and_port.split_once(':').map_or(host_and_port, |(host, _)| host),
    }
}

/// Whether a URL begins with a scheme, or with a host and port; HAR 1.2 requires absolute URLs.
#[must_use]
pub fn is_absolute(url: &str) -> bool {
    scheme(url).is_some() || authority_form(url, "").is_some()
}

/// RFC 3986: the scheme before the first colon.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(is_inner)).then_some(scheme)
}

/// RFC 9112 authority-form: `host:port`, the target of `CONNECT`. Returns the index of its end.
fn authority_form(url: &str, scheme: &str) -> Option<usize> {
    let end = url.find(['/', '?', '#']).unwrap_or(url.len());
    let (host, port) = url[..end].rsplit_once(':')?;
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = if host.starts_with('[') { host.ends_with(']') } else { !host.contains(':') };
    (is_port && is_host && !host.is_empty() && !WITHOUT_PORT.contains(&scheme)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_paths() {
        for (url, host, path) in [
            ("https://u:p@h.example:8443/a?b", "h.example", "/a"),
            ("wss://[::1]:1/x", "::1", "/x"),
            ("https://h.example", "h.example", ""),
            ("https://h.example?q=/a@b", "h.example", ""),
            ("//h.example/a", "h.example", "/a"),
            ("h.example:443", "h.example", ""),
            ("localhost:8080/a", "localhost", "/a"),
            ("[::1]:443", "::1", ""),
            ("data:text/plain,x", "", "data:text/plain,x"),
            ("data:123", "", "data:123"),
            ("blob:https://h.example/1", "", "blob:https://h.example/1"),
            ("/r?u=http://other.example/y", "", "/r"),
            ("a/b:1", "", "a/b:1"),
            ("?q=http://x", "", ""),
            ("", "", ""),
        ] {
            let parsed = Url::parse(url);
            assert_eq!((parsed.host(), parsed.path), (host, path), "{url}");
        }
    }

    #[test]
    fn an_absolute_url_has_a_scheme() {
        for url in ["https://h.example/", "data:,x", "chrome-extension://x", "h.example:443"] {
            assert!(is_absolute(url), "{url}");
        }
        for url in ["", "/a:b", "a/b", "?q=:", "://h"] {
            assert!(!is_absolute(url), "{url}");
        }
    }
}
