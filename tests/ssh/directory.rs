//! A directory of one's own that is served: a generated one, packed into a program and into a file.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::host::{built, run_checked};

pub struct Directory(TempDir);

impl Directory {
    /// Units in three levels; one of them is the RIE.
    pub fn of_units(units: usize) -> Self {
        let directory = Self(TempDir::new().expect("a directory"));
        let record = |unit: usize| match unit {
            0 => serde_json::json!({"id": "0", "name": "Annuaire de la ville", "acronym": "ADV"}),
            777 => {
                serde_json::json!({"id": "777", "name": "Réseau interministériel", "acronym": "RIE", "parent_id": "7",
                "abstract": "Relie les sites."})
            }
            _ => serde_json::json!({"id": unit.to_string(), "name": format!("Service des affaires {unit}"),
                "parent_id": (unit / 100).to_string(), "contact_details": [{"value": format!("service{unit}@ville.example")}]}),
        };
        let records: Vec<String> = (0..units).map(|unit| record(unit).to_string()).collect();
        let text =
            format!("{{\"format\": \"ramure/1\", \"lang\": \"fr\", \"units\": [{}]}}", records.join(",\n"));
        let source = directory.path("ville.json");
        fs::write(&source, text).expect("written");
        let (pack, program) = (directory.pack(), directory.program());
        run_checked(
            Command::new(built())
                .arg("pack")
                .arg(&source)
                .arg("-o")
                .arg(pack)
                .arg("--executable")
                .arg(program),
        );
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
