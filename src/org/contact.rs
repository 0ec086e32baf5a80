//! What the type of a contact means: its word in both languages, and the address that opens it.

use crate::lang::Tr;

use super::Contact;

/// The fewest digits of a telephone number.
const MIN_PHONE_DIGITS: usize = 2;
/// What may stand in a mail address beside ASCII letters and digits. Other characters would have to
/// be encoded in a link, and are rare.
const SIGNS_IN_MAIL_ADDRESS: &str = "@.-_+~'";

impl Contact {
    /// The word for the type of the contact, if it is one of a format: vCard, Popolo and the like.
    pub fn kind_word(&self) -> Option<Tr> {
        kind_word(self.kind.as_deref()?)
    }

    /// The link that writes to the contact or calls it: `mailto:`, `tel:`, or its web address.
    pub fn uri(&self) -> Option<String> {
        let value = self.value.trim();
        match self.kind_word() {
            Some(PHONE | MOBILE | FAX | TEXT_PHONE) => phone_uri(value),
            _ => web_uri(value).or_else(|| mail_uri(value)),
        }
    }
}

/// A web address as a link; `None` if it is none, or has another scheme than `http` and `https`.
pub fn web_uri(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_printable = rest.bytes().all(|byte| byte.is_ascii_graphic());
    (is_web && is_printable && !rest.is_empty()).then(|| format!("{}://{rest}", scheme.to_ascii_lowercase()))
}

fn mail_uri(text: &str) -> Option<String> {
    let (local, domain) = text.split_once('@')?;
    let is_address = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || SIGNS_IN_MAIL_ADDRESS.contains(c));
    (is_address && is_plain).then(|| format!("mailto:{text}"))
}

/// A telephone number without the signs between its digits (RFC 3966). `None` if it holds letters,
/// as an extension does.
pub fn phone_uri(text: &str) -> Option<String> {
    let is_sign = |c: char| c.is_whitespace() || "+-.()/".contains(c);
    if !text.chars().all(|c| c.is_ascii_digit() || is_sign(c)) {
        return None;
    }
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let plus = if text.starts_with('+') { "+" } else { "" };
    (digits.len() >= MIN_PHONE_DIGITS).then(|| format!("tel:{plus}{digits}"))
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
