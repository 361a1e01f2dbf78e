//! `harlens sanitize`: a copy that is safe to send, in place only once it is whole.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tempfile::NamedTempFile;

use super::headless::{name, say, write};
use super::{ReportFormat, Sanitize, Settings};
use crate::error::Error;
use crate::har::store::Store;
use crate::redact::{self, Options, Report};
use crate::report::sanitized;

pub(super) fn run(arguments: &Sanitize, settings: &Settings) -> Result<ExitCode, Error> {
    let is_stdout = arguments.output.as_os_str() == "-";
    // A file that must not be overwritten is worth no minute of reading.
    let target = if is_stdout { None } else { Some(Target::new(&arguments.output, arguments.force)?) };
    let store = Store::open_within(&arguments.file, settings.unpack_limit)?;
    let options = Options { hide_people: arguments.hide_people, list_places: arguments.report.is_some() };
    let report = match target {
        Some(target) => {
            target.fill(|out| redact::sanitize(&store, options, &name(&arguments.output), out))?
        }
        None => match redact::sanitize(&store, options, "the output", &mut BufWriter::new(stdout().lock())) {
            // Whoever reads it may stop reading.
            Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
                return Ok(ExitCode::SUCCESS);
            }
            done => done?,
        },
    };
    if let Some(format) = arguments.report {
        list(&report, format, &name(&arguments.file), is_stdout)?;
    }
    if !is_stdout {
        say(&format!("{} is written", name(&arguments.output)));
    }
    sanitized::told(&report, arguments.hide_people).iter().for_each(|line| say(line));
    Ok(ExitCode::SUCCESS)
}

/// The list of places, where the copy itself does not go.
fn list(report: &Report, format: ReportFormat, file: &str, is_stdout: bool) -> Result<(), Error> {
    let list = |out: &mut dyn Write| match format {
        ReportFormat::Text => sanitized::write_text(report, out),
        ReportFormat::Json => sanitized::write_json(report, file, out),
    };
    if !is_stdout {
        return write(list);
    }
    // with a closed standard error there is nobody left to tell
    let _ = list(&mut BufWriter::new(io::stderr().lock()));
    Ok(())
}

/// A file to write: what was there before stays until the new one is whole.
struct Target {
    path: PathBuf,
    shown: String,
    force: bool,
    file: NamedTempFile,
}

impl Target {
    fn new(path: &Path, force: bool) -> Result<Self, Error> {
        let shown = name(path);
        let failed = |source| Error::Write { name: shown.clone(), source };
        let exists = fs::symlink_metadata(path).is_ok();
        if exists && !force {
            return Err(Error::Exists { name: shown });
        }
        // Through a link, the file that it leads to is written; a folder or a device is none.
        let path = if exists { fs::canonicalize(path).map_err(failed)? } else { path.to_owned() };
        if exists && !path.is_file() {
            return Err(failed(io::Error::other("it is no file; `-o -` writes to standard output")));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = new_file(folder).map_err(failed)?;
        Ok(Self { path, shown, force, file })
    }

    fn fill<T>(self, work: impl FnOnce(&mut dyn Write) -> Result<T, Error>) -> Result<T, Error> {
        let Self { path, shown, force, file } = self;
        let done = work(&mut BufWriter::with_capacity(1 << 20, file.as_file()))?;
        let kept = if force { file.persist(&path) } else { file.persist_noclobber(&path) };
        match kept {
            Ok(_) => Ok(done),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
                Err(Error::Exists { name: shown })
            }
            Err(error) => Err(Error::Write { name: shown, source: error.error }),
        }
    }
}

/// A temporary file with the rights of any new file: it becomes one.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".harlens-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
