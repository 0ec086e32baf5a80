//! The page of `tree --format html`, read by an independent reader of XML. `.ci/html` opens it in a browser.

use std::collections::HashSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ramure::export::{ExportFormat, Subtree};
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::exports::{export_in, hostile};
use crate::support::{dinum, org, run_in_valombre, stdout, valombre};

/// The elements of a page.
const ELEMENTS: [&str; 31] = [
    "html", "head", "meta", "title", "style", "script", "body", "a", "header", "p", "h1", "h2", "bdi",
    "abbr", "main", "div", "details", "summary", "small", "em", "span", "i", "label", "input", "button",
    "ul", "li", "dl", "dt", "dd", "footer",
];
/// Their attributes: none runs a script or loads a file.
const ATTRIBUTES: [&str; 22] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "href",
    "id",
    "role",
    "hidden",
    "for",
    "type",
    "autocomplete",
    "spellcheck",
    "data-none",
    "data-one",
    "data-many",
    "data-level",
    "aria-labelledby",
    "tabindex",
    "data-type",
    "data-field",
];

fn page(org: &Org, lang: Lang) -> String {
    export_in(&Subtree::whole(org), ExportFormat::Html, lang)
}

/// The content of the first element of a name, as it is written.
fn content<'a>(page: &'a str, element: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<{element}>")).expect("the start of an element");
    rest.split_once(&format!("</{element}>")).expect("its end").0
}

/// The page without its style and script, which are not XML.
fn markup(page: &str) -> String {
    page.replace(content(page, "style"), "").replace(content(page, "script"), "")
}

fn parsed(markup: &str) -> Document<'_> {
    Document::parse_with_options(markup, ParsingOptions { allow_dtd: true, ..Default::default() })
        .expect("XML")
}

fn named<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.descendants().filter(move |node| node.has_tag_name(name))
}

fn text(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// What a unit is called in the page: that XML cannot represent two characters is not a fault.
fn expected(name: &str) -> String {
    name.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[test]
fn an_xml_reader_finds_every_unit_inside_its_parent() {
    for org in [dinum(), valombre(), hostile()] {
        let markup = markup(&page(&org, Lang::Fr));
        let document = parsed(&markup);
        let items: Vec<Node> =
            named(document.root_element(), "li").filter(|li| named(*li, "bdi").count() > 0).collect();
        assert_eq!(items.len(), org.len() - 1);
        for (unit, item) in org.units().skip(1).zip(items) {
            let name = named(item, "bdi").next().map(text);
            assert_eq!(name, Some(expected(&org.name(unit))));
            let above = item.ancestors().skip(1).find(|node| node.has_tag_name("li"));
            let above = above.and_then(|above| named(above, "bdi").next()).map(text);
            let parent = org.parent(unit).filter(|&parent| parent != UnitId::ROOT);
            assert_eq!(above, parent.map(|parent| expected(&org.name(parent))));
        }
        assert_eq!(named(document.root_element(), "h1").count(), 1);
    }
}

#[test]
fn no_text_of_the_data_becomes_active() {
    let markup = markup(&page(&hostile(), Lang::En));
    let document = parsed(&markup);
    for node in document.descendants().filter(Node::is_element) {
        let element = node.tag_name().name();
        assert!(ELEMENTS.contains(&element), "{element}");
        for attribute in node.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "{element} {}", attribute.name());
        }
        let address = node.attribute("href").unwrap_or("#");
        let schemes = ["#", "http://", "https://", "mailto:", "tel:"];
        assert!(schemes.iter().any(|scheme| address.starts_with(scheme)), "{address}");
    }
    let controls = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{200b}\u{2028}".contains(c);
    assert!(!markup.contains(controls));
}

#[test]
fn links_inside_the_page_lead_to_units_of_it() {
    let org = hostile();
    for subtree in [Subtree::whole(&org), Subtree::new(&org, UnitId::at(1), 1)] {
        let markup = markup(&export_in(&subtree, ExportFormat::Html, Lang::En));
        let document = parsed(&markup);
        let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let distinct: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len());
        assert!(ids.iter().all(|id| !id.contains(char::is_whitespace)));
        let inner: Vec<&str> = named(document.root_element(), "a")
            .filter_map(|link| link.attribute("href")?.strip_prefix('#'))
            .collect();
        assert!(inner.len() > 2);
        assert!(inner.iter().all(|id| distinct.contains(id)), "{inner:?}");
    }
}

#[test]
fn the_style_and_the_script_are_those_that_the_policy_allows() {
    let page = page(&valombre(), Lang::En);
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(content(&page, element)));
        let source = format!("{directive} 'sha256-{hash}';");
        assert!(page.contains(&source), "the policy lacks {source}");
    }
}

#[test]
fn a_small_page() {
    let org = org(&json!({"format": "ramure/1", "lang": "de", "date": "2026-01-31", "licence": "CC0",
        "source": {"label": "Amt", "url": "https://amt.example/"}, "units": [
        {"id": "a", "name": "Amt für Straßen", "acronym": "AS", "classification": "Amt", "abstract": "Baut Straßen.",
            "links": [{"url": "https://amt.example/"}, {"url": "javascript:alert(1)", "label": "x"}]},
        {"id": "b 1", "parent_id": "a", "name": "Brücken & Tunnel", "classification": "Abteilung",
            "contact_details": [{"type": "email", "value": "b@amt.example"}, {"type": "voice", "value": "+41 31 555 01 02"}],
            "missions": ["Prüft Brücken"], "facts": [{"label": "Stellen", "value": "12"}],
            "links": [{"url": "https://amt.example/b?x=1&y=2", "label": "Seite"}],
            "relations": [{"type": "berichtet", "unit_id": "a"}, {"type": "hilft", "name": "Stadt"}]},
        {"id": "c", "parent_id": "b 1", "name": "Zug"}]})
    .to_string());
    insta::assert_snapshot!(content(&markup(&page(&org, Lang::Fr)), "body"));
}

#[test]
fn the_words_of_the_page_are_in_the_language() {
    let french = stdout(&run_in_valombre(&["tree", "--format", "html", "--lang", "fr"]));
    assert!(french.contains("<html lang=\"fr\">") && french.contains(">Tout ouvrir<"));
    assert!(french.contains("<title>Ville de Valombre – organigramme</title>"));
    let english = stdout(&run_in_valombre(&["tree", "num", "--format", "html", "--lang", "en"]));
    assert!(english.contains("<html lang=\"en\">") && english.contains(">Open all<"));
    assert!(english.contains("<p class=\"path\">Ville de Valombre</p>"));
}

#[test]
fn data_in_another_language_is_marked() {
    let page_of = |lang: &str| {
        let units =
            json!([{"id": "a", "name": "A"}, {"id": "b", "parent_id": "a", "name": "B", "missions": ["m"]}]);
        page(&org(&json!({"format": "ramure/1", "lang": lang, "units": units}).to_string()), Lang::En)
    };
    let german = page_of("de_CH");
    assert!(
        german.contains("<header lang=\"de-CH\">")
            && german.contains("<dt data-field=\"missions\" lang=\"en\">Missions</dt>")
    );
    for lang in ["en-GB", "", "\"><script>", "a", "english words"] {
        assert_eq!(page_of(lang).matches("lang=").count(), 1, "{lang}");
    }
}

#[test]
fn a_page_of_one_unit_has_no_tools() {
    let page = page(&org(r#"{"format":"ramure/1","units":[{"id":"a","name":"A"}]}"#), Lang::En);
    assert!(
        !page.contains("id=\"tools\"") && !page.contains("<ul") && page.contains("<h1><bdi>A</bdi></h1>")
    );
}

#[test]
fn units_below_the_deepest_list_say_their_level() {
    let unit = |i: usize| json!({"id": i.to_string(), "name": "é", "parent_id": i.checked_sub(1).map(|i| i.to_string())});
    let units: Vec<Value> = (0..100).map(unit).collect();
    let markup = markup(&page(&org(&json!({"format": "ramure/1", "units": units}).to_string()), Lang::En));
    let document = parsed(&markup);
    let lists = |item: Node| item.ancestors().filter(|node| node.has_tag_name("ul")).count();
    let items: Vec<Node> = named(document.root_element(), "li").collect();
    assert_eq!((items.len(), items.iter().copied().map(lists).max()), (99, Some(60)));
    let last = items[98];
    assert_eq!((last.attribute("data-level"), text(last).trim()), (Some("99"), "é level 99"));
    assert_eq!(items[9].attribute("data-level"), None);
}
