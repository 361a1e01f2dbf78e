//! Which requests the knowledge is about: the end of the path decides, never the host.

use std::borrow::Cow;

use serde::Deserialize;

use super::finding::Kind;

/// To which requests a condition belongs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Scope {
    /// To all of a kind.
    Kind(Kind),
    /// To those of one endpoint, by its id.
    Endpoint(String),
}

impl From<String> for Scope {
    fn from(name: String) -> Self {
        Kind::of_name(&name).map_or(Self::Endpoint(name), Self::Kind)
    }
}

impl Scope {
    /// The name as it is written: of the kind, or the endpoint's id.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::Endpoint(id) => id,
        }
    }

    /// Whether a request of this kind and endpoint is among those of `scopes`; no scope means all.
    #[must_use]
    pub fn hold(scopes: &[Self], kind: Kind, endpoint: &str) -> bool {
        scopes.is_empty()
            || scopes.iter().any(|scope| match scope {
                Self::Kind(own) => *own == kind,
                Self::Endpoint(id) => id == endpoint,
            })
    }
}

/// One kind of request, identified by method and the end of its path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Its name in the knowledge.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// HTTP methods; `OPTIONS` is never one of them.
    pub methods: Vec<String>,
    /// The end of the path, such as `/users/{user}/licenses`. `{…}` matches any one segment, `{user}` one that identifies
    /// the user; a last `/**` matches whatever follows.
    pub path: String,
    /// A member that the request's JSON body must have for this to be such a request.
    #[serde(default)]
    pub request_has: Option<String>,
}

impl Endpoint {
    /// Whether a request of this method and URL is one (the request's body left aside).
    #[must_use]
    pub fn matches(&self, method: &str, url: &str) -> bool {
        self.matches_path(method, &decoded(path(url)))
    }

    /// As [`Endpoint::matches`], of a URL's [`path`], [`decoded`]: for whoever asks several endpoints about one URL.
    #[must_use]
    pub fn matches_path(&self, method: &str, path: &str) -> bool {
        // exporters lose methods: the path says enough
        let is_method = |own: &String| method.is_empty() || own.eq_ignore_ascii_case(method);
        self.methods.iter().any(is_method) && self.ends(path)
    }

    fn ends(&self, path: &str) -> bool {
        if let Some(begin) = self.subtree() {
            return path.find(begin).is_some_and(|at| path.len() > at + begin.len());
        }
        let mut segments = segments_from_end(path);
        self.path
            .trim_start_matches('/')
            .rsplit('/')
            .all(|own| segments.next().is_some_and(|segment| own.starts_with('{') || segment == own))
    }

    /// The part before `**`, with its slash, where the path covers everything below it: `/telephony/config/`.
    fn subtree(&self) -> Option<&str> {
        self.path.strip_suffix("**")
    }

    /// Whether other endpoints come first, wherever they are defined: this one covers whatever they leave.
    #[must_use]
    pub fn is_catch_all(&self) -> bool {
        self.subtree().is_some()
    }

    /// The user's id in the URL: the segment at `{user}` of the pattern.
    #[must_use]
    pub fn user(&self, url: &str) -> Option<String> {
        let from_end = self.path.rsplit('/').position(|own| own == "{user}")?;
        segments_from_end(&decoded(path(url))).nth(from_end).map(str::to_owned)
    }

    /// What is wrong with this entry of the knowledge, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if !self.path.starts_with('/') || self.path.len() < 2 {
            return Some(format!("endpoint {}: path must start with / and name a segment", self.id));
        }
        let is_plain = |begin: &str| begin.len() > 1 && begin.ends_with('/') && !begin.contains(['{', '*']);
        if self.subtree().is_some_and(|begin| !is_plain(begin)) {
            return Some(format!("endpoint {}: only names may come before /**", self.id));
        }
        if self.methods.is_empty() || self.methods.iter().any(|method| method.eq_ignore_ascii_case("OPTIONS"))
        {
            return Some(format!("endpoint {}: methods must name at least one, and never OPTIONS", self.id));
        }
        // in a condition, such a name means the whole kind
        if Kind::of_name(&self.id).is_some_and(|kind| kind != self.kind) {
            return Some(format!("endpoint {}: this is the name of another kind", self.id));
        }
        None
    }
}

/// The path of an http(s) or relative URL, without a trailing slash; empty for others (`data:`, `blob:`).
#[must_use]
pub fn path(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    let path = match url.find("://") {
        Some(scheme) => {
            let rest = &url[scheme + 3..];
            rest.find('/').map_or("", |slash| &rest[slash..])
        }
        // `data:`, `blob:` and the like have no path; a URL without a scheme is one
        None if url.find(':').is_some_and(|colon| !url[..colon].contains('/')) => "",
        None => url,
    };
    path.trim_end_matches('/')
}

/// The segments of a decoded path, the last first, as servers read them: without blanks around them, path parameters
/// (`;jsessionid=…`) and empty segments.
fn segments_from_end(path: &str) -> impl Iterator<Item = &str> {
    let segments = path.rsplit('/').map(|segment| segment.split(';').next().unwrap_or_default().trim());
    segments.filter(|segment| !segment.is_empty() && *segment != ".")
}

/// A path with its `%XX` escapes decoded, as a server reads it.
#[must_use]
pub fn decoded(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%').then(|| path.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// The host of a URL, with its port; empty where it has none.
#[must_use]
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(path: &str) -> Endpoint {
        Endpoint {
            id: "x".into(),
            kind: Kind::License,
            methods: vec!["PATCH".into()],
            path: path.into(),
            request_has: None,
        }
    }

    #[test]
    fn only_the_end_of_the_path_counts() {
        let own = endpoint("/users/{user}/licenses");
        assert!(own.matches("PATCH", "https://h.example/admin/api/v1/organizations/o/users/u-1/licenses"));
        assert!(own.matches("patch", "https://h.example/users/u-1/licenses/?a=/b#c"));
        assert!(own.matches("PATCH", "/users/u-1/licenses"));
        assert!(own.matches("PATCH", "api/users/u-1/licenses"));
        assert!(!own.matches("GET", "https://h.example/users/u-1/licenses"));
        assert!(!own.matches("PATCH", "https://h.example/users//licenses"));
        for end in ["%20", " ", "//", "%2F", ";jsessionid=1", "/.", "%09", "%C2%A0", "/%20?x", "\u{a0}"] {
            assert!(own.matches("PATCH", &format!("https://h.example/users/u-1/licenses{end}")), "{end}");
        }
        assert!(own.matches("PATCH", "https://h.example//users/u-1//licenses"));
        assert!(!own.matches("PATCH", "https://h.example/users/u-1/licenses/validate"));
        assert!(!own.matches("PATCH", "https://h.example/Users/u-1/licenses"));
        assert!(!own.matches("PATCH", "https://h.example/?next=/users/u-1/licenses"));
        assert!(!own.matches("PATCH", "data:text/plain,/users/u-1/licenses"));
        assert!(own.matches("PATCH", "https://h.example/%75sers/u%2D1/%6c%69censes"));
        assert!(own.matches("PATCH", "https://h.example/users%2Fu-1%2Flicenses?x"));
        assert!(!own.matches("PATCH", "https://h.example/users/u-1/licenses%3Fx/y"));
        assert!(!own.matches("PATCH", "https://h.example/%zzusers/u-1/%"));
        assert_eq!(own.user("https://h.example/users/u%2D1/licenses/?x").as_deref(), Some("u-1"));
        assert_eq!(endpoint("/locations/{id}/numbers").user("https://h.example/locations/l-1/numbers"), None);
    }

    #[test]
    fn two_stars_cover_what_is_below() {
        let all = endpoint("/telephony/config/**");
        assert!(all.is_catch_all() && all.fault().is_none());
        assert!(all.matches("PATCH", "https://h.example/v1/telephony/config/queues/q-1?x"));
        assert!(!all.matches("PATCH", "https://h.example/v1/telephony/config/"));
        assert!(!all.matches("PATCH", "https://h.example/v1/mytelephony/config2/queues"));
        assert!(!all.matches("PATCH", "https://h.example/?next=/telephony/config/queues"));
        assert!(endpoint("/**").fault().is_some() && endpoint("/scim/{id}/**").fault().is_some());
    }

    #[test]
    fn a_host_is_no_path() {
        assert!(!endpoint("/users").matches("PATCH", "https://users"));
        assert!(endpoint("/users").matches("PATCH", "https://users/users"));
    }
}
