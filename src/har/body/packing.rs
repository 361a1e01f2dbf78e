//! Content codings, taken off only where the bytes really are still packed.

use std::io::Read;

use super::Step;

/// Most bytes a body is unpacked to: a small packed body can claim to hold any number of them.
pub const MAX_UNPACKED: u64 = 256 << 20;

/// A body grows by at most this factor when it is unpacked, or to [`ANY_SIZE`]. Deflate cannot do more; anything that does was made to
/// keep somebody busy, and a file may hold thousands of such bodies.
const MAX_TIMES: u64 = 1100;

/// Any body may be unpacked to this number of bytes, however small it is.
const ANY_SIZE: u64 = 1 << 20;

/// Codings inside each other that are taken off.
const MAX_LAYERS: usize = 3;

/// Unpacks `bytes` as long as they are packed. `coding` is the `content-encoding` header.
pub(super) fn unpack(mut bytes: Vec<u8>, coding: &str, mime: &str, steps: &mut Vec<Step>) -> Vec<u8> {
    let coding = coding.to_ascii_lowercase();
    let said = |name: &str| coding.split(',').any(|part| part.trim().trim_start_matches("x-") == name);
    // A download that is an archive is meant to stay one.
    let archive =
        ["gzip", "zip", "zstd", "compress"].iter().any(|kind| mime.to_ascii_lowercase().contains(kind));
    let most = (bytes.len() as u64).saturating_mul(MAX_TIMES).clamp(ANY_SIZE, MAX_UNPACKED);
    for layer in 0..MAX_LAYERS {
        let (name, unpacked, whole) = if bytes.starts_with(b"\x1f\x8b") && (said("gzip") || !archive) {
            let (unpacked, whole) = read_all(flate2::read::MultiGzDecoder::new(bytes.as_slice()), most);
            ("gzip", unpacked, whole)
        } else if bytes.starts_with(b"\x28\xb5\x2f\xfd") && (said("zstd") || !archive) {
            let (unpacked, whole) = zstd(&bytes, most);
            ("zstd", unpacked, whole)
        } else if layer == 0 && said("deflate") && std::str::from_utf8(&bytes).is_err() {
            deflate(&bytes, most)
        } else if layer == 0 && said("br") && std::str::from_utf8(&bytes).is_err() {
            // Brotli has no magic number: only what decodes to its end was packed with it.
            let (unpacked, whole) =
                read_all(brotli_decompressor::Decompressor::new(bytes.as_slice(), 1 << 16), most);
            if !whole {
                break;
            }
            ("br", unpacked, whole)
        } else {
            break;
        };
        steps.push(if whole { Step::Unpacked(name) } else { Step::BrokenPacking(name) });
        if unpacked.is_empty() && !whole {
            break;
        }
        bytes = unpacked;
    }
    bytes
}

/// `deflate` is zlib by RFC 9110, and a bare deflate stream in practice.
fn deflate(bytes: &[u8], most: u64) -> (&'static str, Vec<u8>, bool) {
    let (zlib, whole) = read_all(flate2::read::ZlibDecoder::new(bytes), most);
    if whole || !zlib.is_empty() {
        return ("deflate", zlib, whole);
    }
    let (bare, whole) = read_all(flate2::read::DeflateDecoder::new(bytes), most);
    ("deflate", if whole { bare } else { Vec::new() }, whole)
}

fn zstd(bytes: &[u8], most: u64) -> (Vec<u8>, bool) {
    match ruzstd::decoding::StreamingDecoder::new(bytes) {
        Ok(decoder) => read_all(decoder, most),
        Err(_) => (Vec::new(), false),
    }
}

/// All that can be unpacked, up to `most` bytes, and whether it ended well.
fn read_all(from: impl Read, most: u64) -> (Vec<u8>, bool) {
    let mut unpacked = Vec::new();
    let whole = from.take(most + 1).read_to_end(&mut unpacked).is_ok();
    let bomb = unpacked.len() as u64 > most;
    unpacked.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    (unpacked, whole && !bomb)
}
