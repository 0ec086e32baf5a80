//! What the tests of several readers look at.

use crate::lang::Lang;
use crate::org::Org;

/// The names in reading order, indented by one blank a level.
pub fn indented_names(org: &Org) -> Vec<String> {
    org.units().map(|unit| format!("{}{}", " ".repeat(org.depth(unit)), org.name(unit))).collect()
}

/// The diagnostics in English, without their lines.
pub fn messages(org: &Org) -> Vec<String> {
    org.diagnostics().iter().map(|diagnostic| diagnostic.kind.message(Lang::En)).collect()
}

/// The diagnostics in English, with their lines.
pub fn lines_and_messages(org: &Org) -> Vec<(u32, String)> {
    org.diagnostics().iter().map(|diagnostic| (diagnostic.line, diagnostic.kind.message(Lang::En))).collect()
}
