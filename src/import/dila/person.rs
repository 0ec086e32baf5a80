//! Persons in charge, with their contact details.

use crate::import::json_value::JsonObject;
use crate::import::record::Record;

use super::{address, labelled};

/// Adds each person as a contact, with telephone, email and links.
pub fn add(record: &mut Record, service: &mut JsonObject) {
    for mut post in service.objects("affectation_personne") {
        let role = post.text("fonction");
        let mut person = post.object("personne").unwrap_or_default();
        let plain_text = post.texts("personne").join(", ");
        let name = Some(full_name(&mut person)).filter(|name| !name.is_empty()).unwrap_or(plain_text);
        let name = if name.is_empty() { "poste vacant" } else { &name };
        record.add_contact("person", name, if role.is_empty() { "Personne" } else { &role });
        add_contacts(record, &role, &mut post, &mut person);
        post.put_object("personne", person);
        service.put_object("affectation_personne", post);
    }
}

/// `Mme Prénom NOM, grade`
fn full_name(person: &mut JsonObject) -> String {
    let name = ["civilite", "prenom", "nom"].map(|key| person.text(key)).to_vec();
    address::joined(vec![address::joined(name, " "), person.text("grade")], ", ")
}

/// Telephone, email and texts of a person.
fn add_contacts(record: &mut Record, role: &str, post: &mut JsonObject, person: &mut JsonObject) {
    let label = |description: String| address::joined(vec![role.into(), description], ", ");
    for (description, value) in labelled(post, "telephone") {
        record.add_contact("voice", &value, &label(description));
    }
    for (description, value) in labelled(person, "adresse_courriel") {
        record.add_contact("email", &value, &label(description));
    }
    for (description, value) in labelled(person, "texte_reference") {
        record.add_link(&label(description), &value);
    }
}
