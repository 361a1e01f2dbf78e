use serde_json::json;

use super::*;
use crate::diagnose::knowledge::Knowledge;

fn id(words: &str) -> Option<&str> {
    Some(Knowledge::builtin().network_error(words)?.rule.id.as_str())
}

/// What browsers, tools and proxies write, and what it has to be taken for.
const WRITTEN: &[(&str, &[&str])] = &[
    (
        "net-name-not-resolved",
        &[
            "net::ERR_NAME_NOT_RESOLVED",
            "NS_ERROR_UNKNOWN_HOST",
            "curl: (6) Could not resolve host: atlas-a.wbx2.example",
            "getaddrinfo ENOTFOUND atlas-a.wbx2.example",
            "A server with the specified hostname could not be found.",
            "Error Domain=NSURLErrorDomain Code=-1003 \"…\"",
            "Error resolving “a.example”: Name or service not known",
            "[Errno -2] Name or service not known",
        ],
    ),
    (
        "net-connection-reset",
        &[
            "net::ERR_CONNECTION_RESET",
            "NS_ERROR_NET_RESET",
            "read ECONNRESET",
            "curl: (56) Recv failure: Connection reset by peer",
            "The network connection was lost.",
            "socket hang up",
        ],
    ),
    (
        "net-connection-refused",
        &[
            "net::ERR_CONNECTION_REFUSED",
            "NS_ERROR_CONNECTION_REFUSED",
            "connect ECONNREFUSED 127.0.0.1:443",
            "curl: (7) Failed to connect to a.example port 443: Connection refused",
            "Could not connect: Connection refused",
        ],
    ),
    ("net-connection-failed", &["curl: (7) Couldn't connect to server", "Could not connect to the server."]),
    ("net-connection-closed", &["net::ERR_CONNECTION_CLOSED", "net::ERR_CONNECTION_ABORTED"]),
    (
        "net-connect-timed-out",
        &[
            "net::ERR_CONNECTION_TIMED_OUT",
            "connect ETIMEDOUT 192.0.2.1:443",
            "curl: (28) Failed to connect to a.example port 443 after 129000 ms: Connection timed out",
        ],
    ),
    (
        "net-timed-out",
        &[
            "net::ERR_TIMED_OUT",
            "NS_ERROR_NET_TIMEOUT",
            "The request timed out.",
            "curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received",
            "timeout of 3000ms exceeded",
        ],
    ),
    (
        "net-certificate-issuer",
        &[
            "net::ERR_CERT_AUTHORITY_INVALID",
            "SEC_ERROR_UNKNOWN_ISSUER",
            "MOZILLA_PKIX_ERROR_MITM_DETECTED",
            "self signed certificate in certificate chain",
            "curl: (60) SSL certificate problem: unable to get local issuer certificate",
            "net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN",
        ],
    ),
    (
        "net-certificate-date",
        &["net::ERR_CERT_DATE_INVALID", "SEC_ERROR_EXPIRED_CERTIFICATE", "certificate has expired"],
    ),
    ("net-certificate-name", &["net::ERR_CERT_COMMON_NAME_INVALID", "SSL_ERROR_BAD_CERT_DOMAIN"]),
    ("net-certificate-revoked", &["net::ERR_CERT_REVOKED", "SEC_ERROR_REVOKED_CERTIFICATE"]),
    ("net-certificate", &["net::ERR_CERT_WEAK_SIGNATURE_ALGORITHM", "SEC_ERROR_BAD_SIGNATURE"]),
    (
        "net-tls-handshake",
        &[
            "net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
            "SSL_ERROR_NO_CYPHER_OVERLAP",
            "curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to a.example:443",
            "Server TLS handshake failed. connection closed",
        ],
    ),
    ("net-tls", &["net::ERR_SSL_PROTOCOL_ERROR", "SSL_ERROR_RX_RECORD_TOO_LONG"]),
    (
        "net-client-certificate",
        &["net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED", "net::ERR_BAD_SSL_CLIENT_AUTH_CERT"],
    ),
    (
        "net-blocked-by-client",
        &["net::ERR_BLOCKED_BY_CLIENT", "net::ERR_BLOCKED_BY_CLIENT.Inspector", "blocked:inspector"],
    ),
    ("net-blocked-by-administrator", &["net::ERR_BLOCKED_BY_ADMINISTRATOR"]),
    ("net-blocked-by-protection", &["NS_ERROR_TRACKING_URI", "blocked:2004", "blocked:subresource-filter"]),
    ("net-blocked-by-response", &["net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin", "net::ERR_BLOCKED_BY_ORB"]),
    (
        "net-proxy-tunnel",
        &["net::ERR_TUNNEL_CONNECTION_FAILED", "curl: (56) Received HTTP code 403 from proxy after CONNECT"],
    ),
    (
        "net-proxy-authentication",
        &["net::ERR_PROXY_AUTH_UNSUPPORTED", "curl: (56) Received HTTP code 407 from proxy after CONNECT"],
    ),
    (
        "net-proxy-unreachable",
        &[
            "net::ERR_PROXY_CONNECTION_FAILED",
            "NS_ERROR_UNKNOWN_PROXY_HOST",
            "curl: (5) Could not resolve proxy: p",
        ],
    ),
    ("net-proxy-configuration", &["net::ERR_MANDATORY_PROXY_CONFIGURATION_FAILED"]),
    (
        "net-offline",
        &[
            "net::ERR_INTERNET_DISCONNECTED",
            "NS_ERROR_OFFLINE",
            "The Internet connection appears to be offline.",
        ],
    ),
    ("net-changed", &["net::ERR_NETWORK_CHANGED", "net::ERR_NETWORK_IO_SUSPENDED"]),
    ("net-unreachable", &["net::ERR_ADDRESS_UNREACHABLE", "connect EHOSTUNREACH 192.0.2.1:443"]),
    (
        "net-aborted",
        &[
            "net::ERR_ABORTED",
            "NS_BINDING_ABORTED",
            "AbortError: The operation was aborted.",
            "cancelled",
            "Client disconnected.",
            "Connection killed.",
            "Load request cancelled",
        ],
    ),
    (
        "net-http2",
        &[
            "net::ERR_HTTP2_PROTOCOL_ERROR",
            "net::ERR_HTTP2_SERVER_REFUSED_STREAM",
            "stream reset by client (INTERNAL_ERROR)",
            "curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)",
        ],
    ),
    ("net-quic", &["net::ERR_QUIC_PROTOCOL_ERROR", "NS_ERROR_NET_HTTP3_PROTOCOL_ERROR"]),
    (
        "net-empty-response",
        &["net::ERR_EMPTY_RESPONSE", "curl: (52) Empty reply from server", "server closed connection"],
    ),
    (
        "net-incomplete-answer",
        &[
            "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
            "NS_ERROR_NET_PARTIAL_TRANSFER",
            "curl: (18) transfer closed",
        ],
    ),
    (
        "net-too-many-redirects",
        &[
            "net::ERR_TOO_MANY_REDIRECTS",
            "NS_ERROR_REDIRECT_LOOP",
            "curl: (47) Maximum (50) redirects followed",
        ],
    ),
    (
        "net-cors",
        &[
            "cors: MissingAllowOriginHeader",
            "blocked:cors",
            "CORS error",
            "blocked:1002",
            "NS_ERROR_DOM_BAD_URI",
            "Origin https://a.example is not allowed by Access-Control-Allow-Origin. Status code: 200",
            "Fetch API cannot load https://b.example due to access control checks.",
        ],
    ),
    ("net-mixed-content", &["blocked:mixed-content", "blocked:3001"]),
    ("net-csp", &["blocked:csp", "net::ERR_BLOCKED_BY_CSP"]),
    ("net-failed", &["net::ERR_FAILED", "TypeError: Failed to fetch", "NS_ERROR_FAILURE", "Load failed"]),
    ("net-other", &["net::ERR_SOMETHING_NEW", "NS_ERROR_NOT_INITIALIZED", "curl: (99) something"]),
];

#[test]
fn each_error_is_known_by_its_own_name() {
    for (wanted, texts) in WRITTEN {
        for text in *texts {
            assert_eq!(id(text), Some(*wanted), "{text}");
        }
    }
    for text in ["OK", "", "recorded with version 3", "Not Found", "error"] {
        assert_eq!(id(text), None, "{text}");
    }
}

#[test]
fn the_words_are_found_wherever_an_exporter_writes_them() {
    let said = |entry: Value, answered: bool| {
        said(&Knowledge::builtin().network, &Entry::from_value(entry), answered)
    };
    let name = |entry: Value| said(entry, false).unwrap_or_default();
    let reset = "net::ERR_CONNECTION_RESET";
    for entry in [
        json!({"_error": reset}),
        json!({"_failureText": reset}),
        json!({"response": {"status": 0, "_error": reset}}),
        json!({"response": {"status": -1, "_failureText": reset}}),
        json!({"response": {"status": 0, "comment": reset}}),
        json!({"response": {"status": 0, "statusText": reset}}),
        json!({"comment": reset, "response": {"status": 0, "statusText": ""}}),
        json!({"response": {"status": 0, "content": {"_error": reset}}}),
        json!({"response": {"status": 0, "_error": {"message": reset}}}),
        json!({"response": {"status": 0, "_error": "net::ERR_FAILED", "statusText": reset}}),
    ] {
        assert_eq!(name(entry.clone()), reset, "{entry}");
    }
    let cors = json!({"response": {"status": 0, "_error": "net::ERR_FAILED"},
        "_corsErrorStatus": {"corsError": "MissingAllowOriginHeader"}});
    assert_eq!(name(cors), "cors: MissingAllowOriginHeader");
    assert_eq!(name(json!({"_blockedReason": 1002, "response": {"status": 0}})), "blocked:1002");
    assert_eq!(name(json!({"_blocked": "mixed-content"})), "blocked:mixed-content");
    assert_eq!(
        name(json!({"response": {"status": 0, "_error": "a new kind of failure"}})),
        "a new kind of failure"
    );
    assert_eq!(
        name(json!({"comment": "recorded at home", "response": {"status": 0, "statusText": "error"}})),
        ""
    );
    let answered = json!({"comment": "connection refused on the first try", "response": {"status": 200}});
    assert_eq!(said(answered, true), None, "a remark about an answer is no error");
}
