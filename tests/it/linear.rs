//! The linear mode: typed lines in, spoken lines out.

use std::io::Write;
use std::process::{Output, Stdio};

use proptest::prelude::*;
use ramure::lang::Lang;
use ramure::linear::{Answer, Linear};
use ramure::org::Org;

use crate::support::{DINUM, answer_text, dinum, err, file, org, out, ramure, run};

/// Somebody who types lines and listens.
struct Listener {
    linear: Linear,
    /// All that was said, the prompt left out.
    heard: String,
}

impl Listener {
    fn new(org: Org, lang: Lang) -> Self {
        let mut linear = Linear::new(org, lang);
        let heard = linear.open("");
        Self { linear, heard }
    }

    /// Types a line and returns the answer.
    fn types(&mut self, line: &str) -> String {
        let answer = answer_text(self.linear.answer(line));
        self.heard += &answer;
        answer
    }

    /// Types lines, and returns the answer to the last.
    fn types_all(&mut self, lines: &[&str]) -> String {
        lines.iter().map(|line| self.types(line)).last().unwrap_or_default()
    }
}

fn french() -> Listener {
    Listener::new(dinum(), Lang::Fr)
}

fn english() -> Listener {
    Listener::new(dinum(), Lang::En)
}

/// The text with ordinary spaces alone, for comparing with what is typed in a test.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// So many units right below one.
fn wide(children: usize) -> Org {
    let child = |i: usize| format!(r#",{{"id":"{i}","name":"Unit {i}","parent_id":"r"}}"#);
    let children: String = (1..=children).map(child).collect();
    org(&format!(r#"{{"format":"ramure/1","units":[{{"id":"r","name":"R"}}{children}]}}"#))
}

#[test]
fn the_opening_says_what_is_open_how_much_and_what_to_type() {
    assert_eq!(
        plain(&french().heard),
        "ramure, organisation DINUM, 27 unités\n\
         tapez un numéro pour ouvrir une unité, des mots pour chercher, aide pour savoir le reste\n\
         1 sur 6, Appui, conseil et expertise, département, niveau 1, 5 unités en dessous\n\
         2 sur 6, Incubateur de services numériques, ISN, département, niveau 1, 2 unités en dessous\n\
         3 sur 6, Etalab, département, niveau 1, 1 unité en dessous\n\
         4 sur 6, Infrastructures et services opérés, ISO, département, niveau 1, 1 unité en dessous\n\
         5 sur 6, Opérateur de produits interministériels, département, niveau 1, 3 unités en dessous\n\
         6 sur 6, RH de la filière numérique de l’État, département, niveau 1, 4 unités en dessous\n"
    );
    assert_eq!(french().linear.prompt(), "Choix\u{a0}: ");
}

#[test]
fn problems_are_said_at_once() {
    let faulty =
        r#"{"format":"ramure/1","units":[{"id":"a","name":"A"},{"id":"b","name":"","parent_id":"?"}]}"#;
    let heard = plain(&Listener::new(org(faulty), Lang::En).heard);
    assert!(heard.contains("\n2 problems in the data: “ramure check” tells them\n"), "{heard}");
}

#[test]
fn a_number_opens_a_unit_and_reads_what_is_below() {
    let answer = english().types_all(&["4", "1"]);
    assert_eq!(
        plain(&answer),
        "Réseau interministériel de l’État, RIE, réseau, unit 14 of 27, level 2, 4 units below\n\
         1 of 4, Réseau de collecte, composant, level 3, no unit below\n\
         2 of 4, Épine dorsale, composant, level 3, no unit below\n\
         3 of 4, Plateforme d’accès à Internet, PFAI, composant, level 3, no unit below\n\
         4 of 4, Plateforme de services, PFS, composant, level 3, no unit below\n"
    );
}

#[test]
fn a_unit_with_nothing_below_leaves_the_list_as_it_is() {
    let mut listener = french();
    let first = listener.types_all(&["4", "1", "1"]);
    assert_eq!(
        plain(&first),
        "Réseau de collecte, composant, unité 15 sur 27, niveau 3, aucune unité en dessous\n"
    );
    assert!(listener.types("2").starts_with("Épine dorsale, "));
}

#[test]
fn words_search_and_the_best_is_first_and_chosen() {
    let mut listener = french();
    let answer = plain(&listener.types("renater"));
    assert_eq!(
        answer,
        "2 résultats pour « renater », le meilleur d’abord, vous êtes sur le premier\n\
         1 sur 2, Plateforme de services, PFS, composant, niveau 3, aucune unité en dessous, dans Réseau interministériel de l’État\n\
         2 sur 2, Réseau interministériel de l’État, RIE, réseau, niveau 2, 4 unités en dessous, dans Infrastructures et services opérés\n"
    );
    assert!(listener.types("fiche").starts_with("Plateforme de services, PFS, "));
}

#[test]
fn one_match_is_a_list_too() {
    let answer = plain(&english().types("tnt"));
    assert_eq!(
        answer,
        "1 match for “tnt”, you are on it\n\
         1 of 1, Programme TNT, TNT, programme, level 2, no unit below, in Appui, conseil et expertise\n"
    );
}

#[test]
fn filters_alone_do_not_claim_an_order_of_quality() {
    assert!(plain(&english().types("kind:pôle")).starts_with("6 matches for “kind:pôle”, in reading order"));
}

#[test]
fn nothing_found_says_so_and_offers_the_nearest_as_number_one() {
    let mut listener = french();
    let answer = plain(&listener.types("etalabxxyy"));
    assert!(answer.starts_with("aucune unité ne correspond à « etalabxxyy » ; Etalab ?\n1 sur 1, Etalab, "));
    assert!(listener.types("1").starts_with("Etalab, "));
    assert_eq!(plain(&listener.types("zzzzzz")), "aucune unité ne correspond à « zzzzzz »\n");
    assert!(listener.types("où").starts_with("Etalab, "), "one stays where one was");
}

#[test]
fn a_slash_searches_what_would_be_a_command_and_alone_reads_the_results_again() {
    let mut listener = english();
    assert_eq!(listener.types("/"), "nothing found before: type words\n");
    let found = listener.types("/ 2");
    assert!(plain(&found).contains(" for “2”"), "{found}");
    let again = listener.types_all(&["1", "p", "/"]);
    assert!(found.ends_with(&again) && again.starts_with("1 of "), "{again}");
}

#[test]
fn the_way_back_is_the_browser_s() {
    let mut listener = english();
    listener.types("collecte");
    assert!(listener.types("r 1").starts_with("Épine dorsale, "));
    assert!(listener.types("b").starts_with("Réseau de collecte, "));
    assert!(listener.types("ahead").starts_with("Épine dorsale, "));
    assert_eq!(listener.types("a"), "nothing visited after\n");
    assert!(listener.types_all(&["b", "back"]).starts_with("DINUM, "), "where the search started");
    assert_eq!(listener.types("b"), "nothing visited before\n");
}

#[test]
fn a_second_search_starts_where_the_first_led() {
    let mut listener = english();
    listener.types_all(&["tnt", "pfs"]);
    assert!(listener.types("b").starts_with("Programme TNT, "));
    assert!(listener.types("b").starts_with("DINUM, "));
}

#[test]
fn up_goes_to_the_unit_above_and_the_top_is_told() {
    let mut listener = french();
    assert!(listener.types_all(&["4", "p"]).starts_with("DINUM, direction, unité 1 sur 27, tout en haut, "));
    assert_eq!(listener.types("monter"), "DINUM est tout en haut\n");
}

#[test]
fn where_one_is_goes_from_the_nearest_up() {
    assert_eq!(
        french().types_all(&["pfs", "w"]),
        "Plateforme de services, PFS, composant, dans Réseau interministériel de l’État, \
         dans Infrastructures et services opérés, dans DINUM\n"
    );
}

#[test]
fn the_card_is_whole_and_each_line_says_what_it_is() {
    let card = plain(&english().types_all(&["tnt", "f"]));
    for line in [
        "Programme TNT, TNT, programme, unit 7 of 27, level 2, no unit below",
        "Place: in Appui, conseil et expertise, in DINUM",
        "Contact, Programme TNT: tnt.dinum@modernisation.gouv.fr",
        "Fact 2 of 3, Priorités: 3",
        "Relation 1 of 2: copilotage, Agence nationale de Cohésion des territoires",
        "Note: La page ne développe pas le sigle TNT.",
    ] {
        assert!(card.lines().any(|said| said == line), "{line:?} is not in\n{card}");
    }
}

#[test]
fn everything_on_every_card_is_heard() {
    let mut listener = french();
    let document: serde_json::Value = serde_json::from_str(DINUM).expect("JSON");
    for unit in document["units"].as_array().expect("units") {
        let id = unit["id"].as_str().expect("an id");
        let name = unit["name"].as_str().expect("a name");
        listener.types(&format!("/ in:{id} {name}"));
        let card = listener.types("f");
        assert!(card.starts_with(name), "{name}: {card}");
        for text in
            texts(&serde_json::json!([unit["abstract"], unit["missions"], unit["facts"], unit["notes"]]))
        {
            assert!(card.contains(&text), "{id}: {text}");
        }
    }
}

/// Every string in a value.
fn texts(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(values) => values.iter().flat_map(texts).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_cannot_be_done_is_said_in_one_sentence() {
    let mut listener = english();
    let cases = [
        ("0", "no number 0: the list goes from 1 to 6\n"),
        ("7", "no number 7: the list goes from 1 to 6\n"),
        ("r 1", "no relation 1\n"),
        ("r 0", "no relation 0\n"),
        ("r", "no relation on this card\n"),
        ("c", "no contact on this card\n"),
        ("b", "nothing visited before\n"),
        ("", "end of the list, 6 units\n"),
        ("-", "beginning of the list, 6 units\n"),
    ];
    for (line, said) in cases {
        assert_eq!(plain(&listener.types(line)), said, "{line:?}");
    }
    let outside = "Agence nationale de Cohésion des territoires is outside this organisation\n";
    assert_eq!(listener.types_all(&["tnt", "r 1"]), outside);
    assert_eq!(listener.types("2"), "no number 2: the list has 1 only\n");
    assert_eq!(listener.types(&"x".repeat(401)), "this line is too long: 400 characters at most\n");
    let mut alone = Listener::new(org(r#"{"format":"ramure/1","units":[{"id":"a","name":"A"}]}"#), Lang::En);
    assert!(alone.heard.ends_with("\nthe list is empty\n"));
    assert_eq!(alone.types("1"), "no number 1: the list is empty\n");
}

#[test]
fn a_long_list_is_read_by_pages_and_any_number_opens() {
    let mut listener = Listener::new(wide(1_800), Lang::En);
    let last = |answer: &str| plain(answer).lines().last().map(str::to_string).unwrap_or_default();
    assert_eq!(last(&listener.heard), "read up to 20 of 1,800, an empty line reads on");
    let second = listener.types("");
    assert_eq!(
        (second.lines().count(), last(&second).as_str()),
        (21, "read up to 40 of 1,800, an empty line reads on")
    );
    assert!(second.starts_with("21 of 1,800, Unit 21, "));
    assert!(listener.types("l").starts_with("21 of 1,800, "));
    assert!(listener.types("-").starts_with("1 of 1,800, "));
    assert_eq!(last(&listener.types("last")), "1,800 of 1,800, Unit 1800, level 1, no unit below");
    assert_eq!(plain(&listener.types("n")), "end of the list, 1,800 units\n");
    assert!(listener.types("1234").starts_with("Unit 1234, unit 1,235 of 1,801, "));
    assert!(listener.types("g").starts_with("1 of 1,800, "));
}

#[test]
fn a_chain_of_a_hundred_thousand_units_has_a_short_path() {
    let unit = |i: usize| match i {
        0 => r#"{"id":"0","name":"n0"}"#.to_string(),
        i => format!(r#"{{"id":"{i}","name":"n{i}","parent_id":"{}"}}"#, i - 1),
    };
    let units: Vec<String> = (0..100_000).map(unit).collect();
    let units = format!(r#"{{"format":"ramure/1","units":[{}]}}"#, units.join(","));
    let mut listener = Listener::new(org(&units), Lang::En);
    let path = listener.types_all(&["n99999", "w"]);
    assert!(path.starts_with("n99999, in n99998, in n99997, ") && path.len() < 400, "{path}");
    assert!(path.ends_with(", 99,979 units below n0\n"), "{path}");
    assert!(listener.types("f").len() < 1_000);
}

#[test]
fn the_help_names_every_command_in_both_languages() {
    let (fr, en) = (french().types("aide"), english().types("?"));
    assert_eq!((fr.lines().count(), en.lines().count()), (20, 20));
    assert!(plain(&fr).contains("p ou monter : aller à l’unité au-dessus\n"), "{fr}");
    assert!(en.contains("an empty line, n or next: read on in the list\n"), "{en}");
    assert_eq!(french().types("HELP"), fr, "whatever the language");
}

#[test]
fn quitting_is_one_word() {
    for word in ["q", "quit", " Quitter "] {
        assert_eq!(french().linear.answer(word), Answer::Quit);
    }
}

/// What no voice and no braille display should be given: escapes, controls, signs that draw,
/// and blanks that align.
fn disturbs(line: &str) -> bool {
    let signs = |c: char| c.is_control() || ('\u{2190}'..='\u{2bff}').contains(&c) || "›·•▏".contains(c);
    let blanks =
        || line.chars().zip(line.chars().skip(1)).any(|(a, b)| a.is_whitespace() && b.is_whitespace());
    line.is_empty() || line.contains(signs) || blanks() || line.trim() != line
}

#[test]
fn every_line_of_a_long_session_can_be_read_aloud() {
    let lines = [
        "1",
        "5",
        "f",
        "r",
        "r 1",
        "",
        "n",
        "-",
        "g",
        "fin",
        "l",
        "p",
        "b",
        "a",
        "w",
        "?",
        "rie",
        "3",
        "c",
        "/",
        "beta",
        "f",
        "r 1",
        "zzzz",
        "etalabxx",
        "1",
        "kind:pôle",
        "2",
        "42",
        "  deux   mots  ",
        "\u{1b}[A",
        "ou",
        "b",
        "b",
        "b",
        "b",
        "/ 14",
        "1",
        "f",
        "dinum",
        "f",
    ];
    for mut listener in [french(), english()] {
        listener.types_all(&lines);
        for line in listener.heard.lines() {
            assert!(!disturbs(line), "{line:?}");
        }
    }
}

#[test]
fn hostile_data_is_heard_harmless() {
    let bad = "\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\u{200b}a  b\r\nc";
    let unit = serde_json::json!({"id": "a", "name": bad, "acronym": bad, "classification": bad,
        "other_names": [bad], "abstract": bad, "missions": [bad], "notes": [bad],
        "facts": [{"label": bad, "value": bad}], "contact_details": [{"type": bad, "value": bad}],
        "links": [{"label": bad, "url": bad}], "relations": [{"type": bad, "name": bad}]});
    let text = serde_json::json!({"format": "ramure/1", "name": bad, "units": [unit]});
    let mut listener = Listener::new(org(&text.to_string()), Lang::En);
    listener.types_all(&["f", "r", "r 1", "c", "w", bad, "a b", "p"]);
    assert!(listener.heard.lines().all(|line| !disturbs(line)), "{:?}", listener.heard);
}

proptest! {
    #[test]
    fn any_line_has_an_answer(lines in prop::collection::vec(".{0,12}|[0-9]{1,3}|r [0-9]|[/npbaflgw-]| ?[a-f]{1,3}", 0..40)) {
        let mut listener = english();
        for line in lines {
            let Answer::Said(answer) = listener.linear.answer(&line) else { break };
            prop_assert!(answer.ends_with('\n') && answer.lines().all(|line| !line.is_empty()));
        }
    }
}

/// What the program says to typed bytes.
fn told(words: &[&str], typed: &[u8]) -> Output {
    let mut command = ramure();
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    child.stdin.take().expect("piped").write_all(typed).expect("written");
    child.wait_with_output().expect("ends")
}

#[test]
fn the_program_reads_lines_and_ends_with_its_input() {
    let output = told(&["--linear", "--lang", "fr"], b"3\nb");
    let said = plain(&out(&output));
    assert!(said.contains("\nChoix : Etalab, département, unité 11 sur 27, "), "{said}");
    assert!(said.contains("\nChoix : DINUM, direction, ") && said.ends_with("\nChoix : \n"), "{said}");
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
}

#[test]
fn a_query_on_the_command_line_comes_first() {
    let said = out(&told(&["--linear", "tnt"], b"c\nq\n"));
    assert!(plain(&said).lines().nth(2) == Some("1 match for “tnt”, you are on it"), "{said}");
    assert!(
        said.ends_with("Choice: Contact, Programme TNT: tnt.dinum@modernisation.gouv.fr\nChoice: "),
        "{said}"
    );
}

#[test]
fn lines_that_are_no_text_or_have_no_end_are_survived() {
    let mut typed = vec![b'x'; 1 << 20];
    typed.extend(b"\n\xff\xfe\x00\x1b[2J\n3\n");
    let said = out(&told(&["--linear"], &typed));
    assert!(said.contains("too long") && said.contains("Choice: Etalab, "), "{said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\0'));
}

#[test]
fn only_a_flag_makes_a_pipe_linear() {
    for (name, value) in [("ACCESSIBLE", "1"), ("RAMURE_LINEAR", "1"), ("TERM", "dumb")] {
        let output = ramure().env(name, value).output().expect("runs");
        assert_eq!(out(&output), out(&run(&["tree"])), "{name}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut command = ramure();
    command.arg("--linear").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
}

#[test]
fn data_on_standard_input_leave_no_lines_without_a_terminal() {
    let data = file(DINUM.as_bytes());
    let mut command = std::process::Command::new("setsid");
    let stdin = std::fs::File::open(data.path()).expect("a file");
    let program = env!("CARGO_BIN_EXE_ramure");
    let output =
        command.args(["-w", program, "--linear", "--data", "-"]).env("LANG", "C").stdin(stdin).output();
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(err(&output).contains("no terminal to read keys from"), "{}", err(&output));
}

#[test]
fn a_reader_who_types_nothing_is_let_go() {
    let mut command = ramure();
    command.args(["--linear", "--lang", "en", "--idle", "1"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let held_open = child.stdin.take();
    let output = child.wait_with_output().expect("an end");
    drop(held_open);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(err(&output), "ramure: closed after 1\u{a0}second without a key\n");
}
