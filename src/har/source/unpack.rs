//! Removes compression, archives and text encodings.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::AtomicU64,
};

use tempfile::{SpooledData, SpooledTempFile, spooled_tempfile};
use zip::ZipArchive;

use super::{
    Bytes, Container, Encoding, Packing, Source,
    attachment::{Attachments, ReadSeek},
    begin,
};
use crate::{
    har::{
        anomaly::{Anomaly, AnomalyKind, Stream},
        error::Error,
    },
    netlog, saz,
};

/// Up to this number of decompressed bytes stay in memory; more go to an anonymous temporary file.
const IN_MEMORY: usize = 64 << 20;

/// Default limit of decompressed bytes per file, against decompression bombs.
pub const MAX_UNPACKED: u64 = 4 << 30;

/// Bytes of a pipe that are looked at before more is read.
const FIRST_BLOCK: usize = 64 << 10;

/// Maximum number of nested layers.
const MAX_LAYERS: usize = 4;

/// Bytes being unwrapped layer by layer, with the metadata collected so far.
struct Unpacking {
    name: String,
    limit: u64,
    bytes: Bytes,
    container: Container,
    attachments: Attachments,
    anomalies: Vec<Anomaly>,
}

pub(super) fn open(path: &Path, limit: u64) -> Result<Source, Error> {
    if path == Path::new("-") {
        return stdin(limit);
    }
    let name = path.display().to_string();
    let read_error = |source| Error::Read { name: name.clone(), source };
    let path = if path.is_dir() { har_in_folder(path, &name)? } else { path.to_owned() };
    let mut file = File::open(&path).map_err(read_error)?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut unpacking = Unpacking::new(name.clone(), limit, Bytes::Memory(Vec::new()));
    unpacking.attachments = Attachments::Folder(folder.to_owned());
    if file.metadata().map_err(read_error)?.is_file() {
        unpacking.bytes = Bytes::File(file);
    } else {
        unpacking.spool_pipe(&mut file)?;
    }
    unpacking.finish()
}

pub(super) fn from_bytes(name: &str, bytes: Vec<u8>, limit: u64) -> Result<Source, Error> {
    Unpacking::new(name.to_owned(), limit, Bytes::Memory(bytes)).finish()
}

fn stdin(limit: u64) -> Result<Source, Error> {
    let mut unpacking = Unpacking::new(super::STDIN.to_owned(), limit, Bytes::Memory(Vec::new()));
    unpacking.container.stdin = true;
    unpacking.spool_pipe(&mut io::stdin().lock())?;
    unpacking.finish()
}

/// The only HAR file in a folder.
fn har_in_folder(folder: &Path, name: &str) -> Result<PathBuf, Error> {
    let list = std::fs::read_dir(folder).map_err(|source| Error::Read { name: name.to_owned(), source })?;
    let is_har = |path: &PathBuf| {
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("har")) && path.is_file()
    };
    let mut hars: Vec<PathBuf> = list.filter_map(Result::ok).map(|item| item.path()).filter(is_har).collect();
    match (hars.pop(), hars.len()) {
        (Some(only), 0) => Ok(only),
        (found, others) => {
            let reason = match others + usize::from(found.is_some()) {
                0 => "it is a folder, and there is no .har file in it".to_owned(),
                count => format!(
                    "it is a folder with {count} .har files in it; name the one to open, or all of them: harlens diagnose {name}"
                ),
            };
            Err(Error::NotHar { name: name.to_owned(), reason })
        }
    }
}

impl Unpacking {
    fn new(name: String, limit: u64, bytes: Bytes) -> Self {
        Self {
            name,
            limit,
            bytes,
            container: Container::default(),
            attachments: Attachments::None,
            anomalies: Vec::new(),
        }
    }

    fn finish(mut self) -> Result<Source, Error> {
        for _ in 0..MAX_LAYERS {
            if self.bytes.len() == 0 {
                return Err(Error::Empty { name: self.name });
            }
            if !self.remove_layer()? {
                break;
            }
        }
        let mut begin = [0; 3];
        let read = self.bytes.read_exact_at(0, &mut begin).map_err(|error| self.read_error(error))?;
        self.container.byte_order_mark |= read == 3 && begin == *b"\xef\xbb\xbf";
        let Self { name, bytes, container, attachments, anomalies, .. } = self;
        Ok(Source { name, container, bytes, attachments, anomalies, read: AtomicU64::new(0) })
    }

    /// Removes one layer; false if there is none.
    fn remove_layer(&mut self) -> Result<bool, Error> {
        let mut begin = [0; netlog::PROLOGUE];
        let read = self.bytes.read_exact_at(0, &mut begin).map_err(|error| self.read_error(error))?;
        let begin = begin.get(..read).unwrap_or_default();
        if begin.starts_with(b"\x1f\x8b") {
            self.container.packing = Packing::Gzip;
            let mut unpacker = flate2::read::MultiGzDecoder::new(BufReader::new(self.reader()));
            self.spool(&mut unpacker, Stream::Gzip)?;
        } else if is_zlib(begin) {
            self.container.packing = Packing::Zlib;
            let mut unpacker = flate2::read::ZlibDecoder::new(BufReader::new(self.reader()));
            self.spool(&mut unpacker, Stream::Zlib)?;
        } else if begin.starts_with(b"PK\x03\x04") || begin.starts_with(b"PK\x05\x06") {
            self.unzip()?;
        } else if let Some(encoding) = utf16(begin) {
            self.container.encoding = encoding;
            self.container.byte_order_mark = matches!(begin, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            let charset =
                if encoding == Encoding::Utf16Le { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
            let mut decoder = Utf16 {
                from: BufReader::new(self.reader()),
                decoder: charset.new_decoder(),
                ready: Cursor::new(Vec::new()),
                last: false,
            };
            self.spool(&mut decoder, Stream::Utf16)?;
        } else if self.container.netlog.is_none() && netlog::is_netlog(begin) {
            self.rewrite_netlog()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Converts a NetLog to a HAR.
    fn rewrite_netlog(&mut self) -> Result<(), Error> {
        let mut log = BufReader::new(self.reader());
        let (mut entries, mut har) = (spooled_tempfile(IN_MEMORY), spooled_tempfile(IN_MEMORY));
        let converted =
            netlog::convert(&mut log, &mut entries, &mut har).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => self.not_har(error.to_string()),
                _ => self.read_error(error),
            })?;
        self.container.netlog = Some(converted.mode);
        if !converted.is_complete {
            let kind = AnomalyKind::EndsEarly { stream: Stream::NetLog };
            self.anomalies.push(Anomaly::of_file(kind));
        }
        self.bytes = self.spooled(har)?;
        Ok(())
    }

    /// Converts a Fiddler archive to a HAR.
    fn rewrite_saz(&mut self, archive: &mut ZipArchive<Box<dyn ReadSeek>>) -> Result<(), Error> {
        let mut har = spooled_tempfile(IN_MEMORY);
        let converted = saz::convert(archive, self.limit, &mut har).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => self.not_har(error.to_string()),
            _ => self.read_error(error),
        })?;
        self.container.packing = Packing::Saz;
        if converted.is_damaged {
            self.anomalies.push(Anomaly::of_file(AnomalyKind::Damaged { stream: Stream::Saz }));
        }
        self.bytes = self.spooled(har)?;
        Ok(())
    }

    /// The current bytes as a reader from the start.
    fn reader(&mut self) -> Box<dyn ReadSeek> {
        match std::mem::replace(&mut self.bytes, Bytes::Memory(Vec::new())) {
            Bytes::Memory(bytes) => Box::new(Cursor::new(bytes)),
            Bytes::File(mut file) => {
                // If seeking fails, so does the first read.
                let _ = file.seek(SeekFrom::Start(0));
                Box::new(file)
            }
        }
    }

    fn read_error(&self, source: io::Error) -> Error {
        Error::Read { name: self.name.clone(), source }
    }

    fn not_har(&self, reason: String) -> Error {
        Error::NotHar { name: self.name.clone(), reason }
    }

    /// Takes all bytes of a pipe, which cannot be read at an offset. It may never end: one that does not begin as a
    /// capture does is refused at once, and one that is longer than the limit as a whole.
    fn spool_pipe(&mut self, pipe: &mut dyn Read) -> Result<(), Error> {
        let mut first = Vec::new();
        let mut block = vec![0; FIRST_BLOCK];
        while first.len() < FIRST_BLOCK {
            match pipe.read(&mut block) {
                Ok(0) => break,
                Ok(read) => first.extend_from_slice(block.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.read_error(error)),
            }
            if let Some(at) = impossible(&first) {
                let rest = first.get(at..).unwrap_or_default();
                return Err(self.not_har(begin::not_json(at as u64, rest)));
            }
        }
        if first.len() >= FIRST_BLOCK && first.trim_ascii().is_empty() {
            return Err(self.not_har(format!("its first {} bytes are white space", first.len())));
        }
        self.spool(&mut Cursor::new(first).chain(pipe), Stream::Input)?;
        let is_over = |anomaly: &Anomaly| matches!(anomaly.kind, AnomalyKind::OverLimit { .. });
        if self.anomalies.iter().any(is_over) {
            return Err(Error::PipeTooLong { name: self.name.clone(), limit: self.limit });
        }
        Ok(())
    }

    /// Reads a stream up to its end, its first error or the limit.
    fn spool(&mut self, from: &mut dyn Read, stream: Stream) -> Result<(), Error> {
        let mut spool = spooled_tempfile(IN_MEMORY);
        let mut buffer = vec![0; 256 << 10];
        let mut total = 0_u64;
        loop {
            let read = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if total == 0 => {
                    return Err(self.not_har(format!("{} cannot be unpacked ({error})", name(stream))));
                }
                Err(error) => {
                    self.cut(
                        match error.kind() {
                            io::ErrorKind::UnexpectedEof => AnomalyKind::EndsEarly { stream },
                            _ => AnomalyKind::Damaged { stream },
                        },
                        total,
                    );
                    break;
                }
            };
            let room = self.limit - total;
            let kept = read.min(usize::try_from(room).unwrap_or(usize::MAX));
            spool
                .write_all(buffer.get(..kept).unwrap_or_default())
                .map_err(|error| self.read_error(error))?;
            total += kept as u64;
            if kept < read {
                self.cut(AnomalyKind::OverLimit { stream, limit: self.limit }, total);
                break;
            }
        }
        self.bytes = self.spooled(spool)?;
        Ok(())
    }

    fn cut(&mut self, kind: AnomalyKind, at: u64) {
        self.anomalies.push(Anomaly { offset: Some(at), ..Anomaly::of_file(kind) });
    }

    fn spooled(&self, spool: SpooledTempFile) -> Result<Bytes, Error> {
        match spool.into_inner() {
            SpooledData::InMemory(cursor) => Ok(Bytes::Memory(cursor.into_inner())),
            SpooledData::OnDisk(mut file) => {
                file.flush().map_err(|error| self.read_error(error))?;
                Ok(Bytes::File(file))
            }
        }
    }

    fn unzip(&mut self) -> Result<(), Error> {
        let reader = self.reader();
        let broken = |this: &Self, error| this.not_har(format!("the zip archive cannot be read ({error})"));
        let mut archive = ZipArchive::new(reader).map_err(|error| broken(self, error))?;
        let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(Cow::into_owned).collect();
        if saz::is_saz(&names) {
            return self.rewrite_saz(&mut archive);
        }
        let Some((member, others)) = har_member(&names) else {
            let first = names.first().map(|name| format!(", only {name} and such")).unwrap_or_default();
            return Err(
                self.not_har(format!("the zip archive holds no .har file ({} files{first})", names.len()))
            );
        };
        if !others.is_empty() {
            let kind = AnomalyKind::OtherHarsInZip { member: member.to_owned() };
            self.anomalies.push(Anomaly { value: Some(others.join(", ")), ..Anomaly::of_file(kind) });
        }
        self.container.packing = Packing::Zip(member.to_owned());
        let mut file = archive.by_name(member).map_err(|error| broken(self, error))?;
        self.spool(&mut file, Stream::ZipMember)?;
        drop(file);
        self.attachments = Attachments::Archive(archive.into());
        Ok(())
    }
}

/// The member that is the HAR (Playwright's `har.har`, else the first `.har`) and the other candidates. Without a
/// HAR, a `.json` member may be a NetLog.
fn har_member(names: &[String]) -> Option<(&str, Vec<&str>)> {
    let ending = |ending: &'static str| {
        let ends =
            move |name: &&str| name.to_ascii_lowercase().ends_with(ending) && !name.starts_with("__MACOSX/");
        names.iter().map(String::as_str).filter(ends).collect::<Vec<&str>>()
    };
    let hars = ending(".har");
    let mut hars = if hars.is_empty() { ending(".json") } else { hars };
    let at = hars.iter().position(|name| *name == "har.har").unwrap_or(0);
    (at < hars.len()).then(|| (hars.remove(at), hars))
}

/// A stream's name for error messages.
fn name(stream: Stream) -> &'static str {
    match stream {
        Stream::Input => "the input",
        Stream::Gzip => "the gzip data",
        Stream::Zlib => "the zlib data",
        Stream::Utf16 => "the UTF-16 text",
        Stream::ZipMember => "the zip archive's HAR",
        Stream::NetLog => "the NetLog",
        Stream::Saz => "the Fiddler archive",
    }
}

/// Where bytes can be no beginning of a capture, packed or not; `None` where they can.
fn impossible(bytes: &[u8]) -> Option<usize> {
    let packed: [&[u8]; 5] = [b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xfe", b"\xfe\xff"];
    let is_packed = packed.iter().any(|magic| bytes.starts_with(magic) || magic.starts_with(bytes))
        || (bytes.len() < 4 && bytes.first() == Some(&0))
        || is_zlib(bytes)
        || bytes == b"\x78"
        || utf16(bytes).is_some();
    if is_packed || b"\xef\xbb\xbf".starts_with(bytes) { None } else { begin::not_har(bytes) }
}

/// RFC 1950: deflate with a 32 KiB window, and a header checksum over two bytes.
fn is_zlib(begin: &[u8]) -> bool {
    matches!(begin, [0x78, flags @ (0x01 | 0x5e | 0x9c | 0xda), ..] if (0x7800 + u32::from(*flags)).is_multiple_of(31))
}

/// Detects UTF-16 by its byte order mark, or by the zero byte of the first ASCII character.
fn utf16(begin: &[u8]) -> Option<Encoding> {
    match begin {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Transcodes UTF-16 to UTF-8.
struct Utf16<R> {
    from: R,
    decoder: encoding_rs::Decoder,
    ready: Cursor<Vec<u8>>,
    last: bool,
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.ready.read(buffer)? {
                0 if self.last => return Ok(0),
                0 => self.decode_more()?,
                read => return Ok(read),
            }
        }
    }
}

impl<R: Read> Utf16<R> {
    fn decode_more(&mut self) -> io::Result<()> {
        let mut raw = [0; 16 << 10];
        let read = self.from.read(&mut raw)?;
        self.last = read == 0;
        let raw = raw.get(..read).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(64 << 10);
        let mut text = vec![0; room];
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut text, self.last);
        text.truncate(written);
        self.ready = Cursor::new(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_pipe_is_refused_at_its_first_block_or_at_the_limit() {
        let refused = |byte: u8| {
            let mut unpacking = Unpacking::new("-".to_owned(), 300_000, Bytes::Memory(Vec::new()));
            unpacking.spool_pipe(&mut io::repeat(byte)).unwrap_err()
        };
        for byte in *b"\0y \n<" {
            assert!(matches!(refused(byte), Error::NotHar { .. }), "{byte}");
        }
        assert!(matches!(refused(b'['), Error::PipeTooLong { limit: 300_000, .. }));
    }
}
