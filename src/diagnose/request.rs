//! What a request asks for: which users, and which licenses each of them is to get or lose.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::json;

/// A user as a request names one: what was asked for, not what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Person {
    /// E-mail as written.
    pub email: Option<String>,
    /// User UUID as written.
    pub uuid: Option<String>,
}

impl Person {
    /// The e-mail, else the UUID.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.email.as_deref().or(self.uuid.as_deref())
    }

    /// Neither e-mail nor UUID is known.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.email.is_none() && self.uuid.is_none()
    }
}

/// A user of a request, and what is asked for this user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RequestedUser {
    /// Who.
    pub person: Person,
    /// What is asked for.
    pub purpose: Purpose,
}

/// The licenses, services and sites that a user is to get or lose, by their IDs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Purpose {
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Purpose {
    /// Whether a call of this purpose tries again all that one of the `earlier` purpose was to do, and undoes nothing
    /// of it.
    #[must_use]
    pub fn repeats(&self, earlier: &Self) -> bool {
        let only_removes = self.added.is_empty() && !self.removed.is_empty();
        self.added.is_superset(&earlier.added)
            && self.removed.is_superset(&earlier.removed)
            && self.removed.is_disjoint(&earlier.added)
            && (!only_removes || !earlier.removed.is_empty())
    }

    fn merge(&mut self, other: &Self) {
        self.added.extend(other.added.iter().cloned());
        self.removed.extend(other.removed.iter().cloned());
    }

    /// The operations of an object: its lists of licenses and the like, whose items say what is to be done.
    fn of(members: &Map<String, Value>) -> Self {
        let mut purpose = Self::default();
        for (name, value) in members {
            let name = name.to_ascii_lowercase();
            match value {
                Value::Array(items) if LISTS.iter().any(|list| name.contains(list)) => {
                    items.iter().for_each(|item| purpose.add(item, name.contains("remove")));
                }
                _ => {}
            }
        }
        purpose
    }

    fn add(&mut self, item: &Value, is_removal: bool) {
        let (id, is_removal) = match item {
            Value::String(id) => (Some(id.clone()), is_removal),
            Value::Object(members) => {
                let operation = json::first_text(members, &OPERATIONS).map(|text| text.to_ascii_lowercase());
                let removes = |text: &String| REMOVALS.iter().any(|removal| text.contains(removal));
                (json::first_text(members, &IDS), operation.as_ref().map_or(is_removal, removes))
            }
            _ => (None, is_removal),
        };
        let ids = if is_removal { &mut self.removed } else { &mut self.added };
        ids.extend(id.map(|id| id.to_lowercase()));
    }
}

/// Parts of the names of lists that say what a user is to get.
const LISTS: [&str; 4] = ["license", "entitlement", "siteurl", "service"];
const OPERATIONS: [&str; 5] = ["idOperation", "operation", "op", "action", "entitlementState"];
const IDS: [&str; 7] = ["id", "licenseId", "siteUrl", "entitlementName", "serviceName", "name", "value"];
const REMOVALS: [&str; 5] = ["remov", "delet", "unassign", "inactive", "revoke"];
const EMAILS: [&str; 6] = ["email", "userEmail", "emailAddress", "personEmail", "userName", "mail"];
const UUIDS: [&str; 4] = ["uuid", "userId", "personId", "id"];

/// The users that a request asks for: those of `users`, or the one of the body, or of the path.
#[must_use]
pub fn users(body: Option<&Value>, in_path: Option<&str>) -> Vec<RequestedUser> {
    let mut users = body.map(users_of).unwrap_or_default();
    let no_name = |user: &RequestedUser| user.person.is_unnamed();
    let shared = users.iter().find(|user| no_name(user)).map(|user| user.purpose.clone());
    match (users.as_mut_slice(), in_path) {
        ([only], Some(uuid)) if only.person.uuid.is_none() => only.person.uuid = Some(uuid.to_owned()),
        ([], Some(uuid)) => {
            let person = Person { email: None, uuid: Some(uuid.to_owned()) };
            users.push(RequestedUser { person, purpose: shared.unwrap_or_default() });
        }
        _ => {}
    }
    users.retain(|user| !no_name(user));
    users
}

fn users_of(body: &Value) -> Vec<RequestedUser> {
    match body {
        Value::Array(items) => items.iter().filter_map(user).collect(),
        Value::Object(members) => {
            let Some(listed) = json::member(members, "users") else {
                return user(body).into_iter().collect();
            };
            let mut users: Vec<RequestedUser> = match listed {
                Value::Array(items) => items.iter().filter_map(user).collect(),
                Value::Object(by_name) if by_name.keys().any(|name| json::is_email(name)) => {
                    by_name.iter().filter_map(|(name, value)| keyed(name, value)).collect()
                }
                one => user(one).into_iter().collect(),
            };
            // operations next to the list are for all of its users
            let shared = Purpose::of(members);
            users.iter_mut().for_each(|user| user.purpose.merge(&shared));
            users
        }
        _ => Vec::new(),
    }
}

fn user(value: &Value) -> Option<RequestedUser> {
    match value {
        Value::String(email) => {
            let person = Person { email: Some(email.clone()), uuid: None };
            json::is_email(email).then(|| RequestedUser { person, purpose: Purpose::default() })
        }
        Value::Object(members) => {
            let person = Person { email: email(members), uuid: text(members, &UUIDS) };
            Some(RequestedUser { person, purpose: Purpose::of(members) })
        }
        _ => None,
    }
}

fn keyed(name: &str, value: &Value) -> Option<RequestedUser> {
    let mut user = user(value).unwrap_or_default();
    user.person.email.get_or_insert_with(|| name.to_owned());
    json::is_email(name).then_some(user)
}

/// The e-mail of a user's object: a member of its own, else the primary or first one of `emails`.
fn email(members: &Map<String, Value>) -> Option<String> {
    let own = EMAILS.iter().find_map(|name| {
        let email = text(members, &[name])?;
        (*name == "email" || json::is_email(&email)).then_some(email)
    });
    own.or_else(|| {
        let emails = json::member(members, "emails")?.as_array()?;
        let is_primary = |email: &&Value| email.get("primary") == Some(&Value::Bool(true));
        let email = emails.iter().find(is_primary).or_else(|| emails.first())?;
        email.as_str().or_else(|| email.get("value")?.as_str()).map(str::to_owned)
    })
}

fn text(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| json::member(members, name)?.as_str());
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn users_in_whatever_request() {
        for body in [
            json!({"users": [{"email": "a@x.example"}]}),
            json!({"users": {"email": "a@x.example"}}),
            json!({"users": ["a@x.example"]}),
            json!({"users": {"a@x.example": {"licenses": []}}}),
            json!([{"email": "a@x.example"}]),
            json!({"email": "a@x.example", "licenses": ["L"]}),
            json!({"emails": ["a@x.example"], "displayName": "x"}),
            json!({"emails": [{"value": "b@x.example"}, {"value": "a@x.example", "primary": true}]}),
            json!({"userName": "a@x.example"}),
            json!({"Users": [{"Email": "a@x.example"}]}),
        ] {
            let users = users(Some(&body), None);
            let emails: Vec<_> = users.iter().filter_map(|user| user.person.email.as_deref()).collect();
            assert_eq!(emails, ["a@x.example"], "{body}");
        }
        assert_eq!(users(Some(&json!({"userName": "kim", "licenses": []})), None), []);
        let in_path = users(Some(&json!({"licenses": [{"id": "L", "operation": "remove"}]})), Some("u-1"));
        assert_eq!(in_path[0].person.uuid.as_deref(), Some("u-1"));
        assert!(in_path[0].purpose.removed.contains("l"));
    }

    #[test]
    fn a_purpose_repeats_another() {
        let of = |licenses: Value| {
            users(Some(&json!({"users": [{"email": "a@x", "licenses": licenses}]})), None).remove(0).purpose
        };
        let add = |id: &str| json!([{"id": id, "idOperation": "ADD"}]);
        let remove = |id: &str| json!([{"id": id, "idOperation": "REMOVE"}]);
        let (one, none) = (of(add("L")), of(json!([])));
        assert!(one.repeats(&one) && one.repeats(&none) && none.repeats(&none));
        assert!(of(json!([{"id": "L", "operation": "add"}, {"id": "M"}])).repeats(&one));
        assert!(of(json!(["L"])).repeats(&one), "a list of IDs adds them");
        for other in [remove("L"), add("M"), json!([]), json!([{"id": "L", "operation": "delete"}])] {
            assert!(!of(other.clone()).repeats(&one), "{other}");
        }
        assert!(!of(remove("L")).repeats(&none), "a call that only removes adds no user");
        assert!(of(remove("L")).repeats(&of(remove("L"))) && !of(add("L")).repeats(&of(remove("L"))));
        let shared = json!({"users": [{"email": "a@x"}], "licenses": [{"id": "L", "idOperation": "REMOVE"}]});
        assert!(!users(Some(&shared), None)[0].purpose.repeats(&one));
    }
}
