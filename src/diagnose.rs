//! The diagnosis: which requests failed, for which users, why, and what to do.
//!
//! [`knowledge::Knowledge`] is the data (rules, endpoints, user statuses, HTTP statuses), [`engine::Engine`]
//! turns entries into [`finding::Finding`]s with it, [`explain`] turns findings into ordered text in either
//! language. Texts that come from the file are redacted here, but made safe to show by whoever shows them.

pub mod account_status;
pub mod answer;
pub mod api_error;
pub mod causes;
pub mod counts;
pub mod endpoint;
pub mod engine;
pub mod error_text;
pub mod explain;
pub mod exporter;
pub mod facts;
pub mod file;
pub mod finding;
pub mod foreign;
pub mod knowledge;
pub mod network;
pub mod page;
pub mod preflight;
pub mod recapture;
pub mod request;
pub mod rule;
pub mod status;
pub mod webex;
pub mod words;

mod candidate;
mod cors;
mod failure;
mod json;
mod licenses;
mod naming;
mod nearby;
mod redirect;
mod retry;
