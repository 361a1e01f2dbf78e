//! The folders of the user's configuration and state.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The environment variable that overrides the configuration folder.
pub const CONFIG: &str = "HARLENS_CONFIG_DIR";

/// The configuration folder: `$HARLENS_CONFIG_DIR`, else `harlens` in the platform's (`$XDG_CONFIG_HOME` or
/// `~/.config`; `%APPDATA%` on Windows). It may not exist. `None` if the system has no home folder.
#[must_use]
pub fn config() -> Option<PathBuf> {
    let of_platform = || Some(etcetera::choose_base_strategy().ok()?.config_dir().join("harlens"));
    named(CONFIG).or_else(of_platform)
}

/// The environment variable that overrides the state folder.
pub const STATE: &str = "HARLENS_STATE_DIR";

/// The folder of state kept between runs: `$HARLENS_STATE_DIR`, else `harlens` in the platform's
/// (`$XDG_STATE_HOME` or `~/.local/state`; `%LOCALAPPDATA%` on Windows).
#[must_use]
pub fn state() -> Option<PathBuf> {
    if let Some(folder) = named(STATE) {
        return Some(folder);
    }
    let platform = etcetera::choose_base_strategy().ok()?;
    Some(platform.state_dir().unwrap_or_else(|| platform.cache_dir()).join("harlens"))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}
