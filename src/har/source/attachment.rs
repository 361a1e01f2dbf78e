//! Files kept next to a HAR, as Playwright's `content: "attach"` does.

use std::{
    fmt,
    fs::File,
    io::{Read, Seek},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use zip::ZipArchive;

/// Longest attachment read, in bytes.
const MAX_LEN: u64 = 1 << 30;

/// What a zip archive is read from.
pub(super) trait Archived: Read + Seek + Send {}
impl<T: Read + Seek + Send> Archived for T {}

/// Where files next to the HAR are looked for.
pub(super) enum Attachments {
    /// There are none.
    Nowhere,
    /// In the HAR's folder.
    Folder(PathBuf),
    /// In the archive that holds the HAR.
    Archive(Mutex<ZipArchive<Box<dyn Archived>>>),
}

impl fmt::Debug for Attachments {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => to.write_str("Nowhere"),
            Self::Folder(folder) => to.debug_tuple("Folder").field(folder).finish(),
            Self::Archive(_) => to.write_str("Archive"),
        }
    }
}

impl Attachments {
    /// The bytes of the file of this name. In a folder only names as Playwright makes them count: a HAR may lie in a
    /// folder full of other files, and none of those is to be read because a HAR names it.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        if !is_inner(name) {
            return None;
        }
        match self {
            Self::Nowhere => None,
            Self::Folder(_) if !is_content_hash(name) => None,
            Self::Folder(folder) => {
                let folder = folder.canonicalize().ok()?;
                // Links are followed only as long as they stay in the folder.
                let path = folder.join(name).canonicalize().ok().filter(|path| path.starts_with(&folder))?;
                let file = path.is_file().then(|| File::open(&path).ok())??;
                let len = file.metadata().ok()?.len();
                read_limited(file, len)
            }
            Self::Archive(archive) => {
                let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                let member = archive.by_name(name).ok()?;
                let len = member.size();
                read_limited(member, len)
            }
        }
    }
}

/// Whether a name leads to a file in a folder or below it, in plain steps.
fn is_inner(name: &str) -> bool {
    let plain = !name.is_empty()
        && !name.contains(['\\', '\0'])
        && !name.split('/').any(|step| matches!(step, "." | "" | ".."));
    plain && Path::new(name).components().all(|step| matches!(step, Component::Normal(_)))
}

/// Whether a name is that of a content's hash, such as `047bb4ce….json`, alone or in `resources/`.
fn is_content_hash(name: &str) -> bool {
    const SHA1_DIGITS: usize = 40;
    let file = name.strip_prefix("resources/").unwrap_or(name);
    let (hash, ending) = file.split_once('.').unwrap_or((file, "dat"));
    hash.len() >= SHA1_DIGITS
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn read_limited(from: impl Read, len: u64) -> Option<Vec<u8>> {
    if len > MAX_LEN {
        return None;
    }
    let mut bytes = Vec::new();
    from.take(MAX_LEN).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
