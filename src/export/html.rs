//! A page in HTML that needs nothing else: nested lists that open and close, the card of each unit,
//! a search box, a print style. It works without scripts, which add the search. The markup is also
//! well-formed XML.

mod card;
mod tree;

use std::io::{self, Write};

use crate::address;
use crate::address::encode_segment;
use crate::lang::{Lang, Tr, units};
use crate::org::path::joined_path;
use crate::org::{ReverseRelations, UnitId};
use crate::text::Printable;

use super::Subtree;
use super::escape::markup;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");
/// Hashes of the style and of the script (SHA-256 in base64), the only ones that the page allows.
const STYLE_HASH: &str = "d0D6u8m7CvyCPWSgTkm5dzBCbi+ekVKdUtA/vM3185M=";
const SCRIPT_HASH: &str = "kl7+4kLbqdpHJY0sk0khwhZqjF9ev4bGmCH4PYJ5GLs=";
/// The longest part of a language tag between hyphens (RFC 5646).
const MAX_SUBTAG_BYTES: usize = 8;

const TITLE: Tr = Tr::new("{} – organigramme", "{} – organisation chart");
const SKIP: Tr = Tr::new("Aller à l’organigramme", "Skip to the organisation chart");
const CHART: Tr = Tr::new("Organigramme", "Organisation chart");
const ABOUT: Tr = Tr::new("À propos", "About");
const SEARCH: Tr = Tr::new("Chercher une unité", "Find a unit");
const NONE_FOUND: Tr = Tr::new("Aucune unité trouvée.", "No unit found.");
const ONE_FOUND: Tr = Tr::new("1 unité trouvée.", "1 unit found.");
const MANY_FOUND: Tr = Tr::new("{} unités trouvées.", "{} units found.");
const OPEN_ALL: Tr = Tr::new("Tout ouvrir", "Open all");
const CLOSE_ALL: Tr = Tr::new("Tout fermer", "Close all");
const SOURCE: Tr = Tr::new("Source des données", "Source of the data");

/// What the parts of a page are made from.
struct Page<'a> {
    subtree: &'a Subtree<'a>,
    lang: Lang,
    reverse_relations: ReverseRelations,
    /// The attribute of elements that hold data, if the organisation is in another language than the page.
    data_lang: String,
    /// The attribute of the words of the page inside these elements.
    word_lang: String,
}

/// Writes a page. The words that are not data are in `lang`.
pub fn write_page(subtree: &Subtree, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::new(subtree, lang);
    page.write_head(out)?;
    page.write_header(out)?;
    writeln!(out, "<main id=\"main\">")?;
    page.write_about(out)?;
    page.write_chart(out)?;
    writeln!(out, "</main>")?;
    page.write_footer(out)?;
    writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
}

impl<'a> Page<'a> {
    fn new(subtree: &'a Subtree, lang: Lang) -> Self {
        let tag = subtree.org.metadata.lang.as_ref().and_then(language_tag);
        let own = lang_tag(lang);
        let foreign =
            tag.filter(|tag| !tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case(own)));
        let attribute = |tag: &str| format!(" lang=\"{tag}\"");
        Self {
            subtree,
            lang,
            reverse_relations: ReverseRelations::new(subtree.org),
            word_lang: foreign.as_ref().map_or(String::new(), |_| attribute(own)),
            data_lang: foreign.as_deref().map_or(String::new(), attribute),
        }
    }

    /// A word of the page, as markup.
    fn word(&self, word: Tr) -> String {
        markup(word.get(self.lang))
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let title = TITLE.with(self.lang, &[&self.subtree.org.name(self.subtree.top)]);
        writeln!(out, "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>", lang_tag(self.lang))?;
        writeln!(out, "<meta charset=\"utf-8\"/>")?;
        writeln!(
            out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; \
             script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\"/>"
        )?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")?;
        writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\"/>")?;
        writeln!(out, "<meta name=\"generator\" content=\"ramure {}\"/>", env!("CARGO_PKG_VERSION"))?;
        writeln!(out, "<title>{}</title>\n<style>{STYLE}</style>\n</head>", markup(&title))
    }

    /// What the page is about: where the top unit stands, its name, acronym, kind and summary.
    fn write_header(&self, out: &mut dyn Write) -> io::Result<()> {
        let Subtree { org, top, .. } = *self.subtree;
        let unit = self.subtree.unit(top);
        writeln!(out, "<body>\n<a class=\"skip\" href=\"#chart\">{}</a>", self.word(SKIP))?;
        writeln!(out, "<header{}>", self.data_lang)?;
        let path = joined_path(org, top);
        if !path.is_empty() {
            writeln!(out, "<p class=\"path\">{}</p>", markup(&path))?;
        }
        writeln!(out, "<h1>{}</h1>", tree::name_and_acronym(&unit))?;
        for (class, text) in [("kind", &unit.kind), ("summary", &unit.summary)] {
            if let Some(text) = text.as_ref().filter(|text| !text.is_blank()) {
                writeln!(out, "<p class=\"{class}\">{}</p>", markup(text))?;
            }
        }
        writeln!(out, "</header>")
    }

    /// The rest of the card of the top unit.
    fn write_about(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut unit = self.subtree.unit(self.subtree.top);
        unit.summary = None;
        let (id, card) = (self.anchor(self.subtree.top), self.card(self.subtree.top, &unit));
        if card.is_empty() {
            return writeln!(out, "<div id=\"{id}\"></div>");
        }
        writeln!(out, "<details class=\"about\"><summary>{}</summary>", self.word(ABOUT))?;
        writeln!(out, "<div class=\"card\" id=\"{id}\"{}>{card}</div></details>", self.data_lang)
    }

    /// The heading, the tools and the tree; no tools if nothing is below the top unit.
    fn write_chart(&self, out: &mut dyn Write) -> io::Result<()> {
        let below = self.subtree.units().count() - 1;
        let (heading, below_text) = (self.word(CHART), markup(&units(below, self.lang)));
        writeln!(out, "<h2 id=\"chart\" tabindex=\"-1\">{heading} <small>{below_text}</small></h2>")?;
        if below == 0 {
            return Ok(());
        }
        self.write_tools(out)?;
        self.write_tree(out)
    }

    /// The search box and the buttons, hidden as long as no script drives them.
    fn write_tools(&self, out: &mut dyn Write) -> io::Result<()> {
        let [label, none, one, many, open, close] =
            [SEARCH, NONE_FOUND, ONE_FOUND, MANY_FOUND, OPEN_ALL, CLOSE_ALL].map(|word| self.word(word));
        writeln!(out, "<div id=\"tools\" role=\"search\" hidden=\"\">")?;
        writeln!(out, "<label for=\"query\">{label}</label>")?;
        writeln!(out, "<input id=\"query\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"/>")?;
        writeln!(out, "<button id=\"open\" type=\"button\">{open}</button>")?;
        writeln!(out, "<button id=\"close\" type=\"button\">{close}</button>")?;
        writeln!(
            out,
            "<p id=\"found\" role=\"status\" data-none=\"{none}\" data-one=\"{one}\" data-many=\"{many}\"></p>\n</div>"
        )
    }

    /// Where the data came from, if it is known.
    fn write_footer(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut parts = self.subtree.org.source().map(linked).peekable();
        if parts.peek().is_none() {
            return Ok(());
        }
        writeln!(out, "<footer>\n<h2>{}</h2>\n<ul{}>", self.word(SOURCE), self.data_lang)?;
        parts.try_for_each(|part| writeln!(out, "<li>{part}</li>"))?;
        writeln!(out, "</ul>\n</footer>")
    }

    /// The `id` of a unit in the page: that of the data, encoded.
    fn anchor(&self, unit: UnitId) -> String {
        format!("u-{}", encode_segment(&self.subtree.org.id(unit)))
    }
}

/// A text as markup; a link if it is an address.
fn linked(text: &Printable) -> String {
    address_markup(text, address::link(text).as_deref(), address::other_host(text).as_ref())
}

/// An address as markup, and its host in the other form.
fn address_markup(address: &str, uri: Option<&str>, other_host: Option<&Printable>) -> String {
    let address = markup(address);
    let host = other_host.map(|host| format!(" <small>{}</small>", markup(host)));
    uri.map_or_else(|| address.clone(), |uri| link(uri, &address)) + &host.unwrap_or_default()
}

/// A link. `content` is markup.
fn link(uri: &str, content: &str) -> String {
    format!("<a href=\"{}\">{content}</a>", markup(uri))
}

fn lang_tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    }
}

/// The language of the data as a tag of RFC 5646; `None` if it is not written like one.
fn language_tag(text: &Printable) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let is_subtag = |part: &str| {
        (1..=MAX_SUBTAG_BYTES).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let primary = tag.split('-').next().unwrap_or_default();
    let is_primary = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_primary && tag.split('-').all(is_subtag)).then_some(tag)
}
