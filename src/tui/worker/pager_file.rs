//! Writes a text to a temporary file for an external viewer.

use std::io::Write as _;

use crate::text::{clean_lines, pretty};
use crate::tui::message::copy::{CopyContent, CopyOutput};
use crate::tui::message::pager::{PagerFile, PagerReply};
use crate::worker::CancelToken;

/// Creates a temporary file that only its owner can read; JSON is pretty-printed as in the body tab.
pub fn prepare(output: CopyOutput) -> PagerReply {
    let CopyContent::Text(text) = &output.content else { return PagerReply::Not(output) };
    let extension = output.name.rsplit_once('.').map_or("txt", |(_, extension)| extension);
    let laid_out = (extension == "json").then(|| pretty::layout(text, &CancelToken::never())).flatten();
    let text = laid_out.as_ref().map_or(text.as_str(), |laid_out| laid_out.text.as_str());
    let made =
        tempfile::Builder::new().prefix("harlens-").suffix(&format!(".{extension}")).tempfile().and_then(
            |mut file| file.write_all(clean_lines(text).as_bytes()).map(|()| file.into_temp_path()),
        );
    match made {
        Ok(path) => PagerReply::PagerFile(PagerFile::new(path)),
        Err(error) => {
            PagerReply::Not(CopyOutput { content: CopyContent::Failed(error.to_string()), ..output })
        }
    }
}
