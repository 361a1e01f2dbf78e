//! Which requested user each result of an answer belongs to.

use std::collections::{HashMap, HashSet};

use super::answer::{Answer, Outcome};
use super::api_error::ApiError;
use super::facts;
use super::finding::NameSource;
use super::json;
use super::request::Person;

/// Makes results of the errors of an answer without any, where the text of each names a requested user.
pub(super) fn take_described_errors(answer: &mut Answer, requested: &[Person]) {
    let is_requested = |email: &String| {
        let own = requested.iter().filter_map(|person| person.email.as_deref());
        own.into_iter().any(|own| own.eq_ignore_ascii_case(email))
    };
    if requested.len() < 2 || !answer.outcomes.is_empty() {
        return;
    }
    let errors = match answer.errors.as_slice() {
        [] => answer.message.as_slice(),
        errors => errors,
    };
    let mut named: Vec<Outcome> = Vec::new();
    for error in errors {
        let Some(email) = described(error).filter(is_requested) else { return };
        match named
            .iter_mut()
            .find(|own| own.email.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&email)))
        {
            Some(own) => own.errors.push(error.clone()),
            None => named.push(Outcome {
                email: Some(email),
                name_source: NameSource::Description,
                failed: true,
                errors: vec![error.clone()],
                ..Outcome::default()
            }),
        }
    }
    if !named.is_empty() {
        answer.outcomes = named;
        answer.errors.clear();
        answer.message = None;
    }
}

/// Gives results without an e-mail the one that their error text or the request names, and returns the requested users
/// that no result belongs to.
pub(super) fn name_outcomes(outcomes: &mut [Outcome], requested: &[Person]) -> Vec<Person> {
    let mut by_name: HashMap<String, &Person> = HashMap::new();
    for person in requested {
        for name in names(&person.email, &person.uuid) {
            by_name.entry(name).or_insert(person);
        }
    }
    let mut answered: HashSet<String> = HashSet::new();
    let mut unmatched: Vec<&mut Outcome> = Vec::new();
    for outcome in outcomes {
        take_described(outcome, &by_name);
        match names(&outcome.email, &outcome.uuid).find_map(|name| by_name.get(&name).copied()) {
            Some(person) => {
                complete(outcome, person);
                answered.extend(names(&person.email, &person.uuid));
            }
            None => unmatched.push(outcome),
        }
    }
    let mut open: Vec<&Person> = requested.iter().collect();
    open.retain(|person| !names(&person.email, &person.uuid).any(|name| answered.contains(&name)));
    unmatched.retain(|outcome| outcome.email.is_none());
    // The one result left is the one user's, unless both have IDs, which then differ.
    if let ([outcome], [person]) = (unmatched.as_mut_slice(), open.as_slice()) {
        if outcome.uuid.is_none() || person.uuid.is_none() {
            complete(outcome, person);
            if requested.len() > 1 && outcome.name_source == NameSource::Request {
                outcome.name_source = NameSource::Remaining;
            }
            open.clear();
        }
    } else if unmatched.len() == open.len() && unmatched.iter().all(|outcome| outcome.is_success()) {
        // All of them succeeded, whichever result is whose.
        open.clear();
    }
    open.into_iter().cloned().collect()
}

/// Takes the e-mail out of `Url already exists: a@b.example`, where the request does not contradict it.
fn take_described(outcome: &mut Outcome, requested: &HashMap<String, &Person>) {
    if outcome.email.is_some() {
        return;
    }
    let described = outcome.errors.iter().find_map(described);
    let fits = |email: &String| requested.is_empty() || requested.contains_key(&email.to_lowercase());
    if let Some(email) = described.filter(fits) {
        outcome.email = Some(email);
        outcome.name_source = NameSource::Description;
    }
}

/// Whether a person is one of these, by e-mail or ID.
pub(super) fn is_one_of(person: &Person, persons: &[Person]) -> bool {
    let own: Vec<String> = names(&person.email, &person.uuid).collect();
    persons.iter().flat_map(|other| names(&other.email, &other.uuid)).any(|name| own.contains(&name))
}

fn complete(outcome: &mut Outcome, person: &Person) {
    if outcome.email.is_none() && (person.email.is_some() || outcome.uuid.is_none()) {
        outcome.email.clone_from(&person.email);
        outcome.name_source = NameSource::Request;
    }
    if outcome.uuid.is_none() {
        outcome.uuid.clone_from(&person.uuid);
    }
}

/// The e-mail at the end of an error text that says that it exists already.
fn described(error: &ApiError) -> Option<String> {
    let text = error.inner_message.as_deref().or(error.message.as_deref())?;
    let says_exists = error.inner_code.as_deref() == Some("10991") || text.contains("already exists");
    let (_, email) = text.rsplit_once(':').filter(|_| says_exists)?;
    let email = email.trim_matches(|c: char| c.is_whitespace() || "'\"<>().,".contains(c));
    json::is_email(email).then(|| email.to_owned())
}

/// The names of a user, comparable: e-mails in lower case, IDs as plain UUIDs.
pub(super) fn names(email: &Option<String>, uuid: &Option<String>) -> impl Iterator<Item = String> + use<> {
    let email = email.as_deref().map(|email| email.trim().to_lowercase());
    let id = uuid.as_deref().map(|id| facts::person_id(id).unwrap_or_else(|| id.trim().to_lowercase()));
    email.into_iter().chain(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(email: &str) -> Person {
        Person { email: Some(email.to_owned()), uuid: None }
    }

    fn outcome(email: Option<&str>, uuid: Option<&str>) -> Outcome {
        Outcome { email: email.map(str::to_owned), uuid: uuid.map(str::to_owned), ..Outcome::default() }
    }

    /// What came of it: e-mails with their sources, and who is left.
    fn named(mut outcomes: Vec<Outcome>, requested: &[Person]) -> (Vec<(String, NameSource)>, Vec<String>) {
        let open = name_outcomes(&mut outcomes, requested);
        let named =
            outcomes.into_iter().map(|outcome| (outcome.email.unwrap_or_default(), outcome.name_source));
        (named.collect(), open.into_iter().filter_map(|person| person.email).collect())
    }

    #[test]
    fn the_one_result_is_the_one_user() {
        let request = |email: &str| (email.to_owned(), NameSource::Request);
        let answer = |email: &str| (email.to_owned(), NameSource::Answer);
        let one = named(vec![outcome(None, Some("u-1"))], &[person("a@x")]);
        assert_eq!(one, (vec![request("a@x")], vec![]));
        let rest = named(
            vec![outcome(Some("B@x"), None), outcome(None, Some("u-1"))],
            &[person("a@x"), person("b@x")],
        );
        assert_eq!(rest, (vec![answer("B@x"), ("a@x".to_owned(), NameSource::Remaining)], vec![]));
        let two = named(vec![outcome(None, Some("u-1"))], &[person("a@x"), person("b@x")]);
        assert_eq!(two, (vec![answer("")], vec!["a@x".to_owned(), "b@x".to_owned()]));
        let other = named(vec![outcome(Some("c@x"), None)], &[person("a@x")]);
        assert_eq!(other, (vec![answer("c@x")], vec!["a@x".to_owned()]));
        let twice = named(vec![outcome(Some("a@x"), None)], &[person("a@x"), person("A@x")]);
        assert_eq!(twice, (vec![answer("a@x")], vec![]));
    }

    #[test]
    fn a_user_is_known_by_id() {
        let uuid = "f5dde0dc-9e75-446b-ae50-9d1642f88fa5";
        let asked = Person { email: Some("a@x".into()), uuid: Some(uuid.into()) };
        let others = [asked, person("b@x")];
        let by_id = named(vec![outcome(None, Some(&uuid.to_uppercase()))], &others);
        assert_eq!(by_id, (vec![("a@x".to_owned(), NameSource::Request)], vec!["b@x".to_owned()]));
    }

    #[test]
    fn an_email_in_the_error_text() {
        let failed = |text: &str| {
            let message = Some(crate::diagnose::error_text::message(text.to_owned()));
            let error = ApiError { message, ..ApiError::default() };
            Outcome { errors: vec![error], ..Outcome::default() }
        };
        for text in [
            "Url already exists: a@x.example",
            "Url already exists: 'a@x.example'.",
            "User already exists: <a@x.example>",
        ] {
            let (named, _) = named(vec![failed(text)], &[]);
            assert_eq!(named, [("a@x.example".to_owned(), NameSource::Description)], "{text}");
        }
        for text in [
            "Extension is used by: a@x.example",
            "Url already exists: a@x.example and b@x.example",
            "Url already exists",
        ] {
            assert_eq!(named(vec![failed(text)], &[]).0[0].0, "", "{text}");
        }
        let (named, open) =
            named(vec![failed("Url already exists: z@x.example")], &[person("a@x"), person("b@x")]);
        assert_eq!((named[0].0.as_str(), open.len()), ("", 2), "the request does not ask for that user");
    }
}
