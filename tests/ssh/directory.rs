//! A directory of one's own that is served: a generated one, packed into a program and into a file.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::host::{built, run_checked};

pub struct Directory(TempDir);

impl Directory {
    /// Units in three levels; one of them is the RIE.
    pub fn of_units(units: usize) -> Self {
        Self::of_records((0..units).map(|unit| match unit {
            0 => json!({"id": "0", "name": "Annuaire de la ville", "acronym": "ADV"}),
            777 => json!({"id": "777", "name": "Réseau interministériel", "acronym": "RIE", "parent_id": "7",
                "abstract": "Relie les sites."}),
            _ => json!({"id": unit.to_string(), "name": format!("Service des affaires {unit}"),
                "parent_id": (unit / 100).to_string(),
                "contact_details": [{"value": format!("service{unit}@ville.example")}]}),
        }))
    }

    /// The units with these records.
    pub fn of_records(records: impl Iterator<Item = Value>) -> Self {
        let directory = Self(TempDir::new().expect("a directory"));
        let records: Vec<String> = records.map(|record| record.to_string()).collect();
        let text =
            format!("{{\"format\": \"ramure/1\", \"lang\": \"fr\", \"units\": [{}]}}", records.join(",\n"));
        let source = directory.path("ville.json");
        fs::write(&source, text).expect("written");
        let (pack, program) = (directory.pack(), directory.program());
        let mut packs = Command::new(built());
        packs.arg("pack").arg(&source).arg("-o").arg(pack).arg("--executable").arg(program);
        run_checked(&mut packs);
        directory
    }

    /// The program that has the directory in it.
    pub fn program(&self) -> PathBuf {
        self.path("annuaire")
    }

    /// The packed directory.
    pub fn pack(&self) -> PathBuf {
        self.path("ville.rmr")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
