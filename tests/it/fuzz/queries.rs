//! What is typed to find units: queries, lines of the linear mode, and files of aliases.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::LazyLock;

use ramure::export::write_matches;
use ramure::import::read;
use ramure::lang::Lang;
use ramure::linear::{LinearBrowser, Response};
use ramure::org::Org;
use ramure::search::{Index, Matches, Query};
use ramure::text::Printable;

use super::super::organisations::{VALOMBRE, valombre};
use super::super::pack_parts::{SMALL, packed};
use super::{assert_clean, assert_line};

/// Matches that are printed.
const MAX_PRINTED: usize = 20;
/// Lines that are typed in one session.
const MAX_LINES: usize = 20;

/// An organisation with an index that remembers the last query, and the same as a pack.
struct Searched {
    org: Org,
    index: RefCell<Index>,
    pack: Org,
    pack_index: RefCell<Index>,
}

impl Searched {
    fn new(document: &str) -> Self {
        let org = read(document.as_bytes(), Lang::En).expect("readable");
        let pack = read(&packed(document), Lang::En).expect("readable");
        let [index, pack_index] = [&org, &pack].map(|org| RefCell::new(Index::new(org)));
        Self { org, index, pack, pack_index }
    }
}

thread_local! {
    static SEARCHED: [Searched; 2] = [SMALL, VALOMBRE].map(Searched::new);
}

/// Any text as a query.
pub fn check_query(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    SEARCHED.with(|searched| searched.iter().for_each(|searched| check_search(searched, &typed)));
}

fn check_search(searched: &Searched, typed: &str) {
    let Searched { org, index, pack, pack_index } = searched;
    let query = Query::new(typed, org.languages());
    let matches = index.borrow_mut().search(org, &query);
    let fresh = Index::new(org).search(org, &query);
    assert_eq!(matches.ranked(), fresh.ranked(), "an index that remembers a query finds the same");
    let in_pack = pack_index.borrow_mut().search(pack, &query);
    assert_eq!(matches.ranked(), in_pack.ranked(), "a pack has the same matches");
    check_matches(org, &query, &matches);
    check_choices(org, &index.borrow(), typed);
    let mut printed = Vec::new();
    write_matches(org, &Printable::new(typed), &query, &matches, MAX_PRINTED, &Cell::default(), &mut printed)
        .expect("written");
    assert_clean(&String::from_utf8(printed).expect("text"));
}

fn check_matches(org: &Org, query: &Query, matches: &Matches) {
    let ranked = matches.ranked();
    assert_eq!(ranked.len(), matches.total());
    for (at, scored) in ranked.iter().enumerate() {
        assert_eq!(matches.rank(scored.unit), Some(at + 1));
        for matched in query.explain(org, scored.unit) {
            check_ranges(&matched.text, &matched.ranges);
        }
    }
    for unit in org.units() {
        assert_eq!(matches.contains(unit), matches.rank(unit).is_some());
        let name = org.name(unit);
        check_ranges(&name, &query.name_highlights(&name));
        check_ranges(&name, &query.text_highlights(&name));
        check_ranges(&name, &query.scattered_highlights(&name));
    }
}

/// Ranges are in order, apart, and between letters.
fn check_ranges(text: &str, ranges: &[Range<usize>]) {
    assert!(
        ranges.iter().all(|range| text.get(range.clone()).is_some_and(|text| !text.is_empty())),
        "{ranges:?} of {text:?}"
    );
    assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start), "{ranges:?}");
}

fn check_choices(org: &Org, index: &Index, typed: &str) {
    let choices = index.choices(org, typed, typed.len(), true);
    for choices in choices.into_iter().chain(index.choices_for_unknown(org, typed)) {
        assert!(typed.get(choices.replaced.clone()).is_some() && !choices.values.is_empty());
        choices.values.iter().for_each(|choice| assert_line(&choice.typed));
    }
    index.completions(org, typed).iter().for_each(|completion| assert_line(&completion.text));
    assert!(index.find_exact(org, typed).len() <= org.len());
}

/// Any lines in the linear mode.
pub fn check_lines(bytes: &[u8]) {
    let mut browser = LinearBrowser::new(valombre(), Lang::En);
    assert_clean(&browser.open(""));
    for line in String::from_utf8_lossy(bytes).lines().take(MAX_LINES) {
        if let Response::Output(lines) = browser.execute(line) {
            assert_clean(&lines);
        }
    }
}

/// Any text as a file of aliases.
pub fn check_aliases(bytes: &[u8]) {
    static TOWN: LazyLock<Org> = LazyLock::new(valombre);
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().count();
    let mut org = TOWN.clone();
    org.set_aliases("mine.tsv".into(), &text);
    let problems = org.diagnostics();
    for problem in &problems {
        assert!((1..=lines).contains(&(problem.line as usize)), "{problem:?}");
        assert_line(&problem.kind.message(Lang::Fr));
    }
    assert!(org.all_aliases().count() + problems.len() <= lines);
    let mut index = Index::new(&org);
    for (unit, alias) in org.all_aliases() {
        assert_line(alias);
        let found = index.search(&org, &Query::new(alias, org.languages()));
        assert!(found.total() <= org.len());
        assert!(org.aliases(unit).any(|other| other == alias));
    }
}
