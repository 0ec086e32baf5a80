//! The directory of French administrations published by the DILA: the raw form, where a service
//! lists its children, and the API form, where lists are JSON in strings. Labels are in French,
//! like the data.

mod address;
mod groups;
mod hours;
pub mod html;
mod name;
mod person;

use crate::org::{DiagnosticKind, Source};
use crate::text::Printable;

use super::json_value::{JsonObject, JsonValue};
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, date, json_items, json_value};

use groups::ServiceGroups;

/// How the values of a key are imported.
enum FieldTarget {
    /// A contact of this type.
    Contact(&'static str),
    Link,
    /// Structured values with a reader of their own.
    Structured(fn(&mut Record, &mut JsonObject)),
}

/// Keys of contacts and links, most useful first, with their default labels. Legal texts that
/// appoint persons come after other links.
const CONTACT_FIELDS: [(&str, FieldTarget, &str); 17] = [
    ("adresse_courriel", FieldTarget::Contact("email"), "Courriel"),
    ("telephone", FieldTarget::Contact("voice"), "Téléphone"),
    ("telephone_accessible", FieldTarget::Contact("voice"), "Téléphone accessible"),
    ("site_internet", FieldTarget::Link, "Site internet"),
    ("formulaire_contact", FieldTarget::Link, "Formulaire de contact"),
    ("sve", FieldTarget::Link, "Saisine par voie électronique"),
    ("reseau_social", FieldTarget::Link, "Réseau social"),
    ("application_mobile", FieldTarget::Link, "Application mobile"),
    ("organigramme", FieldTarget::Link, "Organigramme"),
    ("annuaire", FieldTarget::Link, "Annuaire"),
    ("texte_reference", FieldTarget::Link, "Texte de référence"),
    ("url_service_public", FieldTarget::Link, "Page de Service-Public"),
    ("affectation_personne", FieldTarget::Structured(person::add), ""),
    ("adresse", FieldTarget::Structured(address::add), ""),
    ("plage_ouverture", FieldTarget::Structured(hours::add), ""),
    ("telecopie", FieldTarget::Contact("fax"), "Télécopie"),
    ("tchat", FieldTarget::Contact("chat"), "Tchat"),
];

/// Keys of facts for readers, with short labels that fit two columns.
const FACT_FIELDS: [(&str, &str); 8] = [
    ("type_organisme", "Type"),
    ("siren", "SIREN"),
    ("siret", "SIRET"),
    ("service_disponible", "Disponible"),
    ("type_repertoire", "Répertoire"),
    ("date_creation", "Fiche créée"),
    ("date_modification", "Fiche modifiée"),
    ("date_diffusion", "Fiche diffusée"),
];

/// Keys of facts for the maintainers of the directory, shown last.
const CODE_FIELDS: [(&str, &str); 12] = [
    ("partenaire", "Partenaire"),
    ("partenaire_identifiant", "Id partenaire"),
    ("partenaire_date_modification", "Date partenaire"),
    ("code_insee_commune", "Code INSEE"),
    ("ancien_code_pivot", "Ancien pivot"),
    ("ancien_identifiant", "Ancien id"),
    ("itm_identifiant", "Identifiant"),
    ("categorie", "Catégorie"),
    ("statut_de_diffusion", "Diffusion"),
    ("version_type", "Version"),
    ("version_etat_modification", "État version"),
    ("version_source", "Source version"),
];

/// Reads a file of either form.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    sink.builder.metadata.lang.get_or_insert_with(|| "fr".into());
    let mut groups = ServiceGroups::default();
    json_items::for_each(text, sink, on_progress, &mut |sink, line, object| {
        add_service(sink, line, object, &mut groups)
    })?;
    groups.add(sink);
    Ok(())
}

/// Adds a service and the relations to its children.
fn add_service(sink: &mut RecordSink, line: usize, mut service: JsonObject, groups: &mut ServiceGroups) {
    let mut record = Record::default();
    record.id = service.text("id");
    let children = read_children(&mut record, &mut service);
    set_names(&mut record, &mut service);
    set_missions(&mut record, &mut service);
    FACT_FIELDS.iter().for_each(|(key, label)| record.add_fact(label, &joined_texts(&mut service, key)));
    CONTACT_FIELDS
        .iter()
        .for_each(|(key, target, label)| add_contacts(&mut record, &mut service, key, target, label));
    add_local_kind(&mut record, &mut service, groups);
    add_remaining(sink, line, &mut record, service);
    sink.add(line, &record);
    for (child, is_main) in &children {
        sink.builder.claim_child(child, *is_main);
        groups.mark_child(child);
    }
}

/// Removes the texts under a key and joins them; dates in words.
fn joined_texts(service: &mut JsonObject, key: &str) -> String {
    date::french(&service.texts(key).join(", "))
}

/// Adds the remaining keys as facts, then the codes.
fn add_remaining(sink: &mut RecordSink, line: usize, record: &mut Record, mut service: JsonObject) {
    let copyright = common_source(sink, &mut service);
    let codes = CODE_FIELDS.map(|(key, label)| (label, joined_texts(&mut service, key)));
    for (key, text) in service.into_leaves() {
        if json_value::is_json(&text) {
            let id = Printable::new(&record.id);
            sink.report(line, DiagnosticKind::WrongType { id, key: Printable::new(&key) });
        }
        record.add_fact(&key, &text);
    }
    codes.iter().for_each(|(label, text)| record.add_fact(label, text));
    record.add_fact("Source", &copyright);
}

/// The ids of the child services, and whether each is a main child.
fn read_children(record: &mut Record, service: &mut JsonObject) -> Vec<(String, bool)> {
    let mut children = Vec::new();
    for mut relation in service.objects("hierarchie") {
        let child = service_id(&mut relation);
        let kind = relation.text("type_hierarchie");
        match &*kind.to_lowercase() {
            _ if child.is_empty() => record.add_fact("Hiérarchie", &kind),
            "" | "service fils" => children.push((child, true)),
            "autre hiérarchie" => children.push((child, false)),
            _ => record.add_relation(&kind, &child),
        }
        service.put_object("hierarchie", relation);
    }
    children
}

/// The id of the referenced service, as text or in an object.
fn service_id(relation: &mut JsonObject) -> String {
    let Some(mut target) = relation.object("service") else { return relation.text("service") };
    let id = target.text("id");
    relation.put_object("service", target);
    id
}

/// Sets the source of the file from the first copyright; returns a differing one.
fn common_source(sink: &mut RecordSink, service: &mut JsonObject) -> String {
    let copyright = service.text("copyright");
    if copyright.is_empty() {
        return copyright;
    }
    let first = || Source { label: Printable::new(&copyright), url: Printable::default() };
    let source = sink.builder.metadata.source.get_or_insert_with(first);
    if *source.label == *copyright { String::new() } else { copyright }
}

fn set_names(record: &mut Record, service: &mut JsonObject) {
    let (name, acronym) = name::split_acronym(&service.text("nom"), service.text("sigle"));
    (record.name, record.acronym) = (name, acronym);
    record.other_names = service.texts("ancien_nom").iter().flat_map(|names| split_joined(names)).collect();
    let word = name::leading_kind(&record.name).map(String::from);
    let kind = word.or_else(|| service.peek("type_organisme").map(String::from));
    record.kind = kind.unwrap_or_default();
}

fn set_missions(record: &mut Record, service: &mut JsonObject) {
    let missions = html::paragraphs(&service.texts("mission"));
    record.summary = missions.first().map(|first| html::first_sentence(first).into()).unwrap_or_default();
    // A single sentence is the summary only.
    record.missions =
        if missions.len() == 1 && missions[0] == record.summary { Vec::new() } else { missions };
    record.notes = html::paragraphs(&service.texts("information_complementaire"));
}

/// Adds the values under a key as contacts or links. Web addresses are always links, email
/// addresses always contacts.
fn add_contacts(record: &mut Record, service: &mut JsonObject, key: &str, target: &FieldTarget, label: &str) {
    if let FieldTarget::Structured(add) = target {
        return add(record, service);
    }
    for (own_label, value) in labelled(service, key) {
        let label = if own_label.is_empty() { label } else { &own_label };
        match target {
            FieldTarget::Contact(kind) if !is_web_address(&value) => record.add_contact(kind, &value, label),
            FieldTarget::Link if value.contains('@') && !value.contains('/') => {
                record.add_contact("email", &value, label)
            }
            _ => record.add_link(label, &value),
        }
    }
}

/// The values under a key, each with its label. Values without text stay.
fn labelled(service: &mut JsonObject, key: &str) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for value in service.list(key) {
        match value {
            JsonValue::Object(mut object) => {
                let own_label = ["custom_dico2", "libelle", "description"].map(|key| object.text(key));
                let own_label: Vec<String> = own_label.into_iter().filter(|text| !text.is_empty()).collect();
                let (own_label, texts) = (own_label.join(", "), object.texts("valeur"));
                if texts.is_empty() && !own_label.is_empty() {
                    object.put("libelle", JsonValue::Text(own_label.clone()));
                }
                values.extend(texts.into_iter().map(|text| (own_label.clone(), text)));
                service.put_object(key, object);
            }
            JsonValue::Text(text) if !json_value::is_json(&text) => {
                values.extend(split_joined(&text).into_iter().map(|part| (String::new(), part)));
            }
            value => service.put(key, value),
        }
    }
    values
}

/// Splits the texts that the API has joined by semicolons, except inside web addresses.
fn split_joined(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(';') {
        match parts.last_mut() {
            Some(last) if is_web_address(last) && !is_web_address(part.trim()) && !part.contains('@') => {
                last.push(';');
                last.push_str(part);
            }
            _ => parts.push(part.trim().into()),
        }
    }
    parts
}

fn is_web_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Reads the kind and the towns of a local service.
fn add_local_kind(record: &mut Record, service: &mut JsonObject, groups: &mut ServiceGroups) {
    for mut pivot in service.objects("pivot") {
        let kind = pivot.text("type_service_local").replace('_', " ");
        let towns = pivot.texts("code_insee_commune").join(", ");
        groups.insert(&record.id, &kind, &towns);
        record.add_fact("Type local", &kind);
        record.add_fact("Codes INSEE", &towns);
        if record.kind.is_empty() {
            record.kind = kind;
        }
        service.put_object("pivot", pivot);
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use crate::import::{ImportOptions, Importer, ReadErrorKind, read};
    use crate::lang::Lang;
    use crate::org::{Org, Unit, UnitId};

    /// A file of these services in the raw form.
    fn raw(services: &str) -> String {
        format!("{{\"service\": [\n{services}\n]}}")
    }

    fn org(text: &str) -> Org {
        read(text.as_bytes(), Lang::Fr).expect("readable")
    }

    /// The one service of a file.
    fn unit(members: &str) -> Unit {
        let org =
            org(&raw(&format!(r#"{{"id": "a", "type_organisme": "", "nom": "Bureau du sel", {members}}}"#)));
        assert!(org.diagnostics().is_empty(), "{:?}", org.diagnostics());
        org.unit(UnitId::ROOT)
    }

    fn facts(unit: &Unit) -> Vec<String> {
        unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect()
    }

    fn contacts(unit: &Unit) -> Vec<String> {
        let own_label =
            |contact: &crate::org::Contact| contact.label_or_kind().map(|own_label| own_label.to_string());
        unit.contacts
            .iter()
            .map(|contact| format!("{}={}", own_label(contact).unwrap_or_default(), contact.value))
            .collect()
    }

    fn links(unit: &Unit) -> Vec<String> {
        let label = |link: &crate::org::Link| link.label.as_ref().map(|label| label.to_string());
        unit.links.iter().map(|link| format!("{}={}", label(link).unwrap_or_default(), link.url)).collect()
    }

    fn diagnostics(org: &Org) -> Vec<String> {
        org.diagnostics()
            .iter()
            .map(|diagnostic| format!("{} {}", diagnostic.line, diagnostic.kind.message(Lang::En)))
            .collect()
    }

    /// The tree as names, indented.
    fn tree(org: &Org) -> String {
        let lines = org.units().map(|unit| " ".repeat(org.depth(unit)) + &org.id(unit) + "\n");
        lines.collect()
    }

    const RAW: &str = r#"{"service": [
        {"id": "a", "nom": "Direction du sel (DS)", "sigle": "", "type_organisme": "Administration centrale",
         "hierarchie": [{"type_hierarchie": "Service Fils", "service": "b"}],
         "adresse_courriel": ["sel@exemple.fr", "eau@exemple.fr"], "telephone": [{"valeur": "01 00", "description": ""}],
         "siren": "", "pivot": [], "ancien_nom": ["Régie du sel", "Gabelle"]},
        {"id": "b", "nom": "Bureau des marais", "sigle": "Bm", "type_organisme": "", "hierarchie": [],
         "formulaire_contact": ["https://exemple.fr/?a;b", "https://exemple.fr/c"]}]}"#;
    const API: &str = r#"{"total_count": 2, "results": [
        {"id": "a", "nom": "Direction du sel (DS)", "sigle": null, "type_organisme": "Administration centrale",
         "hierarchie": "[{\"type_hierarchie\": \"Service Fils\", \"service\": {\"id\": \"b\"}}]",
         "adresse_courriel": "sel@exemple.fr;eau@exemple.fr", "telephone": "[{\"valeur\": \"01 00\"}]",
         "siren": null, "ancien_nom": "Régie du sel;Gabelle"},
        {"id": "b", "nom": "Bureau des marais", "sigle": "Bm",
         "formulaire_contact": "https://exemple.fr/?a;b;https://exemple.fr/c", "hierarchie": null}]}"#;

    #[test]
    fn all_forms_give_the_same_units() {
        let list = API.split_once("\"results\": ").expect("a list").1.trim_end_matches('}');
        let services: Vec<serde_json::Value> = serde_json::from_str(list).expect("a list");
        let lines: Vec<String> = services.iter().map(|service| service.to_string()).collect();
        let of = |text: &str| {
            let org = org(text);
            assert!(org.diagnostics().is_empty(), "{:?}", org.diagnostics());
            org.units().map(|id| serde_json::to_string(&org.unit(id)).expect("JSON")).collect::<Vec<_>>()
        };
        let units = of(RAW);
        assert!(
            units[0].contains("\"acronym\":\"DS\"") && units[0].contains("\"classification\":\"direction\"")
        );
        for form in [API, list, &lines.join("\n"), &format!("\u{feff}{RAW}")] {
            assert_eq!(of(form), units);
        }
    }

    #[test]
    fn empty_values_are_skipped() {
        let unit = unit(
            r#""sigle": null, "mission": "", "adresse": [{"numero_voie": "", "pays": null}], "telephone": [null],
               "affectation_personne": "[]", "siren": " ", "reseau_social": [[]], "plage_ouverture": [{}]"#,
        );
        assert!(unit.facts.is_empty() && unit.contacts.is_empty() && unit.links.is_empty());
        assert_eq!((unit.acronym, unit.summary), (None, None));
    }

    #[test]
    fn nested_lists_are_flattened() {
        let unit = unit(
            r#""adresse_courriel": [["a@exemple.fr"], "b@exemple.fr"], "site_internet": [{"valeur": ["https://a.fr", ["https://b.fr"]]}]"#,
        );
        assert_eq!(contacts(&unit), ["Courriel=a@exemple.fr", "Courriel=b@exemple.fr"]);
        assert_eq!(links(&unit), ["Site internet=https://a.fr", "Site internet=https://b.fr"]);
    }

    #[test]
    fn invalid_json_in_strings_is_kept_and_reported() {
        let org = org(&raw(
            r#"{"id": "a", "nom": "A", "hierarchie": "[{\"service\": ", "telephone": "[{\"valeur\""}"#,
        ));
        let expected = ["hierarchie", "telephone"]
            .map(|key| format!("2 “a”: “{key}” does not have the expected type; its value is kept as is"));
        assert_eq!(diagnostics(&org), expected);
        assert_eq!(facts(&org.unit(UnitId::ROOT)), [r#"hierarchie=[{"service":"#, r#"telephone=[{"valeur""#]);
    }

    #[test]
    fn missing_services_are_reported_and_second_parents_are_relations() {
        let org = org(&raw(concat!(
            r#"{"id": "r", "nom": "R", "hierarchie": [{"type_hierarchie": "Service Fils", "service": "a"},"#,
            r#" {"type_hierarchie": "Service Fils", "service": "b"}, {"type_hierarchie": "Service Fils", "service": "?"}]},"#,
            "\n",
            r#"{"id": "a", "nom": "A", "hierarchie": [{"type_hierarchie": "Autre hiérarchie", "service": "b"},"#,
            r#" {"type_hierarchie": "Autre hiérarchie", "service": "c"}, {"type_hierarchie": "Jumelage", "service": "b"},"#,
            r#" {"type_hierarchie": "Autre hiérarchie", "service": "b"}]},"#,
            "\n",
            r#"{"id": "b", "nom": "B"}, {"id": "c", "nom": "C"}"#
        )));
        assert_eq!(tree(&org), "r\n a\n  c\n b\n");
        assert_eq!(diagnostics(&org), ["2 “r” has the child “?”, which does not exist"]);
        let relations =
            |unit: UnitId| org.unit(unit).relations.iter().map(|relation| relation.unit).collect::<Vec<_>>();
        assert_eq!(relations(UnitId::at(3)), [Some(UnitId::at(1))]);
        assert_eq!(&*org.unit(UnitId::at(1)).relations[0].kind, "Jumelage");
    }

    #[test]
    fn files_resolve_each_others_relations() {
        let mut importer = Importer::new(ImportOptions::default(), Lang::Fr);
        for (name, text) in [("nat.json", RAW), ("loc.json", r#"{"service": [{"id": "c", "nom": "C"}]}"#)] {
            let text = text.replace(r#""hierarchie": []"#, r#""hierarchie": [{"service": "c"}]"#);
            importer.read(&name.into(), Cow::Owned(text.into_bytes()), &mut |_, _| {}).expect("readable");
        }
        let org = importer.finish();
        assert_eq!(tree(&org), "a\n b\n  c\n");
        assert!(org.diagnostics().is_empty());
    }

    #[test]
    fn duplicates_and_control_characters_are_reported_and_kept() {
        let org = org(&raw(concat!(
            r#"{"id": "a", "nom": "Mairie de Saint-\u0090Yves", "hierarchie": [{"service": "b"}, {"service": "b~2"}]},"#,
            "\n",
            r#"{"id": "b", "nom": "x"}, {"id": "b", "nom": ""}, {"nom": "z", "hierarchie": [{"service": "a"}]}, 12"#
        )));
        assert_eq!(&*org.name(UnitId::at(1)), "Mairie de Saint-\u{fffd}Yves");
        assert_eq!(tree(&org), "#4\n a\n  b\n  b~2\n");
        assert_eq!(
            diagnostics(&org),
            [
                "2 “a”: control or invisible characters in “name”, replaced by �",
                "3 a unit must be a JSON object; this value is ignored: 12",
                "3 the id “b” is already taken: this unit becomes “b~2”",
                "3 “b~2” has no name: its id is shown instead",
                "3 unit without “id”: it is given the id “#4”",
            ]
        );
    }

    #[test]
    fn posts_become_contacts_even_if_vacant() {
        let unit = unit(
            r#""affectation_personne": [{"fonction": "Ambassadeur", "personne": {}, "telephone": ""},
               {"fonction": "Chef", "telephone": "02 00", "personne": {"civilite": "Mme", "prenom": "Aline", "nom": "SAULNIER",
                "grade": "ingénieure", "adresse_courriel": [{"libelle": "", "valeur": "as@exemple.fr"}], "x": "y",
                "texte_reference": [{"libelle": "JORF n° 1", "valeur": "https://exemple.fr/1"}]}}]"#,
        );
        let expected = [
            "Ambassadeur=poste vacant",
            "Chef=Mme Aline SAULNIER, ingénieure",
            "Chef=02 00",
            "Chef=as@exemple.fr",
        ];
        assert_eq!(contacts(&unit), expected);
        assert_eq!(links(&unit), ["Chef, JORF n° 1=https://exemple.fr/1"]);
        assert_eq!(facts(&unit), ["affectation_personne.personne.x=y"]);
    }

    #[test]
    fn addresses_and_hours_are_formatted() {
        let unit = unit(
            r#""adresse": [{"type_adresse": "Adresse postale", "complement1": "Porte 2", "numero_voie": "1 rue du Sel",
               "code_postal": "44000", "nom_commune": "Salines", "pays": "", "latitude": "1.5", "longitude": "-2"},
               {"nom_commune": "Minsk", "pays": "Bélarus", "latitude": "1.5", "longitude": "-2", "accessibilite": "ACC"}],
               "plage_ouverture": [{"nom_jour_debut": "Lundi", "nom_jour_fin": "Vendredi", "valeur_heure_debut_1": "09:00:00",
               "valeur_heure_fin_1": "12:30:00", "valeur_heure_debut_2": "14:00:00", "valeur_heure_fin_2": "17:00:00"},
               {"nom_jour_debut": "Samedi", "nom_jour_fin": "Samedi", "valeur_heure_debut_1": "tôt", "commentaire": "sur rendez-vous"}]"#,
        );
        assert_eq!(
            contacts(&unit),
            [
                "Adresse postale=Porte 2, 1 rue du Sel, 44000 Salines",
                "Adresse=Minsk, Bélarus",
                "Horaires=du lundi au vendredi, 9\u{a0}h\u{a0}– 12\u{a0}h\u{a0}30, 14\u{a0}h\u{a0}– 17\u{a0}h",
                "Horaires=samedi, à partir de tôt (sur rendez-vous)",
            ]
        );
        assert_eq!(facts(&unit), ["Coordonnées=1.5, -2", "Accessibilité=ACC"]);
    }

    #[test]
    fn the_summary_is_the_first_sentence_of_the_mission() {
        let single = unit(r#""mission": "Elle garde le sel.""#);
        assert_eq!((single.summary.as_deref(), single.missions.len()), (Some("Elle garde le sel."), 0));
        let two = unit(
            r#""mission": "<p>Elle garde le sel. Et l&rsquo;eau.</p>", "information_complementaire": "Fermé.\nLoin.""#,
        );
        assert_eq!(two.summary.as_deref(), Some("Elle garde le sel."));
        assert_eq!(&*two.missions[0], "Elle garde le sel. Et l’eau.");
        assert_eq!(two.notes.len(), 2);
    }

    #[test]
    fn unknown_values_become_facts() {
        let unit = unit(
            r#""siren": "123", "date_creation": "01/02/2023 00:00:00", "nouveau": [{"a": 1.50}, "b"], "categorie": "SIL",
               "pivot": [{"type_service_local": "maison_sel", "code_insee_commune": ["01001", "01002"]}], "sigle": {"x": 1},
               "copyright": "Exemple", "organigramme": [{"libelle": "sans lien", "valeur": ""}], "nom": "Autre""#,
        );
        assert_eq!(
            facts(&unit),
            [
                "SIREN=123",
                "Fiche créée=1er\u{a0}février\u{a0}2023",
                "Type local=maison sel",
                "Codes INSEE=01001, 01002",
                "nouveau.a=1.50",
                "nouveau=b",
                "nom=Autre",
                "sigle.x=1",
                "organigramme.libelle=sans lien",
                "Catégorie=SIL",
            ]
        );
    }

    #[test]
    fn partial_documents_are_reported() {
        let org = org(
            "{\"results\": [{\"nom\": \"A\", \"id\": \"a\", \"hierarchie\": null}],\n\"total_count\": 9, \"x\": 1}",
        );
        let expected = [
            "2 “x” in the document header is ignored: 1",
            "2 the document is incomplete: it contains 1 of 9 units",
        ];
        assert_eq!(diagnostics(&org), expected);
    }

    #[test]
    fn syntax_errors_have_a_position() {
        for (text, line, column) in [
            ("{\"service\": [\n{\"id\": \"a\", \"hierarchie\": []},\n{\"id\": ", 3, 7),
            ("{\"id\": \"a\", \"hierarchie\": []}\n{\"id\": }", 2, 8),
            ("{\"service\": [{\"id\": \"a\", \"hierarchie\": []}]}\nx", 2, 1),
        ] {
            let error = read(text.as_bytes(), Lang::Fr).expect_err("refused");
            assert!(matches!(error.kind, ReadErrorKind::Json(_)));
            assert_eq!((error.line, error.column), (line, column), "{text}");
        }
    }
}
