//! Linear mode: reads typed lines and prints lines of text, for screen readers, braille displays
//! and slow links. Nothing is drawn or overwritten.

mod card;
mod choices;
mod command;
mod describe;
mod list;

use std::sync::Arc;

use crate::app::{App, Effect, FilterState, Notice, prompt};
use crate::error::Error;
use crate::input::action::Action;
use crate::lang;
use crate::lang::{Lang, Tr, number, units};
use crate::org::{Org, Section, UnitId};
use crate::search::Index;
use crate::text::Printable;

use command::{LineCommand, help, parse_line};
use list::{List, Page};

/// The state of the browser, and the list that typed numbers refer to.
#[derive(Debug)]
pub struct LinearBrowser {
    app: App,
    lang: Lang,
    list: List,
    /// Results of the last search.
    results: List,
}

/// The result of a typed line.
#[derive(Debug, PartialEq, Eq)]
pub enum Response {
    /// Lines to print.
    Output(String),
    /// The caller reloads the files and calls [`LinearBrowser::reload`].
    Reload,
    Quit,
}

impl LinearBrowser {
    pub fn new(org: Org, lang: Lang) -> Self {
        let list = List::children_of(&org, UnitId::ROOT);
        Self { app: App::open(org), lang, list, results: List::default() }
    }

    /// Compares with an older state of the organisation.
    pub fn compare(&mut self, old: Org) {
        self.compare_with_progress(old, &mut |_, _| {});
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn compare_with_progress(&mut self, old: Org, on_progress: &mut dyn FnMut(usize, usize)) {
        self.app.compare_with_progress(old, on_progress);
    }

    /// Sets the command lines that list the problems of the data, the most precise first.
    pub fn set_check_commands(&mut self, commands: Vec<Printable>) {
        self.app.check_commands = commands;
    }

    /// The organisation and its index, once there is one.
    pub fn indexed(&self) -> Option<(&Arc<Org>, &Index)> {
        Some((&self.app.org, self.app.filter.index()?))
    }

    /// The input prompt, without an end of line.
    pub fn prompt(&self) -> &'static str {
        Tr::new("Choix : ", "Choice: ").get(self.lang)
    }

    /// The greeting, followed by the first list or the results of `query`.
    pub fn open(&mut self, query: &str) -> String {
        let mut lines = self.greeting();
        if query.is_empty() {
            lines.extend(self.read_page());
        } else {
            lines.extend(self.search(query));
        }
        to_lines(&lines)
    }

    /// The state of the browser.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// A line that tells that the packed directory is damaged, once after it is found out.
    pub fn fault_line(&mut self) -> Option<String> {
        let is_new = self.app.show_pack_fault();
        is_new.then(|| {
            self.app.notice = None;
            to_lines(&[DAMAGED_PACK.get(self.lang).to_string()])
        })
    }

    /// Runs a typed line.
    pub fn execute(&mut self, line: &str) -> Response {
        if line.trim().chars().count() > prompt::MAX_CHARS {
            let message = TOO_LONG.with(self.lang, &[&number(prompt::MAX_CHARS, self.lang)]);
            return Response::Output(to_lines(&[message]));
        }
        self.execute_command(parse_line(line))
    }

    /// Replaces the organisation by its reloaded state, or reports why that failed.
    pub fn reload(&mut self, result: Result<Org, Error>) -> String {
        match result {
            Ok(org) => {
                self.app.reload(org);
                self.app.build_index();
                // The numbers of the old lists would refer to other units.
                self.results = List::default();
                self.list = List::children_of(&self.app.org, self.app.unit());
            }
            Err(error) => self.app.notice = Some(Notice::NotReloaded(error.message(self.lang))),
        }
        let notice = self.take_notice();
        to_lines(&notice.into_iter().chain(self.read_page()).collect::<Vec<_>>())
    }

    /// The message of the browser, without the keys that it has on a screen.
    fn take_notice(&mut self) -> Option<String> {
        self.app.notice.take().map(|notice| notice.message(self.lang, |_| None).to_string())
    }

    fn execute_command(&mut self, command: LineCommand) -> Response {
        let (org, unit, lang) = (&self.app.org, self.app.unit(), self.lang);
        let lines = match command {
            LineCommand::Search(query) => self.search(&query),
            LineCommand::Open(n) => self.open_number(n),
            LineCommand::Next => self.turn_page(Page::Next),
            LineCommand::Previous => self.turn_page(Page::Previous),
            LineCommand::First => self.turn_page(Page::First),
            LineCommand::Last => self.turn_page(Page::Last),
            LineCommand::ReadList => self.read_page(),
            LineCommand::Results => self.read_results(),
            LineCommand::Weaker => self.read_weaker(),
            LineCommand::Move(action) => self.move_to(action),
            LineCommand::Parent => self.move_to_parent(),
            LineCommand::Location => vec![describe::path(org, unit, lang)],
            LineCommand::Card => self.read_card(),
            LineCommand::Contacts => self.contacts(),
            LineCommand::Relations => self.relations(),
            LineCommand::Help => help(lang),
            LineCommand::Reload => return Response::Reload,
            LineCommand::Quit => return Response::Quit,
        };
        Response::Output(to_lines(&lines))
    }

    fn greeting(&self) -> Vec<String> {
        let (org, lang) = (&self.app.org, self.lang);
        let name = org.metadata.name.clone().unwrap_or_else(|| org.name(UnitId::ROOT));
        let welcome = WELCOME.with(lang, &[&name, &units(org.len(), lang)]);
        let summary = self
            .app
            .comparison
            .as_ref()
            .map(|comparison| COMPARISON.with(lang, &[&comparison.summary(lang)]));
        [welcome]
            .into_iter()
            .chain(summary)
            .chain(self.problems())
            .chain([INSTRUCTIONS.get(lang).to_string()])
            .collect()
    }

    /// How many problems there are, and how they are listed.
    fn problems(&self) -> Option<String> {
        let count = Some(self.app.problem_count()).filter(|&n| n > 0)?;
        let count = lang::problems(count, self.lang);
        Some(match self.app.check_commands.first() {
            Some(command) => LISTED_PROBLEMS.with(self.lang, &[&count, command]),
            None => PROBLEMS.with(self.lang, &[&count]),
        })
    }

    /// Searches from the current unit, and goes to the best match. Without a match, the list is
    /// the suggested unit.
    fn search(&mut self, query: &str) -> Vec<String> {
        // The new search does not refine the previous one.
        self.app.apply(Action::Cancel);
        self.app.build_index();
        self.app.find(query);
        let results = List::results(&self.app.filter.matches, &self.app.filter.query);
        if results.is_empty() {
            return self.no_match(query);
        }
        (self.results, self.list) = (results.clone(), results);
        let header = describe::results(query, &self.app.filter.matches, self.lang);
        [header].into_iter().chain(self.read_page()).collect()
    }

    fn no_match(&mut self, query: &str) -> Vec<String> {
        if let Some(choices) = self.app.unknown_choices(query) {
            self.app.apply(Action::Cancel);
            return choices::read(&choices, self.lang);
        }
        let nearest = self.app.filter.matches.suggestion();
        self.app.apply(Action::Cancel);
        let name = nearest.map(|unit| self.app.org.name(unit));
        let error = Error::NoUnit { query: Printable::new(query), suggestion: name };
        let mut lines = vec![error.message(self.lang).to_string()];
        if let Some(unit) = nearest {
            self.list = List::single(unit);
            lines.extend(self.read_page());
        }
        lines
    }

    /// Reads the current page of the list.
    fn read_page(&self) -> Vec<String> {
        self.list.read(&self.app.org, self.app.comparison.as_ref(), self.lang)
    }

    fn turn_page(&mut self, page: Page) -> Vec<String> {
        match self.list.turn(page) {
            true => self.read_page(),
            false => vec![self.list.no_more(page, self.lang)],
        }
    }

    fn read_results(&mut self) -> Vec<String> {
        if self.results.is_empty() {
            return vec![NO_RESULTS.get(self.lang).to_string()];
        }
        self.list = self.results.clone();
        self.read_page()
    }

    /// Reads the results with the weaker ones among them.
    fn read_weaker(&mut self) -> Vec<String> {
        let FilterState { matches, query, .. } = &mut self.app.filter;
        if self.results.is_empty() || matches.weak_count() == 0 || matches.is_weak_shown() {
            return vec![NO_WEAKER.get(self.lang).to_string()];
        }
        matches.set_weak_shown(true);
        self.results = List::results(matches, query);
        self.read_results()
    }

    fn open_number(&mut self, n: usize) -> Vec<String> {
        let Some(unit) = self.list.unit(n) else { return vec![self.list.no_such_number(n, self.lang)] };
        self.app.visit(unit);
        self.read_unit()
    }

    /// Applies a move, and reads the unit it leads to or the message why it failed.
    fn move_to(&mut self, action: Action) -> Vec<String> {
        self.app.apply(action);
        match self.take_notice() {
            Some(notice) => vec![notice],
            None => self.read_unit(),
        }
    }

    fn move_to_parent(&mut self) -> Vec<String> {
        match self.app.unit() {
            UnitId::ROOT => vec![AT_TOP.with(self.lang, &[&self.app.org.name(UnitId::ROOT)])],
            _ => self.move_to(Action::Parent),
        }
    }

    /// Reads the current unit and its children. A unit without children leaves the list as it is.
    fn read_unit(&mut self) -> Vec<String> {
        let (org, unit) = (&self.app.org, self.app.unit());
        let change = describe::change(self.app.comparison.as_ref(), unit, self.lang);
        let current = describe::unit(org, unit, self.lang) + &change;
        if org.is_leaf(unit) {
            return vec![current];
        }
        self.list = List::children_of(org, unit);
        [current].into_iter().chain(self.read_page()).collect()
    }

    /// Reads the whole card. The index knows which units refer to this one.
    fn read_card(&mut self) -> Vec<String> {
        self.app.build_index();
        let App { org, filter, .. } = &self.app;
        let changes = self.app.unit_changes();
        card::card(org, self.app.unit(), filter.reverse_relations(), &changes, self.lang)
    }

    fn contacts(&mut self) -> Vec<String> {
        match self.app.apply(Action::CopyContact) {
            Some(Effect::CopyText(_)) => self.section(Section::Contacts),
            _ => self.take_notice().into_iter().collect(),
        }
    }

    fn section(&self, section: Section) -> Vec<String> {
        card::section(&self.app.org, self.app.unit(), section, self.lang)
    }

    fn relations(&self) -> Vec<String> {
        let mut lines = self.section(Section::Relations);
        let relations = self.app.org.unit(self.app.unit()).relations;
        let can_follow = relations.iter().any(|relation| relation.unit.is_some());
        let how_to_follow = can_follow.then_some(HOW_TO_FOLLOW);
        let last = if lines.is_empty() { Some(NO_RELATIONS) } else { how_to_follow };
        lines.extend(last.map(|last| last.get(self.lang).to_string()));
        lines
    }
}

/// Joins lines for output: printable, with single blanks and none at the ends.
fn to_lines(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        let mut previous = ' ';
        for c in Printable::new(line).trim_end().chars() {
            if !(c.is_whitespace() && previous.is_whitespace()) {
                text.push(c);
            }
            previous = c;
        }
        text.push('\n');
    }
    text
}

const WELCOME: Tr = Tr::new("ramure, organisation {}, {}", "ramure, organisation {}, {}");
const COMPARISON: Tr = Tr::new("depuis l’ancienne version : {}", "since the older version: {}");
const PROBLEMS: Tr = Tr::new("{} dans les données", "{} in the data");
const LISTED_PROBLEMS: Tr = Tr::new("{} dans les données : voir « {} »", "{} in the data: see “{}”");
const INSTRUCTIONS: Tr = Tr::new(
    "tapez un numéro pour ouvrir une unité, des mots pour chercher, aide pour en savoir plus",
    "type a number to open a unit, words to search, help for more",
);
const TOO_LONG: Tr = Tr::new(
    "cette ligne est trop longue : {} caractères au plus",
    "this line is too long: {} characters at most",
);
const DAMAGED_PACK: Tr = Tr::new(
    "l’annuaire empaqueté a changé ou est endommagé : tapez recharger pour le relire",
    "the packed directory has changed or is damaged: type reload to read it again",
);
const NO_WEAKER: Tr = Tr::new("pas de résultats plus faibles", "no weaker results");
const NO_RESULTS: Tr = Tr::new("pas encore de recherche : tapez des mots", "no search yet: type words");
const AT_TOP: Tr = Tr::new("{} est tout en haut", "{} is at the top");
const NO_RELATIONS: Tr = Tr::new("aucune relation sur cette fiche", "no relation on this card");
const HOW_TO_FOLLOW: Tr =
    Tr::new("tapez r et un numéro pour suivre une relation", "type r and a number to follow a relation");
