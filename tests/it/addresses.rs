//! Addresses of the data: which become links, in everything that is written, and how hosts that are not what they seem
//! are shown.

use ramure::export::{ExportFormat, Subtree};
use ramure::lang::Lang;
use ramure::org::Org;
use ramure::theme::Theme;
use ramure::ui::{self, Scene};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use roxmltree::{Document, ParsingOptions};
use serde_json::json;

use crate::exports::export_in;
use crate::pty::{RAMURE, Session, command, find};
use crate::support::{Browser, file, org, run_on, stdout};

/// Addresses that are no links, or that try to leave the link that they stand in.
const HOSTILE: [&str; 17] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\u{1}script:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ssh://a.example",
    "a@b.example?bcc=x@y.example",
    "a@b.example\nBcc: x@y.example",
    "mailto:a@b.example?bcc=x@y.example",
    "https://a.example/)>\"'<b>;URL:javascript:x",
    "https://a.example/\u{1b}\\\u{1b}]52;c;eA==\u{7}",
    "https://a.example/\r\nEND:VCARD",
    "tel:*%2306%23",
    r"https://a.example\@other.example/",
];
/// The schemes that links may have.
const SCHEMES: [&str; 9] = ["http", "https", "mailto", "tel", "ldap", "ldaps", "xmpp", "sip", "geo"];

/// An organisation of one unit, with each address as a link with and without a label, as contacts of all types, and in
/// the texts.
fn with_addresses(addresses: &[&str]) -> Org {
    let types = ["email", "voice", "url", "address", "x"];
    let contacts = addresses.iter().flat_map(|a| types.map(|kind| json!({"type": kind, "value": a})));
    let links = addresses.iter().flat_map(|a| [json!({"url": a}), json!({"url": a, "label": a})]);
    let unit = json!({"id": "a", "name": "A", "abstract": addresses.join(" "), "notes": addresses,
        "contact_details": contacts.collect::<Vec<_>>(), "links": links.collect::<Vec<_>>()});
    org(&json!({"format": "ramure/1", "units": [unit], "source": {"label": addresses[0], "url": addresses[0]}}).to_string())
}

fn export(org: &Org, format: ExportFormat) -> String {
    export_in(&Subtree::whole(org), format, Lang::En)
}

/// Fails unless the text is a link of an allowed scheme that adds no recipients and ends nowhere but at its end.
#[track_caller]
fn assert_link(uri: &str) {
    let (scheme, rest) = uri.split_once(':').expect("a scheme");
    assert!(SCHEMES.contains(&scheme), "{uri}");
    assert!(rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\`{}|^".contains(&byte)), "{uri}");
    assert!(!["http", "https"].contains(&scheme) || !rest.contains("other"), "{uri}");
    assert!(!["mailto", "tel", "sip", "xmpp"].contains(&scheme) || !rest.contains('?'), "{uri}");
    assert!(scheme != "tel" || rest.bytes().all(|byte| byte == b'+' || byte.is_ascii_digit()), "{uri}");
}

/// All links on the card of the first unit of the browser.
fn links_on_screen(org: Org) -> Vec<String> {
    let browser = Browser::new(org, 400, 300);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 300));
    let (theme, glyphs) = (Theme::plain(), ramure::theme::Glyphs::new(false));
    let scene = Scene { app: &browser.app, lang: Lang::En, theme: &theme, glyphs: &glyphs };
    ui::draw(&scene, &mut buffer).links.iter().map(|link| link.uri().to_string()).collect()
}

#[test]
fn no_hostile_address_is_a_link_on_the_screen_or_in_a_document() {
    let org = with_addresses(&HOSTILE);
    let on_screen = links_on_screen(org.clone());
    assert!(on_screen.len() > 4, "{on_screen:?}");
    on_screen.iter().for_each(|uri| assert_link(uri));

    let page = export(&org, ExportFormat::Html);
    let body = &page[page.find("<header").expect("a header")..page.find("<script>").expect("a script")];
    let markup = format!("<body>{body}</body>");
    let document = Document::parse_with_options(&markup, ParsingOptions::default()).expect("XML");
    let hrefs: Vec<&str> = document.descendants().filter_map(|node| node.attribute("href")).collect();
    assert!(hrefs.len() > 8, "{hrefs:?}");
    hrefs.iter().filter(|href| !href.starts_with('#')).for_each(|href| assert_link(href));

    let cards = export(&org, ExportFormat::VCard).replace("\r\n ", "");
    let urls: Vec<&str> = cards.lines().filter_map(|line| line.strip_prefix("URL:")).collect();
    assert!(urls.len() > 4, "{cards}");
    urls.iter().for_each(|url| assert_link(url));
    assert_eq!(cards.lines().filter(|line| *line == "END:VCARD").count(), 1);

    let graph: serde_json::Value = serde_json::from_str(&export(&org, ExportFormat::JsonLd)).expect("JSON");
    let mut pending = vec![&graph["@graph"]];
    while let Some(value) = pending.pop() {
        pending.extend(value.as_array().into_iter().flatten());
        pending.extend(value.as_object().into_iter().flat_map(|object| object.values()));
        let id = value["@id"].as_str().filter(|id| !id.starts_with('#'));
        id.iter().for_each(|id| assert_link(id));
    }
}

#[test]
fn drawings_lists_and_diagrams_have_no_links() {
    let units = HOSTILE.map(|name| json!({"id": name, "name": format!("[{name}]({name}) <{name}>")}));
    let org = org(&json!({"format": "ramure/1", "units": units}).to_string());
    let drawing = export(&org, ExportFormat::Svg);
    let document = Document::parse(&drawing).expect("XML");
    let is_link =
        |node: &roxmltree::Node| node.has_tag_name("a") || node.attributes().any(|a| a.name() == "href");
    assert!(!document.descendants().any(|node| is_link(&node)));
    let list = export(&org, ExportFormat::Markdown);
    assert!(
        list.lines().skip(1).all(|line| line.contains("\\[") && line.contains("\\]") && line.contains("\\<"))
    );
    for format in [ExportFormat::Dot, ExportFormat::Mermaid] {
        let text = export(&org, format);
        assert!(!["URL=", "href=", "click "].iter().any(|word| text.contains(word)), "{text}");
    }
}

#[test]
fn no_hostile_address_is_a_link_in_a_printed_card() {
    let data = file(crate::support::document(&with_addresses(&HOSTILE)).as_bytes());
    let path = data.path().to_str().expect("text");
    let args = ["show", "a", "--data", path, "--color", "never", "--hyperlinks", "always"];
    let mut session = Session::start(command(RAMURE, &args), 200, 200);
    session.exit();
    let raw = session.raw();
    let uri = |start: usize| {
        let rest = &raw[start + 5..];
        let end = find(rest, "\x1b\\").next().expect("an end");
        String::from_utf8(rest[..end].to_vec()).expect("text")
    };
    let uris: Vec<String> = find(&raw, "\x1b]8;;").map(uri).filter(|uri| !uri.is_empty()).collect();
    assert!(uris.len() > 8, "{uris:?}");
    uris.iter().for_each(|uri| assert_link(uri));
    assert!(find(&raw, "]52;").all(|at| raw[at - 1] != 0x1b), "{}", raw.escape_ascii());
}

#[test]
fn check_names_addresses_that_are_no_links_and_hosts_that_mix_scripts() {
    let unit = json!({"id": "a", "name": "A", "links": [{"url": "javascript:alert(1)"}, {"url": "https://b.example"},
        {"url": "/relative"}, {"url": "www.b.example:80"}, {"url": "https://\u{430}pple.example/"},
        {"url": "https://a.example\\@\u{430}pple.example/"}],
        "contact_details": [{"type": "email", "value": "b@xn--pple-43d.example"}, {"value": "Accueil : 12"},
            {"type": "url", "value": "ssh://b.example"}, {"value": "java\tscript:x"}]});
    let data = file(json!({"format": "ramure/1", "units": [unit]}).to_string().as_bytes());
    let check = |lang: &str| {
        let output = run_on(data.path(), &["check", "--lang", lang]);
        assert_eq!(output.status.code(), Some(1));
        let start = format!("{}:1: ", data.path().display());
        stdout(&output).replace(&start, "")
    };
    assert_eq!(
        check("en"),
        "“a”: the host of this address mixes scripts or looks like another one: b@xn--pple-43d.example (аpple.example)\n\
         “a”: this address is not clickable, because its scheme is none that is opened: ssh://b.example\n\
         “a”: this address is not clickable, because its scheme is none that is opened: java script:x\n\
         “a”: this address is not clickable, because its scheme is none that is opened: javascript:alert(1)\n\
         “a”: the host of this address mixes scripts or looks like another one: https://аpple.example/ (xn--pple-43d.example)\n\
         “a”: this address is not clickable, because its “\\” makes programs find different hosts in it: \
         https://a.example\\@аpple.example/ (xn--pple-43d.example)\n"
    );
    assert!(
        check("fr").starts_with(
            "«\u{a0}a\u{a0}»\u{a0}: l’hôte de cette adresse mêle des écritures ou ressemble à un autre\u{a0}: b@xn--pple-43d.example"
        ),
        "{}",
        check("fr")
    );
}

/// A unit whose addresses are not what they seem.
fn seeming() -> Org {
    org(&json!({"format": "ramure/1", "lang": "fr", "units": [{"id": "a", "name": "Accueil",
        "contact_details": [{"type": "email", "value": "aide@\u{430}pple.example"}, {"type": "email", "value": "aide@example.org"}],
        "links": [{"label": "Site", "url": "https://\u{430}pple.example/annuaire"}, {"url": "https://xn--socit-esab.example/"},
            {"label": "Annuaire", "url": "ldap://example.org/o=x"}, {"label": "Page", "url": "www.example.org"},
            {"label": "Piège", "url": "javascript:alert(1)"}]}]})
    .to_string())
}

#[test]
fn a_host_is_shown_as_it_is_typed_and_as_it_leads() {
    let screens = [(80, 24), (40, 24), (40, 12)].map(|(columns, rows)| {
        [Lang::Fr, Lang::En].map(|lang| {
            let mut browser = Browser::new(seeming(), columns, rows);
            browser.lang = lang;
            browser.press("Tab");
            browser.screen_text()
        })
    });
    insta::assert_snapshot!(screens.concat().join("\n"));
    assert!(links_on_screen(seeming()).contains(&"mailto:aide@xn--pple-43d.example".to_string()));
}

#[test]
fn printed_cards_pages_and_the_linear_mode_show_both_forms() {
    let data = file(crate::support::document(&seeming()).as_bytes());
    let card = stdout(&run_on(data.path(), &["show", "a"]));
    let spoken = stdout(&run_on(data.path(), &["--linear", "show", "a"]));
    for text in [card, spoken] {
        for line in [
            "aide@\u{430}pple.example (xn--pple-43d.example)\n",
            "https://\u{430}pple.example/annuaire (xn--pple-43d.example)\n",
            "https://xn--socit-esab.example/ (société.example)\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains("example.org ("), "{text}");
    }
    let page = export(&seeming(), ExportFormat::Html);
    assert!(
        page.contains(
            "<a href=\"https://xn--pple-43d.example/annuaire\">https://\u{430}pple.example/annuaire</a> \
             <small>(xn--pple-43d.example)</small>"
        ),
        "{page}"
    );
    assert!(page.contains("<a href=\"ldap://example.org/o=x\">Annuaire</a>"), "{page}");
}

#[test]
fn addresses_come_back_from_a_page() {
    for written in [seeming(), with_addresses(&HOSTILE)] {
        let read = org(&export(&written, ExportFormat::Html));
        let records = |org: &Org| serde_json::to_value(org.unit(ramure::org::UnitId::ROOT)).expect("JSON");
        assert_eq!(records(&read)["links"], records(&written)["links"]);
        assert_eq!(records(&read)["contact_details"], records(&written)["contact_details"]);
    }
}
