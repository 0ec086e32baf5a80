//! Long work says on the terminal what it does and how much of it is done, and never where it could mix with
//! the output.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::pty::{self, Session};
use crate::support;

/// A command on the source takes at least so long.
const MIN_DURATION: Duration = Duration::from_millis(1_500);
/// How often a source grows that was not slow enough.
const MAX_DOUBLINGS: usize = 3;

/// A directory with a source that takes long.
pub struct SlowSource {
    pub directory: TempDir,
    pub file: PathBuf,
}

impl SlowSource {
    /// The source is made so large that it is slow on this machine.
    pub fn new() -> Self {
        static TEXT: OnceLock<String> = OnceLock::new();
        let directory = TempDir::new().expect("a directory");
        let file = directory.path().join("slow.json");
        let is_slow = |text: &String| {
            fs::write(&file, text).expect("written");
            let start = Instant::now();
            assert!(support::run(&["convert", file.to_str().expect("text")]).status.success());
            start.elapsed() > MIN_DURATION
        };
        let mut sizes = (0..).map(|n| source(20_000 << n));
        let text = TEXT.get_or_init(|| sizes.find(is_slow).expect("one that is large enough"));
        fs::write(&file, text).expect("written");
        Self { directory, file }
    }

    /// Makes the source twice as large, for a machine that was busy when its size was chosen.
    fn grow(&mut self) {
        let text = fs::read_to_string(&self.file).expect("text");
        fs::write(&self.file, source(text.matches("\"id\"").count() * 2)).expect("written");
    }

    /// Runs a shell command in a terminal. Returns all that it got, and what it shows at the end.
    fn run(&self, command: &str) -> (String, String) {
        let script = format!("cd \"$(dirname \"$FILE\")\" && \"$RAMURE\" {command}");
        let mut session = Session::start(pty::script(&script, &self.file), 80, 24);
        session.child.wait().expect("a program that ends");
        session.exit();
        let shown = session.capture().parser.screen().contents();
        (String::from_utf8_lossy(&session.raw()).into_owned(), shown)
    }
}

/// So many units in the public format. Children come before their parents, which are then looked up once all
/// are read.
fn source(units: usize) -> String {
    let unit = |number: usize| {
        let name = format!("Service {:x}", (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let parent = (number > 0).then(|| format!("u{}", number / 20));
        serde_json::json!({"id": format!("u{number}"), "name": name, "parent_id": parent}).to_string()
    };
    let units: Vec<String> = (0..units).rev().map(unit).collect();
    format!(r#"{{"format":"ramure/1","units":[{}]}}"#, units.join(","))
}

/// Whether a line says how much of an activity is done.
fn has_percent(text: &str, activity: &str) -> bool {
    let start = format!("ramure: {activity}… ");
    text.split(&start)
        .skip(1)
        .any(|line| line.split_once("\u{a0}%").is_some_and(|(number, _)| number.parse::<u8>().is_ok()))
}

#[test]
fn every_long_activity_is_shown_and_erased() {
    let mut source = SlowSource::new();
    let table: [(&str, &[&str]); 7] = [
        ("convert $FILE > out", &["building the tree", "writing"]),
        ("pack $FILE -o out", &["indexing", "writing"]),
        ("check $FILE", &["checking"]),
        ("diff $FILE $FILE", &["comparing"]),
        ("tree --data $FILE --format json > out", &["writing"]),
        ("find service --data $FILE > out", &["indexing"]),
        ("show u7 --data $FILE > out", &["indexing"]),
    ];
    for (command, activities) in table {
        let is_shown = |text: &str| activities.iter().all(|activity| has_percent(text, activity));
        let (mut text, mut shown) = source.run(&format!("{command} --lang en"));
        let mut doublings = 0;
        while !is_shown(&text) && doublings < MAX_DOUBLINGS {
            source.grow();
            (text, shown) = source.run(&format!("{command} --lang en"));
            doublings += 1;
        }
        assert!(is_shown(&text), "{command}: {activities:?}: {text:?}");
        assert!(!shown.contains("ramure:"), "{command}: {shown}");
    }
}

#[test]
fn nothing_is_shown_in_a_pipe() {
    let source = SlowSource::new();
    for command in ["convert", "check"] {
        let output = support::run(&[command, source.file.to_str().expect("text")]);
        assert!(output.status.success() && output.stderr.is_empty(), "{command}: {:?}", output.stderr);
    }
}

#[test]
fn writing_to_the_terminal_is_not_mixed_with_progress() {
    let source = SlowSource::new();
    let expected = support::stdout(&support::run_on(&source.file, &["tree"])).replace('\n', "\r\n");
    let (text, _) = source.run("tree --data $FILE --lang en");
    let before = text.strip_suffix(&expected).expect("the output, and nothing in it");
    assert!(before.contains("ramure: building the tree…") && before.ends_with(" \r"), "{before:?}");
    // A pager may be behind a pipe.
    let (text, _) = source.run("convert $FILE --lang en | cat > out");
    assert!(text.contains("building the tree") && !text.contains("writing"), "{text:?}");
}

#[test]
fn linear_mode_has_one_line_for_each_activity() {
    let source = SlowSource::new();
    let (text, shown) = source.run("diff $FILE $FILE --linear --lang en > out");
    let lines: Vec<&str> = shown.lines().filter(|line| !line.is_empty()).collect();
    for activity in ["building the tree", "comparing"] {
        let line = format!("ramure: {activity}…");
        assert_eq!(lines.iter().filter(|shown| **shown == line).count(), 1, "{activity}: {lines:?}");
    }
    // The browser compares before it opens.
    let (opened, _) = source.run("--compare $FILE --data $FILE --linear --lang en < /dev/null");
    assert!(opened.contains("ramure: comparing…") && opened.contains("Choice:"), "{opened:?}");
    assert!(!text.contains('%') && text.matches('\r').count() == text.matches("\r\n").count(), "{text:?}");
}
