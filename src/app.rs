//! The program's state and the one way to change it: `apply` takes an action and returns what
//! a pure function cannot do itself. It knows neither language nor colour nor terminal.

mod card;
mod effect;
mod filtering;
mod finder;
mod help;
mod mouse;
mod moving;
mod notice;
mod reload;
mod trail;

pub use card::Card;
pub use effect::Effect;
pub use finder::Finder;
pub use help::Help;
pub use notice::Notice;

use std::sync::Arc;

use crate::action::Action;
use crate::card::{Past, Sheet};
use crate::keymap::Mode;
use crate::layout::{Panes, Screen};
use crate::news::News;
use crate::org::{Org, UnitId};
use crate::outline::Outline;
use crate::prompt::Prompt;
use crate::search::Index;
use trail::Trail;

/// An organisation of more units is indexed while it can be browsed already.
const AT_ONCE: usize = 5_000;

/// Everything that the screen is made from.
#[derive(Debug)]
pub struct App {
    pub org: Arc<Org>,
    pub outline: Outline,
    pub finder: Finder,
    pub card: Card,
    pub help: Help,
    pub mode: Mode,
    pub screen: Screen,
    /// What to say until the next key.
    pub notice: Option<Notice>,
    /// What sets the organisation apart from an older state, where that is asked for.
    pub news: Option<News>,
    trail: Trail,
}

impl App {
    /// The organisation with its first unit open, on a screen without a size yet.
    pub fn new(org: Org) -> Self {
        let mut app = Self::unindexed(org);
        app.index();
        app
    }

    /// The same, indexed at once when that takes no longer than a key may.
    pub fn open(org: Org) -> Self {
        if org.len() > AT_ONCE { Self::unindexed(org) } else { Self::new(org) }
    }

    /// The same, without the index: it can be browsed at once, and what is typed waits until
    /// `take_index`.
    pub fn unindexed(org: Org) -> Self {
        Self {
            outline: Outline::new(&org),
            finder: Finder::default(),
            card: Card::default(),
            help: Help { prompt: Prompt::default(), top: 0, behind: Mode::Tree },
            mode: Mode::Tree,
            screen: Screen::default(),
            notice: None,
            news: None,
            trail: Trail::default(),
            org: Arc::new(org),
        }
    }

    /// Compares with an older state, and opens what is above all that is new.
    pub fn compare(&mut self, old: Org) {
        let news = News::new(old, &self.org);
        self.outline.open_above(&self.org, news.units());
        self.news = Some(news);
    }

    /// Builds the index here and now, if it is missing.
    pub fn index(&mut self) {
        if !self.finder.is_indexed() {
            self.take_index(Index::new(&self.org));
        }
    }

    /// Whether there is a search to go on with while nothing else is to be done.
    pub fn is_searching(&self) -> bool {
        self.finder.is_searching()
    }

    /// Goes on with the search for a moment.
    pub fn go_on(&mut self) {
        self.finder.go_on(&self.org, &mut self.outline);
        if self.mode != Mode::Filter && !self.is_searching() {
            self.trail.jump(self.finder.origin(), self.unit());
        }
    }

    /// Takes the index that was missing, and answers what was typed meanwhile.
    pub fn take_index(&mut self, index: Index) {
        self.finder.take_index(index);
        if self.finder.is_filtering() {
            self.refilter();
            if self.mode != Mode::Filter && !self.is_searching() {
                self.trail.jump(self.finder.origin(), self.unit());
            }
        }
    }

    /// Filters by a query, the cursor on the best match. Where nothing matches, the query stays
    /// to be mended.
    pub fn find(&mut self, query: &str) {
        self.start_filter();
        self.finder.prompt = Prompt::new(query);
        self.refilter();
        while self.is_searching() {
            self.go_on();
        }
        if !self.finder.finds_nothing() {
            self.accept();
        }
    }

    /// The unit that the cursor is on.
    pub fn unit(&self) -> UnitId {
        self.outline.unit()
    }

    /// How many problems are known of the data.
    pub fn problems(&self) -> usize {
        self.org.known_problems() + self.finder.problems()
    }

    /// How the screen divides now.
    pub fn panes(&self) -> Panes {
        self.screen.panes(self.mode == Mode::Card)
    }

    /// The card of the current unit as it is laid out on the screen.
    pub fn sheet(&self) -> Sheet {
        let width = usize::from(self.screen.panes(true).card.width);
        Sheet::new(&self.org, self.unit(), &self.past(), width)
    }

    /// What the current unit was in the older state.
    pub fn past(&self) -> Past {
        self.news.as_ref().map_or(Past::default(), |news| news.past(self.unit()))
    }

    /// Does what is asked, and returns what only the shell can do.
    pub fn apply(&mut self, action: Action) -> Option<Effect> {
        self.notice = None;
        let before = self.unit();
        let effect = self.act(action);
        if self.unit() != before {
            self.card = Card::default();
            if self.mode == Mode::Card {
                self.focus_card();
            }
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
            Action::Reload => return Some(Effect::Reload),
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

    fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.resize(columns, rows);
        self.outline.resize(usize::from(self.screen.panes(false).outline.height));
        self.scroll_card(0);
        self.scroll_help(0);
    }
}
