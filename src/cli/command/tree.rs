//! `ramure tree`: prints a subtree in any of the export formats.

use crate::cli::output::print_counted;
use crate::cli::problems_message::problems_message;
use crate::cli::progress::Progress;
use crate::cli::resolve_unit::resolve_unit;
use crate::error::Error;
use crate::export;
use crate::export::{ExportFormat, Subtree};
use crate::org::{Org, UnitId};
use crate::settings::Settings;
use crate::text::Printable;

/// Prints the subtree of the unit that `query` names, or of the root, `depth` levels deep. That the data of a document
/// for others has problems is added to `messages`.
pub fn run(
    org: &Org,
    query: &Option<String>,
    depth: usize,
    format: ExportFormat,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let root = match query {
        Some(words) => resolve_unit(org, words, settings, progress, messages)?,
        None => Some(UnitId::ROOT),
    };
    let Some(root) = root else { return Ok(1) };
    let subtree = Subtree::new(org, root, depth);
    let status = print_counted(progress, subtree.len_at_any_depth(), |out, count| {
        export::write(&subtree.counted_in(count), format, settings.ascii, settings.lang, out)
    })?;
    if format != ExportFormat::Text {
        messages.extend(problems_message(org, &settings.data, settings));
    }
    Ok(status)
}
