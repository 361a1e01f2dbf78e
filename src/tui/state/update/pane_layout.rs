//! Which pane has how much of the window.

use ratatui::layout::Position;

use crate::text::words;
use crate::tui::layout::Focus;
use crate::tui::layout::{self, Edge, Layout};
use crate::tui::state::App;
use crate::tui::theme::Role;

impl App {
    /// Lays everything out for a window of this size. The loop asks for it before each frame, since a window may have
    /// shrunk before its event comes.
    pub fn fit(&mut self, size: (u16, u16)) {
        if self.size != size || self.laid_out(size) != self.layout {
            self.size = size;
            self.lay_out();
        }
    }

    pub(super) fn lay_out(&mut self) {
        self.layout = self.laid_out(self.size);
        self.lay_out_comparison();
        self.bring_into_view();
    }

    fn laid_out(&self, size: (u16, u16)) -> Option<Layout> {
        let zoom = self.panes.zoomed(layout::is_wide(size));
        // Of all entries, so that a filter does not move what is below the list.
        let rows = self.index.len() + self.list.groups().len();
        Layout::of(size, rows, self.shares, zoom)
    }

    pub(super) fn bring_into_view(&mut self) {
        if let Some(layout) = self.layout.filter(|layout| !layout.list.is_empty()) {
            self.list.bring_into_view(usize::from(layout.list.height));
        }
    }

    /// Gives a pane the keys, and where one is zoomed, the window.
    pub(super) fn focus_on(&mut self, pane: Focus) {
        self.panes.set_focus(pane);
        self.lay_out();
    }

    /// Gives the pane that has the keys the whole window, or takes that back.
    pub(super) fn zoom(&mut self) {
        self.panes.is_zoomed = !self.panes.is_zoomed;
        self.lay_out();
        if self.panes.is_zoomed {
            self.say(self.keymap.fill(&words::words(self.lang).status.zoomed, &[]), Role::Strong);
        }
    }

    /// Moves the line between two panes by this many rows or columns.
    pub(super) fn move_edge_by(&mut self, edge: Edge, by: i16) {
        let Some(layout) = self.layout else { return };
        let at = layout.panel.map_or(Position::ORIGIN, |panel| panel.rule.as_position());
        let to = match edge {
            Edge::List => Position { y: layout.rule.y.saturating_add_signed(by), ..at },
            Edge::Panel => Position { x: at.x.saturating_add_signed(by), ..at },
        };
        self.move_edge(edge, to);
    }

    /// Moves the line between two panes to a place, or as near to it as it may come.
    pub(super) fn move_edge(&mut self, edge: Edge, to: Position) {
        let moved =
            self.layout.and_then(|layout| layout.with_edge_at(edge, to, self.index.len(), self.shares));
        if let Some(shares) = moved {
            self.shares = shares;
            self.lay_out();
        }
    }
}
