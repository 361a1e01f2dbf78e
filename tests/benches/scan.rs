//! Scanning a file, compared with other operations on the same bytes. Each starts from the file, whose pages are
//! cached.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench fails by panicking")]

mod sample;

use std::borrow::Cow;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use harlens::har::store::Store;
use sample::Shape;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tempfile::TempDir;

/// Large enough to be scanned in parts, small enough to be generated quickly.
const BYTES: u64 = 64 << 20;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
static PRETTY: LazyLock<PathBuf> = LazyLock::new(|| made(Shape::Pretty));
static ONE_LINE: LazyLock<PathBuf> = LazyLock::new(|| made(Shape::OneLine));

fn made(shape: Shape) -> PathBuf {
    let path = FOLDER.path().join(format!("{shape:?}.har"));
    sample::write(&path, shape, BYTES).unwrap();
    path
}

fn file(shape: Shape) -> &'static PathBuf {
    match shape {
        Shape::Pretty => &PRETTY,
        Shape::OneLine => &ONE_LINE,
    }
}

const SHAPES: [Shape; 2] = [Shape::Pretty, Shape::OneLine];

fn main() {
    divan::main();
    // Statics are never dropped, but the files have to be removed.
    let _ = std::fs::remove_dir_all(FOLDER.path());
}

fn measure<T>(bencher: Bencher<'_, '_>, shape: Shape, work: impl Fn(&PathBuf) -> T + Sync) {
    let path = file(shape);
    let bytes = path.metadata().unwrap().len();
    bencher.counter(BytesCount::new(bytes)).bench(|| work(black_box(path)));
}

/// What `wc -l` does.
#[divan::bench(args = SHAPES, sample_count = 20)]
fn count_newlines(bencher: Bencher<'_, '_>, shape: Shape) {
    measure(bencher, shape, |path| {
        let (mut file, mut buffer, mut lines) = (File::open(path).unwrap(), vec![0; 256 << 10], 0);
        while let count @ 1.. = file.read(&mut buffer).unwrap() {
            lines += memchr::memchr_iter(b'\n', &buffer[..count]).count();
        }
        lines
    });
}

/// Every entry's location and summary.
#[divan::bench(args = SHAPES, sample_count = 20)]
fn harlens_index(bencher: Bencher<'_, '_>, shape: Shape) {
    measure(bencher, shape, |path| Store::open(path).unwrap().index.len());
}

/// The same fields with serde_json, borrowed where possible; bodies are skipped.
#[divan::bench(args = SHAPES, sample_count = 10)]
fn serde_json_borrowed(bencher: Bencher<'_, '_>, shape: Shape) {
    measure(bencher, shape, |path| {
        let bytes = std::fs::read(path).unwrap();
        serde_json::from_slice::<Har<'_>>(&bytes).unwrap().log.entries.len()
    });
}

/// serde_json, discarding everything: its lower bound.
#[divan::bench(args = SHAPES, sample_count = 10)]
fn serde_json_ignored(bencher: Bencher<'_, '_>, shape: Shape) {
    measure(bencher, shape, |path| {
        let bytes = std::fs::read(path).unwrap();
        serde_json::from_slice::<IgnoredAny>(&bytes).unwrap()
    });
}

#[derive(Deserialize)]
struct Har<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read to compare with what the list keeps")]
struct Entry<'a> {
    #[serde(borrow)]
    started_date_time: Cow<'a, str>,
    time: f64,
    #[serde(borrow)]
    request: Request<'a>,
    #[serde(borrow)]
    response: Response<'a>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read to compare with what the list keeps")]
struct Request<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read to compare with what the list keeps")]
struct Response<'a> {
    status: i64,
    #[serde(borrow)]
    content: Content<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read to compare with what the list keeps")]
struct Content<'a> {
    size: i64,
    #[serde(borrow)]
    mime_type: Cow<'a, str>,
}
