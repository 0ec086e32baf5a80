//! The output of `tree --format`, read by independent readers: crates for CSV, XML, vCard and JSON,
//! and Graphviz. The names hold the syntax of every format.

use std::collections::HashSet;
use std::io::Write;
use std::process::{Command, Stdio};

use ramure::export::{ExportFormat, Subtree, write};
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use ramure::text::Formulas;
use roxmltree::{Document, Node};
use serde_json::{Value, json};

use crate::support::{dinum, org, run, run_in_valombre, stderr, stdout, valombre};

/// Names that hold delimiters, escapes or commands of one of the formats.
const NAMES: [&str; 22] = [
    "\"quoted\" and 'quoted'",
    "comma, semicolon; pipe | tab",
    "]] --> b[\"x\"]; %%{init: {}}%%",
    "-->",
    "<script>alert(1)</script> & &lt; &amp;",
    "]]> <![CDATA[ <!-- -->",
    "back\\slash \\N \\n \\\" end\\",
    "{record|fields} <port>",
    "- item * star _low_ `code` # title",
    "1. [link](javascript:x) ![i](y)",
    "=HYPERLINK(\"http://x\")",
    "new\nline and\r\nreturn",
    "👩‍👩‍👧 🏛️ é e\u{301} 漢字",
    "\u{202e}bidi\u{200b}",
    "\u{fffe}\u{ffff}",
    "END:VCARD",
    "end subgraph graph",
    "#35; %41 %",
    "  blanks around  ",
    "\u{a0}",
    "A single word of a length that no line can hold: Anticonstitutionnellementanticonstitutionnellement",
    "LE TRÈS GRAND SERVICE DES MAJUSCULES DE LA RÉPUBLIQUE ET DE SES TERRITOIRES LES PLUS ÉLOIGNÉS, ET ENCORE AU-DELÀ DE CEUX-CI, JUSQU’AUX CONFINS DU MONDE CONNU, PUIS INCONNU",
];

/// A binary tree of units; each has its name in every field.
pub fn hostile() -> Org {
    let unit = |(i, name): (usize, &&str)| {
        let parent =
            (i > 0).then(|| format!("{}/{}", i.saturating_sub(2) / 2, NAMES[i.saturating_sub(2) / 2]));
        json!({"id": format!("{i}/{name}"), "parent_id": parent, "name": name, "acronym": name, "classification": name,
            "other_names": [name], "abstract": name, "missions": [name, name], "notes": [name],
            "facts": [{"label": name, "value": name}], "links": [{"label": name, "url": name}],
            "contact_details": [{"type": "email", "value": name}, {"type": "voice", "value": name},
                {"type": "address", "value": name}, {"type": name, "value": name, "label": name}],
            "relations": [{"type": name, "name": name}, {"type": name, "unit_id": format!("{i}/{name}")}]})
    };
    let units: Vec<Value> = NAMES.iter().enumerate().map(unit).collect();
    org(&json!({"format": "ramure/1", "name": NAMES[0], "lang": "fr", "units": units,
        "source": {"label": NAMES[4], "url": NAMES[4]}})
    .to_string())
}

pub fn export_in(subtree: &Subtree, format: ExportFormat, lang: Lang) -> String {
    let mut bytes = Vec::new();
    write(subtree, format, false, lang, &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

fn export_subtree(subtree: &Subtree, format: ExportFormat) -> String {
    export_in(subtree, format, Lang::En)
}

fn export(org: &Org, format: ExportFormat) -> String {
    export_subtree(&Subtree::whole(org), format)
}

fn names(org: &Org) -> Vec<String> {
    org.units().map(|unit| org.name(unit).to_string()).collect()
}

#[test]
fn a_csv_reader_finds_every_unit_below_its_parent() {
    for org in [dinum(), valombre(), hostile()] {
        let text = export(&org, ExportFormat::Csv(Formulas::AsTheyAre));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().expect("a header").iter().map(String::from).collect();
        assert_eq!(header[..6], ["id", "parent_id", "classification", "name", "acronym", "other_names"]);
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), org.len());
        for (unit, row) in org.units().zip(&rows) {
            let parent = org.parent(unit).map_or(String::new(), |parent| org.id(parent).to_string());
            assert_eq!((&row[0], &row[1], &row[3]), (&*org.id(unit), &*parent, &*org.name(unit)));
            assert_eq!(row[7].lines().count(), org.unit(unit).missions.len());
        }
        assert!(text.ends_with("\r\n") && rows.iter().all(|row| row.len() == header.len()));
    }
}

/// The cells of a table as a spreadsheet that takes this separator finds them.
fn cells(table: &str, separator: u8) -> Vec<String> {
    let mut builder = csv::ReaderBuilder::new();
    let rows = builder.has_headers(false).flexible(true).delimiter(separator).from_reader(table.as_bytes());
    let rows = rows.into_records().map(|row| row.expect("a row"));
    rows.flat_map(|row| row.iter().map(String::from).collect::<Vec<_>>()).collect()
}

#[test]
fn a_safe_table_has_no_formula_whatever_a_spreadsheet_takes_for_a_separator() {
    let hostile_names = [
        "=1+1", "+33 1", "-1", "@SUM(A1)", " =1", "\"=1\"", "a;=1", "a\t=1", "a\n=1", "'=1", "''=1", "＝1",
        "a'=1",
    ];
    let units = hostile_names.map(|name| {
        json!({"id": name, "name": name, "acronym": name, "abstract": name, "missions": ["x", name], "notes": [name],
            "contact_details": [{"value": name}], "links": [{"url": name}]})
    });
    let org = org(&json!({"format": "ramure/1", "units": units}).to_string());
    let table = |formulas| export(&org, ExportFormat::Csv(formulas));
    let is_formula = |cell: &String| {
        let start = cell.trim_start_matches(|c: char| c == '"' || c.is_whitespace()).chars().next();
        start.is_some_and(|c| "=+-@＝".contains(c))
    };
    let formulas = |text: &str| {
        b",;\t|".map(|separator| cells(text, separator).iter().filter(|c| is_formula(c)).count())
    };
    let (safe, plain) = (table(Formulas::AsText), table(Formulas::AsTheyAre));
    assert_eq!(formulas(&safe), [0; 4], "{safe}");
    assert!(formulas(&plain).iter().all(|&count| count > 0), "{plain}");
    assert!(plain.contains("\r\n=1+1,"), "a plain table is as it was: {plain}");
    for text in [safe, plain] {
        let again = crate::support::org(&text);
        assert_eq!(names(&again), names(&org), "{text}");
        let unit = |org: &Org| serde_json::to_string(&org.unit(UnitId::at(11))).expect("JSON");
        assert_eq!(unit(&again), unit(&org));
    }
}

fn texts<'a>(drawing: &'a Document, name: &str) -> Vec<&'a str> {
    let nodes = drawing.descendants().filter(|node| node.has_tag_name(name));
    nodes.filter_map(|node| node.text()).collect()
}

#[test]
fn an_xml_reader_finds_every_unit_on_the_drawing() {
    for org in [dinum(), valombre(), hostile()] {
        let text = export(&org, ExportFormat::Svg);
        let drawing = Document::parse(&text).expect("XML");
        let titles = texts(&drawing, "title");
        let expected = |name: &str| name.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
        assert_eq!(titles.len(), org.len() + 1);
        for (title, name) in titles[1..].iter().zip(names(&org)) {
            assert!(title.starts_with(&expected(&name)), "{title} {name}");
        }
        assert!(texts(&drawing, "desc")[0].contains("units on"));
        let is_active = |node: &Node| {
            let element = node.tag_name().name();
            let is_active_attribute =
                |name: &str| name.starts_with("on") || name == "href" || name == "style";
            ["script", "a", "image", "use", "style"].contains(&element)
                || node.attributes().any(|a| is_active_attribute(a.name()))
        };
        assert!(!drawing.descendants().any(|node| is_active(&node)), "an active element");
    }
}

#[test]
fn a_drawing_has_a_title_in_the_language() {
    let french = stdout(&run_in_valombre(&["tree", "--format", "svg", "--lang", "fr"]));
    assert!(french.contains(">Organigramme\u{a0}: Ville de Valombre</title>"));
    assert!(french.contains(">12\u{a0}unités sur 4\u{a0}niveaux.</desc>"));
    let english = stdout(&run_in_valombre(&["tree", "num", "--format", "svg"]));
    assert!(english.contains("Organisation chart: Direction du numérique"));
}

#[test]
fn a_vcard_reader_accepts_every_card() {
    for org in [dinum(), valombre(), hostile()] {
        let text = export(&org, ExportFormat::VCard);
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let cards = vcard4::parse(&text).expect("vCards");
        assert_eq!(cards.len(), org.len());
        for (unit, card) in org.units().zip(&cards) {
            assert_eq!(card.formatted_name[0].value, *org.name(unit));
            let kind = card.kind.as_ref().map(|kind| kind.value.to_string());
            assert_eq!(kind.as_deref(), Some("org"));
            // The vCard crate splits at escaped semicolons too.
            let org_path = card.org[0].value.join(";");
            assert!(org_path.ends_with(&*org.name(unit)), "{org_path}");
            assert!(card.validate().is_ok());
        }
    }
}

#[test]
fn deep_units_with_equal_names_keep_their_parents_in_cards() {
    let unit = |i: usize, parent: usize| {
        let name = if i.is_multiple_of(2) { "Quay" } else { "Pier" };
        format!(",{{\"id\":\"u{i}\",\"name\":\"{name}\",\"parent_id\":\"u{parent}\"}}")
    };
    let chain: String = (1..16).map(|i| unit(i, i - 1)).collect();
    let units = format!("{{\"id\":\"u0\",\"name\":\"Port\"}}{chain}{}{}", unit(16, 11), unit(17, 9));
    let written = org(&format!("{{\"format\":\"ramure/1\",\"units\":[{units}]}}"));
    let read = org(&export(&written, ExportFormat::VCard));
    let parents = |org: &Org| {
        let parent = |unit| (org.id(unit), org.parent(unit).map(|parent| org.id(parent)));
        org.units().map(parent).collect::<Vec<_>>()
    };
    assert_eq!(parents(&read), parents(&written));
    assert!(read.diagnostics().is_empty());
}

#[test]
fn a_card_holds_the_contacts() {
    let card = stdout(&run_in_valombre(&["tree", "plm", "--format", "vcard"]));
    assert!(card.contains("\r\nEMAIL:plm@valombre.example\r\n"), "{card}");
    assert!(card.contains("\r\nORG:Ville de Valombre;Éducation\\, jeunesse et sports;Programme PLM\r\n"));
}

#[test]
fn linked_data_names_every_unit_once_and_its_parent() {
    for org in [dinum(), valombre(), hostile()] {
        let graph: Value = serde_json::from_str(&export(&org, ExportFormat::JsonLd)).expect("JSON");
        assert_eq!(graph["@context"]["org"], "http://www.w3.org/ns/org#");
        let nodes = graph["@graph"].as_array().expect("nodes");
        let ids: HashSet<&str> = nodes.iter().filter_map(|node| node["@id"].as_str()).collect();
        assert_eq!((ids.len(), nodes.len()), (org.len(), org.len()));
        for (unit, node) in org.units().zip(nodes) {
            assert_eq!(
                (&node["skos:prefLabel"], &node["org:identifier"]),
                (&json!(org.name(unit)), &json!(org.id(unit)))
            );
            let parent = org.parent(unit).map(|parent| &nodes[parent.index()]["@id"]);
            assert_eq!(node["org:unitOf"].get("@id"), parent);
        }
        let is_iri =
            |id: &&str| id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte));
        assert!(ids.iter().all(is_iri));
    }
}

#[test]
fn markdown_and_mermaid_have_one_line_per_unit() {
    for org in [dinum(), valombre(), hostile()] {
        let list = export(&org, ExportFormat::Markdown);
        for (unit, line) in org.units().zip(list.lines()) {
            assert!(line.starts_with(&format!("{:indent$}- ", "", indent = org.depth(unit) * 2)), "{line}");
        }
        let chart = export(&org, ExportFormat::Mermaid);
        assert_eq!((list.lines().count(), chart.lines().count()), (org.len(), org.len() + 1));
        for line in chart.lines().skip(1) {
            let (before, label) = line.split_once("[\"").expect("a label");
            let label = label.strip_suffix("\"]").expect("an end");
            assert!(before.chars().all(|c| c.is_ascii_alphanumeric() || " ->".contains(c)), "{line}");
            assert!(!label.contains(['"', '[', ']', '<', '>', '&', '`', '{', '}', '%', '|', '\\']), "{line}");
        }
    }
}

#[test]
#[ignore = "needs graphviz"]
fn graphviz_draws_the_graph() {
    for org in [dinum(), valombre(), hostile()] {
        let text = export(&org, ExportFormat::Dot);
        let dot = Command::new("dot").arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut dot = dot.expect("graphviz");
        let mut stdin = dot.stdin.take().expect("piped");
        stdin.write_all(text.as_bytes()).expect("written");
        drop(stdin);
        let output = dot.wait_with_output().expect("ends");
        assert!(output.status.success());
        let drawn = stdout(&output);
        assert_eq!(drawn.matches("class=\"node\"").count(), org.len());
        assert_eq!(drawn.matches("class=\"edge\"").count(), org.len() - 1);
    }
}

#[test]
fn every_format_stops_at_the_depth() {
    let org = valombre();
    let top = org.find("num").expect("num");
    let part = |format| export_subtree(&Subtree::new(&org, top, 1), format);
    let table = part(ExportFormat::Csv(Formulas::AsTheyAre));
    assert!(
        table.contains(
            "
num,,"
        ) && table.contains(
            "
num-rsv,num,"
        ) && !table.contains(",num-rsv,")
    );
    assert_eq!(part(ExportFormat::Markdown).lines().count(), 2);
    assert_eq!(part(ExportFormat::Mermaid).lines().count(), 3);
    assert_eq!(part(ExportFormat::Dot).matches("label=").count(), 2);
    assert_eq!(part(ExportFormat::Html).matches("<bdi>").count(), 2);
    assert_eq!(part(ExportFormat::VCard).matches("BEGIN:VCARD").count(), 2);
    assert_eq!(part(ExportFormat::Svg).matches("<rect").count(), 3);
    let graph: Value = serde_json::from_str(&part(ExportFormat::JsonLd)).expect("JSON");
    assert_eq!(graph["@graph"].as_array().map(Vec::len), Some(2));
    assert_eq!(graph["@graph"][0].get("org:unitOf"), None);
}

#[test]
fn a_long_chain_is_written_in_every_format() {
    let unit = |i: usize| json!({"id": i.to_string(), "name": "é", "parent_id": i.checked_sub(1).map(|i| i.to_string())});
    let units: Vec<Value> = (0..8_000).map(unit).collect();
    let org = org(&json!({"format": "ramure/1", "units": units}).to_string());
    for (name, format) in ExportFormat::NAMES {
        let text = export(&org, format);
        assert!(text.len() < 5_000_000, "{name} takes {} bytes", text.len());
    }
    assert_eq!(org.depth(UnitId::at(7_999)), 7_999);
}

#[test]
fn an_unknown_format_is_refused_with_the_known_ones() {
    let output = run(&["tree", "--format", "pdf"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("text, json, csv, markdown, mermaid, dot, svg, html, vcard, jsonld"),
        "{}",
        stderr(&output)
    );
}
