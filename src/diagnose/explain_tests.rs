use super::*;
use crate::{
    diagnose::api_error::ApiError,
    diagnose::exporter::Exporter,
    diagnose::finding::{AccountStatus, Basis, Reason, Severity, User},
    diagnose::request::Person,
    har::body::Absence,
    har::summary::Summary,
};

fn finding(email: &str, code: &str, rule: Option<&str>) -> Finding {
    Finding {
        entry: 29,
        kind: Kind::Onboard,
        endpoint: "onboard".into(),
        severity: Severity::Error,
        method: "POST".into(),
        url: "https://a.example/users/onboard?access_token=s3cr3t".into(),
        started: "2026-11-21T10:00:00Z".into(),
        http_status: Some(200),
        organization_id: Some("org-1".into()),
        user: Some(User { email: Some(email.into()), status: Some(400), ..User::default() }),
        requested: Vec::new(),
        error: ApiError {
            code: Some(code.into()),
            inner_code: rule.map(|_| "10991".into()),
            message: Some(redact::text(&format!("about {email}, Bearer abcdefghijkl")).into_owned()),
            tracking_id: Some("ATLAS_1_30".into()),
            ..ApiError::default()
        },
        request_tracking_id: None,
        other_errors: Vec::new(),
        rule: rule.map(str::to_owned),
        http_rule: None,
        retry: None,
        nearby: Vec::new(),
        organization_elsewhere: None,
        retry_after: None,
        missing: None,
        product: None,
        preflight: None,
        exporter: Exporter::Browser,
        cut: false,
    }
}

fn text(all: &[Finding], lang: Lang) -> String {
    to_text(&findings(Knowledge::builtin(), all, &Causes::of(all), lang), lang)
}

#[test]
fn the_order_a_person_needs() {
    let text = text(&[finding("kim@x.example", "5302", Some("calling-email-exists"))], Lang::En);
    let mut rest = text.as_str();
    for part in [
        "✗ Adding the user or license failed · status 400 inside HTTP 200",
        "kim@x.example",
        "The e-mail already belongs to another Webex Calling account",
        "usually a Webex Calling Carrier account",
        "What to do",
        "1. Delete the e-mail from the Webex Calling Carrier account",
        "User status",
        "This HAR does not show",
        "Evidence",
        "Code: 5302 › 10991",
        "Tracking: ATLAS_1_30",
        "Org ID: org-1",
        "Source",
        "222122",
        "(documented)",
    ] {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} is missing or too early in:\n{text}"));
        rest = &rest[at + part.len()..];
    }
    assert!(!text.contains("s3cr3t") && !text.contains("abcdefghijkl"), "{text}");
}

#[test]
fn an_unknown_error_is_shown_raw_with_what_tac_needs() {
    for lang in [Lang::En, Lang::Ko] {
        let text = text(&[finding("kim@x.example", "4091", None)], lang);
        let unknown = Knowledge::builtin().unknown.as_ref().map(|unknown| unknown.text(lang).cause.clone());
        let said =
            format!("\nabout kim@x.example, Bearer REDACTED · 4091\n{}\n", unknown.unwrap_or_default());
        assert!(text.contains(&said), "{text}");
        assert!(text.contains("> about kim@x.example") && text.contains(": org-1"), "{text}");
    }
}

#[test]
fn a_remark_is_told_where_the_message_is_about_it() {
    let mut found = finding("kim@x.example", "4005", None);
    let mut shown = |message: &str| {
        found.error.message = Some(redact::text(message).into_owned());
        text(std::slice::from_ref(&found), Lang::En)
    };
    let elsewhere = "The e-mail may belong to another Control Hub organization";
    assert!(!shown("Insufficient licenses: Webex Calling - Professional").contains(elsewhere));
    for message in ["The user exists in another organization.", "Claim the user first", "다른 조직의 사용자"]
    {
        assert!(shown(message).contains(elsewhere), "{message}");
    }
}

#[test]
fn a_step_that_asks_for_a_case_is_followed_by_what_the_file_holds_of_it() {
    let known = finding("kim@x.example", "5302", Some("calling-email-exists"));
    let shown = text(std::slice::from_ref(&known), Lang::En);
    let case = shown.find("TAC case").unwrap();
    for item in ["- Organization ID: org-1", "e-mail: kim@x.example", "POST https://a.example/users/onboard"]
    {
        assert!(shown[case..].contains(item), "{item}: {shown}");
    }
}

#[test]
fn a_report_explains_a_cause_once_and_the_panel_each_time() {
    let rule = Some("calling-email-exists");
    let mut all = [finding("a@x.example", "5302", rule), finding("b@x.example", "5302", rule)];
    all[1].entry = 31;
    let (causes, knowledge) = (Causes::of(&all), Knowledge::builtin());
    let mut shown = ExplainedCauses::default();
    let [first, second] =
        [0, 1].map(|n| to_text(&in_report(knowledge, &all[n..=n], &causes, &mut shown, Lang::En), Lang::En));
    assert!(first.contains("What to do\n") && first.contains("> about a@x.example"), "{first}");
    assert!(first.find("What to do\n") < first.find("2 users of this file failed"), "{first}");
    for own in ["b@x.example", "The e-mail already belongs", "Explained at entry 29.", "Code: 5302 › 10991"]
    {
        assert!(second.contains(own), "{own}: {second}");
    }
    assert!(!second.contains("What to do") && !second.contains("> about"), "{second}");
    assert!(text(&all[1..], Lang::En).contains("What to do\n"));
}

#[test]
fn a_lost_body_is_captured_again_and_one_that_is_there_is_not() {
    let mut found = finding("kim@x.example", "", Some("http-400"));
    found.http_status = Some(400);
    let there = text(std::slice::from_ref(&found), Lang::En);
    assert!(there.contains("1. Read the error in the response body") && !there.contains("apture"), "{there}");
    found.missing = Some(Absence::NotRecorded(Some(445)));
    for (exporter, how) in [
        (Exporter::Browser, "tick Preserve log"),
        (Exporter::Firefox, "responseBodyLimit"),
        (Exporter::Playwright, "embed"),
    ] {
        found.exporter = exporter;
        let lost = text(std::slice::from_ref(&found), Lang::En);
        assert!(lost.contains("1. Capture again with response bodies") && lost.contains(how), "{lost}");
        assert!(!lost.contains("  2. ") && !lost.contains("Read the error"), "{lost}");
    }
}

#[test]
fn a_claimed_user_is_a_remark_beside_an_unknown_code() {
    let claimed = finding("kim@x.example.convert-user.local", "4005", None);
    let shown = text(std::slice::from_ref(&claimed), Lang::En);
    assert!(
        shown.contains("No document in the knowledge base")
            && shown.contains("Another organization has claimed"),
        "{shown}"
    );
    assert!(shown.contains("n6jxw9e"), "{shown}");
    assert!(text(&[claimed], Lang::Ko).contains("다른 조직이 클레임한 사용자"));
    assert!(!text(&[finding("kim@x.example", "4005", None)], Lang::En).contains("has claimed this user"));
}

#[test]
fn what_did_not_fail_is_not_said_to_have_failed() {
    let mut partly = finding("kim@x.example", "", Some("license-partly-assigned"));
    (partly.kind, partly.severity) = (Kind::License, Severity::Warning);
    let shown = text(std::slice::from_ref(&partly), Lang::En);
    assert!(shown.starts_with("Warning: license request · ") && !shown.contains('✗'), "{shown}");
    partly.kind = Kind::Other;
    (partly.severity, partly.rule) = (Severity::Error, None);
    assert!(text(&[partly], Lang::Ko).starts_with("✗ 요청 실패"));
}

#[test]
fn explanations_have_bounds() {
    let mut many: Vec<_> =
        (0..20_000).map(|n| finding(&format!("u{n}@x.example"), &n.to_string(), None)).collect();
    for (n, finding) in many.iter_mut().enumerate() {
        finding.other_errors = vec![ApiError { code: Some("1".into()), ..ApiError::default() }; 30];
        if let Some(user) = &mut finding.user {
            user.account_status = Some(AccountStatus {
                value: n.to_string(),
                field: "accountStatus".into(),
                status: None,
                entry: n,
                is_later: false,
                basis: Basis::Derived,
            });
        }
    }
    let shown = findings(Knowledge::builtin(), &many, &Causes::of(&many), Lang::En);
    assert!(shown.blocks.len() < 2000, "{}", shown.blocks.len());
    assert!(to_text(&shown, Lang::En).contains("And 19980 more causes"));
    for finding in &mut many {
        finding.error.code = Some("1".into());
    }
    let shown = to_text(&findings(Knowledge::builtin(), &many, &Causes::of(&many), Lang::Ko), Lang::Ko);
    assert!(shown.contains("u19999@x.example") && shown.contains("외 19990건") && shown.contains("외 20건"));
}

#[test]
fn derived_steps_say_so_and_a_status_without_steps_gets_the_list() {
    let mut found = finding("kim@x.example", "", Some("http-401"));
    found.http_status = Some(401);
    found.retry =
        Some(crate::diagnose::finding::Retry { entry: 31, succeeded: Some(true), is_same_call: true });
    let shown = text(std::slice::from_ref(&found), Lang::En);
    assert!(
        shown.contains("What to do (derived)")
            && shown.contains("Entry 31 made the same call again, and it succeeded"),
        "{shown}"
    );
    found.rule = Some("http-413".into());
    let shown = text(&[found], Lang::Ko);
    assert!(shown.contains("Cisco TAC 케이스를 생성합니다") && shown.contains("222122"), "{shown}");
    let known = text(&[finding("kim@x.example", "5302", Some("calling-email-exists"))], Lang::En);
    assert!(known.contains("What to do\n"), "{known}");
}

#[test]
fn a_cause_of_many_users_is_told_once() {
    let rule = Some("calling-email-exists");
    let mut many: Vec<_> = (0..200).map(|n| finding(&format!("u{n}@x.example"), "5302", rule)).collect();
    many.push(finding("other@x.example", "4005", None));
    let text = text(&many, Lang::Ko);
    assert_eq!(text.matches("이메일이 이미 다른 Webex Calling 계정에").count(), 2, "once in the overview");
    assert!((0..200).all(|n| text.contains(&format!("u{n}@x.example\n"))) && text.contains("사용자 200명"));
    assert_eq!(text.matches('✗').count(), 3, "all of them first, then each cause");
    assert_eq!(
        super::findings(Knowledge::builtin(), &many[..3], &Causes::of(&many[..3]), Lang::En)
            .blocks
            .iter()
            .filter(|block| matches!(block, Block::Headline { .. }))
            .count(),
        4,
        "a few users are shown each for themselves, after the overview"
    );
}

#[test]
fn the_status_of_the_user() {
    let mut found = finding("kim@x.example", "5302", Some("calling-email-exists"));
    let seen = |value: &str, field: &str, status: Option<&str>| AccountStatus {
        value: value.into(),
        field: field.into(),
        status: status.map(str::to_owned),
        entry: 25,
        is_later: false,
        basis: Basis::Documented,
    };
    let mut with = |status: AccountStatus, lang| {
        if let Some(user) = &mut found.user {
            user.account_status = Some(status);
        }
        text(std::slice::from_ref(&found), lang)
    };
    let pending = with(seen("pending", "accountStatus", Some("pending")), Lang::Ko);
    assert!(
        pending.contains("보류 중 (Pending)\n")
            && pending.contains("항목 25: accountStatus = pending")
            && pending.contains("확인되지 않음"),
        "{pending}"
    );
    let active = with(seen("true", "active", None), Lang::En);
    assert!(active.contains("proves no status"), "{active}");
}

#[test]
fn a_failure_without_an_answer_or_a_user() {
    let mut found = finding("", "", Some("http-400"));
    found.user = None;
    found.requested = vec![Person { email: Some("asked@x.example".into()), uuid: None }];
    found.http_status = Some(400);
    found.error = ApiError::default();
    found.missing = Some(Absence::NotRecorded(Some(445)));
    let text = text(&[found], Lang::En);
    assert!(
        text.contains("failed users are unknown") && text.contains("in the request: asked@x.example"),
        "{text}"
    );
    assert!(text.contains("445 bytes were not kept") && !text.contains("User status"), "{text}");
}

#[test]
fn undecided_and_quiet_entries() {
    let knowledge = Knowledge::builtin();
    let open = Undecided {
        entry: 3,
        kind: Kind::License,
        url: "https://a.example/x".into(),
        http_status: Some(200),
        reason: Reason::EmptyAnswer,
    };
    let text = to_text(&undecided(Knowledge::builtin(), &open, Lang::En), Lang::En);
    assert!(text.contains("was empty") && text.contains("HTTP 200"), "{text}");
    let quiet = |method: &str, mime: &str, status| {
        let summary = Summary {
            method: method.into(),
            url: "https://a.example/users".into(),
            mime: mime.into(),
            status: Some(status),
            ..Summary::default()
        };
        to_text(&entry(knowledge, &summary, None, None, Lang::En), Lang::En)
    };
    assert!(quiet("OPTIONS", "", 204).starts_with("CORS preflight"));
    assert!(quiet("GET", "application/json", 200).starts_with("Answer about users"));
    assert!(quiet("GET", "text/html", 302).starts_with("Redirect"));
    assert!(quiet("GET", "image/png", 799).contains("not a status of the common list"));
}

#[test]
fn the_whole_table_says_which_list_a_status_belongs_to() {
    for lang in [Lang::En, Lang::Ko] {
        let text = to_text(&statuses(Knowledge::builtin(), lang), lang);
        for status in &Knowledge::builtin().statuses {
            let (one, other) = match lang {
                Lang::En => (&status.en.name, &status.ko.name),
                Lang::Ko => (&status.ko.name, &status.en.name),
            };
            let heading = format!("{one} ({other}) · {}", status.era.text(lang));
            assert!(text.contains(&heading), "{heading}");
        }
        for term in &Knowledge::builtin().terms {
            assert!(text.contains(&term.text(lang).meaning), "{}", term.id);
        }
    }
}

#[test]
fn the_steps_of_the_status_stand_before_the_case() {
    let mut found = finding("kim@x.example", "4091", None);
    found.http_status = Some(429);
    found.http_rule = Some("http-429".into());
    found.retry_after = Some("12".into());
    let shown = text(std::slice::from_ref(&found), Lang::En);
    let (wait, case) =
        (shown.find("1. Wait 12 seconds, then try again."), shown.find("Open a Cisco TAC case"));
    assert!(wait.is_some() && wait < case, "{shown}");
    assert!(!shown.contains("claiming users"), "{shown}");
    assert!(text(&[found], Lang::Ko).contains("12초 기다린 뒤 다시 시도합니다."));
}

#[test]
fn both_tracking_ids_and_the_e_mail_of_the_request() {
    let mut found = finding("", "4091", None);
    found.request_tracking_id = Some("ATLAS_9_1".into());
    found.user = None;
    found.requested = vec![Person { email: Some("asked@x.example".into()), uuid: None }];
    let shown = text(&[found], Lang::En);
    assert!(
        shown.contains("Tracking: ATLAS_9_1") && shown.contains("Upstream tracking: ATLAS_1_30"),
        "{shown}"
    );
    assert!(shown.contains("asked@x.example (from the request)"), "{shown}");
}
