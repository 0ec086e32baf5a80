//! Who is responsible for what, and how to reach them.

use super::super::record::Record;
use super::super::value::Object;
use super::{address, labelled};

pub fn add(record: &mut Record, service: &mut Object) {
    for mut post in service.objects("affectation_personne") {
        let role = post.text("fonction");
        let mut person = post.object("personne").unwrap_or_default();
        let unread = post.texts("personne").join(", ");
        let name = Some(said(&mut person)).filter(|name| !name.is_empty()).unwrap_or(unread);
        let name = if name.is_empty() { "poste vacant" } else { &name };
        record.contact("person", name, if role.is_empty() { "Personne" } else { &role });
        ways(record, &role, &mut post, &mut person);
        post.keep("personne", person);
        service.keep("affectation_personne", post);
    }
}

/// `Mme Prénom NOM, grade`
fn said(person: &mut Object) -> String {
    let name = ["civilite", "prenom", "nom"].map(|key| person.text(key)).to_vec();
    address::said(vec![address::said(name, " "), person.text("grade")], ", ")
}

/// A person's own telephone, mail and texts.
fn ways(record: &mut Record, role: &str, post: &mut Object, person: &mut Object) {
    let label = |called: String| address::said(vec![role.into(), called], ", ");
    for (called, value) in labelled(post, "telephone") {
        record.contact("voice", &value, &label(called));
    }
    for (called, value) in labelled(person, "adresse_courriel") {
        record.contact("email", &value, &label(called));
    }
    for (called, value) in labelled(person, "texte_reference") {
        record.link(&label(called), &value);
    }
}
