//! The services of towns and of the State outside Paris, most of which have no parent: where they
//! are many they are put together by what they are, and by département.

use std::collections::HashSet;

use super::super::Gathering;
use super::super::record::Record;

/// Fewer services than this are not put together.
const MANY: usize = 100;
const KIND: &str = "regroupement";
const NOTE: &str = "Ajouté à l’ouverture du fichier, où ces services n’ont pas de parent.";

#[derive(Debug, Default)]
pub struct Groups {
    services: Vec<Service>,
    /// The ids of what is below others.
    below: HashSet<String>,
}

#[derive(Debug)]
struct Service {
    id: String,
    kind: String,
    department: String,
}

impl Groups {
    /// Notes what a service is, and the towns that it is for.
    pub fn note(&mut self, id: &str, kind: &str, towns: &str) {
        if !id.is_empty() && !kind.is_empty() {
            self.services.push(Service { id: id.into(), kind: kind.into(), department: department(towns) });
        }
    }

    /// Notes that a service has a parent.
    pub fn note_below(&mut self, id: &str) {
        self.below.insert(id.into());
    }

    /// Adds the groups, and puts into them what nothing else is above of.
    pub fn add(mut self, into: &mut Gathering) {
        self.services.retain(|service| !self.below.contains(&service.id));
        if self.services.len() < MANY {
            return;
        }
        self.services.sort_by(|a, b| (&a.kind, &a.department).cmp(&(&b.kind, &b.department)));
        let (mut kind, mut department) = (None, None);
        for service in &self.services {
            if kind != Some(&service.kind) {
                (kind, department) = (Some(&service.kind), None);
                group(into, &service.kind, "");
            }
            if !service.department.is_empty() && department != Some(&service.department) {
                department = Some(&service.department);
                group(into, &service.kind, &service.department);
            }
            into.draft.claim(&service.id, false);
        }
    }
}

/// Adds the group of a kind, or that of a department in it.
fn group(into: &mut Gathering, kind: &str, department: &str) {
    let mut record = Record::default();
    (record.id, record.name) = (format!("groupe/{kind}"), capital(kind));
    if !department.is_empty() {
        record.parents = vec![record.id.clone()];
        record.name = format!("{}, département {department}", record.name);
        record.id = format!("{}/{department}", record.id);
    }
    (record.kind, record.notes) = (KIND.into(), vec![NOTE.into()]);
    into.add(1, &record);
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// The department of a town's code: two characters, or three overseas.
fn department(town: &str) -> String {
    let length = if town.starts_with("97") || town.starts_with("98") { 3 } else { 2 };
    town.chars().take(length).filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::read;
    use crate::lang::Lang;

    #[test]
    fn many_services_without_a_parent_are_put_together() {
        let service = |i: usize| {
            let town = ["01001", "97411", "2A004"][i % 3];
            format!(
                r#"{{"id": "{i}", "nom": "Mairie {i}", "hierarchie": [],
                   "pivot": [{{"type_service_local": "mairie", "code_insee_commune": ["{town}"]}}]}}"#
            )
        };
        let file = |many: usize| {
            let services: Vec<String> = (0..many).map(service).collect();
            let above = r#"{"id": "x", "nom": "X", "hierarchie": [{"type_hierarchie": "Service Fils", "service": "0"}]}"#;
            read(format!("[{above},{}]", services.join(",")).as_bytes(), Lang::Fr).expect("readable")
        };
        let org = file(102);
        let name = |unit| org.name(unit).to_string();
        let root = org.ids().next().expect("a root");
        assert_eq!(org.children(root).map(name).collect::<Vec<_>>(), ["X", "Mairie"]);
        let mairie = org.find("groupe/mairie").expect("a group");
        let departments = ["Mairie, département 01", "Mairie, département 2A", "Mairie, département 974"];
        assert_eq!(org.children(mairie).map(name).collect::<Vec<_>>(), departments);
        assert_eq!(org.parent(org.find("0").expect("a town")), org.find("x"));
        assert_eq!(org.len(), 108);
        assert_eq!(file(5).len(), 7);
    }
}
