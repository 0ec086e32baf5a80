//! Groups of local services, most of which have no parent in the file: by kind of service, then by
//! département.

use std::collections::HashSet;

use crate::import::record::Record;
use crate::import::record_sink::RecordSink;

/// Fewer services without a parent are not grouped.
const MIN_GROUPED_SERVICES: usize = 100;
const GROUP_KIND: &str = "regroupement";
const GROUP_NOTE: &str = "Ajouté à l’ouverture du fichier, où ces services n’ont pas de parent.";

/// The local services of a file, to be grouped.
#[derive(Debug, Default)]
pub struct ServiceGroups {
    services: Vec<Service>,
    /// Ids of services that have a parent.
    child_ids: HashSet<String>,
}

#[derive(Debug)]
struct Service {
    id: String,
    kind: String,
    department: String,
}

impl ServiceGroups {
    /// Records the kind of a service and the towns it covers.
    pub fn insert(&mut self, id: &str, kind: &str, towns: &str) {
        if !id.is_empty() && !kind.is_empty() {
            self.services.push(Service { id: id.into(), kind: kind.into(), department: department(towns) });
        }
    }

    /// Records that a service has a parent.
    pub fn mark_child(&mut self, id: &str) {
        self.child_ids.insert(id.into());
    }

    /// Adds the groups and attaches the services without a parent to them.
    pub fn add(mut self, sink: &mut RecordSink) {
        self.services.retain(|service| !self.child_ids.contains(&service.id));
        if self.services.len() < MIN_GROUPED_SERVICES {
            return;
        }
        self.services.sort_by(|a, b| (&a.kind, &a.department).cmp(&(&b.kind, &b.department)));
        let (mut kind, mut department) = (None, None);
        for service in &self.services {
            if kind != Some(&service.kind) {
                (kind, department) = (Some(&service.kind), None);
                add_group(sink, &service.kind, "");
            }
            if !service.department.is_empty() && department != Some(&service.department) {
                department = Some(&service.department);
                add_group(sink, &service.kind, &service.department);
            }
            sink.builder.claim_child(&service.id, false);
        }
    }
}

/// Adds the group of a kind or, if given, of a département in it.
fn add_group(sink: &mut RecordSink, kind: &str, department: &str) {
    let mut record = Record::default();
    (record.id, record.name) = (format!("groupe/{kind}"), capitalized(kind));
    if !department.is_empty() {
        record.parents = vec![record.id.clone()];
        record.name = format!("{}, département {department}", record.name);
        record.id = format!("{}/{department}", record.id);
    }
    (record.kind, record.notes) = (GROUP_KIND.into(), vec![GROUP_NOTE.into()]);
    sink.add(1, &record);
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// The département of a town's INSEE code: two characters, or three overseas.
fn department(town: &str) -> String {
    let length = if town.starts_with("97") || town.starts_with("98") { 3 } else { 2 };
    town.chars().take(length).filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::lang::Lang;

    #[test]
    fn many_services_without_a_parent_are_grouped() {
        let service = |i: usize| {
            let town = ["01001", "97411", "2A004"][i % 3];
            format!(
                r#"{{"id": "{i}", "nom": "Mairie {i}", "hierarchie": [],
                   "pivot": [{{"type_service_local": "mairie", "code_insee_commune": ["{town}"]}}]}}"#
            )
        };
        let file = |count: usize| {
            let services: Vec<String> = (0..count).map(service).collect();
            let parent = r#"{"id": "x", "nom": "X", "hierarchie": [{"type_hierarchie": "Service Fils", "service": "0"}]}"#;
            read(format!("[{parent},{}]", services.join(",")).as_bytes(), Lang::Fr).expect("readable")
        };
        let org = file(102);
        let name = |unit| org.name(unit).to_string();
        let root = org.units().next().expect("a root");
        assert_eq!(org.children(root).map(name).collect::<Vec<_>>(), ["X", "Mairie"]);
        let mairie = org.find("groupe/mairie").expect("a group");
        let departments = ["Mairie, département 01", "Mairie, département 2A", "Mairie, département 974"];
        assert_eq!(org.children(mairie).map(name).collect::<Vec<_>>(), departments);
        assert_eq!(org.parent(org.find("0").expect("a town")), org.find("x"));
        assert_eq!(org.len(), 108);
        assert_eq!(file(5).len(), 7);
    }
}
