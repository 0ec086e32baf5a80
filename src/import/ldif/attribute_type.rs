//! The types of LDAP attributes (RFC 4519, RFC 4524, RFC 2798): which field of a unit they fill, and
//! which are never kept.

use std::rc::Rc;

use hashbrown::HashMap;

use crate::lang::Tr;

use super::dn::attribute_name;

/// More names are not remembered: a file can have any number.
const MAX_KNOWN_TYPES: usize = 1_000;

/// A type of attributes.
#[derive(Debug)]
pub struct AttributeType {
    /// The short name in lower case.
    pub name: String,
    pub role: AttributeRole,
    /// `None` if the attribute keeps its name.
    pub label: Option<Tr>,
    /// The place among the attributes of a card.
    pub rank: usize,
    /// Whether values are not kept: secrets, and what belongs to the file.
    pub is_dropped: bool,
}

/// Which field of a unit an attribute fills.
#[derive(Clone, Copy, Debug)]
pub enum AttributeRole {
    /// Read elsewhere: in the name, the kind, the summary or the address.
    Skipped,
    Contact(&'static str),
    Link,
    Relation,
    /// A fact, unless the unit's name contains it.
    Name,
    Fact,
    Date,
}

/// The types by their names as written, so that each is looked up once and not for each value.
#[derive(Debug, Default)]
pub struct AttributeTypes(HashMap<String, Rc<AttributeType>>);

impl AttributeTypes {
    pub fn get(&mut self, written: &str) -> Rc<AttributeType> {
        if let Some(known) = self.0.get(written) {
            return Rc::clone(known);
        }
        let found = Rc::new(AttributeType::new(written));
        if self.0.len() < MAX_KNOWN_TYPES {
            self.0.insert(written.to_string(), Rc::clone(&found));
        }
        found
    }
}

impl AttributeType {
    fn new(written: &str) -> Self {
        let name = attribute_name(written).into_owned();
        let rank = ATTRIBUTES.iter().position(|(known, ..)| *known == name).unwrap_or(ATTRIBUTES.len());
        let known = ATTRIBUTES.get(rank);
        Self {
            role: known.map_or(AttributeRole::Fact, |(_, role, _)| *role),
            label: known.map(|(.., label)| *label),
            rank,
            is_dropped: is_private(&name) || ["changetype", "control"].contains(&&*name),
            name,
        }
    }
}

/// Whether an attribute is never shown: secrets, keys, images, access rules and operational
/// attributes.
fn is_private(name: &str) -> bool {
    PRIVATE_ATTRIBUTES.contains(&name)
        || PRIVATE_PREFIXES.iter().any(|start| name.starts_with(start))
        || PRIVATE_SUFFIXES.iter().any(|end| name.ends_with(end))
        || PRIVATE_SUBSTRINGS.iter().any(|part| name.contains(part))
}

const PRIVATE_ATTRIBUTES: [&str; 25] = [
    "aci",
    "audio",
    "authorityrevocationlist",
    "certificaterevocationlist",
    "deltarevocationlist",
    "userpkcs12",
    "thumbnaillogo",
    "userpin",
    "ipauniqueid",
    "dscorepropagationdata",
    "instancetype",
    "objectcategory",
    "objectguid",
    "objectsid",
    "structuralobjectclass",
    "subschemasubentry",
    "hassubordinates",
    "numsubordinates",
    "creatorsname",
    "modifiersname",
    "distinguishedname",
    "ntsecuritydescriptor",
    "logonhours",
    "gecos",
    "contextcsn",
];
const PRIVATE_PREFIXES: [&str; 9] =
    ["ns", "pwd", "krb", "samba", "entry", "usn", "olc", "shadow", "userparam"];
const PRIVATE_SUFFIXES: [&str; 3] = ["key", "keys", "pw"];
const PRIVATE_SUBSTRINGS: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "credential",
    "certificate",
    "photo",
    "hash",
    "private",
];

const NO_LABEL: Tr = Tr::new("", "");
const MEMBER: Tr = Tr::new("membre", "member");
pub const ADDRESS: Tr = Tr::new("adresse", "address");

/// Roles and labels of attributes, in card order.
const ATTRIBUTES: [(&str, AttributeRole, Tr); 56] = [
    ("objectclass", AttributeRole::Skipped, NO_LABEL),
    ("displayname", AttributeRole::Skipped, NO_LABEL),
    ("description", AttributeRole::Skipped, NO_LABEL),
    ("title", AttributeRole::Skipped, NO_LABEL),
    ("street", AttributeRole::Skipped, NO_LABEL),
    ("postalcode", AttributeRole::Skipped, NO_LABEL),
    ("cn", AttributeRole::Skipped, NO_LABEL),
    ("dc", AttributeRole::Skipped, NO_LABEL),
    ("name", AttributeRole::Skipped, NO_LABEL),
    ("l", AttributeRole::Skipped, NO_LABEL),
    ("st", AttributeRole::Skipped, NO_LABEL),
    ("sn", AttributeRole::Name, Tr::new("nom", "surname")),
    ("givenname", AttributeRole::Name, Tr::new("prénom", "given name")),
    ("ou", AttributeRole::Name, Tr::new("unité", "unit")),
    ("o", AttributeRole::Name, Tr::new("organisation", "organisation")),
    ("mail", AttributeRole::Contact("email"), Tr::new("courriel", "email")),
    ("telephonenumber", AttributeRole::Contact("voice"), Tr::new("téléphone", "telephone")),
    ("mobile", AttributeRole::Contact("cell"), Tr::new("mobile", "mobile")),
    ("facsimiletelephonenumber", AttributeRole::Contact("fax"), Tr::new("télécopie", "fax")),
    ("homephone", AttributeRole::Contact("voice"), Tr::new("domicile", "home")),
    ("pager", AttributeRole::Contact("pager"), Tr::new("messagerie de poche", "pager")),
    ("ipphone", AttributeRole::Contact("voice"), Tr::new("téléphone IP", "IP telephone")),
    ("postaladdress", AttributeRole::Contact("address"), ADDRESS),
    ("registeredaddress", AttributeRole::Contact("address"), Tr::new("siège", "registered address")),
    ("homepostaladdress", AttributeRole::Contact("address"), Tr::new("domicile", "home")),
    ("labeleduri", AttributeRole::Link, NO_LABEL),
    ("url", AttributeRole::Link, NO_LABEL),
    ("wwwhomepage", AttributeRole::Link, NO_LABEL),
    ("homepage", AttributeRole::Link, NO_LABEL),
    ("manager", AttributeRole::Relation, Tr::new("responsable", "manager")),
    ("secretary", AttributeRole::Relation, Tr::new("secrétaire", "secretary")),
    ("assistant", AttributeRole::Relation, Tr::new("assistant", "assistant")),
    ("seealso", AttributeRole::Relation, Tr::new("voir aussi", "see also")),
    ("owner", AttributeRole::Relation, Tr::new("propriétaire", "owner")),
    ("member", AttributeRole::Relation, MEMBER),
    ("uniquemember", AttributeRole::Relation, MEMBER),
    ("memberuid", AttributeRole::Relation, MEMBER),
    ("memberof", AttributeRole::Relation, Tr::new("membre de", "member of")),
    ("managedby", AttributeRole::Relation, Tr::new("géré par", "managed by")),
    ("directreports", AttributeRole::Relation, Tr::new("encadre", "manages")),
    ("roleoccupant", AttributeRole::Relation, Tr::new("titulaire", "holder")),
    ("associatedname", AttributeRole::Relation, Tr::new("associé à", "associated with")),
    ("aliasedobjectname", AttributeRole::Relation, Tr::new("autre nom de", "other name of")),
    ("uid", AttributeRole::Fact, Tr::new("identifiant", "login")),
    ("roomnumber", AttributeRole::Fact, Tr::new("bureau", "room")),
    ("physicaldeliveryofficename", AttributeRole::Fact, Tr::new("bureau", "office")),
    ("employeetype", AttributeRole::Fact, Tr::new("emploi", "employment")),
    ("employeenumber", AttributeRole::Fact, Tr::new("matricule", "employee number")),
    ("departmentnumber", AttributeRole::Fact, Tr::new("service", "department")),
    ("department", AttributeRole::Fact, Tr::new("service", "department")),
    ("businesscategory", AttributeRole::Fact, Tr::new("domaine", "business")),
    ("preferredlanguage", AttributeRole::Fact, Tr::new("langue", "language")),
    ("associateddomain", AttributeRole::Fact, Tr::new("domaine Internet", "Internet domain")),
    ("postofficebox", AttributeRole::Fact, Tr::new("boîte postale", "post office box")),
    ("createtimestamp", AttributeRole::Date, Tr::new("créé le", "created")),
    ("modifytimestamp", AttributeRole::Date, Tr::new("modifié le", "changed")),
];
