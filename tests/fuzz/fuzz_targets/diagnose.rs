//! Arbitrary responses to an onboard request: the first byte chooses the HTTP status and the body's encoding. All
//! output must consist of safe characters.
#![no_main]

use base64::{Engine as _, prelude::BASE64_STANDARD};
use harlens::diagnose::causes::Causes;
use harlens::diagnose::explain::{self, Block, Explanation};
use harlens::diagnose::knowledge::Knowledge;
use harlens::har::{source::Source, store::Store};
use harlens::report::{self, Diagnosed};
use harlens::text::clean::is_plain_or_line_feed;
use harlens::text::{Lang, clean_lines};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const STATUSES: [i64; 8] = [200, 400, 206, 409, 207, 0, 500, 429];

const URL: &str =
    "https://atlas.example/admin/api/v1/organizations/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users/onboard";

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, body)) = bytes.split_first() else { return };
    let har = json!({"log": {"version": "1.2", "entries": [entry(*choice, body)]}}).to_string();
    let source = Source::from_bytes("fuzz", har.into_bytes()).expect("plain bytes");
    let store = Store::scan(source).expect("a sound file");
    let files = [Diagnosed::new("fuzz".to_owned(), store, Knowledge::builtin())];
    for lang in [Lang::En, Lang::Ko] {
        let diagnosis = &files[0].diagnosis;
        let causes = Causes::of(&diagnosis.findings);
        check(&explain::findings(Knowledge::builtin(), &diagnosis.findings, &causes, lang));
        for undecided in &diagnosis.undecided {
            check(&explain::undecided(undecided, lang));
        }
        let mut outs = [const { Vec::new() }; 4];
        let [text, markdown, ndjson, all] = &mut outs;
        report::text::write(&files[0], lang, text).expect("memory takes everything");
        report::markdown::write(&files[0], lang, markdown).expect("memory takes everything");
        report::ndjson::write(&files[0], lang, ndjson).expect("memory takes everything");
        report::json::write(&files, lang, all).expect("memory takes everything");
        for out in outs {
            is_plain(&String::from_utf8(out).expect("reports are text"));
        }
    }
});

fn entry(choice: u8, body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let content = if choice & 8 == 0 {
        json!({"mimeType": "application/json", "text": text})
    } else {
        json!({"mimeType": "text/html", "encoding": "base64", "text": BASE64_STANDARD.encode(body)})
    };
    let asked = if choice & 16 == 0 { "{\"users\":[{\"email\":\"kim@corp.example\"}]}" } else { &*text };
    json!({
        "startedDateTime": "2026-11-21T10:02:24.626Z",
        "time": 1,
        "request": {"method": "POST", "url": URL, "postData": {"mimeType": "application/json", "text": asked}},
        "response": {"status": STATUSES[usize::from(choice) % 8], "content": content},
    })
}

fn is_plain(text: &str) {
    if let Some(odd) = text.chars().find(|c| !is_plain_or_line_feed(*c)) {
        panic!("{odd:?} goes out as it is: {text}");
    }
}

fn check(explanation: &Explanation) {
    for block in &explanation.blocks {
        let texts: Vec<&str> = match block {
            Block::Headline { text, detail, .. } => vec![text, detail],
            Block::Person(text)
            | Block::Title(text)
            | Block::Paragraph(text)
            | Block::Heading(text)
            | Block::Step { text, .. }
            | Block::Item(text)
            | Block::Quote(text) => vec![text],
            Block::Fact { label, value } => vec![label, value],
            Block::Branch { rail, text } => vec![rail, text],
            Block::Source { title, link, .. } => vec![title, link],
        };
        texts.into_iter().for_each(|text| is_plain(&clean_lines(text)));
    }
}
