//! Hyperlinks on cells, which the terminal opens (OSC 8).

use ratatui::layout::Rect;

use crate::address;

/// Longer links are left out: VTE ignores them from 2,084 bytes on.
const MAX_URI_BYTES: usize = 2_000;

/// Cells of one row that lead to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hyperlink {
    area: Rect,
    /// Printable ASCII.
    uri: String,
}

impl Hyperlink {
    /// The link on a part of one row. `None` if the address is none that may be opened.
    pub fn new(area: Rect, address: &str) -> Option<Self> {
        let uri = address::link(address)?;
        let area = Rect { height: 1, ..area };
        (uri.len() <= MAX_URI_BYTES).then_some(Self { area, uri })
    }

    pub fn area(&self) -> Rect {
        self.area
    }

    pub fn uri(&self) -> &str {
        &self.uri
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_known_schemes_and_of_a_bounded_length_are_links() {
        let uri = |address: &str| Hyperlink::new(Rect::default(), address).map(|link| link.uri);
        for kept in ["https://a.fr/b?c=d#e", "ldap://a.fr", "mailto:a@b.fr", "tel:+33140157300"] {
            assert_eq!(uri(kept).as_deref(), Some(kept));
        }
        for refused in ["file:///etc/passwd", "javascript:x", "x-man-page://a", "a.fr", "", ":", "mailto"] {
            assert_eq!(uri(refused), None, "{refused}");
        }
        let longest = format!("https://a.fr/{}", "a".repeat(MAX_URI_BYTES - 13));
        assert_eq!(uri(&longest), Some(longest.clone()));
        assert_eq!(uri(&format!("{longest}a")), None);
    }

    #[test]
    fn a_link_is_printable_ascii() {
        let link = Hyperlink::new(Rect::default(), "https://a.fr/é]52;c;eA==\\\u{202e}数\n").expect("a link");
        assert!(link.uri().bytes().all(|byte| (33..=126).contains(&byte)), "{}", link.uri());
        assert!(link.uri().starts_with("https://a.fr/%C3%A9%5D52;c;"), "{}", link.uri());
        assert_eq!(Hyperlink::new(Rect::default(), "https://a.fr/\u{1b}]52;c;eA==\u{7}\u{9b}31m"), None);
    }
}
