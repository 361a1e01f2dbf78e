//! What was replaced: how many values of which kind, and where.

use std::collections::BTreeMap;

use serde::Serialize;

/// What a replaced value was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Credentials, as in an `Authorization` header.
    Authorization,
    /// A cookie's value.
    Cookie,
    /// A token, by its name or its shape.
    Token,
    /// A password, a secret, a PIN.
    Password,
    /// A part of a sign-in: `code`, `state`, SAML messages.
    SignIn,
    /// A value that is secret in another place of the file.
    Elsewhere,
    /// Content that cannot be decoded, such as a damaged archive, and is therefore replaced.
    Unreadable,
    /// An e-mail address.
    Email,
    /// A person's name.
    Name,
    /// A phone number.
    Phone,
    /// An IP address.
    Address,
    /// The number of a payment card.
    Card,
    /// The number of a bank account.
    Iban,
    /// The number of a person in a register: a national ID, a passport.
    NationalId,
}

impl Kind {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Cookie => "cookie",
            Self::Token => "token",
            Self::Password => "password",
            Self::SignIn => "sign-in",
            Self::Elsewhere => "known value",
            Self::Unreadable => "unreadable",
            Self::Email => "e-mail",
            Self::Name => "name",
            Self::Phone => "phone number",
            Self::Address => "IP address",
            Self::Card => "card number",
            Self::Iban => "IBAN",
            Self::NationalId => "ID number",
        }
    }
}

/// Where values were replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The entry's number; `None` outside of the entries.
    pub entry: Option<usize>,
    /// The way from the entry to the value: `request.headers[3].value`; ` › ` leads into a body
    /// (`response.content.text › users[0].token`). Its keys are as the file has them: not cleaned.
    pub path: String,
    /// What was replaced there.
    pub kind: Kind,
    /// How many values.
    pub count: usize,
}

/// A replaced value, to be shown to the user before the copy is passed on. It holds the secret: it stays in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Where; the same value twice in one place is counted, not listed again.
    pub place: Place,
    /// What the file has.
    pub original: String,
    /// What the copy has.
    pub mark: String,
}

/// How much a report says about single replacements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Detail {
    /// How many there are of each kind.
    #[default]
    Counts,
    /// Every place.
    Places,
    /// Every place with what the file has there.
    Replacements,
}

/// What was done to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Replaced values by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// Every place, where that was asked for.
    pub places: Vec<Place>,
    /// Every replaced value, where that was asked for.
    pub(super) replacements: Vec<Replacement>,
    /// How many entries were written.
    pub entries: usize,
    /// Of how many, where only some were to be written.
    pub of: Option<usize>,
    /// Entries with damaged JSON, rewritten from what could be read.
    pub repaired: Vec<usize>,
    /// Entries of which nothing could be read, replaced by a placeholder.
    pub lost: Vec<usize>,
    /// Entries with a string that was too long to be read; its length is in its place.
    pub shortened: Vec<usize>,
    /// Bodies from files next to the HAR that were embedded.
    pub attached: usize,
    /// Bodies in files next to the HAR that are missing.
    pub not_attached: usize,
    /// The envelope of the entries was damaged or not that of a HAR, and was rewritten.
    pub head_repaired: bool,
}

impl Report {
    /// Adds the report of further entries.
    pub(super) fn add(&mut self, more: Self) {
        let kinds: Vec<_> = more.kinds.into_iter().collect();
        self.add_kinds(&kinds);
        self.places.extend(more.places);
        self.replacements.extend(more.replacements);
        self.repaired.extend(more.repaired);
        self.lost.extend(more.lost);
        self.shortened.extend(more.shortened);
        self.attached += more.attached;
        self.not_attached += more.not_attached;
    }

    pub(super) fn add_kinds(&mut self, kinds: &[(Kind, usize)]) {
        for (kind, count) in kinds {
            *self.kinds.entry(*kind).or_default() += count;
        }
    }

    /// How many values were replaced.
    #[must_use]
    pub fn replaced(&self) -> usize {
        self.kinds.values().sum()
    }

    /// Whether the copy is the file, apart from its comment.
    pub(super) fn is_unchanged(&self) -> bool {
        self.replaced() == 0
            && self.of.is_none()
            && self.repaired.is_empty()
            && self.lost.is_empty()
            && self.attached == 0
            && !self.head_repaired
    }

    /// The kinds in a line: `authorization 36, cookie 40`.
    #[must_use]
    pub fn summary(&self) -> String {
        let parts: Vec<_> =
            self.kinds.iter().map(|(kind, count)| format!("{} {count}", kind.name())).collect();
        parts.join(", ")
    }

    /// What was done, for the file's own comment.
    pub(super) fn comment(&self, hides_people: bool, keeps_secrets: bool) -> String {
        let mut text = format!("harlens {} ", env!("CARGO_PKG_VERSION"));
        if keeps_secrets {
            text.push_str("export: secrets are kept");
        } else {
            let kept = if hides_people { "IDs are kept" } else { "e-mails, names and IDs are kept" };
            let counts = if self.kinds.is_empty() { String::new() } else { format!(" ({})", self.summary()) };
            text.push_str(&format!("sanitize: values replaced: {}{counts}; {kept}", self.replaced()));
        }
        if let Some(all) = self.of {
            text.push_str(&format!("; {} of {all} entries", self.entries));
        }
        let further = [
            ("damaged entries rebuilt", self.repaired.len()),
            ("unreadable entries left out", self.lost.len()),
            ("bodies included from files next to it", self.attached),
        ];
        for (what, count) in further.into_iter().filter(|(_, count)| *count > 0) {
            text.push_str(&format!("; {what}: {count}"));
        }
        text
    }
}
