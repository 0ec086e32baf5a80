//! Opening and scrolling the help.

use std::ops::Range;

use crate::input;
use crate::input::{HelpLine, Mode};
use crate::lang::Lang;

use super::App;
use super::prompt::Prompt;

/// A column of the help has at least this width.
const MIN_COLUMN_WIDTH: u16 = 60;
/// The most columns side by side.
const MAX_COLUMNS: u16 = 3;

/// The language of the help, and whether keys are named in ASCII.
type HelpForm = (Lang, bool);
const FORMS: [HelpForm; 4] = [(Lang::Fr, false), (Lang::Fr, true), (Lang::En, false), (Lang::En, true)];

/// A row of the help: one of those of a line, from 0.
#[derive(Clone, Debug)]
pub struct HelpRow<'a> {
    pub line: HelpLine<'a>,
    pub row: usize,
}

/// The rows of the help, in columns.
#[derive(Clone, Debug)]
pub struct HelpLayout<'a> {
    pub columns: Vec<Vec<HelpRow<'a>>>,
}

impl<'a> HelpLayout<'a> {
    /// Arranges lines in as few columns as show them all without scrolling. A group of lines stays
    /// in one column, and the columns are as even as that allows.
    fn new(lines: &[HelpLine<'a>], width: u16, height: u16, form: HelpForm) -> Self {
        let max_columns = (width / MIN_COLUMN_WIDTH).clamp(1, MAX_COLUMNS);
        let mut layouts: Vec<Self> =
            (1..=max_columns).filter_map(|count| Self::even(lines, width / count, count, form)).collect();
        let fitting = layouts.iter().position(|layout| layout.rows() <= height.into());
        layouts.swap_remove(fitting.unwrap_or(layouts.len() - 1))
    }

    /// Arranges lines in so many columns of a width.
    fn even(lines: &[HelpLine<'a>], width: u16, count: u16, form: HelpForm) -> Option<Self> {
        let rows_of = |line: &HelpLine<'a>| {
            let (line, (lang, ascii)) = (line.clone(), form);
            let count = line.text(width.into(), lang, ascii).map_or(1, |text| text.rows.len());
            (0..count).map(move |row| HelpRow { line: line.clone(), row })
        };
        let groups = lines.split(|line| matches!(line, HelpLine::Blank));
        let mut groups: Vec<Vec<HelpRow>> =
            groups.map(|group| group.iter().flat_map(rows_of).collect()).collect();
        groups.retain(|group| !group.is_empty());
        let lengths: Vec<usize> = groups.iter().map(Vec::len).collect();
        let most = lengths.iter().map(|length| length + 1).sum();
        let mut splits = (0..=most).map(|rows| split(&lengths, rows));
        let split = splits.find(|columns| columns.len() <= count.into())?;
        let blank = HelpRow { line: HelpLine::Blank, row: 0 };
        let columns = split.into_iter().map(|column| groups[column].join(&blank)).collect();
        Some(Self { columns })
    }

    /// Length of the longest column.
    pub fn rows(&self) -> usize {
        self.columns.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The groups of each column, for groups of these lengths and columns of at most so many rows, with a blank line between
/// groups. A longer group has a column of its own.
fn split(lengths: &[usize], rows: usize) -> Vec<Range<usize>> {
    let mut columns: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for (group, length) in lengths.iter().enumerate() {
        match columns.last_mut() {
            Some(column) if used + 1 + length <= rows => {
                column.end = group + 1;
                used += 1 + length;
            }
            _ => {
                columns.push(group..group + 1);
                used = *length;
            }
        }
    }
    columns
}

/// State of the help screen.
#[derive(Clone, Debug)]
pub struct HelpState {
    pub prompt: Prompt,
    /// First visible row, from 0.
    pub top: usize,
    /// The mode to return to when the help is closed.
    pub(super) previous_mode: Mode,
}

impl App {
    pub(super) fn open_help(&mut self) {
        self.help = HelpState { prompt: Prompt::default(), top: 0, previous_mode: self.mode };
        self.mode = Mode::Help;
    }

    /// The lines of the help that match what is typed, and how they are arranged.
    pub fn help_layout(&self, lang: Lang, ascii: bool) -> HelpLayout<'_> {
        let area = self.panes().help();
        let lines = input::help_lines(&self.keys, self.help.prompt.text());
        HelpLayout::new(&lines, area.width, area.height, (lang, ascii))
    }

    /// Scrolls by rows, up when negative. Nothing while the help is closed.
    pub(super) fn scroll_help(&mut self, rows: isize) {
        if self.mode != Mode::Help {
            return;
        }
        let height = usize::from(self.panes().help().height);
        let count = FORMS.into_iter().map(|(lang, ascii)| self.help_layout(lang, ascii).rows()).max();
        let last_top = count.unwrap_or(0).saturating_sub(height);
        self.help.top = self.help.top.saturating_add_signed(rows).min(last_top);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::KeyMap;

    fn lengths(width: u16, height: u16) -> Vec<usize> {
        let keys = KeyMap::default();
        let layout = HelpLayout::new(&input::help_lines(&keys, ""), width, height, FORMS[0]);
        layout.columns.iter().map(Vec::len).collect()
    }

    #[test]
    fn the_help_has_as_many_columns_as_it_needs() {
        assert_eq!(lengths(80, 22).len(), 1);
        assert_eq!(lengths(200, 48).len(), 2);
        assert_eq!(lengths(200, 36).len(), 3);
        assert_eq!(lengths(300, 200).len(), 1);
        assert!(lengths(200, 48).into_iter().all(|rows| rows <= 48));
    }

    #[test]
    fn every_column_starts_with_a_title_and_no_line_is_lost() {
        let keys = KeyMap::default();
        let lines = input::help_lines(&keys, "");
        for width in [0, 60, 120, 180, 500] {
            let columns = HelpLayout::new(&lines, width, 10, FORMS[0]).columns;
            let starts_with_title = |column: &Vec<HelpRow>| matches!(column[0].line, HelpLine::Title(_));
            assert!(columns.iter().all(starts_with_title), "{width}");
            let shown = columns.iter().flatten().filter(|row| row.row == 0).count() + columns.len() - 1;
            assert_eq!(shown, lines.len(), "{width}");
        }
        assert!(HelpLayout::new(&[], 80, 24, FORMS[0]).columns.is_empty());
    }
}
