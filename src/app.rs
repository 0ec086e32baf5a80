//! State of the program, and `App::apply`, which changes it. An action that needs the terminal,
//! the files or the process is returned as an [`Effect`].

mod branch;
mod card_focus;
pub mod card_lines;
mod choices;
mod effect;
mod filter;
mod filter_actions;
mod habits;
mod help;
mod history;
pub mod layout;
mod mouse;
mod navigation;
mod notice;
mod opened;
pub mod outline;
mod outline_width;
mod pack_fault;
mod past_queries;
mod pick;
pub mod prompt;
mod reload;

pub use card_focus::CardState;
pub use choices::ChoiceList;
pub use effect::Effect;
pub use filter::FilterState;
pub use habits::{Habits, MAX_HISTORY_BYTES};
pub use help::{HelpLayout, HelpRow, HelpState};
pub use notice::Notice;
pub use opened::OpenedUnits;

use std::sync::Arc;

use crate::diff::annotations::{ChangeAnnotations, UnitChanges};
use crate::input::action::Action;
use crate::input::{KeyMap, Mode, Situation};
use crate::org::{Org, UnitId};
use crate::search::Index;
use crate::text::Printable;

use card_lines::CardLayout;
use history::JumpList;
use layout::{PaneLayout, Panes};
use outline::Outline;
use outline_width::needed_columns;
use prompt::Prompt;

/// Organisations with more units are indexed in the background, and can be browsed meanwhile.
const MAX_UNITS_INDEXED_ON_OPEN: usize = 5_000;

/// The whole state that the screen is drawn from.
#[derive(Debug)]
pub struct App {
    pub org: Arc<Org>,
    pub outline: Outline,
    pub filter: FilterState,
    pub card: CardState,
    pub help: HelpState,
    pub mode: Mode,
    pub layout: PaneLayout,
    pub keys: KeyMap,
    /// Message shown until the next key.
    pub notice: Option<Notice>,
    /// The message of the last frame.
    drawn_notice: Option<Notice>,
    /// Whether the browser is open to pick a unit: Enter in the tree or in the filter picks it.
    pub is_picking: bool,
    /// Command lines that list the problems of the data, the most precise first; none where commands cannot be run.
    pub check_commands: Vec<Printable>,
    /// What follows `ramure show UNIT` so that it opens the same data; `None` where commands cannot be run.
    pub show_options: Option<Printable>,
    /// Differences from an older state of the organisation, when one was given.
    pub comparison: Option<ChangeAnnotations>,
    /// What was opened in this session and in earlier ones.
    pub opened: OpenedUnits,
    jump_list: JumpList,
    /// Whether the fault of a packed directory was shown.
    is_fault_shown: bool,
}

impl App {
    /// The organisation with its first unit open and its index built. The screen has no size yet.
    pub fn new(org: Org) -> Self {
        let mut app = Self::unindexed(org);
        app.build_index();
        app
    }

    /// Like `new`, but leaves a large organisation without an index; see `unindexed`.
    pub fn open(org: Org) -> Self {
        if org.len() > MAX_UNITS_INDEXED_ON_OPEN { Self::unindexed(org) } else { Self::new(org) }
    }

    /// Like `new`, without an index. The outline can be browsed, and a filter that is typed shows
    /// its matches after `set_index`.
    pub fn unindexed(org: Org) -> Self {
        let mut layout = PaneLayout::default();
        layout.set_needed_columns(needed_columns(&org));
        Self {
            outline: Outline::new(&org),
            filter: FilterState::default(),
            card: CardState::default(),
            help: HelpState { prompt: Prompt::default(), top: 0, previous_mode: Mode::Tree },
            mode: Mode::Tree,
            layout,
            keys: KeyMap::default(),
            notice: None,
            drawn_notice: None,
            is_picking: false,
            check_commands: vec!["ramure check".into()],
            show_options: Some(Printable::default()),
            comparison: None,
            opened: OpenedUnits::default(),
            jump_list: JumpList::default(),
            is_fault_shown: false,
            org: Arc::new(org),
        }
    }

    /// Compares with an older state, and opens the ancestors of all changed units.
    pub fn compare(&mut self, old: Org) {
        self.compare_with_progress(old, &mut |_, _| {});
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn compare_with_progress(&mut self, old: Org, on_progress: &mut dyn FnMut(usize, usize)) {
        let comparison = ChangeAnnotations::with_progress(old, &self.org, on_progress);
        self.outline.open_ancestors(&self.org, comparison.units());
        self.comparison = Some(comparison);
    }

    /// Builds the index if it is missing.
    pub fn build_index(&mut self) {
        if !self.filter.is_indexed() {
            self.set_index(Index::new(&self.org));
        }
    }

    /// Whether a search is unfinished and `continue_search` has to be called again.
    pub fn is_searching(&self) -> bool {
        self.filter.is_searching()
    }

    /// Continues the search for a short time slice.
    pub fn continue_search(&mut self) {
        let before = self.unit();
        self.filter.continue_search(&self.org, &mut self.outline);
        self.update_choices();
        self.finish_search(before);
    }

    /// Sets the missing index, and runs the filter that was typed meanwhile.
    pub fn set_index(&mut self, index: Index) {
        self.filter.set_index(index);
        self.filter.set_bonuses(self.habit_bonuses());
        if self.filter.is_filtering() {
            let before = self.unit();
            self.refilter();
            self.finish_search(before);
        }
        self.update_choices();
    }

    /// Opens the card if a search moved the cursor from the unit `before`. Records the jump and the
    /// visit of a filter that was accepted before its matches were found.
    fn finish_search(&mut self, before: UnitId) {
        self.reopen_prompt();
        if self.unit() != before {
            self.open_card();
        }
        if !self.filter.is_waiting() && std::mem::take(&mut self.filter.is_accepted_early) {
            self.jump_list.record(self.filter.origin(), self.unit());
            self.visit_current();
        }
    }

    /// Filters by a query and puts the cursor on the best match. Without a match, or with choices
    /// alone, the prompt stays open, so that the query can be corrected.
    pub fn find(&mut self, query: &str) {
        self.start_filter();
        self.filter.prompt = Prompt::new(query);
        self.refilter();
        while self.is_searching() {
            self.continue_search();
        }
        let has_choices_alone = self.choices().is_some() && !self.filter.is_filtering();
        if !self.filter.has_no_match() && !has_choices_alone {
            self.accept();
            if !self.filter.is_waiting() {
                self.visit_current();
            }
        }
    }

    /// What the hints of the footer depend on.
    pub fn situation(&self) -> Situation {
        match self.mode {
            Mode::Help if self.help.prompt.is_empty() => Situation::EmptyHelp,
            Mode::Help => Situation::Help,
            Mode::Card => Situation::Card(self.enter_hint()),
            Mode::Filter if self.filter.choices.is_some() => Situation::Choices,
            Mode::Filter if self.filter.has_no_match() && self.outline.is_list() => Situation::Nearest,
            Mode::Filter if self.filter.has_no_match() => Situation::NoMatch,
            Mode::Filter if self.filter.shows_recent() => Situation::RecentUnits(self.filter.past.has_any()),
            Mode::Filter if self.filter.prompt.is_empty() => {
                Situation::EmptyFilter(self.filter.past.has_any())
            }
            Mode::Filter => Situation::Filter,
            Mode::Tree if self.filter.is_filtering() => Situation::Matches,
            Mode::Tree if self.outline.branch().is_some() => Situation::Branch,
            Mode::Tree if self.comparison.is_some() => Situation::Changes,
            Mode::Tree => Situation::Tree,
        }
    }

    /// The unit under the cursor.
    pub fn unit(&self) -> UnitId {
        self.outline.unit()
    }

    /// Whether the unit under the cursor is shown as selected: not while nothing matches and no unit is near.
    pub fn has_selection(&self) -> bool {
        !self.filter.has_no_match() || self.outline.is_list()
    }

    /// Number of problems found so far in the data.
    pub fn problem_count(&self) -> usize {
        self.org.structural_diagnostic_count() + self.filter.problem_count()
    }

    /// The command that prints the card of the current unit.
    pub fn show_command(&self) -> Option<Printable> {
        let options = self.show_options.as_ref()?;
        Some(Printable::new(&format!("ramure show {}{options}", self.org.id(self.unit()))))
    }

    /// Areas of the screen in the current mode.
    pub fn panes(&self) -> Panes {
        self.layout.panes(self.mode == Mode::Card)
    }

    /// The card of the current unit, wrapped to the width of its pane.
    pub fn card_layout(&self) -> CardLayout {
        let width = usize::from(self.layout.panes(true).card.width);
        CardLayout::new(&self.org, self.unit(), &self.unit_changes(), self.filter.reverse_relations(), width)
    }

    /// What the comparison says about the current unit.
    pub fn unit_changes(&self) -> UnitChanges {
        self.comparison
            .as_ref()
            .map_or(UnitChanges::default(), |comparison| comparison.unit_changes(self.unit()))
    }

    /// Applies an action, and returns what the caller has to do for it.
    pub fn apply(&mut self, action: Action) -> Option<Effect> {
        let undrawn_fault = self.notice.take().filter(|notice| self.is_undrawn_fault(notice));
        let before = (self.unit(), self.filter.query.clone());
        let effect = self.dispatch(&action);
        if undrawn_fault.is_some() {
            self.notice = undrawn_fault;
        }
        let is_other_unit = self.unit() != before.0;
        if is_other_unit || self.filter.query != before.1 {
            self.open_card();
        }
        if self.has_opened(&action, effect.as_ref(), is_other_unit) {
            self.visit_current();
        }
        effect
    }

    /// Notes that a frame was drawn.
    pub fn on_frame(&mut self) {
        // An input line takes the place of the message.
        if !self.mode.has_input_line() {
            self.drawn_notice.clone_from(&self.notice);
        }
    }

    fn is_undrawn_fault(&self, notice: &Notice) -> bool {
        notice.is_fault() && self.drawn_notice.as_ref() != Some(notice)
    }

    fn dispatch(&mut self, action: &Action) -> Option<Effect> {
        match *action {
            Action::Up => self.step(-1),
            Action::Down => self.step(1),
            Action::PageUp => self.page(-1, 1),
            Action::PageDown => self.page(1, 1),
            Action::HalfUp => self.page(-1, 2),
            Action::HalfDown => self.page(1, 2),
            Action::First => self.move_to_end(false),
            Action::Last => self.move_to_end(true),
            Action::Left => self.left(),
            Action::Right => self.right(),
            Action::Parent => self.go_to_parent(),
            Action::Back => self.back(),
            Action::Forward => self.forward(),
            Action::Toggle => self.toggle(),
            Action::OpenSubtree => self.outline.open_subtree(&self.org, self.unit()),
            Action::CloseAll => self.outline.close_all(&self.org),
            Action::Filter => self.start_filter(),
            Action::Accept | Action::Pick | Action::FocusCard if self.choices().is_some() => self.choose(),
            Action::Accept => self.accept(),
            Action::Cancel if self.is_leaving_pick() => return Some(Effect::Quit),
            Action::Cancel => self.cancel(),
            Action::Pick => return self.pick(),
            Action::NextView => self.next_view(),
            Action::ToggleBranch => self.toggle_branch(),
            Action::ToggleWeak => self.toggle_weak(),
            Action::NextMatch => self.go_to_match(true),
            Action::PreviousMatch => self.go_to_match(false),
            Action::FocusCard => self.focus_card(),
            Action::FocusTree => self.focus_tree(),
            Action::CardUp => self.scroll_card(-1),
            Action::CardDown => self.scroll_card(1),
            Action::Follow => return self.follow(),
            Action::FollowNumber(n) => self.follow_number(n),
            Action::NarrowTree => self.change_layout(|layout| layout.move_divider(false)),
            Action::WidenTree => self.change_layout(|layout| layout.move_divider(true)),
            Action::FullScreen => self.change_layout(PaneLayout::toggle_full_screen),
            Action::CopyContact => return self.copy_contact(),
            Action::CopyCard => return Some(Effect::CopyCard(self.unit())),
            Action::Insert(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            Action::Paste(ref text) => self.paste(text),
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
            Action::Drag { column, .. } => self.change_layout(|layout| layout.drag(column)),
            Action::Release => self.layout.end_drag(),
            Action::Wheel { column, row, down } => self.wheel(column, row, down),
            Action::Resize { columns, rows } => self.resize(columns, rows),
        }
        None
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.change_layout(|layout| layout.resize(columns, rows));
    }

    /// Changes the layout of the screen, and keeps what is selected in the windows.
    fn change_layout(&mut self, change: impl FnOnce(&mut PaneLayout)) {
        change(&mut self.layout);
        self.outline.resize(usize::from(self.layout.panes(false).outline.height));
        self.scroll_card(0);
        self.scroll_help(0);
    }
}
