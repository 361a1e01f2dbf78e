//! The terminal interface: the only importer of ratatui and crossterm.
//!
//! [`run`] takes events from one channel, lets the [`state`] change, carries out the effects that it asks for, and has
//! the [`view`] draw it when no event waits any more. Input, clipboard and each file's [`worker`]s have threads of their
//! own, which report into that channel. While nothing happens, nothing runs.

pub mod action;
pub mod config;
pub mod keymap;
pub mod layout;
pub mod message;
pub mod page;
pub mod picture;
pub mod remembered;
pub mod run;
pub mod state;
pub mod theme;
pub mod view;
pub mod widget;
pub mod worker;

pub use self::run::{Options, render, run};
