//! Parses the bytes of connections for request bodies and WebSocket messages, which no event of the request
//! contains.

use std::collections::HashMap;

use flate2::{Decompress, FlushDecompress};

use crate::har_writer::http1;

/// Maximum bytes kept of one connection that no request has claimed yet.
const MAX_UNCLAIMED: usize = 64 << 20;

/// RFC 9113, 3.4: the client connection preface.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// RFC 9113, 4.1: length, type, flags, stream.
const FRAME_HEADER: usize = 9;

/// RFC 9113, 6.1.
const DATA: u8 = 0;
const PADDED: u8 = 0x8;

/// Extracts request bodies, by stream, from the bytes that a client sent over an HTTP/2 connection.
#[derive(Debug, Default)]
pub(super) struct Http2 {
    /// The beginning of an incomplete frame.
    pending: Vec<u8>,
    bodies: HashMap<u32, Vec<u8>>,
    kept: usize,
}

impl Http2 {
    /// Whether a connection that begins with these bytes uses HTTP/2.
    pub(super) fn is_preface(bytes: &[u8]) -> bool {
        bytes.starts_with(PREFACE)
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        let mut rest = self.pending.as_slice();
        if let Some(frames) = rest.strip_prefix(PREFACE) {
            rest = frames;
        }
        while let Some((frame, following)) = Frame::split(rest) {
            if frame.kind == DATA && self.kept + frame.payload.len() <= MAX_UNCLAIMED {
                self.kept += frame.payload.len();
                self.bodies.entry(frame.stream).or_default().extend_from_slice(frame.payload);
            }
            rest = following;
        }
        let consumed = self.pending.len() - rest.len();
        self.pending.drain(..consumed);
    }

    /// Removes and returns the body sent on a stream.
    pub(super) fn claim(&mut self, stream: u32) -> Option<Vec<u8>> {
        let body = self.bodies.remove(&stream)?;
        self.kept -= body.len();
        Some(body)
    }
}

struct Frame<'f> {
    kind: u8,
    stream: u32,
    payload: &'f [u8],
}

impl<'f> Frame<'f> {
    fn split(bytes: &'f [u8]) -> Option<(Self, &'f [u8])> {
        let (&[l0, l1, l2, kind, flags, s0, s1, s2, s3], rest) = bytes.split_first_chunk::<FRAME_HEADER>()?;
        let length = u32::from_be_bytes([0, l0, l1, l2]) as usize;
        let (payload, rest) = rest.split_at_checked(length)?;
        let stream = u32::from_be_bytes([s0, s1, s2, s3]) & 0x7fff_ffff;
        let is_padded = kind == DATA && flags & PADDED != 0;
        let payload = if is_padded { unpadded(payload).unwrap_or_default() } else { payload };
        Some((Self { kind, stream, payload }, rest))
    }
}

fn unpadded(payload: &[u8]) -> Option<&[u8]> {
    let (&padding, data) = payload.split_first()?;
    data.get(..data.len().checked_sub(usize::from(padding))?)
}

/// The body of an HTTP/1.1 request, still content-coded; `sent` includes the header section.
pub(super) fn http1_body(sent: &[u8]) -> Option<Vec<u8>> {
    Some(http1::Message::read(sent).body).filter(|body| !body.is_empty())
}

/// A WebSocket message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// 1 is text, 2 binary, 8 close, 9 ping, 10 pong (RFC 6455, 5.2).
    pub(super) opcode: u8,
    pub(super) data: Vec<u8>,
}

/// Parses the messages that one side of a WebSocket sent after the handshake: joins fragments and undoes
/// `permessage-deflate` (RFC 7692).
pub(super) fn messages(handshake_and_frames: &[u8]) -> Vec<Message> {
    let Some(end) = memchr::memmem::find(handshake_and_frames, b"\r\n\r\n") else { return Vec::new() };
    let mut rest = &handshake_and_frames[end + 4..];
    let mut messages = Vec::new();
    let mut fragments: Option<(u8, bool, Vec<u8>)> = None;
    let mut inflate = Decompress::new(false);
    while let Some((frame, following)) = SocketFrame::split(rest) {
        rest = following;
        if frame.opcode >= 8 {
            messages.push(Message { opcode: frame.opcode, data: frame.payload });
            continue;
        }
        let (opcode, is_deflated, mut data) =
            fragments.take().unwrap_or((frame.opcode, frame.is_deflated, Vec::new()));
        data.extend(frame.payload);
        if !frame.is_final {
            fragments = Some((opcode, is_deflated, data));
            continue;
        }
        let data = if is_deflated { inflated(&mut inflate, data) } else { data };
        messages.push(Message { opcode, data });
    }
    messages
}

struct SocketFrame {
    is_final: bool,
    is_deflated: bool,
    opcode: u8,
    payload: Vec<u8>,
}

impl SocketFrame {
    /// RFC 6455, 5.2.
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (&[first, second], rest) = bytes.split_first_chunk::<2>()?;
        let (length, rest) = match second & 0x7f {
            126 => {
                let (length, rest) = rest.split_first_chunk::<2>()?;
                (u64::from(u16::from_be_bytes(*length)), rest)
            }
            127 => {
                let (length, rest) = rest.split_first_chunk::<8>()?;
                (u64::from_be_bytes(*length), rest)
            }
            length => (u64::from(length), rest),
        };
        let (mask, rest) = match second & 0x80 {
            0 => ([0; 4], rest),
            _ => rest.split_first_chunk::<4>().map(|(mask, rest)| (*mask, rest))?,
        };
        let (payload, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        let payload = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
        let frame = Self {
            is_final: first & 0x80 != 0,
            is_deflated: first & 0x40 != 0,
            opcode: first & 0x0f,
            payload,
        };
        Some((frame, rest))
    }
}

/// Undoes RFC 7692; a message that cannot be inflated is returned unchanged.
fn inflated(inflate: &mut Decompress, mut data: Vec<u8>) -> Vec<u8> {
    data.extend_from_slice(&[0, 0, 0xff, 0xff]);
    let mut out = Vec::with_capacity(data.len() * 4);
    let mut at = 0;
    while at < data.len() && out.len() < MAX_UNCLAIMED {
        out.reserve(4096);
        let before = inflate.total_in();
        let written = out.len();
        if inflate.decompress_vec(&data[at..], &mut out, FlushDecompress::Sync).is_err() {
            data.truncate(data.len() - 4);
            return data;
        }
        at += usize::try_from(inflate.total_in() - before).unwrap_or(usize::MAX);
        if inflate.total_in() == before && out.len() == written {
            break;
        }
    }
    out
}
