//! How the window is divided between the panes.

use ratatui::layout::Position;

use crate::text::words;
use crate::tui::layout::{self, Edge, Focus, Layout};
use crate::tui::state::App;
use crate::tui::theme::Role;

impl App {
    /// Updates the layout for a window size. Called before each frame, since the window may shrink before the resize
    /// event arrives.
    pub fn fit(&mut self, size: (u16, u16)) {
        if self.size != size || self.laid_out(size) != self.layout {
            self.size = size;
            self.lay_out();
        }
    }

    pub(super) fn lay_out(&mut self) {
        self.layout = self.laid_out(self.size);
        self.lay_out_comparison();
        self.scroll_to_selection();
    }

    fn laid_out(&self, size: (u16, u16)) -> Option<Layout> {
        let zoom = self.panes.zoomed(layout::is_wide(size));
        // Counts all entries, so that filtering does not resize the panes.
        let rows = self.index.len() + self.list.groups().len();
        Layout::of(size, rows, self.shares, zoom)
    }

    pub(super) fn scroll_to_selection(&mut self) {
        if let Some(layout) = self.layout.filter(|layout| !layout.list.is_empty()) {
            self.list.scroll_to_selection(usize::from(layout.list.height));
        }
    }

    /// Focuses a pane; in a zoomed window, also zooms it.
    pub(super) fn focus_on(&mut self, pane: Focus) {
        self.panes.set_focus(pane);
        self.lay_out();
    }

    /// Toggles zoom of the focused pane.
    pub(super) fn zoom(&mut self) {
        self.panes.is_zoomed = !self.panes.is_zoomed;
        self.lay_out();
        if self.panes.is_zoomed {
            self.notify(self.keymap.fill(&words::words(self.lang).status.zoomed, &[]), Role::Strong);
        }
    }

    /// Moves an edge by this many rows or columns.
    pub(super) fn move_edge_by(&mut self, edge: Edge, by: i16) {
        let Some(layout) = self.layout else { return };
        let at = layout.panel.map_or(Position::ORIGIN, |panel| panel.rule.as_position());
        let to = match edge {
            Edge::List => Position { y: layout.rule.y.saturating_add_signed(by), ..at },
            Edge::Panel => Position { x: at.x.saturating_add_signed(by), ..at },
        };
        self.move_edge(edge, to);
    }

    /// Moves an edge to a position, or as close to it as possible.
    pub(super) fn move_edge(&mut self, edge: Edge, to: Position) {
        let moved =
            self.layout.and_then(|layout| layout.with_edge_at(edge, to, self.index.len(), self.shares));
        if let Some(shares) = moved {
            self.shares = shares;
            self.lay_out();
        }
    }
}
