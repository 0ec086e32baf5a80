//! An input line: text being edited, and its cursor.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::Printable;

/// Maximum length of the line, in characters. The rest of a longer paste is dropped.
pub const MAX_CHARS: usize = 400;

/// A line and its cursor. Text that is inserted is made printable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    text: String,
    /// Byte offset, on a grapheme boundary.
    cursor: usize,
    /// Whether the whole line is selected: a letter replaces it, any other key edits it.
    is_selected: bool,
}

impl Prompt {
    /// A line with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut prompt = Self::default();
        prompt.insert(text);
        prompt
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Selects the whole line, with the cursor at its end.
    pub fn select(&mut self) {
        self.end();
        self.is_selected = !self.is_empty();
    }

    pub fn is_selected(&self) -> bool {
        self.is_selected
    }

    /// Inserts a text at the cursor, or in place of the selected line.
    pub fn insert(&mut self, text: &str) {
        if self.is_selected {
            self.clear();
        }
        let room = MAX_CHARS.saturating_sub(self.text.chars().count());
        let accepted: String = text.chars().take(room).collect();
        let printable = Printable::new(&accepted);
        self.text.insert_str(self.cursor, &printable);
        self.cursor += printable.len();
        // A combining mark can join the grapheme before it: move the cursor past both.
        while !self.is_boundary(self.cursor) {
            self.cursor += 1;
        }
    }

    /// Replaces a range of bytes by a text, with the cursor after it.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        self.remove(range);
        self.insert(text);
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn left(&mut self) {
        self.move_to(self.previous());
    }

    pub fn right(&mut self) {
        self.move_to(self.next());
    }

    pub fn home(&mut self) {
        self.move_to(0);
    }

    pub fn end(&mut self) {
        self.move_to(self.text.len());
    }

    fn move_to(&mut self, cursor: usize) {
        self.cursor = cursor;
        self.is_selected = false;
    }

    pub fn delete_left(&mut self) {
        self.remove(self.previous()..self.cursor);
    }

    pub fn delete_right(&mut self) {
        self.remove(self.cursor..self.next());
    }

    /// Deletes the word before the cursor and the whitespace after it.
    pub fn delete_word(&mut self) {
        let text = self.before_cursor().trim_end();
        let start = text.rfind(char::is_whitespace).map_or(0, |at| at + first_char_len(&text[at..]));
        self.remove(start..self.cursor);
    }

    /// Deletes everything before the cursor.
    pub fn delete_to_start(&mut self) {
        self.remove(0..self.cursor);
    }

    fn remove(&mut self, range: Range<usize>) {
        self.move_to(range.start);
        self.text.replace_range(range, "");
        while !self.is_boundary(self.cursor) {
            self.cursor += 1;
        }
    }

    fn previous(&self) -> usize {
        self.before_cursor().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let grapheme = self.text[self.cursor..].graphemes(true).next();
        self.cursor + grapheme.map_or(0, str::len)
    }

    fn is_boundary(&self, at: usize) -> bool {
        at >= self.text.len()
            || at == 0
            || (self.text.is_char_boundary(at)
                && self.text.grapheme_indices(true).any(|(start, _)| start == at))
    }
}

fn first_char_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line with a bar at the cursor.
    fn with_cursor(prompt: &Prompt) -> String {
        format!("{}|{}", prompt.before_cursor(), &prompt.text()[prompt.before_cursor().len()..])
    }

    #[test]
    fn text_is_inserted_and_deleted_at_the_cursor() {
        let mut prompt = Prompt::new("rie");
        prompt.left();
        prompt.insert("é");
        assert_eq!(with_cursor(&prompt), "rié|e");
        prompt.home();
        prompt.delete_right();
        assert_eq!(with_cursor(&prompt), "|iée");
        prompt.end();
        prompt.delete_left();
        assert_eq!(with_cursor(&prompt), "ié|");
    }

    #[test]
    fn a_letter_and_its_combining_marks_are_one_step() {
        let mut prompt = Prompt::new("e\u{301}a");
        prompt.left();
        prompt.left();
        assert_eq!(with_cursor(&prompt), "|e\u{301}a");
        prompt.delete_right();
        assert_eq!(with_cursor(&prompt), "|a");
    }

    #[test]
    fn a_word_is_deleted_with_the_blanks_after_it() {
        let mut prompt = Prompt::new("réseau de  ");
        prompt.delete_word();
        assert_eq!(with_cursor(&prompt), "réseau |");
        prompt.delete_word();
        prompt.delete_word();
        assert_eq!(with_cursor(&prompt), "|");
    }

    #[test]
    fn a_letter_replaces_the_selected_line_and_other_keys_edit_it() {
        let selected = || {
            let mut prompt = Prompt::new("rie");
            prompt.home();
            prompt.select();
            prompt
        };
        let edited = |edit: fn(&mut Prompt)| {
            let mut prompt = selected();
            edit(&mut prompt);
            assert!(!prompt.is_selected());
            with_cursor(&prompt)
        };
        assert!(selected().is_selected());
        assert_eq!(edited(|prompt| prompt.insert("t")), "t|");
        assert_eq!(edited(Prompt::delete_left), "ri|");
        assert_eq!(edited(Prompt::left), "ri|e");
        assert_eq!(edited(Prompt::end), "rie|");
        assert_eq!(edited(Prompt::delete_to_start), "|");
        let mut empty = Prompt::default();
        empty.select();
        assert!(!empty.is_selected());
    }

    #[test]
    fn a_part_is_replaced() {
        let mut prompt = Prompt::new("kind:d rie");
        prompt.replace(5..6, "département");
        assert_eq!(with_cursor(&prompt), "kind:département| rie");
    }

    #[test]
    fn control_characters_are_replaced_and_the_length_is_bounded() {
        let mut prompt = Prompt::new("a\u{1b}[2J\nb");
        assert_eq!(prompt.text(), "a�[2J b");
        prompt.insert(&"x".repeat(10_000));
        assert_eq!(prompt.text().chars().count(), 400);
    }
}
