//! YAML (<https://yaml.org/spec/1.2.2/>): organisations as maps and lists, the groups and users of Backstage, and
//! Markdown with front matter, which is one unit. It is converted to JSON, whose reader knows the keys.
//! Settings of programs are YAML too: what is not known to be an organisation is refused, unless the
//! format is stated.

mod backstage;
mod json_text;
mod nodes;
mod shape;
mod sniff;

use std::borrow::Cow;

use crate::text::Printable;

use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind, json};

use json_text::JsonText;
use nodes::{NodeId, NodeKind, Yaml};
use sniff::front_matter;
pub use sniff::is_yaml;

/// Keys that are named in the message for a text without units.
const MAX_NAMED_KEYS: usize = 8;

/// Reads all documents. `name` is that of a unit without a name; `is_stated` tells that the user says that the
/// text is an organisation.
pub fn read(
    text: Cow<'static, str>,
    name: &str,
    is_stated: bool,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    if let Some((header, body)) = front_matter(&text) {
        let json = front_matter_json(header, body, name)?;
        return in_first_column(json::read(&json, sink, on_progress));
    }
    let yaml = Yaml::parse(&text)?;
    drop(text);
    let mut json = JsonText::new(&yaml);
    if yaml.roots.iter().any(|root| backstage::is_entity(&yaml, *root)) {
        yaml.roots.iter().for_each(|root| json.add_value(*root));
        let json = json.into_text();
        drop(yaml);
        return in_first_column(backstage::read(&json, sink));
    }
    let organisations = yaml.roots.iter().filter(|root| is_stated || yaml.is_organisation(**root));
    let organisations: Vec<NodeId> = organisations.copied().collect();
    if organisations.is_empty() {
        return Err(no_organisation(&yaml));
    }
    organisations.iter().for_each(|root| json.add_units(*root, name));
    let json = json.into_text();
    let record_count = sink.builder.record_count();
    in_first_column(json::read(&json, sink, on_progress))?;
    if sink.builder.record_count() == record_count { Err(no_organisation(&yaml)) } else { Ok(()) }
}

/// The columns of the JSON text are not those of the file.
fn in_first_column(result: Result<(), ReadError>) -> Result<(), ReadError> {
    result.map_err(|error| ReadError { column: 1, ..error })
}

/// The front matter as one unit, with the text after it as its missions.
fn front_matter_json(header: &str, body: &str, name: &str) -> Result<String, ReadError> {
    let yaml = Yaml::parse(header)?;
    let root = yaml.roots.first().copied().filter(|root| yaml.kind(*root) == NodeKind::Map);
    let root = root.ok_or_else(|| no_organisation(&yaml))?;
    let mut json = JsonText::new(&yaml);
    let mut extra = vec![("missions", body.trim())];
    if !yaml.has_name(root) {
        extra.push(("name", name));
    }
    json.add_record(root, &extra);
    Ok(json.into_text())
}

/// The error for a text that has no units, with its first keys.
fn no_organisation(yaml: &Yaml) -> ReadError {
    let root = yaml.roots.first().copied().unwrap_or_default();
    let first = yaml.items(root).next().unwrap_or(root);
    let members = yaml.members(first);
    let keys: Vec<&str> = members.iter().map(|(key, _)| yaml.text(*key)).take(MAX_NAMED_KEYS).collect();
    ReadError {
        line: yaml.line(root),
        column: 1,
        kind: ReadErrorKind::NoYamlUnits { keys: Printable::new(&keys.join(", ")) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use crate::import::test_support::{indented_names, lines_and_messages, messages};
    use crate::import::{ImportFormat, ImportOptions, Importer};
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    const CATALOGUE: &str = include_str!("../../tests/it/fixtures/catalogue.yaml");
    const TEAMS: &str = include_str!("../../tests/it/fixtures/teams.yaml");
    const FRONT_MATTER: &str = include_str!("../../tests/it/fixtures/front-matter.md");

    fn read_as(text: &str, format: Option<ImportFormat>) -> Result<Org, ReadError> {
        let mut importer = Importer::new(ImportOptions { format, ..ImportOptions::default() }, Lang::En);
        let bytes = Cow::Owned(text.as_bytes().to_vec());
        importer.read(&"dir/owners.yaml".into(), bytes, &mut |_, _| {}).map_err(|(_, error)| error)?;
        Ok(importer.finish())
    }

    fn org(text: &str) -> Org {
        read_as(text, None).expect("readable")
    }

    fn message(text: &str) -> (usize, String) {
        let error = read_as(text, None).expect_err("refused");
        (error.line, error.kind.message(Lang::En))
    }

    /// What is on the card of a unit, besides its name.
    fn card(org: &Org, at: usize) -> Vec<String> {
        let unit = org.unit(UnitId::at(at));
        let shown = |text: &Option<Printable>| text.as_deref().unwrap_or_default().to_string();
        let facts = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value));
        let contacts = unit
            .contacts
            .iter()
            .map(|contact| format!("{} {}: {}", shown(&contact.kind), shown(&contact.label), contact.value));
        let links = unit.links.iter().map(|link| link.url.to_string());
        let missions = unit.missions.iter().map(|text| text.to_string());
        missions.chain(contacts).chain(facts).chain(links).collect()
    }

    #[test]
    fn teams_are_units_with_their_people() {
        let org = org(TEAMS);
        let names = ["Harbour", " pilots", "  night-pilots", " quays", " Tides", "  Tables"];
        assert_eq!(indented_names(&org), names);
        assert_eq!(messages(&org), [""; 0]);
        assert_eq!(
            card(&org, 0),
            [
                "person admins: ada",
                "person admins: tom",
                "person members: ada",
                "person members: tom",
                "billing_email=pay@port.example"
            ]
        );
        assert_eq!(card(&org, 1), ["Guides the ships", "person maintainers: ada", "privacy=closed"]);
        assert_eq!(card(&org, 2), ["person members: tom", "repos.logbook=write", "repos.charts=read"]);
        assert_eq!(
            card(&org, 3),
            ["person members: Eve Bollard", "email Eve Bollard: eve@port.example", "Eve Bollard, github=eve"]
        );
        assert_eq!(
            card(&org, 4),
            [
                "person chairs: Ada Ropewalk",
                "Ada Ropewalk, company=Port",
                "contact.slack=tides",
                "contact.teams=name: tides-leads, description: The leads"
            ]
        );
        assert_eq!(card(&org, 5), ["owners=https://port.example/OWNERS"]);
    }

    #[test]
    fn groups_and_users_of_backstage_are_read() {
        let org = org(CATALOGUE);
        assert_eq!(indented_names(&org), ["Port of Nulle", " quays"]);
        let component = lines_and_messages(&org);
        assert_eq!(component.len(), 1);
        assert!(component[0].0 == 31 && component[0].1.contains("tide-table"), "{component:?}");
        assert_eq!(
            card(&org, 0),
            [
                "Keeps the ships safe",
                "email : port@port.example",
                "person member: Ada Ropewalk",
                "email Ada Ropewalk: ada@port.example",
                "labels.zone=north",
                "links.title=Site",
                "Ada Ropewalk, name=ada",
                "https://port.example/"
            ]
        );
        assert_eq!(org.unit(UnitId::ROOT).kind.as_deref(), Some("authority"));
        assert_eq!(
            card(&org, 1),
            [
                "person member: Ada Ropewalk",
                "email Ada Ropewalk: ada@port.example",
                "person member: tom",
                "Ada Ropewalk, name=ada"
            ]
        );
    }

    #[test]
    fn front_matter_is_one_unit() {
        let org = org(FRONT_MATTER);
        assert_eq!(indented_names(&org), ["Capitainerie"]);
        assert_eq!(
            card(&org, 0),
            [
                "# Histoire",
                "Fondée en 1901. - une liste",
                "Veille sur les navires",
                "person contact: vigie@port.example",
                "tags=marée",
                "tags=quai"
            ]
        );
    }

    #[test]
    fn names_in_maps_and_lists_are_units() {
        let names = ["Ministry", " Direction A", " Direction B", "  Bureau 1", "  Bureau 2"];
        for text in [
            "Ministry:\n- Direction A\n- Direction B:\n  - Bureau 1\n  - Bureau 2\n",
            "Ministry:\n  Direction A:\n  Direction B:\n    Bureau 1: []\n    Bureau 2: {}\n",
            "- name: Ministry\n  units:\n    Direction A:\n    Direction B:\n      units: [Bureau 1, Bureau 2]\n",
            "{name: Ministry, children: [{name: Direction A}, {name: Direction B, children: [{name: Bureau 1}, {name: Bureau 2}]}]}",
        ] {
            let org = read_as(text, Some(ImportFormat::Yaml)).expect("readable");
            assert_eq!(indented_names(&org), names, "{text}");
            assert_eq!(messages(&org), [""; 0]);
        }
        let mixed = org("name: Ville\nservices:\n- name: Réseau\n  tel: 01 40\n- Poste de travail\n");
        assert_eq!(indented_names(&mixed), ["Ville", " Réseau", " Poste de travail"]);
        let flat = org("- id: 1\n  name: A\n- id: 2\n  name: B\n  parent: 1\n");
        assert_eq!(indented_names(&flat), ["A", " B"]);
    }

    #[test]
    fn a_file_of_owners_is_a_unit_named_after_it() {
        let org = org("# See the documentation.\n\napprovers:\n- ada\nreviewers:\n- tom\nlabels: [a, b]\n");
        assert_eq!(indented_names(&org), ["owners"]);
        let people = ["person approvers: ada", "person reviewers: tom", "labels=a", "labels=b"];
        assert_eq!(card(&org, 0), people);
        let aliases = super::tests::org("aliases:\n  leads:\n  - ada\n  pilots: [tom]\n");
        assert_eq!(indented_names(&aliases), ["owners", " leads", " pilots"]);
        assert_eq!(card(&aliases, 1), ["person members: ada"]);
    }

    #[test]
    fn settings_of_programs_are_refused() {
        for (text, keys) in [
            ("version: 3\nservices:\n  web:\n    image: nginx\n  db:\n    image: sql\n", "version, services"),
            (
                "name: CI\non: push\njobs:\n  build:\n    steps:\n    - name: Test\n      run: |\n        make\n",
                "name, on, jobs",
            ),
            (
                "apiVersion: v1\nkind: Deployment\nmetadata:\n  name: web\nspec: {}\n",
                "apiVersion, kind, metadata, spec",
            ),
            ("- name: Install\n  hosts: all\n  tasks:\n  - name: Copy\n    copy: x\n", "name, hosts, tasks"),
            ("docs:\n- docs/**\ncode:\n- src/**\n", "docs, code"),
        ] {
            let expected = format!(
                "this is YAML in which no unit is recognised: if it is an organisation, state “--from yaml” (keys: {keys})"
            );
            assert_eq!(message(text), (1, expected));
        }
    }

    #[test]
    fn errors_have_their_line() {
        let (line, text) = message("teams:\n  docs: [a\n  code: {}\n");
        assert!(line >= 2 && text.starts_with("invalid YAML ("), "{line}: {text}");
        let org = org("units:\n- name: A\n  id: a\n\n- name: B\n  id: b\n  parent_id: gone\n");
        assert_eq!(lines_and_messages(&org)[0].0, 5);
        assert_eq!(read_as("- 1", Some(ImportFormat::Yaml)).expect("readable").len(), 1);
    }

    #[test]
    fn a_french_message_names_the_keys() {
        let error = import::read(b"on: push\njobs: {}\n", Lang::Fr).expect_err("refused");
        assert!(error.kind.message(Lang::Fr).ends_with("(clés : on, jobs)"), "{:?}", error.kind);
    }

    #[test]
    fn time_grows_with_the_text() {
        let many: String = (0..20_000).map(|i| format!("  unit-{i}:\n    members: [a{i}, b{i}]\n")).collect();
        assert_eq!(org(&format!("teams:\n{many}")).len(), 20_001);
    }
}
