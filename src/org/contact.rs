//! What the type of a contact means: its word in both languages, and the address that opens it.

use crate::address;
use crate::lang::Tr;

use super::Contact;

impl Contact {
    /// The word for the type of the contact, if it is one of a format: vCard, Popolo and the like.
    pub fn kind_word(&self) -> Option<Tr> {
        kind_word(self.kind.as_deref()?)
    }

    /// The link that writes to the contact, calls it or opens it.
    pub fn uri(&self) -> Option<String> {
        let value = &*self.value;
        address::link(value).or_else(|| match self.kind_word() {
            Some(PHONE | MOBILE | FAX | TEXT_PHONE) => address::phone_link(value),
            _ => address::mail_link(value),
        })
    }

    /// Whether the value is an address that is not opened, or one of a host that may be taken for another.
    pub fn is_suspect(&self) -> bool {
        match self.kind_word() {
            Some(WEB) => address::is_suspect(&self.value),
            _ => address::is_suspect_contact(&self.value),
        }
    }
}

pub const PHONE: Tr = Tr::new("téléphone", "phone");
pub const MOBILE: Tr = Tr::new("mobile", "mobile");
const FAX: Tr = Tr::new("télécopie", "fax");
pub const TEXT_PHONE: Tr = Tr::new("téléphone textuel", "text phone");
pub const EMAIL: Tr = Tr::new("courriel", "email");
pub const WEB: Tr = Tr::new("site", "website");
const ADDRESS: Tr = Tr::new("adresse", "address");
const PERSON: Tr = Tr::new("personne", "person");

/// The word for a type of contacts.
pub fn kind_word(kind: &str) -> Option<Tr> {
    Some(match kind.to_lowercase().as_str() {
        "voice" | "phone" | "tel" | "telephone" => PHONE,
        "cell" | "mobile" => MOBILE,
        "fax" => FAX,
        "textphone" => TEXT_PHONE,
        "email" | "e-mail" | "mail" => EMAIL,
        "url" | "website" | "web" => WEB,
        "address" | "adr" => ADDRESS,
        "person" => PERSON,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(kind: &str, value: &str) -> Option<String> {
        let text = crate::text::Printable::new;
        Contact { kind: Some(text(kind)), value: text(value), label: None }.uri()
    }

    #[test]
    fn a_contact_has_the_link_of_its_type() {
        let link = |kind, value, expected: &str| assert_eq!(uri(kind, value).as_deref(), Some(expected));
        link("email", "a.b+c@d.fr", "mailto:a.b+c@d.fr");
        link("voice", "01 40 15 73 00", "tel:0140157300");
        link("tel", "+33 (0)1.40-15 73 00", "tel:+33140157300");
        link("url", "HTTPS://a.fr/b?c#d", "https://a.fr/b?c#d");
        link("voice", "tel:+33140157300", "tel:+33140157300");
        link("email", "mailto:a@d.fr", "mailto:a@d.fr");
        link("sip", "sip:a@d.fr", "sip:a@d.fr");
    }

    #[test]
    fn other_values_have_no_link() {
        let others = [
            ("email", "write to us"),
            ("email", "a b@c"),
            ("email", "@c"),
            ("email", "a@b?subject=c"),
            ("voice", "poste 12"),
            ("voice", "+"),
            ("address", "20 avenue de Ségur"),
            ("url", "javascript://a"),
            ("url", "https://a b"),
            ("url", "file:///etc/passwd"),
        ];
        for (kind, value) in others {
            assert_eq!(uri(kind, value), None, "{value}");
        }
    }

    #[test]
    fn words_of_formats_are_translated() {
        assert_eq!(kind_word("Voice").map(|word| (word.fr, word.en)), Some(("téléphone", "phone")));
        assert_eq!(kind_word("mail").map(|word| word.fr), Some("courriel"));
        assert_eq!(kind_word("guichet"), None);
    }
}
