//! Where the program keeps what belongs to its user.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// Names the configuration folder, where it is not the platform's.
pub const CONFIG: &str = "HARLENS_CONFIG_DIR";

/// The configuration folder: `$HARLENS_CONFIG_DIR`, else `harlens` in the platform's (`$XDG_CONFIG_HOME` or `~/.config`;
/// `%APPDATA%` on Windows). It need not be there. `None` where the system names no home.
#[must_use]
pub fn config() -> Option<PathBuf> {
    let of_platform = || Some(etcetera::choose_base_strategy().ok()?.config_dir().join("harlens"));
    named(CONFIG).or_else(of_platform)
}

/// Names the folder of what is remembered between runs, where it is not the platform's.
pub const STATE: &str = "HARLENS_STATE_DIR";

/// The folder of what is remembered between runs: `$HARLENS_STATE_DIR`, else `harlens` in the platform's
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
