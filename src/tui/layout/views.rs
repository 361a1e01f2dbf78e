//! The names of a page's views, on the right of the info line.

use crate::text::{Lang, width, words};
use crate::tui::page::{Page, View};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Span, spans_width};

/// The names, if there are several views: `[tree] text  bytes`.
pub fn names(page: &Page, shown: usize, lang: Lang) -> Vec<Span> {
    let words = words::words(lang);
    if page.views().count() < 2 {
        return Vec::new();
    }
    let name = |(at, view): (usize, &View)| {
        let name = view.kind.name(words);
        match at == shown {
            true => Span::new(format!("[{name}]"), Role::Strong),
            false => Span::new(format!(" {name} "), Role::Dim),
        }
    };
    page.views().enumerate().map(name).collect()
}

/// The view whose name is at column `x`; the names end one column before `right`.
pub fn at(names: &[Span], right: u16, x: u16) -> Option<usize> {
    let mut end = usize::from(right).checked_sub(spans_width(names) + 1)?;
    if usize::from(x) < end {
        return None;
    }
    names.iter().position(|name| {
        end += width(&name.text);
        usize::from(x) < end
    })
}
