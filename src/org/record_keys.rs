//! The keys of a record in the public format (`docs/data-format.md`): their names, the shape of
//! their values, and how search weighs the text.

/// The field of a unit that a text belongs to. Search weighs texts by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextField {
    Name,
    OtherName,
    Acronym,
    /// A text that is not in the record: see [`Org::set_aliases`](super::Org::set_aliases).
    Alias,
    Kind,
    /// The value or the label of a contact.
    Contact,
    /// Any other text of the card.
    Text,
    /// The address of a link.
    LinkUrl,
}

/// A key of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKey {
    Id,
    Name,
    Acronym,
    Classification,
    ParentId,
    OtherNames,
    Abstract,
    Missions,
    Notes,
    Facts,
    ContactDetails,
    Links,
    Relations,
    Emails,
    Phones,
}

/// The shape of a value. A text field of `None` is not searched.
#[derive(Clone, Copy, Debug)]
pub enum ValueShape {
    Line(Option<TextField>),
    /// A text or a list of texts.
    Lines(Option<TextField>),
    /// A list of objects.
    Items(ItemKeys),
    /// A list of contacts of this type: texts, or objects as in `contact_details`.
    Contacts(&'static str),
}

/// The keys of an object in a list, at most [`MAX_ITEM_KEYS`]. The first is required; in a relation
/// the key `unit_id` can replace it.
pub type ItemKeys = &'static [(&'static str, Option<TextField>)];

/// Most keys that [`ItemKeys`] can have.
pub const MAX_ITEM_KEYS: usize = 3;

/// A row of [`KEY_SPECS`].
#[derive(Debug)]
pub struct KeySpec {
    pub key: RecordKey,
    pub name: &'static str,
    pub shape: ValueShape,
}

/// All keys. The header keys, from which the tree is built, come first.
pub static KEY_SPECS: [KeySpec; 16] = [
    line(RecordKey::Id, "id", None),
    line(RecordKey::Name, "name", Some(TextField::Name)),
    line(RecordKey::Acronym, "acronym", Some(TextField::Acronym)),
    line(RecordKey::Classification, "classification", Some(TextField::Kind)),
    lines(RecordKey::ParentId, "parent_id", None),
    lines(RecordKey::OtherNames, "other_names", Some(TextField::OtherName)),
    line(RecordKey::Abstract, "abstract", Some(TextField::Text)),
    lines(RecordKey::Missions, "missions", Some(TextField::Text)),
    lines(RecordKey::Notes, "notes", Some(TextField::Text)),
    items(RecordKey::Facts, "facts", &[("value", Some(TextField::Text)), ("label", Some(TextField::Text))]),
    items(RecordKey::ContactDetails, "contact_details", CONTACT_KEYS),
    items(RecordKey::Links, "links", LINK_KEYS),
    items(
        RecordKey::Relations,
        "relations",
        &[("name", Some(TextField::Text)), ("type", Some(TextField::Text)), (UNIT_ID, None)],
    ),
    contacts(RecordKey::Emails, "emails", "email"),
    contacts(RecordKey::Phones, "phones", "voice"),
    contacts(RecordKey::Phones, "telephones", "voice"),
];

/// The keys of a contact.
const CONTACT_KEYS: ItemKeys =
    &[("value", Some(TextField::Contact)), ("label", Some(TextField::Contact)), ("type", None)];

/// The keys of a link.
const LINK_KEYS: ItemKeys = &[("url", Some(TextField::LinkUrl)), ("label", Some(TextField::Text))];

/// Number of header keys: the first ones of [`KEY_SPECS`].
pub const HEADER_KEY_COUNT: usize = 5;

/// The id of the unit at the other end of a relation.
const UNIT_ID: &str = "unit_id";

const fn line(key: RecordKey, name: &'static str, field: Option<TextField>) -> KeySpec {
    KeySpec { key, name, shape: ValueShape::Line(field) }
}

const fn lines(key: RecordKey, name: &'static str, field: Option<TextField>) -> KeySpec {
    KeySpec { key, name, shape: ValueShape::Lines(field) }
}

const fn items(key: RecordKey, name: &'static str, keys: ItemKeys) -> KeySpec {
    KeySpec { key, name, shape: ValueShape::Items(keys) }
}

const fn contacts(key: RecordKey, name: &'static str, kind: &'static str) -> KeySpec {
    KeySpec { key, name, shape: ValueShape::Contacts(kind) }
}

impl KeySpec {
    /// The specification of a key; `None` if the format does not have the key.
    pub fn find(name: &str) -> Option<&'static KeySpec> {
        KEY_SPECS.iter().find(|spec| spec.name == name)
    }

    /// The index of a header key, below [`HEADER_KEY_COUNT`].
    pub fn header_index(name: &str) -> Option<usize> {
        KEY_SPECS[..HEADER_KEY_COUNT].iter().position(|spec| spec.name == name)
    }

    /// The keys of the objects in the value; none if it has another shape.
    pub fn item_keys(&self) -> ItemKeys {
        match self.shape {
            ValueShape::Items(keys) => keys,
            ValueShape::Contacts(_) => CONTACT_KEYS,
            ValueShape::Line(_) | ValueShape::Lines(_) => &[],
        }
    }
}
