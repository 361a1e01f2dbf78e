//! Rules held to their own samples.

use super::{File, Knowledge, LoadError, What};
use crate::diagnose::api_error::Field;
use crate::diagnose::endpoint::Scope;
use crate::diagnose::error_text;
use crate::diagnose::finding::Kind;
use crate::diagnose::rule::{Case, Rule, Sample};

/// What was left as `harlens knowledge new` wrote it, line by line.
fn unfilled(file: &File<'_>) -> Vec<LoadError> {
    let File::Own { name, text } = file else { return Vec::new() };
    let wrong = |line: &str| {
        let line = line.trim();
        // comments, and what the server said
        let is_text = !["#", "when", "yes", "no"].iter().any(|begin| line.starts_with(begin));
        let words = || line.split(|c: char| !c.is_ascii_alphanumeric());
        if is_text && words().any(|word| word == "TODO") {
            Some("TODO: this text is still to be written")
        } else if is_text && ["\"https://\"", "'https://'"].iter().any(|bare| line.contains(bare)) {
            Some("the address is still to be written")
        } else {
            None
        }
    };
    let fault = |(place, what): (usize, &str)| LoadError {
        file: name.clone(),
        line: Some(place + 1),
        what: what.to_owned(),
    };
    text.lines().enumerate().filter_map(|(place, line)| Some((place, wrong(line)?))).map(fault).collect()
}

impl Knowledge {
    /// What is wrong with files that are added to what is built in: what cannot be loaded, texts that are still to
    /// be written, and samples for which another rule is chosen than the file says.
    #[must_use]
    pub fn check(files: Vec<File<'_>>) -> (Self, Vec<LoadError>) {
        let mut all = Self::builtin_files();
        all.extend(files);
        let knowledge = Self::load(&all);
        let mut faults = knowledge.faults.clone();
        faults.extend(all.iter().flat_map(unfilled));
        let own = knowledge.contents.iter().filter(|entry| entry.is_own && entry.what == What::Rule);
        for entry in own {
            let Some(rule) = knowledge.rules.iter().find(|rule| rule.id == entry.id) else { continue };
            for what in knowledge.broken_samples(rule) {
                let what = format!("rule {}: {what}", rule.id);
                faults.push(LoadError { file: entry.file.to_string(), line: Some(entry.line), what });
            }
        }
        faults.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        (knowledge, faults)
    }

    /// The samples of a rule that do not hold, and why.
    #[must_use]
    pub fn broken_samples(&self, rule: &Rule) -> Vec<String> {
        let mut broken = Vec::new();
        for (name, samples) in [("yes", &rule.samples.yes), ("no", &rule.samples.no)] {
            if samples.is_empty() {
                broken.push(format!("no sample in samples.{name}"));
            }
        }
        for (place, sample) in rule.samples.yes.iter().enumerate() {
            let chosen = self.chosen_for(sample);
            if !chosen.contains(&Some(&rule.id)) {
                let instead: Vec<&str> = chosen.into_iter().flatten().collect();
                let instead = if instead.is_empty() { "no rule".to_owned() } else { instead.join(", ") };
                broken.push(format!("samples.yes {}: chosen is {instead}", place + 1));
            }
        }
        for (place, sample) in rule.samples.no.iter().enumerate() {
            if self.chosen_for(sample).contains(&Some(&rule.id)) {
                broken.push(format!("samples.no {}: the rule is chosen", place + 1));
            }
        }
        broken
    }

    /// The rules chosen for a sample, one for each endpoint that it may be of.
    fn chosen_for(&self, sample: &Sample) -> Vec<Option<&str>> {
        let error = error_text::parse(
            sample.code.clone(),
            sample.message.clone(),
            sample.field.unwrap_or(Field::ErrorList),
        );
        let places: Vec<(Kind, &str)> = match &sample.endpoint {
            Some(Scope::Endpoint(id)) => {
                let own = self.endpoints.iter().find(|endpoint| endpoint.id == *id);
                own.map(|endpoint| (endpoint.kind, id.as_str())).into_iter().collect()
            }
            scope => {
                let kind = if let Some(Scope::Kind(kind)) = scope { *kind } else { Kind::Onboard };
                let own = self.endpoints.iter().filter(|endpoint| endpoint.kind == kind);
                // a kind may have no endpoint yet
                own.map(|endpoint| (kind, endpoint.id.as_str())).chain([(kind, "")]).collect()
            }
        };
        let mut chosen: Vec<Option<&str>> = Vec::new();
        for (kind, endpoint) in places {
            let case = Case {
                kind,
                endpoint,
                http_status: sample.http_status.or(Some(200)),
                user_status: sample.user_status,
                error: &error,
            };
            let rule = self.match_case(&case).map(|(rule, _)| rule.id.as_str());
            if !chosen.contains(&rule) {
                chosen.push(rule);
            }
        }
        chosen
    }
}
