//! Opens HAR files, standard input and archives as uncompressed UTF-8 bytes with random access.

mod attachment;
pub(in crate::har) mod begin;
mod unpack;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use attachment::Attachments;
pub use unpack::MAX_UNPACKED;

use super::{anomaly::Anomaly, error::Error};
use crate::netlog::CaptureMode;

/// The display name of standard input.
pub const STDIN: &str = "standard input";

/// The uncompressed bytes of a HAR file, readable at any offset from any thread.
#[derive(Debug)]
pub struct Source {
    name: String,
    container: Container,
    bytes: Bytes,
    attachments: Attachments,
    anomalies: Vec<Anomaly>,
    read: AtomicU64,
}

/// How a HAR was compressed and encoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// Whether it was read from standard input.
    pub stdin: bool,
    /// The compression.
    pub packing: Packing,
    /// The text encoding.
    pub encoding: Encoding,
    /// Whether it begins with a byte order mark.
    pub byte_order_mark: bool,
    /// For a Chrome NetLog: how much of the traffic it captured.
    pub netlog: Option<CaptureMode>,
}

/// The compression of a HAR file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Packing {
    /// None.
    #[default]
    Plain,
    /// gzip.
    Gzip,
    /// A zlib stream.
    Zlib,
    /// A zip archive, with the name of the member that is the HAR.
    Zip(String),
    /// A Fiddler session archive (SAZ), converted to HAR.
    Saz,
}

/// The text encoding of a HAR file. A [`Source`] always yields UTF-8.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
}

/// Bytes that can be read at an offset.
#[derive(Debug)]
enum Bytes {
    Memory(Vec<u8>),
    /// Read in place and never memory-mapped: truncating a mapped file would kill the process (SIGBUS).
    File(File),
}

impl Source {
    /// Opens a file; `-` reads standard input to its end, and a folder opens the only HAR in it.
    ///
    /// # Errors
    /// [`Error::Read`] if it cannot be read, [`Error::Empty`] if it has no bytes, [`Error::NotHar`] if it is an
    /// archive without a HAR.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_with_limit(path, MAX_UNPACKED)
    }

    /// Like [`Source::open`], decompressing at most `limit` bytes instead of [`MAX_UNPACKED`].
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn open_with_limit(path: &Path, limit: u64) -> Result<Self, Error> {
        unpack::open(path, limit)
    }

    /// Opens bytes in memory, decompressing and decoding them like [`Source::open`].
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Error> {
        unpack::from_bytes(name, bytes, MAX_UNPACKED)
    }

    /// The display name: the file's name as given by the user.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How a HAR was compressed and encoded.
    #[must_use]
    pub fn container(&self) -> &Container {
        &self.container
    }

    /// Anomalies met in decompressing: truncated or damaged data, or too much of it.
    #[must_use]
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// Number of uncompressed bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.bytes.len()
    }

    /// Whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads up to `buffer.len()` bytes at `offset`; 0 at the end.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read_at(offset, buffer).inspect(|read| self.count(*read))
    }

    /// Fills `buffer` from `offset` on and returns the number of bytes read, which is less than its length only
    /// at the end of the file.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read_exact_at(offset, buffer).inspect(|read| self.count(*read))
    }

    /// Total number of bytes read so far by all threads: a machine-independent cost measure for tests.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    fn count(&self, read: usize) {
        self.read.fetch_add(read as u64, Ordering::Relaxed);
    }

    /// The bytes of a separate body file (`content._file`), from the same zip archive or the HAR's folder. `None`
    /// if it does not exist or its name leads out of the folder.
    #[must_use]
    pub fn attachment(&self, name: &str) -> Option<Vec<u8>> {
        self.attachments.read(name)
    }
}

impl Bytes {
    fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(file) => file.metadata().map_or(0, |about| about.len()),
        }
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(bytes) => {
                let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..));
                rest.unwrap_or_default().read(buffer)
            }
            Self::File(file) => loop {
                match file_read_at(file, offset, buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    done => return done,
                }
            },
        }
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read_at(offset + filled as u64, rest)? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }
}

#[cfg(unix)]
fn file_read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn file_read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::har::anomaly::{AnomalyKind, Stream};

    fn text(source: &Source) -> String {
        let mut bytes = vec![0; 100];
        let read = source.read_exact_at(0, &mut bytes).unwrap();
        bytes.truncate(read);
        String::from_utf8(bytes).unwrap()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn packed_and_encoded_bytes_are_unpacked_and_decoded() {
        let zlib = {
            let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            zlib.write_all(b"{\"log\": 1}").unwrap();
            zlib.finish().unwrap()
        };
        for (bytes, packing, encoding) in [
            (b"{\"log\": 1}".to_vec(), Packing::Plain, Encoding::Utf8),
            (packed(b"{\"log\": 1}"), Packing::Gzip, Encoding::Utf8),
            (zlib, Packing::Zlib, Encoding::Utf8),
            (utf16("\u{feff}{\"log\": 1}", true), Packing::Plain, Encoding::Utf16Le),
            (utf16("\u{feff}{\"log\": 1}", false), Packing::Plain, Encoding::Utf16Be),
            (utf16("{\"log\": 1}", true), Packing::Plain, Encoding::Utf16Le),
            (utf16("{\"log\": 1}", false), Packing::Plain, Encoding::Utf16Be),
            (packed(&utf16("{\"log\": 1}", true)), Packing::Gzip, Encoding::Utf16Le),
        ] {
            let source = Source::from_bytes("x", bytes).unwrap();
            assert_eq!((&source.container().packing, source.container().encoding), (&packing, encoding));
            assert_eq!(text(&source), "{\"log\": 1}");
            assert_eq!(source.anomalies(), []);
        }
    }

    #[test]
    fn packed_data_that_ends_early_gives_what_there_is() {
        let mut bytes = packed(&b"{\"log\": 1}".repeat(10_000));
        bytes.truncate(bytes.len() - 20);
        let source = Source::from_bytes("x", bytes).unwrap();
        assert!(text(&source).starts_with("{\"log\": 1}"));
        let [found] = source.anomalies() else { panic!("{:?}", source.anomalies()) };
        assert_eq!(found.kind, AnomalyKind::EndsEarly { stream: Stream::Gzip });
    }

    #[test]
    fn what_is_unpacked_up_to_the_limit_is_kept_and_the_limit_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.har.gz");
        std::fs::write(&path, packed(&b"0123456789".repeat(100_000))).unwrap();
        let source = Source::open_with_limit(&path, 300_003).unwrap();
        assert_eq!(source.len(), 300_003);
        let found = &source.anomalies()[0];
        let kind = AnomalyKind::OverLimit { stream: Stream::Gzip, limit: 300_003 };
        assert_eq!((&found.kind, found.offset), (&kind, Some(300_003)));
        assert_eq!(Source::open_with_limit(&path, 1_000_000).unwrap().anomalies(), []);
        assert!(Source::open_with_limit(&path, 0).is_err());
    }

    #[test]
    fn no_bytes_is_an_error_of_its_own() {
        assert!(matches!(Source::from_bytes("x", Vec::new()), Err(Error::Empty { .. })));
    }

    #[test]
    fn only_attachments_next_to_the_har_are_read() {
        const BODY: &str = "047bb4ce0f50e177f26288586f34c6f2d83f1f1e.json";
        const LINK: &str = "147bb4ce0f50e177f26288586f34c6f2d83f1f1e.json";
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(folder.path().join(BODY), "no").unwrap();
        std::fs::write(inner.join(BODY), "yes").unwrap();
        std::fs::write(inner.join("credentials"), "no").unwrap();
        std::fs::write(inner.join("my.har"), "{}").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join(BODY), inner.join(LINK)).unwrap();
        let source = Source::open(&inner).unwrap();
        assert_eq!(text(&source), "{}");
        assert_eq!(source.attachment(BODY).as_deref(), Some(&b"yes"[..]));
        let (above, here, absolute) = (format!("../{BODY}"), format!("./{BODY}"), inner.join(BODY));
        for name in [&above, &here, LINK, "credentials", "my.har", "", ".", "..", absolute.to_str().unwrap()]
        {
            assert_eq!(source.attachment(name), None, "{name}");
        }
        std::fs::write(inner.join("second.har"), "{}").unwrap();
        let error = Source::open(&inner).unwrap_err().to_string();
        assert!(error.contains("2 .har files"), "{error}");
        assert!(matches!(Source::open(&inner.join("nope.har")), Err(Error::Read { .. })));
    }

    #[test]
    fn the_har_of_a_zip_is_found_with_its_attachments() {
        let zip = |members: &[(&str, &str)]| {
            let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
            for (name, content) in members {
                zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
                zip.write_all(content.as_bytes()).unwrap();
            }
            zip.finish().unwrap().into_inner()
        };
        let members = [
            ("__MACOSX/._har.har", "x"),
            ("other.har", "{\"o\":1}"),
            ("har.har", "{\"h\":1}"),
            ("b/c.txt", "c"),
        ];
        let source = Source::from_bytes("x.zip", zip(&members)).unwrap();
        assert_eq!(text(&source), "{\"h\":1}");
        assert_eq!(source.container().packing, Packing::Zip("har.har".into()));
        assert_eq!(source.attachment("b/c.txt").as_deref(), Some(&b"c"[..]));
        assert_eq!(source.attachment("../b/c.txt"), None);
        let others = &source.anomalies()[0];
        assert_eq!(others.kind, AnomalyKind::OtherHarsInZip { member: "har.har".into() });
        assert_eq!(others.value.as_deref(), Some("other.har"));
        let error = Source::from_bytes("x.zip", zip(&[("a.txt", "")])).unwrap_err().to_string();
        assert!(error.contains("no .har file"), "{error}");
    }
}
