//! Linear mode: typed lines in, lines of text out, for screen readers and Braille displays.

use std::io::Write;
use std::process::{Output, Stdio};

use proptest::prelude::*;
use ramure::lang::Lang;
use ramure::linear::{LinearBrowser, Response};
use ramure::org::Org;

use crate::support::{
    DINUM, VALOMBRE_PATH, answer_text, dinum, file, org, ramure, run, run_on, stderr, stdout, valombre,
};

/// A session in linear mode.
struct Dialogue {
    linear: LinearBrowser,
    /// Everything printed so far, without the prompts.
    printed: String,
}

impl Dialogue {
    fn new(org: Org, lang: Lang) -> Self {
        let mut linear = LinearBrowser::new(org, lang);
        let printed = linear.open("");
        Self { linear, printed }
    }

    /// Types a line and returns the answer.
    fn send(&mut self, line: &str) -> String {
        let answer = answer_text(self.linear.execute(line));
        self.printed += &answer;
        answer
    }

    /// Types lines, and returns the answer to the last.
    fn send_all(&mut self, lines: &[&str]) -> String {
        lines.iter().map(|line| self.send(line)).last().unwrap_or_default()
    }
}

fn french() -> Dialogue {
    Dialogue::new(valombre(), Lang::Fr)
}

fn english() -> Dialogue {
    Dialogue::new(valombre(), Lang::En)
}

/// The text with ordinary spaces in place of no-break spaces.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A root with so many children.
fn wide(children: usize) -> Org {
    let child = |i: usize| format!(r#",{{"id":"{i}","name":"Unit {i}","parent_id":"r"}}"#);
    let children: String = (1..=children).map(child).collect();
    org(&format!(r#"{{"format":"ramure/1","units":[{{"id":"r","name":"R"}}{children}]}}"#))
}

#[test]
fn the_opening_has_the_name_the_size_instructions_and_the_first_list() {
    assert_eq!(
        plain(&french().printed),
        "ramure, organisation Valombre, 12 unités\n\
         tapez un numéro pour ouvrir une unité, des mots pour chercher, aide pour en savoir plus\n\
         1 sur 4, Services techniques, direction, niveau 1, 2 unités en dessous\n\
         2 sur 4, Éducation, jeunesse et sports, direction, niveau 1, 1 unité en dessous\n\
         3 sur 4, Direction du numérique, DNUM, direction, niveau 1, 4 unités en dessous\n\
         4 sur 4, Cabinet et communication, mission, niveau 1, aucune unité en dessous\n"
    );
    assert_eq!(french().linear.prompt(), "Choix\u{a0}: ");
}

#[test]
fn problems_are_counted_in_the_opening() {
    let faulty =
        r#"{"format":"ramure/1","units":[{"id":"a","name":"A"},{"id":"b","name":"","parent_id":"?"}]}"#;
    let printed = plain(&Dialogue::new(org(faulty), Lang::En).printed);
    assert!(printed.contains("\n2 problems in the data: see “ramure check”\n"), "{printed}");
    let mut linear = LinearBrowser::new(org(faulty), Lang::En);
    linear.set_check_commands(Vec::new());
    assert!(plain(&linear.open("")).contains("\n2 problems in the data\n"));
    let faulty = file(faulty.as_bytes());
    let command = format!("see “ramure check {}”\n", faulty.path().display());
    let opening = stdout(&run_on(faulty.path(), &["--linear"]));
    assert!(opening.contains(&format!("\n2\u{a0}problems in the data: {command}")), "{opening}");
}

#[test]
fn a_number_opens_a_unit_and_reads_its_children() {
    let answer = english().send_all(&["3", "1"]);
    assert_eq!(
        plain(&answer),
        "Réseau des sites de la ville, RSV, réseau, unit 8 of 12, level 2, 3 units below\n\
         1 of 3, Cœur de réseau, composant, level 3, no unit below\n\
         2 of 3, Accès à Internet, AAI, composant, level 3, no unit below\n\
         3 of 3, Réseau des bibliothèques, des médiathèques, des ludothèques et des équipements de quartier, \
         RBM, composant, level 3, no unit below\n"
    );
}

#[test]
fn a_unit_without_children_keeps_the_list() {
    let mut dialogue = french();
    let first = dialogue.send_all(&["3", "1", "1"]);
    assert_eq!(
        plain(&first),
        "Cœur de réseau, composant, unité 9 sur 12, niveau 3, aucune unité en dessous\n"
    );
    assert!(dialogue.send("2").starts_with("Accès à Internet, "));
}

#[test]
fn words_search_and_select_the_best_match() {
    let mut dialogue = french();
    let answer = plain(&dialogue.send("ariane"));
    assert_eq!(
        answer,
        "2 résultats pour « ariane », le meilleur d’abord, vous êtes sur le premier\n\
         1 sur 2, Réseau des sites de la ville, RSV, réseau, niveau 2, 3 unités en dessous, dans Direction du numérique, \
         trouvé dans « …les écoles, les bibliothèques et les bureaux, et les ouvre au réseau Ariane. »\n\
         2 sur 2, Réseau des bibliothèques, des médiathèques, des ludothèques et des équipements de quartier, RBM, \
         composant, niveau 3, aucune unité en dessous, dans Réseau des sites de la ville, \
         trouvé dans « interconnexion: Ariane (bibliothèques du département) »\n"
    );
    assert!(dialogue.send("fiche").starts_with("Réseau des sites de la ville, RSV, "));
}

#[test]
fn weaker_results_are_counted_and_read_when_asked_for() {
    let mut dialogue = english();
    assert!(
        dialogue
            .send("acc")
            .starts_with("1\u{a0}match for “acc”, you are on it, 2\u{a0}weaker, + reads them too\n1 of 1")
    );
    let all = dialogue.send("+");
    assert!(all.starts_with("1 of 3, Accès à Internet"), "{all}");
    assert_eq!((all.lines().count(), dialogue.send("weaker")), (3, "no weaker results\n".to_string()));
    assert_eq!(french().send("faibles"), "pas de résultats plus faibles\n");
}

#[test]
fn one_match_is_a_list_too() {
    let answer = plain(&english().send("plm"));
    assert_eq!(
        answer,
        "1 match for “plm”, you are on it\n\
         1 of 1, Programme PLM, PLM, programme, level 2, no unit below, in Éducation, jeunesse et sports\n"
    );
}

#[test]
fn filters_alone_are_in_reading_order() {
    assert!(plain(&english().send("kind:pôle")).starts_with("2 matches for “kind:pôle”, in reading order"));
}

#[test]
fn a_filter_without_a_known_value_lists_those_that_there_are() {
    let mut dialogue = english();
    assert!(
        plain(&dialogue.send("kind:")).starts_with("Choose one:\nkind:direction, 3 units\nkind:composant, 3")
    );
    assert_eq!(
        plain(&dialogue.send("has:emial")),
        "No such value. Nearest:\nhas:email, 1 unit\nhas:link, 1 unit\nhas:phone, 1 unit\nhas:contact, 2 units\n"
    );
    assert_eq!(plain(&dialogue.send("knd:mission")), "Did you mean:\nkind:mission\n");
    let within = plain(&french().send("réseau !dans:"));
    assert!(within.starts_with("6 résultats"), "{within}");
    let within = plain(&french().send("dans:"));
    assert!(within.starts_with("Au choix :\ndans:\"Services techniques\", 3 unités\n"), "{within}");
    assert!(within.ends_with("dans:RSV, Réseau des sites de la ville, 4 unités\n"), "{within}");
}

#[test]
fn without_a_match_the_suggestion_is_number_one() {
    let mut dialogue = french();
    let answer = plain(&dialogue.send("cabinetxxyy"));
    assert!(answer.starts_with("aucune unité ne correspond à « cabinetxxyy » ; vouliez-vous dire « Cabinet et communication » ?\n1 sur 1, Cabinet et communication, "));
    assert!(dialogue.send("1").starts_with("Cabinet et communication, "));
    assert_eq!(plain(&dialogue.send("zzzzzz")), "aucune unité ne correspond à « zzzzzz »\n");
    assert!(dialogue.send("où").starts_with("Cabinet et communication, "), "the unit stays selected");
}

#[test]
fn a_slash_forces_a_search_and_alone_reads_the_results_again() {
    let mut dialogue = english();
    assert_eq!(dialogue.send("/"), "no search yet: type words\n");
    let found = dialogue.send("/ 2");
    assert!(plain(&found).contains(" for “2”"), "{found}");
    let again = dialogue.send_all(&["1", "p", "/"]);
    assert!(found.ends_with(&again) && again.starts_with("1 of "), "{again}");
}

#[test]
fn back_and_forward_work_as_in_the_browser() {
    let mut dialogue = english();
    dialogue.send("coeur");
    assert!(dialogue.send("r 1").starts_with("Accès à Internet, "));
    assert!(dialogue.send("b").starts_with("Cœur de réseau, "));
    assert!(dialogue.send("ahead").starts_with("Accès à Internet, "));
    assert_eq!(dialogue.send("a"), "no unit visited after\n");
    assert!(dialogue.send_all(&["b", "back"]).starts_with("Ville de Valombre, "), "where the search started");
    assert_eq!(dialogue.send("b"), "no unit visited before\n");
}

#[test]
fn back_after_two_searches_goes_to_the_first_result() {
    let mut dialogue = english();
    dialogue.send_all(&["plm", "rsv"]);
    assert!(dialogue.send("b").starts_with("Programme PLM, "));
    assert!(dialogue.send("b").starts_with("Ville de Valombre, "));
}

#[test]
fn up_goes_to_the_parent_and_stops_at_the_root() {
    let mut dialogue = french();
    assert!(
        dialogue
            .send_all(&["3", "p"])
            .starts_with("Ville de Valombre, VDV, commune, unité 1 sur 12, tout en haut, ")
    );
    assert_eq!(dialogue.send("monter"), "Ville de Valombre est tout en haut\n");
}

#[test]
fn where_lists_the_parents_from_the_nearest() {
    assert_eq!(
        french().send_all(&["aai", "w"]),
        "Accès à Internet, AAI, composant, dans Réseau des sites de la ville, \
         dans Direction du numérique, dans Ville de Valombre\n"
    );
}

#[test]
fn each_line_of_the_card_starts_with_its_kind() {
    let card = plain(&english().send_all(&["plm", "f"]));
    for line in [
        "Programme PLM, PLM, programme, unit 6 of 12, level 2, no unit below",
        "Location: in Éducation, jeunesse et sports, in Ville de Valombre",
        "Contact, Programme PLM: plm@valombre.example",
        "Fact 2 of 3, Écoles: 9",
        "Relation: Réseau des bibliothèques, des médiathèques, des ludothèques et des équipements de quartier, albums prêtés par",
        "Relation outside the organisation: Agence des écoles rurales, copilotage",
        "Note: L’inspection académique suit ce programme.",
    ] {
        assert!(card.lines().any(|printed| printed == line), "{line:?} is not in\n{card}");
    }
}

#[test]
fn the_card_names_units_below_and_units_that_refer_to_this_one() {
    let card = plain(&french().send_all(&["aai", "f"]));
    assert!(card.contains("\nCitée par : Cœur de réseau, "), "{card}");
    let mut dialogue = Dialogue::new(wide(30), Lang::En);
    let card = plain(&dialogue.send("f"));
    assert!(card.contains("\nUnit below 20 of 30: Unit 20\nand 10 more\n"), "{card}");
}

#[test]
fn types_of_contacts_are_in_the_language_of_the_interface() {
    let contacts =
        r#"[{"type":"voice","value":"01 02"},{"type":"email","value":"a@b"},{"type":"guichet","value":"3"}]"#;
    let unit =
        format!(r#"{{"format":"ramure/1","units":[{{"id":"a","name":"A","contact_details":{contacts}}}]}}"#);
    let card = |lang| plain(&Dialogue::new(org(&unit), lang).send("f"));
    let french = card(Lang::Fr);
    assert!(french.contains(", téléphone : 01 02\n") && french.contains(", courriel : a@b\n"), "{french}");
    let english = card(Lang::En);
    assert!(english.contains(", phone: 01 02\n") && english.contains(", guichet: 3\n"), "{english}");
}

#[test]
fn every_text_of_every_card_is_printed() {
    let mut dialogue = Dialogue::new(dinum(), Lang::Fr);
    let document: serde_json::Value = serde_json::from_str(DINUM).expect("JSON");
    for unit in document["units"].as_array().expect("units") {
        let id = unit["id"].as_str().expect("an id");
        let name = unit["name"].as_str().expect("a name");
        dialogue.send(&format!("/ in:{id} {name}"));
        let card = dialogue.send("f");
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
fn an_impossible_command_is_answered_in_one_line() {
    let mut dialogue = english();
    let cases = [
        ("0", "no number 0: the list goes from 1 to 4\n"),
        ("7", "no number 7: the list goes from 1 to 4\n"),
        ("r 1", "no relation 1\n"),
        ("r 0", "no relation 0\n"),
        ("r", "no relation on this card\n"),
        ("c", "no contact on this card\n"),
        ("b", "no unit visited before\n"),
        ("", "end of the list, 4 units\n"),
        ("-", "beginning of the list, 4 units\n"),
    ];
    for (line, expected) in cases {
        assert_eq!(plain(&dialogue.send(line)), expected, "{line:?}");
    }
    assert_eq!(dialogue.send_all(&["plm", "r 2"]), "no relation 2\n");
    assert_eq!(dialogue.send("2"), "no number 2: the list has only number 1\n");
    assert_eq!(dialogue.send(&"x".repeat(401)), "this line is too long: 400 characters at most\n");
    let mut alone = Dialogue::new(org(r#"{"format":"ramure/1","units":[{"id":"a","name":"A"}]}"#), Lang::En);
    assert!(alone.printed.ends_with("\nthe list is empty\n"));
    assert_eq!(alone.send("1"), "no number 1: the list is empty\n");
}

#[test]
fn a_long_list_is_read_by_pages_and_any_number_opens() {
    let mut dialogue = Dialogue::new(wide(1_800), Lang::En);
    let last = |answer: &str| plain(answer).lines().last().map(str::to_string).unwrap_or_default();
    assert_eq!(last(&dialogue.printed), "read up to 20 of 1,800, an empty line continues");
    let second = dialogue.send("");
    assert_eq!(
        (second.lines().count(), last(&second).as_str()),
        (21, "read up to 40 of 1,800, an empty line continues")
    );
    assert!(second.starts_with("21 of 1,800, Unit 21, "));
    assert!(dialogue.send("l").starts_with("21 of 1,800, "));
    assert!(dialogue.send("-").starts_with("1 of 1,800, "));
    assert_eq!(last(&dialogue.send("last")), "1,800 of 1,800, Unit 1800, level 1, no unit below");
    assert_eq!(plain(&dialogue.send("n")), "end of the list, 1,800 units\n");
    assert!(dialogue.send("1234").starts_with("Unit 1234, unit 1,235 of 1,801, "));
    assert!(dialogue.send("g").starts_with("1 of 1,800, "));
}

#[test]
fn a_chain_of_a_hundred_thousand_units_has_a_short_path() {
    let unit = |i: usize| match i {
        0 => r#"{"id":"0","name":"n0"}"#.to_string(),
        i => format!(r#"{{"id":"{i}","name":"n{i}","parent_id":"{}"}}"#, i - 1),
    };
    let units: Vec<String> = (0..100_000).map(unit).collect();
    let units = format!(r#"{{"format":"ramure/1","units":[{}]}}"#, units.join(","));
    let mut dialogue = Dialogue::new(org(&units), Lang::En);
    let path = dialogue.send_all(&["n99999", "w"]);
    assert!(path.starts_with("n99999, in n99998, in n99997, ") && path.len() < 400, "{path}");
    assert!(path.ends_with(", 99,979 units below n0\n"), "{path}");
    assert!(dialogue.send("f").len() < 1_000);
}

#[test]
fn the_help_names_every_command_in_both_languages() {
    let (fr, en) = (french().send("aide"), english().send("?"));
    assert_eq!((fr.lines().count(), en.lines().count()), (21, 21));
    assert!(plain(&fr).contains("p ou monter : aller à l’unité parente\n"), "{fr}");
    assert!(en.contains("an empty line, n or next: read the next page of the list\n"), "{en}");
    assert_eq!(french().send("HELP"), fr, "whatever the language");
}

#[test]
fn quit_has_several_names() {
    for word in ["q", "quit", " Quitter "] {
        assert_eq!(french().linear.execute(word), Response::Quit);
    }
}

/// Whether a line holds what a screen reader or a Braille display should not be given: escapes,
/// control characters, box drawing and blanks for alignment.
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
        "3",
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
        "reseau",
        "3",
        "c",
        "/",
        "coeur",
        "f",
        "r 1",
        "zzzz",
        "cabinetxx",
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
        "valombre",
        "f",
    ];
    for mut dialogue in [french(), english()] {
        dialogue.send_all(&lines);
        for line in dialogue.printed.lines() {
            assert!(!disturbs(line), "{line:?}");
        }
    }
}

#[test]
fn hostile_data_is_printed_without_control_characters() {
    let bad = "\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\u{200b}a  b\r\nc";
    let unit = serde_json::json!({"id": "a", "name": bad, "acronym": bad, "classification": bad,
        "other_names": [bad], "abstract": bad, "missions": [bad], "notes": [bad],
        "facts": [{"label": bad, "value": bad}], "contact_details": [{"type": bad, "value": bad}],
        "links": [{"label": bad, "url": bad}], "relations": [{"type": bad, "name": bad}]});
    let text = serde_json::json!({"format": "ramure/1", "name": bad, "units": [unit]});
    let mut dialogue = Dialogue::new(org(&text.to_string()), Lang::En);
    dialogue.send_all(&["f", "r", "r 1", "c", "w", bad, "a b", "p"]);
    assert!(dialogue.printed.lines().all(|line| !disturbs(line)), "{:?}", dialogue.printed);
}

proptest! {
    #[test]
    fn any_line_has_an_answer(lines in prop::collection::vec(".{0,12}|[0-9]{1,3}|r [0-9]|[/npbaflgw-]| ?[a-f]{1,3}", 0..40)) {
        let mut dialogue = english();
        for line in lines {
            let Response::Output(answer) = dialogue.linear.execute(&line) else { break };
            prop_assert!(answer.ends_with('\n') && answer.lines().all(|line| !line.is_empty()));
        }
    }
}

/// Runs the program on Valombre with bytes on its standard input.
fn run_with_input(args: &[&str], input: &[u8]) -> Output {
    let mut command = ramure();
    command
        .args(["--data", VALOMBRE_PATH])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    child.stdin.take().expect("piped").write_all(input).expect("written");
    child.wait_with_output().expect("ends")
}

#[test]
fn the_program_reads_lines_and_ends_with_its_input() {
    let output = run_with_input(&["--linear", "--lang", "fr"], b"3\nb");
    let printed = plain(&stdout(&output));
    assert!(
        printed.contains("\nChoix : Direction du numérique, DNUM, direction, unité 7 sur 12, "),
        "{printed}"
    );
    assert!(
        printed.contains("\nChoix : Ville de Valombre, VDV, commune, ") && printed.ends_with("\nChoix : \n"),
        "{printed}"
    );
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn a_query_on_the_command_line_comes_first() {
    let printed = stdout(&run_with_input(&["--linear", "plm"], b"c\nq\n"));
    assert!(plain(&printed).lines().nth(2) == Some("1 match for “plm”, you are on it"), "{printed}");
    assert!(printed.ends_with("Choice: Contact, Programme PLM: plm@valombre.example\nChoice: "), "{printed}");
}

#[test]
fn an_overlong_line_is_refused_and_binary_input_is_harmless() {
    let mut typed = vec![b'x'; 1 << 20];
    typed.extend(b"\n\xff\xfe\x00\x1b[2J\n3\n");
    let printed = stdout(&run_with_input(&["--linear"], &typed));
    assert!(
        printed.contains("too long") && printed.contains("Choice: Direction du numérique, "),
        "{printed}"
    );
    assert!(!printed.contains('\u{1b}') && !printed.contains('\0'));
}

#[test]
fn only_a_flag_makes_a_pipe_linear() {
    for (name, value) in [("ACCESSIBLE", "1"), ("RAMURE_LINEAR", "1"), ("TERM", "dumb")] {
        let output = ramure().env(name, value).output().expect("runs");
        assert_eq!(stdout(&output), stdout(&run(&["tree"])), "{name}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut command = ramure();
    command.arg("--linear").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn data_on_standard_input_needs_a_terminal_for_commands() {
    let data = file(DINUM.as_bytes());
    let mut command = std::process::Command::new("setsid");
    let stdin = std::fs::File::open(data.path()).expect("a file");
    let program = env!("CARGO_BIN_EXE_ramure");
    let output =
        command.args(["-w", program, "--linear", "--data", "-"]).env("LANG", "C").stdin(stdin).output();
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("no terminal to read keys from"), "{}", stderr(&output));
}

#[test]
fn an_idle_session_is_closed() {
    let mut command = ramure();
    command.args(["--linear", "--lang", "en", "--idle", "1"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let held_open = child.stdin.take();
    let output = child.wait_with_output().expect("an end");
    drop(held_open);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "ramure: closed after 1\u{a0}second of inactivity\n");
}
