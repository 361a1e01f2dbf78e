//! Separate body files next to a HAR, as written by Playwright's `content: "attach"`.

use std::{
    fmt,
    fs::File,
    io::{Read, Seek},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use zip::ZipArchive;

/// Maximum size in bytes of an attachment.
const MAX_LEN: u64 = 1 << 30;

/// The input of a zip archive.
pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// Where attachments are looked up.
pub(super) enum Attachments {
    /// The source has no attachments.
    None,
    /// In the HAR's folder.
    Folder(PathBuf),
    /// In the archive that holds the HAR.
    Archive(Mutex<ZipArchive<Box<dyn ReadSeek>>>),
}

impl fmt::Debug for Attachments {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => to.write_str("Nowhere"),
            Self::Folder(folder) => to.debug_tuple("Folder").field(folder).finish(),
            Self::Archive(_) => to.write_str("Archive"),
        }
    }
}

impl Attachments {
    /// The bytes of the file with this name. In a folder, only content hashes as Playwright names its attachments
    /// are accepted: a HAR must not be able to have arbitrary neighboring files read.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        if !is_plain_path(name) {
            return None;
        }
        match self {
            Self::None => None,
            Self::Folder(_) if !is_content_hash(name) => None,
            Self::Folder(folder) => {
                let folder = folder.canonicalize().ok()?;
                // Symbolic links are followed only within the folder.
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

/// Whether a path consists only of normal components, so that it cannot leave the folder.
fn is_plain_path(name: &str) -> bool {
    let plain = !name.is_empty()
        && !name.contains(['\\', '\0'])
        && !name.split('/').any(|step| matches!(step, "." | "" | ".."));
    plain && Path::new(name).components().all(|step| matches!(step, Component::Normal(_)))
}

/// Whether a name is a content hash such as `047bb4ce….json`, alone or in `resources/`.
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
