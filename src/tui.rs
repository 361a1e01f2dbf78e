//! The terminal interface; the only module that uses ratatui and crossterm.
//!
//! `run` receives events on one channel, passes each to the [`state`], carries out the effects that the state
//! returns, and has the [`view`] draw a frame once the channel is empty. Terminal input, the clipboard and every
//! file's [`worker`]s run on their own threads and report through that channel. An idle program uses no CPU.

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

pub use self::run::{Options, Watch, render, run};
