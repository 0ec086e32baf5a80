//! The choices for the word at the cursor of the filter’s line: which one is selected, and what
//! choosing it changes. They stand in the place of the outline.

use std::ops::Range;

use crate::input::Mode;
use crate::lang::Lang;
use crate::search::{Choices, Fit};

use super::App;

/// In a lower pane the heading is left out.
const MIN_ROWS_WITH_HEADING: usize = 3;

/// The choices, and the selected one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceList {
    pub choices: Choices,
    cursor: usize,
}

impl ChoiceList {
    pub fn new(choices: Choices) -> Self {
        Self { choices, cursor: 0 }
    }

    /// The selected choice, from 0.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// What stands above the choices in a pane of some height.
    pub fn heading(&self, height: usize, lang: Lang) -> Option<&'static str> {
        has_heading(height).then(|| self.choices.fit.heading(lang))
    }

    /// The choices that are visible in a pane of some height, among them the selected one.
    pub fn visible(&self, height: usize) -> Range<usize> {
        let rows = height - usize::from(has_heading(height));
        let top = (self.cursor + 1).saturating_sub(rows);
        top..(top + rows).min(self.choices.values.len())
    }

    /// The choice on a line of a pane, both from 0.
    fn at_line(&self, line: usize, height: usize) -> Option<usize> {
        let line = line.checked_sub(usize::from(has_heading(height)))?;
        self.visible(height).nth(line)
    }

    /// Selects the next or previous choice, and wraps around at the ends.
    fn cycle(&mut self, forward: bool) {
        let n = self.choices.values.len();
        self.cursor = (self.cursor + if forward { 1 } else { n - 1 }) % n;
    }

    /// Moves by some choices, and stops at the ends.
    fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.choices.values.len() - 1);
    }
}

fn has_heading(height: usize) -> bool {
    height >= MIN_ROWS_WITH_HEADING
}

impl App {
    /// The choices to show: only while the filter is typed.
    pub fn choices(&self) -> Option<&ChoiceList> {
        self.filter.choices.as_ref().filter(|_| self.mode == Mode::Filter)
    }

    /// The choices for the first word of a query with an unknown keyword or value, or no value.
    pub fn unknown_choices(&self, query: &str) -> Option<Choices> {
        self.filter.index()?.choices_for_unknown(&self.org, query)
    }

    /// Looks up the choices for the word at the cursor. The same ones stay as they are.
    pub(super) fn update_choices(&mut self) {
        let (filter, prompt) = (&self.filter, &self.filter.prompt);
        let index = filter.index().filter(|_| filter.is_active());
        let choices = index.and_then(|index| {
            index.choices(&self.org, prompt.text(), prompt.before_cursor().len(), filter.has_no_match())
        });
        if self.filter.choices.as_ref().map(|list| &list.choices) != choices.as_ref() {
            self.filter.choices = choices.map(ChoiceList::new);
        }
    }

    /// Puts the selected choice into the query. After a keyword its values are the next choices;
    /// after a value there are none until the line is edited.
    pub(super) fn choose(&mut self) {
        let Some(ChoiceList { choices, cursor }) = self.filter.choices.take() else { return };
        let Some(choice) = choices.values.get(cursor) else { return };
        self.edit(|prompt| prompt.replace(choices.replaced, &choice.typed));
        if choices.fit != Fit::Keyword {
            self.filter.choices = None;
        }
    }

    /// Selects the next or previous choice.
    pub(super) fn cycle_choice(&mut self, forward: bool) {
        self.filter.choices.iter_mut().for_each(|list| list.cycle(forward));
    }

    /// Moves by some choices.
    pub(super) fn step_choice(&mut self, by: isize) {
        self.filter.choices.iter_mut().for_each(|list| list.step(by));
    }

    /// Selects the choice on a line of the pane or, if it is selected, puts it into the query.
    pub(super) fn press_choice(&mut self, line: usize) {
        let height = usize::from(self.panes().outline.height);
        let Some(list) = &mut self.filter.choices else { return };
        match list.at_line(line, height) {
            Some(pressed) if pressed == list.cursor => self.choose(),
            Some(pressed) => list.cursor = pressed,
            None => {}
        }
    }
}
