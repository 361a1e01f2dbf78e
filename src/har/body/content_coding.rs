//! Removes content codings, but only where the bytes really are still compressed.

use std::io::Read;

use super::Step;

/// Maximum size in bytes of a decompressed body: protects against decompression bombs.
pub const MAX_UNPACKED: u64 = 256 << 20;

/// Maximum ratio of decompressed to compressed size, for bodies above [`MIN_LIMIT`]. Deflate cannot exceed it;
/// whatever does is a decompression bomb, and a file may hold thousands of them.
const MAX_RATIO: u64 = 1100;

/// Every body may grow to this number of bytes, however small it is compressed.
const MIN_LIMIT: u64 = 1 << 20;

/// Maximum number of nested codings.
const MAX_LAYERS: usize = 3;

/// Decompresses `bytes` until they are no longer compressed. `coding` is the `content-encoding` header.
pub(super) fn decode(mut bytes: Vec<u8>, coding: &str, mime: &str, steps: &mut Vec<Step>) -> Vec<u8> {
    let coding = coding.to_ascii_lowercase();
    let said = |name: &str| coding.split(',').any(|part| part.trim().trim_start_matches("x-") == name);
    // A downloaded archive is meant to stay one.
    let archive =
        ["gzip", "zip", "zstd", "compress"].iter().any(|kind| mime.to_ascii_lowercase().contains(kind));
    let most = (bytes.len() as u64).saturating_mul(MAX_RATIO).clamp(MIN_LIMIT, MAX_UNPACKED);
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
            // Brotli has no magic number: only what decodes completely was compressed with it.
            let (unpacked, whole) =
                read_all(brotli_decompressor::Decompressor::new(bytes.as_slice(), 1 << 16), most);
            if !whole {
                break;
            }
            ("br", unpacked, whole)
        } else {
            break;
        };
        steps.push(if whole { Step::Decompressed(name) } else { Step::DamagedCoding(name) });
        if unpacked.is_empty() && !whole {
            break;
        }
        bytes = unpacked;
    }
    bytes
}

/// `deflate` is zlib according to RFC 9110, but raw deflate in practice.
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

/// Reads up to `most` bytes; the flag says whether the stream ended properly.
fn read_all(from: impl Read, most: u64) -> (Vec<u8>, bool) {
    let mut unpacked = Vec::new();
    let whole = from.take(most + 1).read_to_end(&mut unpacked).is_ok();
    let bomb = unpacked.len() as u64 > most;
    unpacked.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    (unpacked, whole && !bomb)
}
