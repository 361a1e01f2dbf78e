//! The terminal interface: the only importer of ratatui and crossterm.

pub mod action;
pub mod keymap;
pub mod theme;
pub mod widget;
