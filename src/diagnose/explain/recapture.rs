//! What a capture lacks, and how to record one that can be diagnosed.

use super::block::{Block, Explanation};
use super::steps::capture;
use crate::diagnose::recapture::{Lack, Recapture};
use crate::diagnose::words::fill;
use crate::text::Lang;
use crate::text::words::words;

/// One sentence on what is missing, the steps in the program that recorded it, and the two ways without developer tools.
#[must_use]
pub fn recapture(recapture: Recapture, lang: Lang) -> Explanation {
    let words = words(lang);
    let texts = &words.recapture;
    let lack = match recapture.lack {
        Lack::Entries => texts.no_entries.clone(),
        Lack::End => texts.no_end.clone(),
        Lack::Beginning => texts.no_beginning.clone(),
        Lack::Request => texts.no_request.clone(),
        Lack::Bodies(1) => texts.no_body.clone(),
        Lack::Bodies(count) => fill(&texts.no_bodies, &[("n", &count.to_string())]),
    };
    let step = |part: &str| words.recording.get(&format!("{}_{part}", recapture.exporter.id())).cloned();
    let steps: Vec<String> = match recapture.lack {
        Lack::Bodies(_) => vec![capture(recapture.exporter, &words.explain)],
        _ => [step("prepare"), Some(texts.repeat.clone()), step("save")].into_iter().flatten().collect(),
    };
    let mut explanation = Explanation::default();
    explanation.push(Block::Title(lack));
    explanation.heading(&texts.again);
    explanation.steps(&steps);
    explanation.heading(&texts.or);
    for way in [&texts.by_record, &texts.by_netlog] {
        explanation.push(Block::Item(way.clone()));
    }
    explanation
}
