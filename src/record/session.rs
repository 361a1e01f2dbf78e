//! Assembles exchanges from the browser's events.
//!
//! The events are those of the protocol's `Network` and `Page` domains. All hops of a redirect share one request
//! ID, and the `…ExtraInfo` events with the raw headers can arrive before or after the events that they belong
//! to. Therefore both are kept in order and matched when the last hop is finished.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Error;
use super::exchange::{Body, Exchange};
use super::protocol::{Connection, Message, Next};

/// How long a finished exchange waits for its body and headers.
const SETTLE: Duration = Duration::from_secs(5);

/// After this time without a page, the URL is opened again.
const REOPEN: Duration = Duration::from_secs(4);

/// Sizes of the browser's body buffers in bytes.
const BUFFER: u64 = 1 << 30;
const RESOURCE_BUFFER: u64 = 256 << 20;
const MAX_POST_DATA: u64 = 64 << 20;

/// Target types that make requests for pages; all others are internal to the browser.
const RECORDED: [&str; 6] = ["page", "iframe", "worker", "shared_worker", "service_worker", "webview"];

type Key = (String, String);

/// All hops of a request ID.
#[derive(Debug, Default)]
struct Chain {
    hops: Vec<Exchange>,
    request_extras: VecDeque<Value>,
    response_extras: VecDeque<Value>,
    awaits_body: bool,
    awaits_post_data: bool,
    over_since: Option<Instant>,
}

/// A call without a response so far.
#[derive(Debug)]
enum Call {
    Version,
    Body(Key),
    PostData(Key),
    /// Recording of the first page is being enabled.
    Ready(String),
    Other,
}

/// A page that was opened.
#[derive(Debug)]
struct Page {
    id: String,
    title: String,
    wall_time: f64,
    timestamp: f64,
    content_loaded: Option<f64>,
    loaded: Option<f64>,
}

pub(super) struct Session {
    connection: Connection,
    url: String,
    /// The session of the page that opens the URL, and when that was requested.
    opening: Option<(String, Instant)>,
    is_closed: bool,
    /// Target type by session.
    targets: HashMap<String, String>,
    chains: HashMap<Key, Chain>,
    calls: HashMap<u64, Call>,
    pages: Vec<Page>,
    /// Index of the current page by session.
    current_page: HashMap<String, usize>,
    version: Value,
    finished: Vec<Exchange>,
}

impl Session {
    pub(super) fn new(connection: Connection, url: String) -> Self {
        Self {
            connection,
            url,
            opening: None,
            is_closed: false,
            targets: HashMap::new(),
            chains: HashMap::new(),
            calls: HashMap::new(),
            pages: Vec::new(),
            current_page: HashMap::new(),
            version: json!({}),
            finished: Vec::new(),
        }
    }

    /// Waits for the browser's first response, then starts recording all present and future pages.
    pub(super) fn begin(&mut self, browser: &str) -> Result<(), Error> {
        self.call(None, "Browser.getVersion", json!({}), Call::Version);
        let until = Instant::now() + Duration::from_secs(30);
        while self.version.get("name").is_none() {
            if !self.serve(Duration::from_millis(100)) || Instant::now() > until {
                return Err(Error::Refused {
                    browser: browser.to_owned(),
                    reason:
                        "it does not answer; another window may use the profile, or a policy may forbid it"
                            .to_owned(),
                });
            }
        }
        self.auto_attach(None);
        Ok(())
    }

    /// Processes messages for the given time. False once the browser has exited.
    pub(super) fn serve(&mut self, within: Duration) -> bool {
        let until = Instant::now() + within;
        loop {
            let rest = until.saturating_duration_since(Instant::now());
            match self.connection.next(rest) {
                Next::Message(message) => self.take(*message),
                Next::Nothing => break,
                Next::End => {
                    self.is_closed = true;
                    break;
                }
            }
            if Instant::now() >= until {
                break;
            }
        }
        self.settle();
        self.open_again();
        !self.is_closed
    }

    /// The exchanges finished since the last call.
    pub(super) fn take_finished(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.finished)
    }

    /// The exchanges still in progress.
    pub(super) fn take_open(&mut self) -> Vec<Exchange> {
        let chains = std::mem::take(&mut self.chains);
        chains.into_values().flat_map(Chain::into_exchanges).collect()
    }

    /// Whether finished exchanges still wait for their bodies.
    pub(super) fn has_open(&self) -> bool {
        self.chains.values().any(|chain| chain.over_since.is_some())
    }

    /// Makes all pages stop loading.
    pub(super) fn stop(&mut self) {
        let pages: Vec<String> =
            self.targets.iter().filter(|(_, kind)| *kind == "page").map(|(id, _)| id.clone()).collect();
        for page in pages {
            self.call(Some(&page), "Page.stopLoading", json!({}), Call::Other);
        }
    }

    pub(super) fn close_browser(&mut self) {
        self.call(None, "Browser.close", json!({}), Call::Other);
    }

    /// `log.browser`.
    pub(super) fn browser_version(&self) -> Value {
        self.version.clone()
    }

    /// `log.pages`.
    pub(super) fn pages(&self) -> Vec<Value> {
        let since =
            |page: &Page, at: Option<f64>| at.map_or(-1.0, |at| ((at - page.timestamp) * 1000.0).round());
        let one = |page: &Page| {
            json!({
                "startedDateTime": crate::har_writer::date(page.wall_time),
                "id": page.id,
                "title": page.title,
                "pageTimings": {
                    "onContentLoad": since(page, page.content_loaded),
                    "onLoad": since(page, page.loaded),
                },
            })
        };
        self.pages.iter().map(one).collect()
    }

    /// Write errors are ignored: if the browser has exited, the closed pipe is reported by the next read.
    fn call(&mut self, session: Option<&str>, method: &str, params: Value, call: Call) {
        if let Ok(id) = self.connection.call(session, method, params) {
            self.calls.insert(id, call);
        }
    }

    fn auto_attach(&mut self, session: Option<&str>) {
        let params = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true});
        self.call(session, "Target.setAutoAttach", params, Call::Other);
    }

    fn take(&mut self, message: Message) {
        if let Some(call) = message.id.and_then(|id| self.calls.remove(&id)) {
            self.answered(call, &message);
        } else if let Some(method) = &message.method {
            let session = message.session_id.clone().unwrap_or_default();
            self.event(method, session, message.params);
        }
    }

    fn answered(&mut self, call: Call, message: &Message) {
        let result = &message.result;
        match call {
            Call::Version => {
                let product = text(result, "product");
                let (name, version) = product.split_once('/').unwrap_or((product, ""));
                self.version = json!({"name": name, "version": version});
            }
            Call::Body(key) => {
                let Some(chain) = self.chains.get_mut(&key) else { return };
                chain.awaits_body = false;
                if let (None, Some(hop)) = (&message.error, chain.hops.last_mut()) {
                    let is_base64 = result["base64Encoded"].as_bool().unwrap_or_default();
                    hop.body = Some(Body { text: text(result, "body").to_owned(), is_base64 });
                }
            }
            Call::PostData(key) => {
                let Some(chain) = self.chains.get_mut(&key) else { return };
                chain.awaits_post_data = false;
                if let (None, Some(hop)) = (&message.error, chain.hops.last_mut()) {
                    hop.post_data = result["postData"].as_str().map(str::to_owned);
                }
            }
            Call::Ready(session) => self.open(&session),
            Call::Other => {}
        }
    }

    fn event(&mut self, method: &str, session: String, params: Value) {
        match method {
            "Target.attachedToTarget" => self.attached(&params),
            "Target.detachedFromTarget" => self.detached(text(&params, "sessionId")),
            "Page.domContentEventFired" => {
                self.page_event(&session, &params, |page, at| page.content_loaded = at)
            }
            "Page.loadEventFired" => self.page_event(&session, &params, |page, at| page.loaded = at),
            _ => {
                let key = (session, text(&params, "requestId").to_owned());
                if method.starts_with("Network.") && !key.1.is_empty() {
                    self.network_event(method, key, params);
                }
            }
        }
    }

    fn attached(&mut self, params: &Value) {
        let session = text(params, "sessionId").to_owned();
        let target = &params["targetInfo"];
        let (kind, url) = (text(target, "type").to_owned(), text(target, "url").to_owned());
        let is_own =
            ["chrome:", "devtools:", "chrome-extension:", "edge:"].iter().any(|own| url.starts_with(own));
        if !RECORDED.contains(&kind.as_str()) || is_own {
            self.call(Some(&session), "Runtime.runIfWaitingForDebugger", json!({}), Call::Other);
            self.call(None, "Target.detachFromTarget", json!({"sessionId": session}), Call::Other);
            return;
        }
        let network = json!({
            "maxTotalBufferSize": BUFFER,
            "maxResourceBufferSize": RESOURCE_BUFFER,
            "maxPostDataSize": MAX_POST_DATA,
            // Bodies remain available after their page is closed.
            "enableDurableMessages": true,
        });
        self.call(Some(&session), "Network.enable", network, Call::Other);
        self.auto_attach(Some(&session));
        if kind == "page" {
            self.call(Some(&session), "Page.enable", json!({}), Call::Other);
        }
        let is_first = kind == "page" && self.opening.is_none();
        let call = if is_first { Call::Ready(session.clone()) } else { Call::Other };
        self.call(Some(&session), "Runtime.runIfWaitingForDebugger", json!({}), call);
        if is_first {
            self.opening = Some((session.clone(), Instant::now()));
        }
        self.targets.insert(session, kind);
    }

    fn open(&mut self, session: &str) {
        self.opening = Some((session.to_owned(), Instant::now()));
        let params = json!({"url": self.url});
        self.call(Some(session), "Page.navigate", params, Call::Other);
    }

    /// During startup, the browser's own empty page may replace the requested one.
    fn open_again(&mut self) {
        let is_late = |since: &Instant| since.elapsed() >= REOPEN;
        if self.pages.is_empty()
            && let Some((session, _)) = self.opening.clone().filter(|(_, since)| is_late(since))
        {
            self.open(&session);
        }
    }

    /// A closed session sends no more responses.
    fn detached(&mut self, session: &str) {
        self.targets.remove(session);
        for (key, chain) in &mut self.chains {
            if key.0 == session {
                chain.awaits_body = false;
                chain.awaits_post_data = false;
                chain.over_since.get_or_insert_with(Instant::now);
            }
        }
    }

    fn page_event(&mut self, session: &str, params: &Value, set: impl Fn(&mut Page, Option<f64>)) {
        let page = self.current_page.get(session).and_then(|page| self.pages.get_mut(*page));
        if let Some(page) = page {
            set(page, params["timestamp"].as_f64());
        }
    }

    fn network_event(&mut self, method: &str, key: Key, params: Value) {
        match method {
            "Network.requestWillBeSent" => self.will_be_sent(key, params),
            "Network.requestWillBeSentExtraInfo" => self.chain(key).request_extras.push_back(params),
            "Network.responseReceivedExtraInfo" => self.chain(key).response_extras.push_back(params),
            "Network.loadingFinished" => self.loading_finished(key, &params),
            "Network.webSocketCreated" => self.socket_created(key, &params),
            "Network.webSocketClosed" => self.over(key, &params),
            "Network.loadingFailed" => {
                self.with_hop(&key, |hop| hop.failed = Some(params.clone()));
                self.over(key, &params);
            }
            _ => self.with_hop(&key, |hop| hop.note(method, params)),
        }
    }

    fn chain(&mut self, key: Key) -> &mut Chain {
        self.chains.entry(key).or_default()
    }

    fn with_hop(&mut self, key: &Key, change: impl FnOnce(&mut Exchange)) {
        if let Some(hop) = self.chains.get_mut(key).and_then(|chain| chain.hops.last_mut()) {
            change(hop);
        }
    }

    fn will_be_sent(&mut self, key: Key, mut params: Value) {
        let page = self.page_of(&key, &params);
        let redirect = params["redirectResponse"].take();
        let has_extra_info = params["redirectHasExtraInfo"] == true;
        let timestamp = number(&params, "timestamp");
        let request = &params["request"];
        // The event does not contain the contents of uploaded files.
        let is_whole = request["postDataEntries"]
            .as_array()
            .is_some_and(|parts| parts.iter().all(|part| part["bytes"].is_string()));
        let needs_post_data = request["hasPostData"] == true && !is_whole;
        let chain = self.chain(key.clone());
        if let (false, Some(last)) = (redirect.is_null(), chain.hops.last_mut()) {
            last.response = Some(redirect);
            last.has_extra_info = has_extra_info;
            last.finished = Some(timestamp);
        }
        chain.hops.push(Exchange::new(params, page));
        if needs_post_data {
            chain.awaits_post_data = true;
            let session = key.0.clone();
            let request = json!({"requestId": key.1});
            self.call(Some(&session), "Network.getRequestPostData", request, Call::PostData(key));
        }
    }

    /// A document of the main frame starts a new page.
    fn page_of(&mut self, key: &Key, params: &Value) -> Option<String> {
        let is_document = params["type"] == "Document" && params["requestId"] == params["loaderId"];
        let is_page = self.targets.get(&key.0).is_some_and(|kind| kind == "page");
        if is_document && is_page && params.get("redirectResponse").is_none() {
            self.pages.push(Page {
                id: format!("page_{}", self.pages.len() + 1),
                title: text(params, "documentURL").to_owned(),
                wall_time: number(params, "wallTime"),
                timestamp: number(params, "timestamp"),
                content_loaded: None,
                loaded: None,
            });
            self.current_page.insert(key.0.clone(), self.pages.len() - 1);
        }
        let page = self.current_page.get(&key.0).and_then(|page| self.pages.get(*page));
        page.or(self.pages.last()).map(|page| page.id.clone())
    }

    fn socket_created(&mut self, key: Key, params: &Value) {
        let page = self.page_of(&key, params);
        self.chain(key).hops.push(Exchange::socket(params, page));
    }

    fn loading_finished(&mut self, key: Key, params: &Value) {
        let Some(chain) = self.chains.get_mut(&key) else { return };
        let Some(hop) = chain.hops.last_mut() else { return };
        hop.encoded = params["encodedDataLength"].as_f64();
        if hop.can_have_body() {
            chain.awaits_body = true;
            let (session, request) = (key.0.clone(), json!({"requestId": key.1}));
            self.call(Some(&session), "Network.getResponseBody", request, Call::Body(key.clone()));
        }
        self.over(key, params);
    }

    fn over(&mut self, key: Key, params: &Value) {
        let Some(chain) = self.chains.get_mut(&key) else { return };
        if let Some(hop) = chain.hops.last_mut() {
            hop.finished = params["timestamp"].as_f64();
        }
        chain.over_since = Some(Instant::now());
    }

    /// Finishes exchanges that are complete or have waited long enough.
    fn settle(&mut self) {
        let is_settled = |chain: &Chain| {
            chain.over_since.is_some_and(|since| chain.is_complete() || since.elapsed() >= SETTLE)
        };
        let keys: Vec<Key> =
            self.chains.iter().filter(|(_, chain)| is_settled(chain)).map(|(key, _)| key.clone()).collect();
        for key in keys {
            if let Some(chain) = self.chains.remove(&key) {
                self.finished.extend(chain.into_exchanges());
            }
        }
    }
}

impl Chain {
    fn is_complete(&self) -> bool {
        let with_extra = self.hops.iter().filter(|hop| hop.has_extra_info).count();
        let has_extras = self.request_extras.len() >= with_extra && self.response_extras.len() >= with_extra;
        !self.awaits_body && !self.awaits_post_data && has_extras
    }

    /// Assigns each hop its raw request and response headers.
    fn into_exchanges(mut self) -> Vec<Exchange> {
        for hop in &mut self.hops {
            // Without a response it is unknown whether there are any.
            if hop.has_extra_info || hop.response.is_none() {
                hop.request_extra = self.request_extras.pop_front();
                hop.response_extra = self.response_extras.pop_front();
            }
        }
        self.hops
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or_default()
}
