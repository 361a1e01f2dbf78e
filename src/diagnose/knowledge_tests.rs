use super::*;
use crate::diagnose::finding::{Basis, Kind};

fn own<'t>(name: &str, text: &'t str) -> File<'t> {
    File::Own { name: name.to_owned(), text }
}

/// A rule in TOML that says nothing much.
fn rule(id: &str, source: &str, when: &str) -> String {
    format!(
        "[[rule]]\nid = '{id}'\nwhen = [{{ {when} }}]\n\
         en = {{ title = 't', cause = 'c', actions = ['a'] }}\nko = {{ title = 't', cause = 'c', actions = ['a'] }}\n\
         sources = [{{ id = '{source}', basis = 'derived' }}]\n"
    )
}

const SOURCE: &str = "format = 1\nsource = [{ id = 's', title = 'T', link = 'l' }]\n";

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/knowledge");
    let names =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut there: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    let mut built_in: Vec<String> = BUILTIN.iter().map(|(name, _)| (*name).to_owned()).collect();
    there.sort();
    built_in.sort();
    assert_eq!(there, built_in);
}

/// A file as people write it.
fn written(name: &str) -> String {
    std::fs::read_to_string(format!("{}/assets/knowledge/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn what_is_built_in_is_what_is_written() {
    for (name, items) in BUILTIN {
        let (built, read) = (file::built_in(items), file::parse(&written(name)));
        assert_eq!(built.faults, [], "{name}");
        assert_eq!(format!("{:?}", built.items), format!("{:?}", read.items), "{name}");
    }
}

#[test]
fn nothing_is_wrong_with_the_built_in_files() {
    // read as if they were the user's own: then everything is checked
    let texts: Vec<(&str, String)> = BUILTIN.iter().map(|(name, _)| (*name, written(name))).collect();
    let knowledge = Knowledge::load(&texts.iter().map(|(name, text)| own(name, text)).collect::<Vec<_>>());
    assert_eq!(knowledge.faults, []);
    assert!(knowledge.unknown.is_some());
    assert!(Knowledge::builtin().endpoints.iter().all(|endpoint| endpoint.kind != Kind::Other));
}

#[test]
fn every_sample_holds() {
    let knowledge = Knowledge::builtin();
    for rule in &knowledge.rules {
        assert_eq!(knowledge.broken_samples(rule), Vec::<String>::new(), "{}", rule.id);
    }
}

#[test]
fn every_action_says_whether_a_source_names_it() {
    for (name, _) in BUILTIN {
        let file: toml::Table = toml::from_str(&written(name)).unwrap();
        for table in ["rule", "http", "condition", "status"] {
            let items = file.get(table).and_then(toml::Value::as_array);
            for item in items.into_iter().flatten() {
                let actions = item["en"].get("actions").and_then(toml::Value::as_array);
                let stated = item.get("actions_basis").is_some();
                assert!(stated || actions.is_none_or(Vec::is_empty), "{name}: {item}");
            }
        }
    }
}

#[test]
fn a_documented_action_needs_a_documented_source() {
    let with = |basis: &str| {
        let text =
            rule("one", "s", "code = '1'").replace("when =", &format!("actions_basis = {basis}\nwhen ="));
        let knowledge = Knowledge::load(&[own("own.toml", &format!("{SOURCE}{text}"))]);
        knowledge.faults.first().map(ToString::to_string).unwrap_or_default()
    };
    assert_eq!(with("'derived'"), "");
    assert_eq!(with("['derived']"), "");
    assert!(with("'documented'").ends_with("actions_basis is documented, but no source is"));
    assert!(with("['derived', 'derived']").ends_with("actions_basis is for 2, not 1 actions"));
}

#[test]
fn both_languages_lead_to_a_case_or_neither() {
    let knowledge = Knowledge::builtin();
    let http = knowledge.http.iter().map(|status| &status.rule);
    for rule in knowledge.rules.iter().chain(http) {
        assert_eq!(rule.en.asks_for_case(), rule.ko.asks_for_case(), "{}", rule.id);
    }
}

#[test]
fn every_kind_that_a_rule_names_has_endpoints() {
    let knowledge = Knowledge::builtin();
    for scope in knowledge.rules.iter().flat_map(Rule::scopes) {
        let has = |endpoint: &Endpoint| Scope::hold(std::slice::from_ref(scope), endpoint.kind, &endpoint.id);
        assert!(knowledge.endpoints.iter().any(has), "{scope:?}");
    }
}

#[test]
fn both_languages_are_complete() {
    let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
    let knowledge = Knowledge::builtin();
    let http = knowledge.http.iter().map(|status| &status.rule);
    for rule in knowledge.rules.iter().chain(http) {
        let (en, ko) = (&rule.en, &rule.ko);
        assert_eq!(en.actions.len(), ko.actions.len(), "{}: actions", rule.id);
        for (en, ko) in [(&en.title, &ko.title), (&en.cause, &ko.cause)]
            .into_iter()
            .chain(en.actions.iter().zip(&ko.actions))
        {
            assert!(hangul(ko) && !hangul(en), "{}: {en} / {ko}", rule.id);
        }
        assert!(!rule.sources.is_empty(), "{}: sources", rule.id);
    }
    for status in &knowledge.statuses {
        let (en, ko) = (&status.en, &status.ko);
        assert_eq!((en.ways.len(), en.actions.len()), (ko.ways.len(), ko.actions.len()), "{}", status.id);
        assert!(hangul(&ko.name) && hangul(&ko.meaning) && !hangul(&en.meaning), "{}", status.id);
    }
    for condition in &knowledge.conditions {
        let (en, ko) = (&condition.en, &condition.ko);
        let texts =
            |meaning: &Meaning| [meaning.title.clone(), meaning.cause.clone(), meaning.actions.concat()];
        let complete = texts(en).iter().zip(&texts(ko)).all(|(en, ko)| !hangul(en) && hangul(ko));
        assert!(complete && en.actions.len() == ko.actions.len(), "{}", condition.id);
    }
    for term in &knowledge.terms {
        assert!(
            hangul(&term.ko.meaning) && hangul(&term.ko.name) && !hangul(&term.en.meaning),
            "{}",
            term.id
        );
    }
    for transition in &knowledge.transitions {
        assert!(hangul(&transition.ko) && !hangul(&transition.en), "{}", transition.id);
    }
    let unknown = knowledge.unknown.as_ref().map(|unknown| (&unknown.en.tac, &unknown.ko.tac));
    assert!(
        unknown.is_some_and(|(en, ko)| en.len() == 5
            && en.iter().zip(ko).all(|(en, ko)| en.what == ko.what && hangul(&ko.label)))
    );
}

#[test]
fn the_eleven_statuses() {
    let statuses = Knowledge::builtin().statuses();
    assert_eq!(statuses.0.len(), 11);
    let id = |found: Option<&Status>| found.map(|status| status.id.clone());
    assert_eq!(id(statuses.of_name("Not Verified")).as_deref(), Some("not_verified"));
    assert_eq!(id(statuses.of_name("확인되지않음")).as_deref(), Some("not_verified"));
    assert_eq!(id(statuses.of_name("delayed-claim")).as_deref(), Some("delayed_claim"));
    assert_eq!(id(statuses.of_name("")), None);
    let json =
        |field, value| statuses.of_json(field, value).map(|(status, basis)| (status.id.as_str(), basis));
    assert_eq!(json("accountStatus", "pending"), Some(("pending", Basis::Documented)));
    assert_eq!(json("accountStatus", "disabled"), Some(("inactive", Basis::Derived)));
    assert_eq!(json("accountStatus", "verified"), None, "no JSON value for Verified was ever seen");
    assert_eq!(json("status", "active"), None, "the presence is no user status");
    for status in statuses.0 {
        assert!(status.older.iter().all(|older| statuses.get(older).is_some()), "{}", status.id);
    }
}

#[test]
fn a_broken_file_takes_only_itself_out() {
    let endpoint = "format = 1\n[[endpoint]]\nid = 'e'\nkind = 'onboard'\nmethods = ['POST']\npath = '/a'\n";
    let files = [own("a", "format = 1\n["), own("b", SOURCE), own("c", "format = 9"), own("d", endpoint)];
    let knowledge = Knowledge::load(&files);
    let faults: Vec<_> = knowledge.faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect();
    assert_eq!(faults, [("a", Some(2)), ("c", Some(1))]);
    assert!(knowledge.faults[1].what.contains("newer than this program"), "{:?}", knowledge.faults[1]);
    assert_eq!(knowledge.endpoints.len(), 1);
}

#[test]
fn one_faulty_rule_leaves_its_neighbours() {
    let text = [
        SOURCE,
        &rule("one", "s", "message = 'x'"),
        &rule("two", "nowhere", "message = 'x'"),
        &rule("three", "s", "message = '('"),
        &rule("four", "s", "endpoint = ['nowhere'], code = '1'"),
        "[[rule]]\nid = 'five'\ntypo = 1\n",
        "[[rules]]\n",
        &rule("six", "s", "endpoint = ['job', 'e'], code = '1'"),
        "[[endpoint]]\nid = 'e'\nkind = 'other'\nmethods = ['GET']\npath = '/a'\n",
    ]
    .concat();
    let knowledge = Knowledge::load(&[own("own.toml", &text)]);
    let faults: Vec<_> = knowledge.faults.iter().map(ToString::to_string).collect();
    let parts = [
        ":30: `rules` is",
        ":29: unknown field",
        ":9: rule two: no",
        ":15: rule three: bad",
        ":21: rule four: endpoint nowhere",
    ];
    assert_eq!(faults.len(), parts.len(), "{faults:#?}");
    for part in parts {
        assert!(faults.iter().any(|fault| fault.contains(part)), "{part}: {faults:#?}");
    }
    assert_eq!(knowledge.rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["one", "six"]);
}

#[test]
fn a_later_item_of_the_same_id_replaces_the_earlier() {
    let first = format!("{SOURCE}{}", rule("one", "s", "code = '1'"));
    let later = format!("format = 1\n{0}{0}", rule("one", "s", "code = '2'"));
    let knowledge = Knowledge::load(&[own("a", &first), own("b", &later)]);
    assert_eq!(knowledge.rules.len(), 1);
    assert_eq!(knowledge.rules[0].when[0].code.as_deref(), Some("2"));
    let entry = knowledge.contents.iter().find(|entry| entry.what == What::Rule);
    assert!(entry.is_some_and(|entry| entry.replaces && &*entry.file == "b" && entry.line == 8));
    let [twice] = knowledge.faults.as_slice() else { panic!("{:?}", knowledge.faults) };
    assert!(twice.line == Some(8) && twice.what.contains("the same id as in line 2"), "{twice}");
}

#[test]
fn samples_are_held_to_their_word() {
    let endpoint = "[[endpoint]]\nid = 'e'\nkind = 'other'\nmethods = ['GET']\npath = '/a'\n";
    let samples = "[rule.samples]\nyes = [{ endpoint = 'other', code = 'E1' }, { endpoint = 'e', code = 'E2' }]\n\
                   no = [{ code = 'E1' }, { endpoint = 'e', code = 'E1' }]\n";
    let rule = rule("one", "s", "endpoint = ['e'], code = 'E1'");
    let text = [SOURCE, endpoint, &rule, samples].concat();
    let (_, faults) = Knowledge::check(vec![own("own.toml", &text)]);
    let faults: Vec<_> = faults.iter().map(|fault| fault.what.as_str()).collect();
    let wanted = ["rule one: samples.yes 2: chosen is no rule", "rule one: samples.no 2: the rule is chosen"];
    assert_eq!(faults, wanted);
}
