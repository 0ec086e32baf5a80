//! The program's state and the one way to change it: `apply` takes an action and returns what
//! a pure function cannot do itself. It knows neither language nor colour nor terminal.

mod finder;
mod trail;

pub use finder::Finder;

use crate::action::Action;
use crate::card::{Item, Sheet};
use crate::keymap::{self, Mode};
use crate::layout::{Panes, Screen, marker_column};
use crate::org::{Org, UnitId};
use crate::outline::Outline;
use crate::prompt::Prompt;
use crate::text::Printable;
use trail::Trail;

/// Rows that a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// Everything that the screen is made from.
#[derive(Debug)]
pub struct App {
    pub org: Org,
    pub outline: Outline,
    pub finder: Finder,
    pub card: Card,
    pub help: Help,
    pub mode: Mode,
    pub screen: Screen,
    /// What to say until the next key.
    pub notice: Option<Notice>,
    trail: Trail,
}

/// What is shown of the card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// The first line in the window.
    pub top: usize,
    /// The item that Enter acts on.
    pub item: Option<usize>,
}

/// What is shown of the help.
#[derive(Clone, Debug)]
pub struct Help {
    pub prompt: Prompt,
    /// The first line in the window.
    pub top: usize,
    /// The mode to go back to.
    behind: Mode,
}

/// Something that only the shell can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Quit,
    Suspend,
    Redraw,
    CopyText(Printable),
    CopyCard(UnitId),
}

/// Something worth saying, in words that the view chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// This was sent to the terminal to be copied.
    Sent(Printable),
    TooLongToSend,
    NoContact,
    NoRelation(u8),
    /// The other end of a relation is not a unit of this organisation.
    Outside(Printable),
    NothingVisitedBefore,
    NothingVisitedAfter,
    NoFilter,
}

impl App {
    /// The organisation with its first unit open, on a screen without a size yet.
    pub fn new(org: Org) -> Self {
        Self {
            outline: Outline::new(&org),
            finder: Finder::new(&org),
            card: Card::default(),
            help: Help { prompt: Prompt::default(), top: 0, behind: Mode::Tree },
            mode: Mode::Tree,
            screen: Screen::default(),
            notice: None,
            trail: Trail::default(),
            org,
        }
    }

    /// Filters by a query, the cursor on the best match.
    pub fn find(&mut self, query: &str) {
        self.start_filter();
        self.finder.prompt = Prompt::new(query);
        self.refilter();
        self.accept();
    }

    /// The unit that the cursor is on.
    pub fn unit(&self) -> UnitId {
        self.outline.unit()
    }

    /// How the screen divides now.
    pub fn panes(&self) -> Panes {
        self.screen.panes(self.mode == Mode::Card)
    }

    /// The card of the current unit as it is laid out on the screen.
    pub fn sheet(&self) -> Sheet {
        Sheet::new(&self.org, self.unit(), usize::from(self.screen.panes(true).card.width))
    }

    /// Does what is asked, and returns what only the shell can do.
    pub fn apply(&mut self, action: Action) -> Option<Effect> {
        self.notice = None;
        let before = self.unit();
        let effect = self.act(action);
        if self.unit() != before {
            self.card = Card::default();
        }
        effect
    }

    fn act(&mut self, action: Action) -> Option<Effect> {
        match action {
            Action::Up => self.step(-1),
            Action::Down => self.step(1),
            Action::PageUp => self.page(-1, 1),
            Action::PageDown => self.page(1, 1),
            Action::HalfUp => self.page(-1, 2),
            Action::HalfDown => self.page(1, 2),
            Action::First => self.leap(false),
            Action::Last => self.leap(true),
            Action::Left => self.left(),
            Action::Right => self.right(),
            Action::Parent => self.go_to_parent(),
            Action::Back => self.back(),
            Action::Forward => self.forward(),
            Action::Toggle => self.toggle(),
            Action::OpenBelow => self.outline.open_below(&self.org, self.unit()),
            Action::CloseAll => self.outline.close_all(&self.org),
            Action::Filter => self.start_filter(),
            Action::Accept => self.accept(),
            Action::Cancel => self.cancel(),
            Action::ChangeView => self.change_view(),
            Action::NextMatch => self.seek_match(true),
            Action::PreviousMatch => self.seek_match(false),
            Action::FocusCard => self.focus_card(),
            Action::FocusTree => self.mode = Mode::Tree,
            Action::CardUp => self.scroll_card(-1),
            Action::CardDown => self.scroll_card(1),
            Action::Follow => return self.follow(),
            Action::FollowNumber(n) => self.follow_number(n),
            Action::CopyContact => return self.copy_contact(),
            Action::CopyCard => return Some(Effect::CopyCard(self.unit())),
            Action::Insert(c) => self.edit(|prompt| prompt.insert(c.encode_utf8(&mut [0; 4]))),
            Action::Paste(text) => self.paste(&text),
            Action::CursorLeft => self.edit(Prompt::left),
            Action::CursorRight => self.edit(Prompt::right),
            Action::CursorHome => self.edit(Prompt::home),
            Action::CursorEnd => self.edit(Prompt::end),
            Action::DeleteLeft => self.edit(Prompt::delete_left),
            Action::DeleteRight => self.edit(Prompt::delete_right),
            Action::DeleteWord => self.edit(Prompt::delete_word),
            Action::DeleteToStart => self.edit(Prompt::delete_to_start),
            Action::Help => self.open_help(),
            Action::Redraw => return Some(Effect::Redraw),
            Action::Suspend => return Some(Effect::Suspend),
            Action::Quit => return Some(Effect::Quit),
            Action::Press { column, row } => return self.press(column, row),
            Action::Drag { column, .. } => self.screen.drag(column),
            Action::Release => self.screen.release(),
            Action::Wheel { column, row, down } => self.wheel(column, row, down),
            Action::Resize { columns, rows } => self.resize(columns, rows),
        }
        None
    }

    // Moving.

    fn step(&mut self, rows: isize) {
        match self.mode {
            Mode::Tree | Mode::Filter => self.outline.step(rows),
            Mode::Card => self.step_in_card(rows > 0),
            Mode::Help => self.scroll_help(rows),
        }
    }

    /// Moves by a part of the window, forward or back.
    fn page(&mut self, sign: isize, part: usize) {
        let rows = |height: u16| sign * (usize::from(height).saturating_sub(1) / part).max(1) as isize;
        match self.mode {
            Mode::Tree | Mode::Filter => self.outline.step(rows(self.panes().outline.height)),
            Mode::Card => self.scroll_card(rows(self.panes().card.height)),
            Mode::Help => self.scroll_help(rows(self.panes().whole.height)),
        }
    }

    fn leap(&mut self, to_end: bool) {
        let far = isize::MAX / 2;
        match self.mode {
            Mode::Tree | Mode::Filter => self.outline.step(if to_end { far } else { -far }),
            Mode::Card => self.scroll_card(if to_end { far } else { -far }),
            Mode::Help => self.scroll_help(if to_end { far } else { -far }),
        }
    }

    fn left(&mut self) {
        let unit = self.unit();
        if !self.outline.is_list() && self.outline.is_open(unit) && !self.org.is_leaf(unit) {
            self.outline.close(&self.org, unit);
        } else if let Some(row) = self.org.parent(unit).and_then(|parent| self.outline.row(parent)) {
            self.outline.land(row);
        }
    }

    fn right(&mut self) {
        let unit = self.unit();
        if self.outline.is_list() || self.org.is_leaf(unit) {
            return;
        }
        if self.outline.is_open(unit) {
            self.outline.step(1);
        } else {
            self.outline.open(&self.org, unit);
        }
    }

    fn toggle(&mut self) {
        let unit = self.unit();
        if self.outline.is_open(unit) {
            self.outline.close(&self.org, unit);
        } else {
            self.outline.open(&self.org, unit);
        }
    }

    fn go_to_parent(&mut self) {
        if let Some(parent) = self.org.parent(self.unit()) {
            self.visit(parent);
        }
    }

    fn back(&mut self) {
        match self.trail.back(self.unit()) {
            Some(unit) => self.go_to(unit),
            None => self.notice = Some(Notice::NothingVisitedBefore),
        }
    }

    fn forward(&mut self) {
        match self.trail.forward() {
            Some(unit) => self.go_to(unit),
            None => self.notice = Some(Notice::NothingVisitedAfter),
        }
    }

    /// Goes to a unit and remembers the way back.
    fn visit(&mut self, unit: UnitId) {
        self.trail.jump(self.unit(), unit);
        self.go_to(unit);
    }

    /// Goes to a unit, and drops a filter that hides it.
    fn go_to(&mut self, unit: UnitId) {
        self.outline.reveal(&self.org, unit);
        if self.unit() != unit {
            self.finder.stop(&self.org, &mut self.outline, unit);
        }
    }

    // Filtering.

    fn start_filter(&mut self) {
        self.mode = Mode::Filter;
        self.finder.start(&self.outline);
    }

    /// Edits the line being typed, of the filter or of the help.
    fn edit(&mut self, change: impl FnOnce(&mut Prompt)) {
        match self.mode {
            Mode::Filter => {
                let before = self.finder.prompt.text().to_string();
                change(&mut self.finder.prompt);
                if self.finder.prompt.text() != before {
                    self.refilter();
                }
            }
            Mode::Help => {
                change(&mut self.help.prompt);
                self.help.top = 0;
            }
            Mode::Tree | Mode::Card => {}
        }
    }

    /// A text pasted while one browses starts a filter.
    fn paste(&mut self, text: &str) {
        if matches!(self.mode, Mode::Tree | Mode::Card) {
            self.start_filter();
        }
        self.edit(|prompt| prompt.insert(text));
    }

    fn refilter(&mut self) {
        self.finder.search(&self.org, &mut self.outline);
    }

    /// Keeps the filter and goes back to browsing. Where nothing matches, goes to the nearest.
    fn accept(&mut self) {
        self.mode = Mode::Tree;
        if let Some(nearest) = self.finder.matches.nearest {
            self.trail.jump(self.finder.origin(), nearest);
            self.finder.stop(&self.org, &mut self.outline, nearest);
        } else if self.finder.matches.total() == 0 {
            let origin = self.finder.origin();
            self.finder.stop(&self.org, &mut self.outline, origin);
        } else {
            self.trail.jump(self.finder.origin(), self.unit());
        }
    }

    /// Closes the help, or clears the filter and stays on the unit found.
    fn cancel(&mut self) {
        if self.mode == Mode::Help {
            self.mode = self.help.behind;
        } else if self.finder.is_active() {
            self.mode = Mode::Tree;
            let found = self.finder.matches.total() > 0;
            let unit = if found { self.unit() } else { self.finder.origin() };
            self.trail.jump(self.finder.origin(), unit);
            self.finder.stop(&self.org, &mut self.outline, unit);
        } else {
            self.mode = Mode::Tree;
        }
    }

    fn change_view(&mut self) {
        if self.finder.is_filtering() {
            self.finder.change_view(&self.org, &mut self.outline);
        } else {
            self.notice = Some(Notice::NoFilter);
        }
    }

    fn seek_match(&mut self, forward: bool) {
        if self.finder.is_filtering() {
            let matches = &self.finder.matches;
            self.outline.seek(forward, |unit| matches.contains(unit));
        } else if self.mode == Mode::Filter {
            self.outline.step(if forward { 1 } else { -1 });
        } else {
            self.notice = Some(Notice::NoFilter);
        }
    }

    // The card.

    fn focus_card(&mut self) {
        self.mode = Mode::Card;
        if self.card.item.is_none() {
            self.card.item = self.item_in_sight(&self.sheet());
        }
    }

    /// The first item whose first line is in the card's window.
    fn item_in_sight(&self, sheet: &Sheet) -> Option<usize> {
        let window = self.card.top..self.card.top + usize::from(self.panes().card.height);
        (0..sheet.items.len()).find(|&item| sheet.line_of(item).is_some_and(|line| window.contains(&line)))
    }

    /// Goes to the next item, or the previous, when it is in sight; else scrolls towards it.
    fn step_in_card(&mut self, down: bool) {
        let sheet = self.sheet();
        let height = usize::from(self.panes().card.height).max(1);
        let (top, bottom) = (self.card.top, self.card.top + height);
        let next = match (self.card.item, down) {
            (None, true) => self.item_in_sight(&sheet),
            (None, false) => None,
            (Some(item), true) => Some(item + 1).filter(|&item| item < sheet.items.len()),
            (Some(item), false) => item.checked_sub(1),
        };
        let line = next.and_then(|item| sheet.line_of(item));
        let in_sight = line.is_some_and(|line| (top..bottom).contains(&line));
        if in_sight {
            self.card.item = next;
            self.show_item(&sheet, height);
        } else {
            self.scroll_card(if down { 1 } else { -1 });
        }
    }

    /// Scrolls so that the whole of the chosen item is in sight, if it fits.
    fn show_item(&mut self, sheet: &Sheet, height: usize) {
        let Some(item) = self.card.item else { return };
        let Some(line) = sheet.line_of(item) else { return };
        let end = line + sheet.lines_of(item);
        self.card.top = self.card.top.max(end.saturating_sub(height)).min(line);
    }

    fn scroll_card(&mut self, lines: isize) {
        let height = usize::from(self.screen.panes(true).card.height);
        let last = self.sheet().lines.len().saturating_sub(height);
        self.card.top = self.card.top.saturating_add_signed(lines).min(last);
    }

    fn follow(&mut self) -> Option<Effect> {
        let item = self.sheet().items.get(self.card.item?).cloned()?;
        match item {
            Item::Contact(text) | Item::Link(text) => return Some(Effect::CopyText(text)),
            Item::Relation(Some(unit), _) => self.visit(unit),
            Item::Relation(None, name) => self.notice = Some(Notice::Outside(name)),
        }
        None
    }

    fn follow_number(&mut self, n: u8) {
        let relation = self.org.unit(self.unit()).relations.get(usize::from(n) - 1);
        match relation.map(|relation| (relation.unit, self.org.party(relation).clone())) {
            Some((Some(unit), _)) => self.visit(unit),
            Some((None, name)) => self.notice = Some(Notice::Outside(name)),
            None => self.notice = Some(Notice::NoRelation(n)),
        }
    }

    /// The contact chosen on the card, or the unit's first.
    fn copy_contact(&mut self) -> Option<Effect> {
        let chosen = self.card.item.filter(|_| self.mode == Mode::Card);
        let chosen = chosen.and_then(|item| self.sheet().items.get(item).cloned());
        if let Some(Item::Contact(text) | Item::Link(text)) = chosen {
            return Some(Effect::CopyText(text));
        }
        let contact = self.org.unit(self.unit()).contacts.first();
        self.notice = contact.is_none().then_some(Notice::NoContact);
        contact.map(|contact| Effect::CopyText(contact.value.clone()))
    }

    // The help.

    fn open_help(&mut self) {
        self.help = Help { prompt: Prompt::default(), top: 0, behind: self.mode };
        self.mode = Mode::Help;
    }

    fn scroll_help(&mut self, lines: isize) {
        let all = keymap::help(self.help.prompt.text()).len();
        let height = usize::from(self.panes().help().height);
        self.help.top = self.help.top.saturating_add_signed(lines).min(all.saturating_sub(height));
    }

    // The mouse and the size.

    fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.resize(columns, rows);
        self.outline.resize(usize::from(self.screen.panes(false).outline.height));
        self.scroll_card(0);
        self.scroll_help(0);
    }

    fn press(&mut self, column: u16, row: u16) -> Option<Effect> {
        let panes = self.panes();
        let at = (column, row).into();
        if self.mode == Mode::Help {
            self.cancel();
        } else if panes.rule.contains(at) {
            self.screen.grab();
        } else if panes.outline.contains(at) {
            self.press_outline(column - panes.outline.x, usize::from(row - panes.outline.y));
        } else if panes.card.contains(at) {
            return self.press_card(usize::from(row - panes.card.y));
        }
        None
    }

    fn press_outline(&mut self, column: u16, line: usize) {
        let row = self.outline.top() + line;
        let Some(&unit) = self.outline.rows().get(row) else { return };
        if self.mode == Mode::Card {
            self.mode = Mode::Tree;
        }
        let marker = marker_column(self.org.depth(unit), self.panes().outline.width);
        let again = self.outline.cursor() == row;
        self.outline.land(row);
        if !self.outline.is_list() && (again || column == marker) {
            self.toggle();
        }
    }

    fn press_card(&mut self, line: usize) -> Option<Effect> {
        self.mode = Mode::Card;
        let sheet = self.sheet();
        let item = sheet.lines.get(self.card.top + line).and_then(crate::card::Line::item)?;
        let again = self.card.item == Some(item);
        self.card.item = Some(item);
        if again { self.follow() } else { None }
    }

    fn wheel(&mut self, column: u16, row: u16, down: bool) {
        let rows = if down { WHEEL } else { -WHEEL };
        if self.mode == Mode::Help {
            self.scroll_help(rows);
        } else if self.panes().card.contains((column, row).into()) {
            self.scroll_card(rows);
        } else {
            self.outline.scroll(rows);
        }
    }
}
