use super::*;
use crate::diagnose::{
    facts,
    finding::{Basis, Field},
};

fn chosen<'k>(knowledge: &'k Knowledge, sample: &super::super::rule::Sample) -> Option<&'k str> {
    let field = sample.field.unwrap_or(Field::ErrorList);
    let fault = facts::fault(sample.code.clone(), sample.message.clone(), field);
    let case = Case {
        kind: sample.endpoint.unwrap_or(Kind::Onboard),
        http_status: sample.http_status.or(Some(200)),
        user_status: sample.user_status,
        fault: &fault,
    };
    knowledge.match_case(&case).map(|(rule, _)| rule.id.as_str())
}

#[test]
fn nothing_is_wrong_with_the_built_in_files() {
    let (knowledge, errors) = Knowledge::load(&BUILTIN, false);
    assert_eq!(errors, []);
    let mut faults: Vec<_> = knowledge.rules.iter().filter_map(Rule::fault).collect();
    faults.extend(knowledge.hints.iter().filter_map(Hint::fault));
    assert_eq!(faults, Vec::<String>::new());
    assert!(knowledge.unknown.is_some());
}

#[test]
fn every_sample_holds() {
    let knowledge = Knowledge::builtin();
    for rule in &knowledge.rules {
        assert!(!rule.samples.yes.is_empty() && !rule.samples.no.is_empty(), "{}: samples", rule.id);
        for sample in &rule.samples.yes {
            assert_eq!(chosen(knowledge, sample), Some(rule.id.as_str()), "{sample:?}");
        }
        for sample in &rule.samples.no {
            assert_ne!(chosen(knowledge, sample), Some(rule.id.as_str()), "{sample:?}");
        }
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
    for hint in &knowledge.hints {
        assert!(hangul(&hint.ko) && !hangul(&hint.en), "{}", hint.id);
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
    let good = "format = 1\n[[source]]\nid = 's'\ntitle = 'T'\nlink = 'https://x.example'\n";
    let endpoint = "format = 1\n[[endpoint]]\nid = 'e'\nkind = 'onboard'\nmethods = ['POST']\npath = '/a'\n";
    let (knowledge, errors) =
        Knowledge::load(&[("a", "format = 1\n["), ("b", good), ("c", "format = 9"), ("d", endpoint)], true);
    let files: Vec<_> = errors.iter().map(|error| error.file.as_str()).collect();
    assert_eq!(files, ["a", "c"]);
    assert_eq!(knowledge.endpoints.len(), 1);
}

#[test]
fn one_faulty_rule_leaves_its_neighbours() {
    let rule = |id: &str, source: &str, message: &str| {
        format!(
            "[[rule]]\nid = '{id}'\nwhen = [{{ message = '{message}' }}]\n\
             en = {{ title = 't', cause = 'c', actions = ['a'] }}\nko = {{ title = 't', cause = 'c', actions = ['a'] }}\n\
             sources = [{{ id = '{source}', basis = 'derived' }}]\n"
        )
    };
    let text = format!(
        "format = 1\nsource = [{{ id = 's', title = 'T', link = 'l' }}]\n{}{}{}{}",
        rule("one", "s", "x"),
        rule("two", "nowhere", "x"),
        rule("three", "s", "("),
        rule("one", "s", "y"),
    );
    let (knowledge, errors) = Knowledge::load(&[("own.toml", &text)], true);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].what.contains("nowhere") && errors[1].what.contains("three"));
    assert_eq!(knowledge.rules.len(), 1, "the later `one` replaces the earlier");
}
