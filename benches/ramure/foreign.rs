//! Writes the generated units in the formats of others: the shapes that the readers of `src/import` know.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ramure::export::{self, ExportFormat, Subtree};
use ramure::lang::Lang;
use serde_json::{Value, json};

use super::generate::{CardFields, Unit, Units, write};
use super::workload::open;

const SEED: u64 = 1;

/// A format, and what its floor reads.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub name: &'static str,
    pub floor: &'static str,
    pub extension: &'static str,
    write: fn(&[Unit], &Path),
}

#[rustfmt::skip]
pub const SHAPES: [Shape; 9] = [
    Shape { name: "`ramure/1`", floor: "json", extension: "ramure.json", write: write_own },
    Shape { name: "flat JSON with other keys", floor: "json", extension: "flat.json", write: write_flat },
    Shape { name: "nested JSON", floor: "json", extension: "nested.json", write: write_nested },
    Shape { name: "JSON of the DILA", floor: "json", extension: "dila.json", write: write_dila },
    Shape { name: "JSON of GOV.UK", floor: "json", extension: "govuk.json", write: write_govuk },
    Shape { name: "JSON-LD", floor: "json", extension: "jsonld", write: |units, path| write_export(units, ExportFormat::JsonLd, path) },
    Shape { name: "CSV", floor: "csv", extension: "csv", write: write_csv },
    Shape { name: "LDIF", floor: "lines", extension: "ldif", write: write_ldif },
    Shape { name: "outline in a text file", floor: "lines", extension: "txt", write: |units, path| write_export(units, ExportFormat::Text, path) },
];

impl Shape {
    /// Writes this many units into a folder; returns the path of the file.
    pub fn write(&self, units: usize, folder: &Path) -> PathBuf {
        let path = folder.join(format!("{units}.{}", self.extension));
        let units: Vec<Unit> = Units::new(SEED, &HashSet::new()).take(units).collect();
        (self.write)(&units, &path);
        path
    }
}

fn file(path: &Path) -> BufWriter<File> {
    BufWriter::new(File::create(path).expect("a file"))
}

fn card(unit: &Unit) -> &CardFields {
    unit.card.as_ref().expect("a card")
}

fn contact(unit: &Unit, at: usize) -> &str {
    &card(unit).contact_details[at].value
}

fn write_own(units: &[Unit], path: &Path) {
    write(units.iter(), file(path)).expect("written");
}

fn write_flat(units: &[Unit], path: &Path) {
    write_list("[", units.iter().map(record), "]", path);
}

/// A record under French keys.
fn record(unit: &Unit) -> Value {
    json!({
        "identifiant": unit.id, "rattachement": unit.parent_id, "intitule": unit.name, "sigle": unit.acronym,
        "nature": card(unit).classification, "description": card(unit).r#abstract,
        "courriel": contact(unit, 0), "telephone": contact(unit, 1),
    })
}

fn write_list(start: &str, values: impl Iterator<Item = Value>, end: &str, path: &Path) {
    let mut out = file(path);
    out.write_all(start.as_bytes()).expect("written");
    for (at, value) in values.enumerate() {
        write!(out, "{}{value}", if at == 0 { "\n" } else { ",\n" }).expect("written");
    }
    writeln!(out, "\n{end}").expect("written");
    out.flush().expect("written");
}

/// Units in reading order, each inside the list of its parent.
fn write_nested(units: &[Unit], path: &Path) {
    let mut out = file(path);
    let mut open: Vec<&str> = Vec::new();
    for unit in units {
        let depth = open.iter().position(|&id| Some(id) == unit.parent_id.as_deref()).map_or(0, |at| at + 1);
        let is_sibling = open.len() > depth;
        (depth..open.len()).for_each(|_| write!(out, "]}}").expect("written"));
        open.truncate(depth);
        open.push(&unit.id);
        let mut own = record(unit);
        own.as_object_mut().expect("an object").remove("rattachement");
        let own = own.to_string();
        let comma = if is_sibling { ",\n" } else { "\n" };
        write!(out, "{comma}{},\"children\":[", own.trim_end_matches('}')).expect("written");
    }
    open.iter().for_each(|_| write!(out, "]}}").expect("written"));
    out.flush().expect("written");
}

/// The ids of the children of each unit.
fn children(units: &[Unit]) -> HashMap<&str, Vec<&str>> {
    let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
    for unit in units {
        children.entry(unit.parent_id.as_deref().unwrap_or_default()).or_default().push(&unit.id);
    }
    children
}

fn write_dila(units: &[Unit], path: &Path) {
    let children = children(units);
    let service = |unit: &Unit| {
        let child = |id: &&str| json!({"type_hierarchie": "Service Fils", "service": id});
        let hierarchy: Vec<Value> = children.get(&*unit.id).into_iter().flatten().map(child).collect();
        json!({
            "id": unit.id, "nom": unit.name, "sigle": unit.acronym.as_deref().unwrap_or_default(),
            "type_organisme": card(unit).classification, "categorie": "SI", "hierarchie": hierarchy,
            "mission": card(unit).r#abstract, "adresse_courriel": [contact(unit, 0)],
            "telephone": [{"valeur": contact(unit, 1), "description": ""}], "telecopie": [],
            "adresse": [{"type_adresse": "Adresse", "numero_voie": "1 rue du Port", "code_postal": "75007",
                "nom_commune": "Paris", "pays": "", "longitude": "2.31", "latitude": "48.85"}],
            "site_internet": [], "affectation_personne": [], "pivot": [], "ancien_nom": [], "siren": "",
            "plage_ouverture": [], "date_modification": "19/10/2023 09:52:06",
            "information_complementaire": "", "texte_reference": [], "statut_de_diffusion": "true",
        })
    };
    write_list("{\"service\":[", units.iter().map(service), "]}", path);
}

fn write_govuk(units: &[Unit], path: &Path) {
    let children = children(units);
    let reference = |id: &str| json!({"id": id, "web_url": format!("https://www.gov.uk/{id}")});
    let organisation = |unit: &Unit| {
        let below: Vec<Value> =
            children.get(&*unit.id).into_iter().flatten().map(|id| reference(id)).collect();
        json!({
            "id": unit.id, "title": unit.name, "format": card(unit).classification,
            "updated_at": "2016-07-18T18:26:52.000+01:00", "web_url": format!("https://www.gov.uk/{}", unit.id),
            "details": {"slug": unit.id, "abbreviation": unit.acronym, "govuk_status": "live",
                "logo_formatted_name": unit.name, "closed_at": null, "content_id": unit.id},
            "analytics_identifier": unit.id,
            "parent_organisations": unit.parent_id.iter().map(|id| reference(id)).collect::<Vec<_>>(),
            "child_organisations": below,
        })
    };
    write_list("{\"results\":[", units.iter().map(organisation), "]}", path);
}

fn write_csv(units: &[Unit], path: &Path) {
    let mut out = csv::Writer::from_path(path).expect("a file");
    let head = ["id", "parent_id", "name", "acronym", "type", "description", "email", "telephone"];
    out.write_record(head).expect("written");
    for unit in units {
        let (parent, acronym) = (unit.parent_id.as_deref(), unit.acronym.as_deref());
        let (email, phone) = (contact(unit, 0), contact(unit, 1));
        let names = [&*unit.id, parent.unwrap_or_default(), &*unit.name, acronym.unwrap_or_default()];
        let card = [card(unit).classification, &card(unit).r#abstract, email, phone];
        out.write_record(names.iter().chain(&card)).expect("written");
    }
    out.flush().expect("written");
}

fn write_ldif(units: &[Unit], path: &Path) {
    let mut out = file(path);
    let mut names: HashMap<&str, String> = HashMap::new();
    for unit in units {
        let above = unit.parent_id.as_deref().map_or("o=republique", |parent| &names[parent]);
        let dn = format!("ou={},{above}", unit.id);
        write!(
            out,
            "dn: {dn}\nobjectClass: top\nobjectClass: organizationalUnit\nou: {}\ndisplayName: {}\n",
            unit.id, unit.name
        )
        .expect("written");
        let (text, mail, phone) = (&card(unit).r#abstract, contact(unit, 0), contact(unit, 1));
        write!(out, "description: {text}\nmail: {mail}\ntelephoneNumber: {phone}\n\n").expect("written");
        names.insert(&unit.id, dn);
    }
    out.flush().expect("written");
}

/// Writes the units as ramure exports them.
fn write_export(units: &[Unit], format: ExportFormat, path: &Path) {
    let own = path.with_extension("own");
    write_own(units, &own);
    let org = open(&own);
    fs::remove_file(own).expect("removed");
    export::write(&Subtree::whole(&org), format, false, Lang::Fr, &mut file(path)).expect("written");
}
