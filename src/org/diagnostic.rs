//! Problems in data that can still be opened.

mod messages;

use serde::{Deserialize, Serialize};

use crate::text::Printable;

/// A problem in the data, with the line of the file where it is or where its record starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Index of the file in [`Org::files`](super::Org::files).
    pub file: usize,
    /// Counted from 1.
    pub line: u32,
    pub kind: DiagnosticKind,
}

/// What is wrong, with the ids, keys and values of the file that the message quotes. `assigned` is the
/// id that was assigned instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiagnosticKind {
    Windows1252,
    MixedEncodings {
        count: usize,
    },
    UnmarkedUtf16,
    MalformedUtf16,
    UnreadFile {
        fr: Printable,
        en: Printable,
    },
    NoFormat,
    IgnoredHeader {
        key: Printable,
        value: Printable,
    },
    NotARecord {
        value: Printable,
    },
    /// A line that stands before a table.
    IgnoredLine {
        text: Printable,
    },
    /// A text of a document that stands outside of units.
    IgnoredText {
        text: Printable,
    },
    /// Fields and the columns that were taken for them, at least one.
    AssumedColumns {
        columns: Vec<(Printable, Printable)>,
    },
    /// The values of columns are taken for units above the rows; the names as the option takes them.
    AssumedUnits {
        columns: Printable,
    },
    /// A table has no tree, but a column by which its rows can be grouped.
    NoHierarchy {
        column: Printable,
    },
    /// A column may have had merged cells.
    BlankBelow {
        column: Printable,
    },
    /// Blank cells of levels are read as the ones above them.
    BlankLevels,
    UnclosedQuote,
    /// A cell in quotation marks looks like rows.
    SwallowedRows,
    /// The edges of a graph lead from children to parents.
    EdgesLeadUp,
    NoId {
        assigned: Printable,
    },
    DuplicateId {
        id: Printable,
        assigned: Printable,
    },
    EmptyName {
        id: Printable,
    },
    UnknownParent {
        id: Printable,
        parent: Printable,
    },
    /// The name of a parent that several records have.
    AmbiguousParent {
        id: Printable,
        parent: Printable,
    },
    /// Units name a parent that has no record; it is added.
    AddedParent {
        parent: Printable,
        count: usize,
    },
    UnknownChild {
        id: Printable,
        child: Printable,
    },
    /// The name of a child that several records have.
    AmbiguousChild {
        id: Printable,
        child: Printable,
    },
    OwnParent {
        id: Printable,
    },
    Cycle {
        id: Printable,
        parent: Printable,
    },
    PartialDocument {
        found: usize,
        total: usize,
    },
    MultipleRoots {
        count: usize,
    },
    UnknownRelation {
        id: Printable,
        to: Printable,
    },
    WrongType {
        id: Printable,
        key: Printable,
    },
    Incomplete {
        id: Printable,
        key: Printable,
    },
    RepeatedKey {
        id: Printable,
        key: Printable,
    },
    UnprintableText {
        id: Printable,
        key: Printable,
    },
    NotText {
        id: Printable,
        key: Printable,
    },
    UnrecognisedLine,
    /// A card of an address book has no end.
    UnclosedCard,
    /// A value is not in the character set that is stated, or the set is not known.
    AssumedCharset {
        charset: Printable,
    },
    /// A line that is quoted, because it can have no secrets.
    UnrecognisedText {
        text: Printable,
    },
    /// Nodes of a graph that are no units, and that no unit refers to.
    IgnoredNodes {
        first: Printable,
        count: usize,
    },
    /// The records under a key that is not known are taken for units, because they look like the one that
    /// holds them.
    AssumedChildren {
        key: Printable,
    },
    /// The values under a key of units are no units, and kept as facts.
    KeptAsFacts {
        key: Printable,
    },
    LdifChange {
        id: Printable,
        change: Printable,
    },
    /// An address that is no link because of its scheme, or whose host may be taken for another.
    SuspectAddress {
        id: Printable,
        address: Printable,
    },
    /// What an LDAP server left out, or sent that was not asked for.
    LdapServer {
        fr: Printable,
        en: Printable,
    },
    MalformedAlias,
    UnknownAlias {
        alias: Printable,
        name: Printable,
    },
    AmbiguousAlias {
        alias: Printable,
        name: Printable,
        count: usize,
    },
}

impl DiagnosticKind {
    /// The stage of reading a file that finds the problem, from 0. Problems of one line are reported
    /// in this order.
    pub(super) fn read_stage(&self) -> u8 {
        match self {
            DiagnosticKind::Windows1252
            | DiagnosticKind::MixedEncodings { .. }
            | DiagnosticKind::UnmarkedUtf16
            | DiagnosticKind::MalformedUtf16
            | DiagnosticKind::UnreadFile { .. }
            | DiagnosticKind::LdapServer { .. }
            | DiagnosticKind::IgnoredHeader { .. }
            | DiagnosticKind::PartialDocument { .. }
            | DiagnosticKind::IgnoredLine { .. }
            | DiagnosticKind::IgnoredText { .. }
            | DiagnosticKind::AssumedColumns { .. }
            | DiagnosticKind::AssumedUnits { .. }
            | DiagnosticKind::NoHierarchy { .. }
            | DiagnosticKind::BlankBelow { .. }
            | DiagnosticKind::BlankLevels
            | DiagnosticKind::AssumedChildren { .. }
            | DiagnosticKind::KeptAsFacts { .. }
            | DiagnosticKind::IgnoredNodes { .. }
            | DiagnosticKind::EdgesLeadUp => 0,
            DiagnosticKind::NoFormat => 1,
            DiagnosticKind::NotARecord { .. }
            | DiagnosticKind::UnclosedQuote
            | DiagnosticKind::UnclosedCard
            | DiagnosticKind::AssumedCharset { .. }
            | DiagnosticKind::SwallowedRows
            | DiagnosticKind::WrongType { .. }
            | DiagnosticKind::Incomplete { .. }
            | DiagnosticKind::RepeatedKey { .. }
            | DiagnosticKind::UnprintableText { .. }
            | DiagnosticKind::NotText { .. }
            | DiagnosticKind::UnrecognisedLine
            | DiagnosticKind::UnrecognisedText { .. }
            | DiagnosticKind::LdifChange { .. }
            | DiagnosticKind::SuspectAddress { .. }
            | DiagnosticKind::MalformedAlias
            | DiagnosticKind::UnknownAlias { .. }
            | DiagnosticKind::AmbiguousAlias { .. } => 2,
            DiagnosticKind::NoId { .. }
            | DiagnosticKind::DuplicateId { .. }
            | DiagnosticKind::EmptyName { .. } => 3,
            DiagnosticKind::UnknownParent { .. }
            | DiagnosticKind::AmbiguousParent { .. }
            | DiagnosticKind::AddedParent { .. }
            | DiagnosticKind::UnknownChild { .. }
            | DiagnosticKind::AmbiguousChild { .. }
            | DiagnosticKind::OwnParent { .. } => 4,
            DiagnosticKind::Cycle { .. } => 5,
            DiagnosticKind::MultipleRoots { .. } => 6,
            DiagnosticKind::UnknownRelation { .. } => 7,
        }
    }
}
