//! The journey that every terminal makes.

use vt100::Screen;

use crate::pty::eventually;

pub const CONTACT: &str = "tnt.dinum@modernisation.gouv.fr";
/// A row with more reversed cells is selected; the cursor alone may be drawn as one.
const MIN_SELECTED_CELLS: usize = 20;

/// What is pressed on the keyboard.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    Letters(&'a str),
    Enter,
    Down,
}

/// A terminal in which the shell script runs.
pub trait Terminal {
    /// What the message says about a copied text.
    const COPIED: &'static str = "(clipboard of the terminal)";
    /// Whether programs have a screen of their own, so that the lines of the shell come back.
    const HAS_ALTERNATE_SCREEN: bool = true;

    fn screen(&self) -> Screen;

    fn press(&mut self, key: Key);

    /// Makes the terminal larger.
    fn enlarge(&mut self);

    /// Types what was copied; returns whether the terminal can.
    fn paste(&mut self) -> bool;

    /// Whether the modes that the script cannot read are those of a shell.
    fn is_restored(&self) -> bool {
        true
    }

    /// The row of the selected unit.
    fn selected_row(&self) -> Option<u16> {
        reversed_row(&self.screen())
    }
}

/// The first row that is drawn reversed.
fn reversed_row(screen: &Screen) -> Option<u16> {
    let (rows, columns) = screen.size();
    let is_reversed = |row, column| screen.cell(row, column).is_some_and(|cell| cell.inverse());
    let cells = |row| (0..columns.get()).filter(|&column| is_reversed(row, column)).count();
    (0..rows.get()).find(|&row| cells(row) >= MIN_SELECTED_CELLS)
}

#[track_caller]
pub fn wait_for(terminal: &impl Terminal, text: &str) {
    let is_shown = eventually(|| terminal.screen().contents().contains(text).then_some(())).is_some();
    assert!(is_shown, "{text:?} is not on the screen:\n{}", terminal.screen().contents());
}

#[track_caller]
fn wait_for_selected(terminal: &impl Terminal, row: u16) {
    let is_selected = eventually(|| (terminal.selected_row() == Some(row)).then_some(())).is_some();
    assert!(is_selected, "{:?} is selected:\n{}", terminal.selected_row(), terminal.screen().contents());
}

/// The lines of the screen that are not empty.
fn lines(terminal: &impl Terminal) -> Vec<String> {
    let text = terminal.screen().contents();
    text.lines().map(|line| line.trim_end().to_string()).filter(|line| !line.is_empty()).collect()
}

/// Moves, filters, copies, resizes and quits, then types at the prompt of the shell.
pub fn make(terminal: &mut impl Terminal) {
    wait_for(terminal, "q quit");
    wait_for_selected(terminal, 1);
    terminal.press(Key::Down);
    wait_for_selected(terminal, 2);
    find_and_copy(terminal);
    enlarge(terminal);
    quit(terminal);
}

fn find_and_copy<T: Terminal>(terminal: &mut T) {
    terminal.press(Key::Letters("/tnt"));
    wait_for(terminal, "1 of 1");
    wait_for(terminal, CONTACT);
    terminal.press(Key::Enter);
    wait_for(terminal, "nN match");
    wait_for_selected(terminal, 3);
    terminal.press(Key::Letters("c"));
    wait_for(terminal, T::COPIED);
}

/// The footer moves to the last row of the larger terminal.
fn enlarge(terminal: &mut impl Terminal) {
    let before = terminal.screen().size();
    terminal.enlarge();
    let is_redrawn = || {
        let screen = terminal.screen();
        let footers = screen.contents().matches("q quit").count();
        let last = screen.rows(0, screen.size().1.get()).last().unwrap_or_default();
        (screen.size() > before && footers == 1 && last.contains("q quit")).then_some(())
    };
    assert!(eventually(is_redrawn).is_some(), "{}", terminal.screen().contents());
    wait_for_selected(terminal, 3);
}

fn quit<T: Terminal>(terminal: &mut T) {
    terminal.press(Key::Letters("q"));
    wait_for(terminal, "restored");
    let begin: &[&str] = if T::HAS_ALTERNATE_SCREEN { &["begin"] } else { &[] };
    let expected = [begin, &["status 0", "restored"]].concat();
    let is_restored = || (lines(terminal) == expected && terminal.is_restored()).then_some(());
    assert!(eventually(is_restored).is_some(), "{}", terminal.screen().contents());
    terminal.press(Key::Letters("typed "));
    wait_for(terminal, "typed");
    let pasted = if terminal.paste() { CONTACT } else { "" };
    wait_for(terminal, &format!("typed {pasted}"));
    terminal.press(Key::Enter);
    wait_for(terminal, format!("read typed {pasted}").trim_end());
}
