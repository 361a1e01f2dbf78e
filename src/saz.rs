//! Converts Fiddler's session archives (SAZ) to HAR.
//!
//! A SAZ is a zip archive with three members per session: `raw/N_c.txt`, the request as sent by the client,
//! `raw/N_s.txt`, the response as sent by the server, and `raw/N_m.xml` with times and flags. A fourth one,
//! `raw/N_w.txt`, contains WebSocket frames, which are not read. The format is undocumented; this follows
//! archives of Fiddler Classic 5.0.

mod session;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

use std::io::{self, Read, Seek, Write};

use serde_json::json;
use zip::ZipArchive;

use session::Metadata;

/// The result of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// Number of sessions written as entries.
    pub entries: usize,
    /// Whether a member was left out or truncated because it is damaged or beyond the limit.
    pub is_damaged: bool,
}

/// Whether a zip archive with these members is a SAZ.
#[must_use]
pub fn is_saz(names: &[String]) -> bool {
    names.iter().any(|name| number(name).is_some())
}

/// Writes the sessions of an archive as a HAR, ordered by start. At most `limit` bytes are decompressed.
///
/// # Errors
/// If writing fails, or if the archive is encrypted ([`io::ErrorKind::InvalidData`]).
pub fn convert<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    limit: u64,
    har: &mut dyn Write,
) -> io::Result<Converted> {
    let numbers: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .filter_map(|name| number(&name).map(str::to_owned))
        .collect();
    let mut members = Members { archive, left: limit, is_damaged: false };
    let mut sessions = Vec::with_capacity(numbers.len());
    for number in numbers {
        let metadata = Metadata::read(&members.read(&number, "m.xml")?);
        sessions.push((metadata, number));
    }
    // Session numbers restart when Fiddler's list is cleared, so they only order sessions without times.
    sessions.sort_by_key(|(metadata, number)| (metadata.begin, number.parse::<u64>().unwrap_or(u64::MAX)));
    write!(
        har,
        "{{\"log\":{{\"version\":\"1.2\",\"creator\":{},\"pages\":[],\"entries\":[",
        json!({"name": "Fiddler SAZ", "version": "1"})
    )?;
    for (place, (metadata, number)) in sessions.iter().enumerate() {
        let (request, response) = (members.read(number, "c.txt")?, members.read(number, "s.txt")?);
        har.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        write!(har, "{}", session::entry(&request, &response, metadata))?;
    }
    har.write_all(b"\n]}}\n")?;
    Ok(Converted { entries: sessions.len(), is_damaged: members.is_damaged })
}

/// The number of the session whose request a member is, as written: older archives pad it with zeros.
fn number(name: &str) -> Option<&str> {
    let name = name.strip_prefix("raw/").or_else(|| name.strip_prefix("raw\\"))?;
    let number = name.strip_suffix("_c.txt")?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number).filter(|number| !number.is_empty())
}

/// The members of the archive, read one at a time.
struct Members<'a, R> {
    archive: &'a mut ZipArchive<R>,
    /// Number of bytes that may still be decompressed.
    left: u64,
    is_damaged: bool,
}

impl<R: Read + Seek> Members<'_, R> {
    /// Reads a member of a session; empty if it is missing, the readable part if it is damaged.
    fn read(&mut self, number: &str, part: &str) -> io::Result<Vec<u8>> {
        let names = [format!("raw/{number}_{part}"), format!("raw\\{number}_{part}")];
        let Some(index) = names.iter().find_map(|name| self.archive.index_for_name(name)) else {
            return Ok(Vec::new());
        };
        let member = match self.archive.by_index(index) {
            Ok(member) => member,
            Err(error) if is_locked(&error) => {
                let reason = "the Fiddler archive is protected by a password; save it again without one";
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
            Err(_) => {
                self.is_damaged = true;
                return Ok(Vec::new());
            }
        };
        let mut bytes = Vec::new();
        let is_whole = member.take(self.left + 1).read_to_end(&mut bytes).is_ok();
        let is_within = bytes.len() as u64 <= self.left;
        self.is_damaged |= !is_whole || !is_within;
        bytes.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }
}

fn is_locked(error: &zip::result::ZipError) -> bool {
    use zip::result::ZipError;
    matches!(error, ZipError::InvalidPassword)
        || matches!(error, ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED)
}
