//! Which requests go to Webex.

use super::facts;
use crate::har::entry::Entry;
use crate::har::summary::Summary;

/// Labels of the host names of Webex ("Network Requirements for Webex Services", help.webex.com WBX000028782).
const HOSTS: [&str; 6] = ["webex", "wbx2", "webexapis", "ciscospark", "webexcontent", "broadcloudpbx"];

/// Whether the host's name is one of Webex.
#[must_use]
pub fn is_webex_host(summary: &Summary) -> bool {
    summary.host().split('.').any(|label| HOSTS.iter().any(|host| label.eq_ignore_ascii_case(host)))
}

/// Whether a request goes to Webex: by its host, or by the tracking ID that its services give every call.
#[must_use]
pub fn is_webex(summary: &Summary, entry: &Entry) -> bool {
    let codes = entry.response.as_ref();
    let codes = codes.and_then(|response| facts::header(&response.headers, "cisco-spark-error-codes"));
    is_webex_host(summary) || codes.is_some() || facts::tracking_in_headers(entry).is_some()
}
