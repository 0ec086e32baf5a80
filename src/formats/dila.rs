//! The directory of French administrations that the DILA publishes: in its raw form, where a
//! service names the services below it, and in the form of the API, where lists are text. All
//! labels are French, as all else in there is.

mod address;
mod date;
mod hours;
mod name;
mod person;
mod prose;

use super::record::Record;
use super::value::{self, Object, Value};
use super::{Gathering, Refusal, Watch, items};
use crate::org::{Fault, Source};
use crate::text::Printable;

/// How texts of a service reach it.
enum Way {
    /// A contact of a kind.
    Contact(&'static str),
    Link,
    /// Contacts that one has to know how to read.
    Special(fn(&mut Record, &mut Object)),
}

/// What reaches a service, first what people come for: the key, the way, and what it is called
/// when it does not say so itself.
const WAYS: [(&str, Way, &str); 17] = [
    ("adresse_courriel", Way::Contact("email"), "Courriel"),
    ("telephone", Way::Contact("voice"), "Téléphone"),
    ("telephone_accessible", Way::Contact("voice"), "Téléphone accessible"),
    ("affectation_personne", Way::Special(person::add), ""),
    ("adresse", Way::Special(address::add), ""),
    ("plage_ouverture", Way::Special(hours::add), ""),
    ("telecopie", Way::Contact("fax"), "Télécopie"),
    ("tchat", Way::Contact("chat"), "Tchat"),
    ("site_internet", Way::Link, "Site internet"),
    ("formulaire_contact", Way::Link, "Formulaire de contact"),
    ("sve", Way::Link, "Saisine par voie électronique"),
    ("reseau_social", Way::Link, "Réseau social"),
    ("application_mobile", Way::Link, "Application mobile"),
    ("organigramme", Way::Link, "Organigramme"),
    ("annuaire", Way::Link, "Annuaire"),
    ("texte_reference", Way::Link, "Texte de référence"),
    ("url_service_public", Way::Link, "Page de Service-Public"),
];

/// Facts, and what they are called: what a person may look for.
const FACTS: [(&str, &str); 8] = [
    ("type_organisme", "Type d’organisme"),
    ("siren", "SIREN"),
    ("siret", "SIRET"),
    ("service_disponible", "Service disponible"),
    ("type_repertoire", "Type de répertoire"),
    ("date_creation", "Fiche créée"),
    ("date_modification", "Fiche modifiée"),
    ("date_diffusion", "Fiche diffusée"),
];

/// And what is for those who keep the directory: it comes last.
const CODES: [(&str, &str); 12] = [
    ("partenaire", "Partenaire"),
    ("partenaire_identifiant", "Identifiant chez le partenaire"),
    ("partenaire_date_modification", "Fiche modifiée par le partenaire"),
    ("code_insee_commune", "Code INSEE"),
    ("ancien_code_pivot", "Ancien code pivot"),
    ("ancien_identifiant", "Ancien identifiant"),
    ("itm_identifiant", "Identifiant numérique"),
    ("categorie", "Catégorie"),
    ("statut_de_diffusion", "Statut de diffusion"),
    ("version_type", "Version"),
    ("version_etat_modification", "État de la version"),
    ("version_source", "Source de la version"),
];

/// Reads a file of either form.
pub fn read(text: &str, into: &mut Gathering, watch: Watch) -> Result<(), Refusal> {
    into.draft.head.lang.get_or_insert_with(|| "fr".into());
    items::each(text, into, watch, service)
}

/// Keeps a service, and what it says is below it.
fn service(into: &mut Gathering, line: usize, mut service: Object) {
    let mut record = Record::default();
    record.id = service.text("id");
    let below = below(&mut record, &mut service);
    let copyright = common_source(into, &mut service);
    names(&mut record, &mut service);
    missions(&mut record, &mut service);
    FACTS.iter().for_each(|(key, label)| fact(&mut record, &mut service, key, label));
    for (key, way, label) in WAYS {
        reach(&mut record, &mut service, key, &way, label);
    }
    local(&mut record, &mut service);
    let codes = CODES.map(|(key, label)| (label, service.texts(key)));
    for (key, text) in service.left() {
        if value::is_json(&text) {
            let id = Printable::new(&record.id);
            into.report(line, Fault::WrongType { id, key: Printable::new(&key) });
        }
        record.fact(&key, &text);
    }
    codes.iter().for_each(|(label, texts)| record.fact(label, &date::said(&texts.join(", "))));
    record.fact("Source", &copyright);
    into.add(line, &record);
    below.iter().for_each(|(child, is_main)| into.draft.claim(child, *is_main));
}

/// The services below: their ids, and whether that is where they hang.
fn below(record: &mut Record, service: &mut Object) -> Vec<(String, bool)> {
    let mut below = Vec::new();
    for mut tie in service.objects("hierarchie") {
        let child = id_of(&mut tie);
        let kind = tie.text("type_hierarchie");
        match &*kind.to_lowercase() {
            _ if child.is_empty() => record.fact("Hiérarchie", &kind),
            "" | "service fils" => below.push((child, true)),
            "autre hiérarchie" => below.push((child, false)),
            _ => record.tie(&kind, &child),
        }
        service.keep("hierarchie", tie);
    }
    below
}

/// The id of the service that a tie is to, alone or in an object.
fn id_of(tie: &mut Object) -> String {
    let Some(mut inside) = tie.object("service") else { return tie.text("service") };
    let id = inside.text("id");
    tie.keep("service", inside);
    id
}

/// Where the file is from, once for all services; what a service says otherwise.
fn common_source(into: &mut Gathering, service: &mut Object) -> String {
    let copyright = service.text("copyright");
    if copyright.is_empty() {
        return copyright;
    }
    let first = || Source { label: Printable::new(&copyright), url: Printable::default() };
    let source = into.draft.head.source.get_or_insert_with(first);
    if *source.label == *copyright { String::new() } else { copyright }
}

fn names(record: &mut Record, service: &mut Object) {
    let (name, acronym) = name::parts(&service.text("nom"), service.text("sigle"));
    (record.name, record.acronym) = (name, acronym);
    record.other_names = service.texts("ancien_nom").iter().flat_map(|names| parts(names)).collect();
    let word = name::kind(&record.name).map(String::from);
    let kind = word.or_else(|| service.peek("type_organisme").map(String::from));
    record.kind = kind.unwrap_or_default();
}

fn missions(record: &mut Record, service: &mut Object) {
    let missions = prose::paragraphs(&service.texts("mission"));
    record.summary = missions.first().map(|first| prose::sentence(first).into()).unwrap_or_default();
    // Nothing is said twice where that is all.
    record.missions =
        if missions.len() == 1 && missions[0] == record.summary { Vec::new() } else { missions };
    record.notes = prose::paragraphs(&service.texts("information_complementaire"));
}

/// Adds what is under a key as ways to reach the service.
fn reach(record: &mut Record, service: &mut Object, key: &str, way: &Way, label: &str) {
    match way {
        Way::Special(add) => add(record, service),
        Way::Contact(kind) => {
            for (called, value) in labelled(service, key) {
                let label = if called.is_empty() { label } else { &called };
                if is_web(&value) { record.link(label, &value) } else { record.contact(kind, &value, label) }
            }
        }
        Way::Link => {
            for (called, value) in labelled(service, key) {
                let label = if called.is_empty() { label } else { &called };
                match value.contains('@') && !value.contains('/') {
                    true => record.contact("email", &value, label),
                    false => record.link(label, &value),
                }
            }
        }
    }
}

/// The values under a key, each with what it is called; they are texts or objects. What has no
/// value stays.
fn labelled(service: &mut Object, key: &str) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for value in service.list(key) {
        match value {
            Value::Object(mut object) => {
                let called = ["custom_dico2", "libelle", "description"].map(|key| object.text(key));
                let called: Vec<String> = called.into_iter().filter(|text| !text.is_empty()).collect();
                let (called, texts) = (called.join(", "), object.texts("valeur"));
                if texts.is_empty() && !called.is_empty() {
                    object.put("libelle", Value::Text(called.clone()));
                }
                values.extend(texts.into_iter().map(|text| (called.clone(), text)));
                service.keep(key, object);
            }
            Value::Text(text) if !value::is_json(&text) => {
                values.extend(parts(&text).into_iter().map(|part| (String::new(), part)));
            }
            value => service.put(key, value),
        }
    }
    values
}

/// The texts that the API has joined; a semicolon inside an address of the web joins nothing.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(';') {
        match parts.last_mut() {
            Some(last) if is_web(last) && !is_web(part.trim()) && !part.contains('@') => {
                last.push(';');
                last.push_str(part);
            }
            _ => parts.push(part.trim().into()),
        }
    }
    parts
}

fn is_web(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn fact(record: &mut Record, service: &mut Object, key: &str, label: &str) {
    let said = service.texts(key).join(", ");
    record.fact(label, &date::said(&said));
}

/// What a service of a town or of several is.
fn local(record: &mut Record, service: &mut Object) {
    for mut pivot in service.objects("pivot") {
        let kind = pivot.text("type_service_local").replace('_', " ");
        record.fact("Type de service local", &kind);
        if record.kind.is_empty() {
            record.kind = kind;
        }
        record.fact("Communes (codes INSEE)", &pivot.texts("code_insee_commune").join(", "));
        service.keep("pivot", pivot);
    }
}
