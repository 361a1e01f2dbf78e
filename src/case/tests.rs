#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;

use super::*;
use crate::har::source::Source;

fn case(name: &str) -> Case<'static> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(name);
    Case::new(format!("folder/{name}"), Store::open(&path).unwrap(), Knowledge::builtin(), Lang::En)
}

fn folder(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![path.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(path).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

fn zip(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn a_case_holds_what_tac_asks_for() {
    let place = tempfile::tempdir().unwrap();
    let case = case("new-user-fails.har");
    let to = place.path().join(case.default_name());
    let made = case.save(&to, Form::Folder).unwrap();
    assert_eq!(made.path, to);
    let files = folder(&to);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["case.md", "new-user-fails.sanitized.har", "responses/entry-10.json"]);
    let page = String::from_utf8(files["case.md"].clone()).unwrap();
    for asked in [
        "Organization ID: `2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10`",
        "`kim.minjun@corp.example (",
        "5302 › 10991",
        "ATLAS",
        "Entry 10 · POST",
        "What was done in Control Hub",
        "Delete the e-mail from the Webex Calling Carrier account",
    ] {
        assert!(page.contains(asked), "{asked}\n{page}");
    }
    let answer: serde_json::Value = serde_json::from_slice(&files["responses/entry-10.json"]).unwrap();
    assert_eq!(answer[0]["errorList"][0]["errorCode"], 5302);
    let copy =
        Store::scan(Source::from_bytes("copy.har", files["new-user-fails.sanitized.har"].clone()).unwrap());
    assert_eq!(copy.unwrap().index.len(), case.file.store.index.len());
    assert!(made.replaced.replaced() > 0);

    let again = case.save(&to, Form::Folder);
    assert!(matches!(again, Err(Error::Exists { .. })), "nothing is overwritten");
    let second = case.save_in(place.path(), Form::Folder).unwrap();
    assert_eq!(second.path, place.path().join("new-user-fails-case-2"));
    let packed = case.save_in(place.path(), Form::Zip).unwrap();
    assert_eq!(zip(&packed.path), files, "the same in a zip");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 3, "and nothing else is left");
}

#[test]
fn hidden_people_have_one_pseudonym_in_the_capture_and_in_the_answers() {
    let place = tempfile::tempdir().unwrap();
    let made = case("new-user-fails.har").hiding_people(true).save_in(place.path(), Form::Folder).unwrap();
    let files: BTreeMap<_, _> = folder(&made.path)
        .into_iter()
        .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
        .collect();
    let (page, answer) = (&files["case.md"], &files["responses/entry-10.json"]);
    let capture = &files["new-user-fails.sanitized.har"];
    let email = "kim.minjun@corp.example";
    assert!(!answer.contains(email) && !capture.contains(email), "{answer}");
    let pseudonym = |text: &str| {
        let at = text.find("Url already exists: ").unwrap() + "Url already exists: ".len();
        text[at..].chars().take_while(|c| !matches!(c, '"' | '\'' | '\\')).collect::<String>()
    };
    assert!(pseudonym(answer).starts_with("user-") && pseudonym(answer) == pseudonym(capture), "{answer}");
    assert!(page.contains(email) && page.contains("names the users, because TAC asks for them"), "{page}");
}

#[test]
fn what_the_file_does_not_hold_is_to_be_added() {
    let place = tempfile::tempdir().unwrap();
    let case = case("bodies-left-out.har");
    let made = case.save_in(place.path(), Form::Folder).unwrap();
    assert!(made.parts.iter().all(|part| !matches!(part, Part::Response { .. })));
    let page = fs::read_to_string(made.path.join("case.md")).unwrap();
    assert!(page.contains("Affected users: ") && page.contains("The answer to entry"), "{page}");
    assert!(page.contains("Organization ID: `2c6f4a1e-"), "an undecided request names it in its URL\n{page}");
}

#[test]
fn a_case_that_fails_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let missing = place.path().join("no/such/folder");
    assert!(case("new-user-fails.har").save(&missing, Form::Folder).is_err());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn names_come_from_the_file() {
    for (name, stem) in [
        ("a/b.har", "b"),
        ("b.har.gz", "b"),
        ("C:\\x\\y.zip", "y"),
        ("-", "capture"),
        (".har", ".har"),
        ("noend", "noend"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/nothing-fails.har");
        let case = Case::new(name.to_owned(), Store::open(&path).unwrap(), Knowledge::builtin(), Lang::En);
        assert_eq!(case.stem(), stem, "{name}");
    }
}

#[test]
fn a_preview_names_a_few_answers_and_counts_many() {
    let entry = |n: usize| {
        serde_json::json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 1,
            "request": {"method": "POST", "url": format!("https://h.example/organization/o{n}/users/onboard"), "headers": []},
            "response": {"status": 400, "headers": [], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}}})
    };
    let names = |count: usize| {
        let entries: Vec<_> = (0..count).map(entry).collect();
        let bytes =
            serde_json::json!({"log": {"version": "1.2", "entries": entries}}).to_string().into_bytes();
        let store = Store::scan(Source::from_bytes("x.har", bytes).unwrap()).unwrap();
        let case = Case::new("x.har".to_owned(), store, Knowledge::builtin(), Lang::En);
        case.preview().into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(2), ["case.md", "x.sanitized.har", "responses/entry-0.json", "responses/entry-1.json"]);
    assert_eq!(names(40), ["case.md", "x.sanitized.har", "responses/"]);
}
