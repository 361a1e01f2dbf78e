//! Answers that something else gave in place of the API: a gateway, firewall, proxy, captive portal or web server.

use super::page::{Foreign, Page};
use super::rule::{Pattern, Source};
use super::{error_text, facts};
use crate::har::entry::Response;
use crate::text::page_text;

/// A product that answers in place of an API, and the marks of its pages.
#[derive(Debug, Clone)]
pub struct Gateway {
    /// Stable name, such as `zscaler`.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// What its answers are.
    pub page: Page,
    /// Response headers that it sets on its own answers, with expressions for their values.
    pub headers: Vec<(String, Pattern)>,
    /// An expression over the body.
    pub body: Option<Pattern>,
    /// Where the marks are written.
    pub sources: Vec<Source>,
}

/// What a body is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Json,
    Text,
}

/// Looks at an answer's decoded body; `None` where nothing shows that anything but the API answered.
///
/// A tracking ID or error code in the response's headers is the API's own mark. JSON and plain text are also how an API
/// answers, so they are foreign only where a product's mark proves it; a web page always is.
#[must_use]
pub fn recognise(gateways: &[Gateway], response: &Response, body: &str) -> Option<Foreign> {
    let is_own = ["trackingid", "cisco-spark-error-codes"];
    if is_own.iter().any(|name| facts::header(&response.headers, name).is_some()) {
        return None;
    }
    let form = form(body);
    let product = gateways.iter().find(|gateway| gateway.answered(response, body, form));
    let text = || match form {
        Form::Html => page_text::readable(body),
        Form::Json | Form::Text => body.trim().to_owned(),
    };
    let found = |page, product: Option<&Gateway>| {
        let product = product.map(|gateway| gateway.name.clone());
        Some(Foreign { page, product, text: error_text::message(text()) })
    };
    match product {
        Some(gateway) => found(gateway.page, Some(gateway)),
        None if form != Form::Html => None,
        None if response.status == Some(511) => found(Page::Portal, None),
        None if is_sign_in(body) => found(Page::SignIn, None),
        None => found(Page::Unknown, gateways.iter().find(|gateway| gateway.passed_on(response))),
    }
}

/// Whether a body is a web page, whatever type is declared.
#[must_use]
pub fn is_web_page(body: &str) -> bool {
    form(body) == Form::Html
}

/// How much of a body is looked at for marks: pages of gateways are short.
const LOOKED_AT: usize = 64 << 10;

impl Gateway {
    /// What is wrong with this item of the knowledge, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if self.sources.is_empty() {
            return Some("no source".to_owned());
        }
        if self.headers.is_empty() && self.body.is_none() {
            return Some("no mark: neither `headers` nor `body`".to_owned());
        }
        self.headers.iter().map(|(_, value)| value).chain(&self.body).find_map(Pattern::fault)
    }

    fn answered(&self, response: &Response, body: &str, form: Form) -> bool {
        let by_header = self.headers.iter().filter(|(name, _)| name != "via").any(|(name, pattern)| {
            facts::header(&response.headers, name).is_some_and(|value| pattern.is_match(value))
        });
        let by_body = || self.body.as_ref().is_some_and(|pattern| pattern.is_match(start(body, LOOKED_AT)));
        let steps_in = matches!(self.page, Page::Portal | Page::Block);
        match form {
            Form::Html => by_header || by_body(),
            // a word of a page may be part of any message
            Form::Text => (by_header && self.page != Page::Edge) || (!steps_in && by_body()),
            Form::Json => by_header && steps_in && response.status.is_some_and(|status| status >= 400),
        }
    }

    /// The answer passed through this product, which proves no more.
    fn passed_on(&self, response: &Response) -> bool {
        let via = facts::header(&response.headers, "via");
        self.headers
            .iter()
            .any(|(name, pattern)| name == "via" && via.is_some_and(|via| pattern.is_match(via)))
    }
}

fn form(body: &str) -> Form {
    let start = start(body.trim_start_matches('\u{feff}').trim_start(), 2048).to_ascii_lowercase();
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<title",
        "<center",
        "<h1",
        "<meta",
        "<script",
        "<p>",
        "<div",
    ];
    if start.starts_with(['{', '[']) && !start.starts_with("[fiddler]") {
        Form::Json
    } else if start.starts_with('<') && tags.iter().any(|tag| start.contains(tag)) {
        Form::Html
    } else {
        Form::Text
    }
}

/// A field for a password, or a title that says so.
fn is_sign_in(body: &str) -> bool {
    let page = start(body, LOOKED_AT).to_ascii_lowercase();
    let title = page_text::title(&page).unwrap_or_default();
    let says_so =
        ["sign in", "sign-in", "signin", "log in", "login", "log on", "logon", "authentication", "로그인"];
    let asks = ["type=\"password\"", "type='password'", "type=password", "samlrequest"];
    asks.iter().any(|field| page.contains(field)) || says_so.iter().any(|word| title.contains(word))
}

/// The beginning of a text, at most `longest` bytes.
fn start(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::knowledge::Knowledge;
    use crate::har::entry::Header;

    fn look(status: i64, headers: &[(&str, &str)], body: &str) -> Option<(Page, Option<String>)> {
        let headers = headers
            .iter()
            .map(|(name, value)| Header { name: (*name).to_owned(), value: (*value).to_owned() })
            .collect();
        let response = Response { status: Some(status), headers, ..Response::default() };
        recognise(&Knowledge::builtin().gateways, &response, body).map(|found| (found.page, found.product))
    }

    fn page(title: &str, body: &str) -> String {
        format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{body}</body></html>")
    }

    #[test]
    fn products_are_known_by_their_marks() {
        let block = page("Access Denied", "Your organization has selected Zscaler to protect you");
        for (wanted, product, headers, body) in [
            (Page::Block, "Zscaler", &[("Server", "Zgate/6.2")][..], page("Access Denied", "no")),
            (Page::Block, "Zscaler", &[], block),
            (Page::Block, "Symantec", &[], page("Access Denied", "(policy_denied) Your request was denied")),
            (Page::Block, "Palo Alto", &[], page("Web Page Blocked", "has been blocked in accordance with company policy.")),
            (Page::Block, "Fortinet", &[], page("Web Page Blocked", "<p>FortiGuard Intrusion Prevention</p>")),
            (Page::Block, "Skyhigh", &[], page("Blocked", "generated by McAfee Web Gateway")),
            (Page::Block, "Umbrella", &[], page("Site blocked", "This site is blocked by Cisco Umbrella")),
            (Page::Block, "Netskope", &[], page("Blocked", "<img src=https://x.goskope.com/logo>")),
            (Page::Proxy, "Squid", &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], page("ERROR", "denied")),
            (Page::Proxy, "Squid", &[], page("ERROR", "<p>Generated Mon, 02 Mar 2026 by proxy1 (squid/5.7)</p>")),
            (Page::Edge, "Cloudflare", &[], page("error 1020", "Cloudflare Ray ID: 7f")),
            (Page::Edge, "Akamai", &[("Server", "AkamaiGHost")], page("Access Denied", "Reference #18.2d3b")),
            (Page::Edge, "nginx", &[], "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.24.0</center>".to_owned()),
            (Page::Portal, "captive portal", &[], page("Sign in to Guest Wi-Fi", "")),
            (Page::Proxy, "Fiddler", &[], "[Fiddler] DNS Lookup for \"a.example\" failed.".to_owned()),
            (Page::Edge, "Envoy", &[], "upstream connect error or disconnect/reset before headers".to_owned()),
            (Page::Block, "Zscaler", &[("Server", "Zscaler/6.2")], r#"{"blocked": true}"#.to_owned()),
        ] {
            let (found, name) = look(403, headers, &body).unwrap_or_else(|| panic!("not recognised: {product}"));
            assert_eq!(found, wanted, "{product}");
            assert!(name.as_deref().is_some_and(|name| name.contains(product)), "{product}, not {name:?}");
        }
    }

    #[test]
    fn a_page_without_marks_is_a_page_of_unknown_origin() {
        assert_eq!(look(403, &[], &page("Forbidden", "no")), Some((Page::Unknown, None)));
        let via = look(503, &[("Via", "1.1 proxy7 (squid/4.15)")], &page("Oops", "later"));
        assert_eq!(via, Some((Page::Unknown, Some("Squid".into()))));
        assert_eq!(look(200, &[], &page("Log in", "")), Some((Page::SignIn, None)));
        assert_eq!(look(200, &[], &page("x", "<input type=\"password\">")), Some((Page::SignIn, None)));
        assert_eq!(look(511, &[], &page("x", "y")), Some((Page::Portal, None)));
    }

    #[test]
    fn what_an_api_says_is_its_own() {
        let html = page("Bad Gateway", "nginx");
        assert_eq!(look(502, &[("TrackingID", "ATLAS_1")], &html), None);
        assert_eq!(look(400, &[("Via", "1.1 zscaler")], r#"{"message": "no"}"#), None);
        assert_eq!(look(400, &[], "Unable to find location."), None);
        assert_eq!(look(400, &[], "The user sophos.kim@corp.example already exists"), None);
        assert_eq!(look(400, &[("Server", "cloudflare")], "Unable to find location."), None);
        assert_eq!(look(400, &[], "<?xml version=\"1.0\"?><error><code>1</code></error>"), None);
        assert_eq!(look(400, &[], r#"[{"email": "a@b.example", "status": 400}]"#), None);
    }
}
