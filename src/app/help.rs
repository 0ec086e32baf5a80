//! Opening and scrolling the help.

use crate::input;
use crate::input::{HelpLine, Mode};

use super::App;
use super::prompt::Prompt;

/// A column of the help has at least this width.
const MIN_COLUMN_WIDTH: u16 = 60;
/// The most columns side by side.
const MAX_COLUMNS: u16 = 3;

/// The lines of the help, in columns.
#[derive(Clone, Debug)]
pub struct HelpLayout<'a> {
    pub columns: Vec<Vec<HelpLine<'a>>>,
}

impl<'a> HelpLayout<'a> {
    /// Arranges lines in as few columns as show them all without scrolling. A group of lines stays
    /// in one column, and the columns are as even as that allows.
    fn new(lines: &[HelpLine<'a>], width: u16, height: u16) -> Self {
        let groups: Vec<&[HelpLine<'a>]> = lines.split(|line| matches!(line, HelpLine::Blank)).collect();
        let max_columns = usize::from((width / MIN_COLUMN_WIDTH).clamp(1, MAX_COLUMNS));
        let even = |count| (0..=lines.len()).map(|rows| fill(&groups, rows)).find(|it| it.len() <= count);
        let mut layouts: Vec<Self> =
            (1..=max_columns).filter_map(even).map(|columns| Self { columns }).collect();
        let fitting = layouts.iter().position(|layout| layout.rows() <= height.into());
        layouts.swap_remove(fitting.unwrap_or(layouts.len() - 1))
    }

    /// Length of the longest column.
    pub fn rows(&self) -> usize {
        self.columns.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Puts groups of lines into columns of at most so many rows, with a blank line between groups. A
/// longer group has a column of its own.
fn fill<'a>(groups: &[&[HelpLine<'a>]], rows: usize) -> Vec<Vec<HelpLine<'a>>> {
    let mut columns: Vec<Vec<HelpLine>> = Vec::new();
    for group in groups.iter().filter(|group| !group.is_empty()) {
        match columns.last_mut() {
            Some(column) if column.len() + 1 + group.len() <= rows => {
                column.push(HelpLine::Blank);
                column.extend_from_slice(group);
            }
            _ => columns.push(group.to_vec()),
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
    pub fn help_layout(&self) -> HelpLayout<'_> {
        let area = self.panes().help();
        HelpLayout::new(&input::help_lines(&self.keys, self.help.prompt.text()), area.width, area.height)
    }

    pub(super) fn scroll_help(&mut self, rows: isize) {
        let height = usize::from(self.panes().help().height);
        let last_top = self.help_layout().rows().saturating_sub(height);
        self.help.top = self.help.top.saturating_add_signed(rows).min(last_top);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::KeyMap;

    fn lengths(width: u16, height: u16) -> Vec<usize> {
        let keys = KeyMap::default();
        let layout = HelpLayout::new(&input::help_lines(&keys, ""), width, height);
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
            let columns = HelpLayout::new(&lines, width, 10).columns;
            let starts_with_title =
                |column: &Vec<HelpLine>| matches!(column.first(), Some(HelpLine::Title(_)));
            assert!(columns.iter().all(starts_with_title), "{width}");
            let shown = columns.iter().map(Vec::len).sum::<usize>() + columns.len() - 1;
            assert_eq!(shown, lines.len(), "{width}");
        }
        assert!(HelpLayout::new(&[], 80, 24).columns.is_empty());
    }
}
