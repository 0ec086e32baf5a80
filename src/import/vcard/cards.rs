//! The cards of an address book. A card may hold that of an agent: after a blank `AGENT` (vCard 2.1), or as its
//! text (vCard 3.0).

use std::borrow::Cow;
use std::collections::VecDeque;

use super::lines::{Properties, Property};

/// Components of `ORG` that are units, at most; the last one has the rest.
const MAX_COMPONENTS: usize = 128;

/// A line with its number; `None` if it is no property.
type Line<'a> = (usize, Option<Property<'a>>);

/// A card, or a line outside of cards.
pub struct Card<'a> {
    pub line: usize,
    /// The number of cards that it stands in.
    pub level: usize,
    /// Whether it has an `END`.
    pub is_closed: bool,
    pub properties: Vec<Line<'a>>,
}

impl Card<'_> {
    /// The first property with a name.
    pub fn get(&self, name: &str) -> Option<&Property<'_>> {
        self.properties.iter().filter_map(|(_, property)| property.as_ref()).find(|of| of.name == name)
    }

    pub fn is_blank(&self) -> bool {
        self.properties.iter().all(|(_, property)| property.is_none())
    }

    pub fn text(&self, name: &str) -> String {
        self.get(name).map(Property::text).unwrap_or_default()
    }

    /// The name: `FN`, or the parts of `N`, or the last unit, or the address.
    pub fn name(&self) -> String {
        let parts = || self.get("N").map(Property::name_in_parts).unwrap_or_default();
        let unit = || self.path().pop().unwrap_or_default();
        let names = [&|| self.text("FN"), &parts as &dyn Fn() -> String, &unit, &|| self.text("EMAIL")];
        names.iter().map(|name| name()).find(|name| !name.trim().is_empty()).unwrap_or_default()
    }

    /// The components of `ORG`.
    pub fn path(&self) -> Vec<String> {
        let mut path = self.get("ORG").map(Property::components).unwrap_or_default();
        path.retain(|name| !name.trim().is_empty());
        if path.len() > MAX_COMPONENTS {
            let rest = path.split_off(MAX_COMPONENTS - 1).join("; ");
            path.push(rest);
        }
        path
    }

    /// Whether it is the card of an organisation: it says so, or has the name of its last unit.
    pub fn is_organisation(&self) -> bool {
        let says = |property: &str, value: &str| self.text(property).eq_ignore_ascii_case(value);
        let is_named = || self.get("N").is_none() && self.path().last() == Some(&self.text("FN"));
        says("KIND", "org") || says("X-ABSHOWAS", "company") || self.get("KIND").is_none() && is_named()
    }
}

/// The cards of a text, those of agents after the cards that hold them.
pub struct Cards<'a> {
    lines: Properties<'a>,
    /// The lines of a card that is the text of a property, the last line first.
    embedded: Vec<Line<'a>>,
    cards: VecDeque<Card<'a>>,
    /// The numbers of the cards that have no `END` yet, the outermost first.
    open: Vec<usize>,
}

impl<'a> Cards<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { lines: Properties::new(text), embedded: Vec::new(), cards: VecDeque::new(), open: Vec::new() }
    }

    fn add_line(&mut self, line: usize, property: Option<Property<'a>>) {
        let is_boundary = |name: &str| {
            let value = property.as_ref().filter(|property| property.name == name).map(|of| of.value.trim());
            value.is_some_and(|value| value.eq_ignore_ascii_case("VCARD"))
        };
        match self.open.last() {
            _ if is_boundary("BEGIN") => self.begin(line),
            Some(_) if is_boundary("END") => self.end(),
            Some(&innermost) => {
                let property = property.map(|property| self.without_card(line, property));
                self.cards[innermost].properties.push((line, property));
            }
            None => {
                self.cards.push_back(Card {
                    line,
                    level: 0,
                    is_closed: true,
                    properties: vec![(line, None)],
                });
            }
        }
    }

    /// Begins a card. Those that are open have no `END`, unless it is the card of an agent.
    fn begin(&mut self, line: usize) {
        if self.agent().is_none() {
            self.open.clear();
        }
        let level = self.open.len();
        self.open.push(self.cards.len());
        self.cards.push_back(Card { line, level, is_closed: false, properties: Vec::new() });
    }

    /// Ends the innermost card. If it is that of an agent, the property that holds it gets its name.
    fn end(&mut self) {
        let Some(card) = self.open.pop().and_then(|number| self.cards.get_mut(number)) else { return };
        card.is_closed = true;
        let name = card.name().replace('\\', "\\\\");
        if let Some(agent) = self.agent() {
            agent.value = Cow::Owned(name);
        }
    }

    /// The last property of the innermost card, if it is an `AGENT` without a value.
    fn agent(&mut self) -> Option<&mut Property<'a>> {
        let innermost = *self.open.last()?;
        let (_, last) = self.cards.get_mut(innermost)?.properties.last_mut()?;
        last.as_mut().filter(|last| last.name == "AGENT" && last.value.trim().is_empty())
    }

    /// Takes the card that is the text of an `AGENT` out of it, so that its lines come next.
    fn without_card(&mut self, line: usize, property: Property<'a>) -> Property<'a> {
        let text = if property.name == "AGENT" { property.text() } else { String::new() };
        let capitals = text.trim().to_ascii_uppercase();
        if !(capitals.starts_with("BEGIN:VCARD") && capitals.ends_with("END:VCARD")) {
            return property;
        }
        let first = self.embedded.len();
        let lines = Properties::new(&text).map(|(_, inner)| (line, inner.map(Property::into_owned)));
        self.embedded.extend(lines);
        self.embedded[first..].reverse();
        Property { value: Cow::Borrowed(""), ..property }
    }
}

impl<'a> Iterator for Cards<'a> {
    type Item = Card<'a>;

    fn next(&mut self) -> Option<Card<'a>> {
        while self.cards.is_empty() || !self.open.is_empty() {
            match self.embedded.pop().or_else(|| self.lines.next()) {
                Some((line, property)) => self.add_line(line, property),
                None if self.open.is_empty() => return None,
                None => self.open.clear(),
            }
        }
        self.cards.pop_front()
    }
}
