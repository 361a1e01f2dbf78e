//! Where the program keeps what belongs to its user.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// Names the configuration folder, where it is not the platform's.
pub const VARIABLE: &str = "HARLENS_CONFIG_DIR";

/// The configuration folder: `$HARLENS_CONFIG_DIR`, else `harlens` in the platform's (`$XDG_CONFIG_HOME` or `~/.config`;
/// `%APPDATA%` on Windows). It need not be there. `None` where the system names no home.
#[must_use]
pub fn config() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty()) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => Some(etcetera::choose_base_strategy().ok()?.config_dir().join("harlens")),
    }
}
