//! The channels by which a unit can be reached: what the filter `has:` looks for.

use crate::address;
use crate::text::fold_into;

use super::contact::{EMAIL, MOBILE, PHONE, TEXT_PHONE, WEB, kind_word};
use super::{Contact, Unit};

/// The fewest digits of a telephone number that no type or label calls one.
const MIN_UNLABELLED_PHONE_DIGITS: usize = 8;

/// A set of channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels(u8);

impl Channels {
    pub const NONE: Channels = Channels(0);
    pub const EMAIL: Channels = Channels(1);
    pub const PHONE: Channels = Channels(1 << 1);
    /// Any contact, also an address or a person.
    pub const CONTACT: Channels = Channels(1 << 2);
    pub const LINK: Channels = Channels(1 << 3);

    /// The channels on the card of a unit.
    pub fn of_unit(unit: &Unit) -> Self {
        let contacts = unit.contacts.iter().map(Contact::channels);
        let links = if unit.links.is_empty() { Self::NONE } else { Self::LINK };
        contacts.fold(links, Self::union)
    }

    /// The set as bits.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The set of bits; others than those of channels mean nothing.
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether they have a channel in common.
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Contact {
    /// What kind of contact it is.
    pub fn channels(&self) -> Channels {
        contact_channels(&self.value, self.label.as_deref(), self.kind.as_deref())
    }
}

/// The channels of a contact: by its type or, if that is missing or unknown, by its value or label.
pub fn contact_channels(value: &str, label: Option<&str>, kind: Option<&str>) -> Channels {
    let channel = match kind.and_then(kind_word) {
        Some(EMAIL) => Channels::EMAIL,
        Some(PHONE | MOBILE | TEXT_PHONE) => Channels::PHONE,
        Some(WEB) => Channels::LINK,
        Some(_) => Channels::NONE,
        None => untyped_channel(value.trim(), label.unwrap_or_default()),
    };
    channel.union(Channels::CONTACT)
}

fn untyped_channel(value: &str, label: &str) -> Channels {
    let starts_with =
        |scheme: &str| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if starts_with("mailto:") || has_mail_address(value) {
        Channels::EMAIL
    } else if is_web_address(value) {
        Channels::LINK
    } else if starts_with("tel:") {
        Channels::PHONE
    } else {
        label_channel(label).unwrap_or_else(|| number_channel(value))
    }
}

fn is_web_address(value: &str) -> bool {
    address::link(value).is_some_and(|link| link.starts_with("http"))
}

/// Whether one of the words is a mail address.
fn has_mail_address(text: &str) -> bool {
    let is_address = |word: &str| {
        let sides = word.split_once('@');
        sides.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
    };
    text.contains('@') && text.split_whitespace().any(is_address)
}

/// The channel that the first known word of a label names; none for a fax or a postal address.
fn label_channel(label: &str) -> Option<Channels> {
    let mut folded = String::new();
    fold_into(label, &mut folded);
    folded.split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
        "courriel" | "courriels" | "mel" => Some(Channels::EMAIL),
        "portable" => Some(Channels::PHONE),
        "telecopie" | "telecopieur" | "adresse" => Some(Channels::NONE),
        "site" => Some(Channels::LINK),
        _ => match kind_word(word)? {
            EMAIL => Some(Channels::EMAIL),
            PHONE | MOBILE | TEXT_PHONE => Some(Channels::PHONE),
            WEB => Some(Channels::LINK),
            _ => Some(Channels::NONE),
        },
    })
}

/// A telephone number without any label: digits enough, and only the signs between them.
fn number_channel(value: &str) -> Channels {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = digits >= MIN_UNLABELLED_PHONE_DIGITS && address::phone_link(value).is_some();
    if is_phone { Channels::PHONE } else { Channels::NONE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_recognised_by_type_value_or_label() {
        let (email, phone, link) = (Channels::EMAIL, Channels::PHONE, Channels::LINK);
        let cases = [
            ("aide at example.org", None, Some("E-Mail"), email),
            ("a@example.org", None, None, email),
            ("Jeanne <a@example.org>", Some("guichet"), Some("other"), email),
            ("@account", None, None, Channels::NONE),
            ("mailto:a", None, None, email),
            ("à demander", Some("Courriel du pôle"), None, email),
            ("poste 12", None, Some("voice"), phone),
            ("poste 12", Some("Tél. (accueil)"), None, phone),
            ("TEL:12", None, None, phone),
            ("01 40 15 73 00", None, None, phone),
            ("12 345", None, None, Channels::NONE),
            ("01 40 15 73 00", None, Some("fax"), Channels::NONE),
            ("01 40 15 73 00", Some("Télécopie"), None, Channels::NONE),
            ("20 avenue de Ségur", None, Some("address"), Channels::NONE),
            ("https://example.org", None, None, link),
            ("example.org", None, Some("website"), link),
        ];
        for (value, label, kind, channel) in cases {
            let expected = channel.union(Channels::CONTACT);
            assert_eq!(contact_channels(value, label, kind), expected, "{value} {label:?} {kind:?}");
        }
    }

    #[test]
    fn sets_intersect() {
        let set = Channels::EMAIL.union(Channels::CONTACT);
        assert!(set.intersects(Channels::EMAIL) && !set.intersects(Channels::PHONE.union(Channels::LINK)));
        assert!(!set.intersects(Channels::NONE));
    }
}
