//! The same browser, spoken line by line, for screen readers, braille displays and the slowest
//! links: a typed line in, lines of words out. Nothing is drawn, and nothing said is unsaid.

mod card;
mod command;
mod list;
mod phrase;

use crate::action::Action;
use crate::app::{App, Effect, Notice};
use crate::error::Error;
use crate::lang::{self, Lang, Tr, number, units};
use crate::org::{Org, Section, UnitId};
use crate::prompt;
use crate::text::Printable;
use command::{Wish, help, understand};
use list::{List, Page};

/// The program, and the list that numbers are meant of.
#[derive(Debug)]
pub struct Linear {
    app: App,
    lang: Lang,
    list: List,
    /// What the last search found.
    found: List,
}

/// What comes of a typed line.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// Lines to say.
    Said(String),
    /// The files are to be read again, for `Linear::reload`.
    Reload,
    Quit,
}

impl Linear {
    /// The organisation, on its first unit.
    pub fn new(org: Org, lang: Lang) -> Self {
        let list = List::below(&org, UnitId::ROOT);
        Self { app: App::open(org), lang, list, found: List::default() }
    }

    /// Compares with an older state.
    pub fn compare(&mut self, old: Org) {
        self.app.compare(old);
    }

    /// What stands before what is typed, without an end of line.
    pub fn prompt(&self) -> &'static str {
        Tr::new("Choix : ", "Choice: ").get(self.lang)
    }

    /// The first words, then the first list, or what the query finds.
    pub fn open(&mut self, query: &str) -> String {
        let mut lines = self.greeting();
        if query.is_empty() {
            lines.extend(self.read());
        } else {
            lines.extend(self.search(query));
        }
        spoken(&lines)
    }

    /// What comes of a typed line.
    pub fn answer(&mut self, line: &str) -> Answer {
        if line.trim().chars().count() > prompt::LONGEST {
            let said = TOO_LONG.with(self.lang, &[&number(prompt::LONGEST, self.lang)]);
            return Answer::Said(spoken(&[said]));
        }
        self.act(understand(line))
    }

    /// Takes the organisation read again, or says why it could not be.
    pub fn reload(&mut self, again: Result<Org, Error>) -> String {
        match again {
            Ok(org) => {
                self.app.reload(org);
                self.app.index();
                // Numbers would be those of other units.
                self.found = List::default();
                self.list = List::below(&self.app.org, self.app.unit());
            }
            Err(error) => self.app.notice = Some(Notice::NotReloaded(error.say(self.lang))),
        }
        let notice = self.app.notice.iter().map(|notice| notice.message(self.lang).to_string());
        spoken(&notice.chain(self.read()).collect::<Vec<_>>())
    }

    fn act(&mut self, wish: Wish) -> Answer {
        let (org, unit, lang) = (&self.app.org, self.app.unit(), self.lang);
        let lines = match wish {
            Wish::Search(words) => self.search(&words),
            Wish::Open(n) => self.open_number(n),
            Wish::Next => self.turn(Page::Next),
            Wish::Previous => self.turn(Page::Previous),
            Wish::First => self.turn(Page::First),
            Wish::Last => self.turn(Page::Last),
            Wish::Again => self.read(),
            Wish::Found => self.read_found(),
            Wish::Go(action) => self.go(action),
            Wish::Parent => self.go_up(),
            Wish::Where => vec![phrase::path(org, unit, lang)],
            Wish::Card => card::card(org, unit, &self.app.past(), lang),
            Wish::Contacts => self.contacts(),
            Wish::Relations => self.relations(),
            Wish::Help => help(lang),
            Wish::Reload => return Answer::Reload,
            Wish::Quit => return Answer::Quit,
        };
        Answer::Said(spoken(&lines))
    }

    fn greeting(&self) -> Vec<String> {
        let (org, lang) = (&self.app.org, self.lang);
        let name = org.head.name.clone().unwrap_or_else(|| org.name(UnitId::ROOT));
        let welcome = WELCOME.with(lang, &[&name, &units(org.len(), lang)]);
        let problems = Some(self.app.problems()).filter(|&n| n > 0);
        let news = self.app.news.as_ref().map(|news| NEWS.with(lang, &[&news.counts(lang)]));
        let problems = problems.map(|n| PROBLEMS.with(lang, &[&lang::problems(n, lang)]));
        [welcome].into_iter().chain(news).chain(problems).chain([HOW.get(lang).to_string()]).collect()
    }

    /// Searches from where one stands, and goes to the best match. Where nothing matches, the
    /// list is the unit that comes nearest.
    fn search(&mut self, words: &str) -> Vec<String> {
        // A search is a new one, not more of the last.
        self.app.apply(Action::Cancel);
        self.app.index();
        self.app.find(words);
        let found = List::found(&self.app.finder.matches);
        if found.is_empty() {
            return self.nothing(words);
        }
        (self.found, self.list) = (found.clone(), found);
        let header = phrase::found(words, &self.app.finder.matches, self.lang);
        [header].into_iter().chain(self.read()).collect()
    }

    fn nothing(&mut self, words: &str) -> Vec<String> {
        let nearest = self.app.finder.matches.nearest;
        self.app.apply(Action::Cancel);
        let name = nearest.map(|unit| self.app.org.name(unit));
        let error = Error::NoUnit { words: Printable::new(words), nearest: name };
        let mut lines = vec![error.say(self.lang).to_string()];
        if let Some(unit) = nearest {
            self.list = List::of(unit);
            lines.extend(self.read());
        }
        lines
    }

    /// The page of the list.
    fn read(&self) -> Vec<String> {
        self.list.read(&self.app.org, self.app.news.as_ref(), self.lang)
    }

    fn turn(&mut self, page: Page) -> Vec<String> {
        match self.list.turn(page) {
            true => self.read(),
            false => vec![self.list.end(page, self.lang)],
        }
    }

    fn read_found(&mut self) -> Vec<String> {
        if self.found.is_empty() {
            return vec![NOT_SOUGHT.get(self.lang).to_string()];
        }
        self.list = self.found.clone();
        self.read()
    }

    fn open_number(&mut self, n: usize) -> Vec<String> {
        let Some(unit) = self.list.unit(n) else { return vec![self.list.lacks(n, self.lang)] };
        self.app.visit(unit);
        self.arrive()
    }

    /// Moves as the browser does, and says where that leads, or why it leads nowhere.
    fn go(&mut self, action: Action) -> Vec<String> {
        self.app.apply(action);
        match &self.app.notice {
            Some(notice) => vec![notice.message(self.lang).to_string()],
            None => self.arrive(),
        }
    }

    fn go_up(&mut self) -> Vec<String> {
        match self.app.unit() {
            UnitId::ROOT => vec![TOP.with(self.lang, &[&self.app.org.name(UnitId::ROOT)])],
            _ => self.go(Action::Parent),
        }
    }

    /// The unit that one came to, and what is below. The list stays where nothing is.
    fn arrive(&mut self) -> Vec<String> {
        let (org, unit) = (&self.app.org, self.app.unit());
        let news = phrase::news(self.app.news.as_ref(), unit, self.lang);
        let here = phrase::unit(org, unit, self.lang) + &news;
        if org.is_leaf(unit) {
            return vec![here];
        }
        self.list = List::below(org, unit);
        [here].into_iter().chain(self.read()).collect()
    }

    fn contacts(&mut self) -> Vec<String> {
        match self.app.apply(Action::CopyContact) {
            Some(Effect::CopyText(_)) => self.section(Section::Contacts),
            _ => self.app.notice.iter().map(|notice| notice.message(self.lang).to_string()).collect(),
        }
    }

    fn section(&self, section: Section) -> Vec<String> {
        card::section(&self.app.org, self.app.unit(), section, self.lang)
    }

    fn relations(&self) -> Vec<String> {
        let mut lines = self.section(Section::Relations);
        let last = if lines.is_empty() { NO_RELATIONS } else { HOW_TO_FOLLOW };
        lines.push(last.get(self.lang).to_string());
        lines
    }
}

/// Lines that cannot disturb a terminal nor a voice: one blank at a time, none at the ends.
fn spoken(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        let mut before = ' ';
        for c in Printable::new(line).trim_end().chars() {
            if !(c.is_whitespace() && before.is_whitespace()) {
                text.push(c);
            }
            before = c;
        }
        text.push('\n');
    }
    text
}

const WELCOME: Tr = Tr::new("ramure, organisation {}, {}", "ramure, organisation {}, {}");
const NEWS: Tr = Tr::new("depuis l’état comparé : {}", "since the state compared: {}");
const PROBLEMS: Tr =
    Tr::new("{} dans les données : « ramure check » les dit", "{} in the data: “ramure check” tells them");
const HOW: Tr = Tr::new(
    "tapez un numéro pour ouvrir une unité, des mots pour chercher, aide pour savoir le reste",
    "type a number to open a unit, words to find some, help for the rest",
);
const TOO_LONG: Tr = Tr::new(
    "cette ligne est trop longue : {} caractères au plus",
    "this line is too long: {} characters at most",
);
const NOT_SOUGHT: Tr = Tr::new("rien de trouvé avant : tapez des mots", "nothing found before: type words");
const TOP: Tr = Tr::new("{} est tout en haut", "{} is at the top");
const NO_RELATIONS: Tr = Tr::new("aucune relation sur cette fiche", "no relation on this card");
const HOW_TO_FOLLOW: Tr = Tr::new("r et un numéro suivent une relation", "r and a number follow a relation");
