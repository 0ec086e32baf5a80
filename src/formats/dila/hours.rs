//! When a service is open, in words.

use super::super::record::Record;
use super::super::value::Object;
use super::{address, date};

const LABEL: &str = "Horaires";
const TIMES: [[&str; 2]; 2] =
    [["valeur_heure_debut_1", "valeur_heure_fin_1"], ["valeur_heure_debut_2", "valeur_heure_fin_2"]];

pub fn add(record: &mut Record, service: &mut Object) {
    for mut range in service.objects("plage_ouverture") {
        record.contact("hours", &said(&mut range), LABEL);
        service.keep("plage_ouverture", range);
    }
    for comment in service.texts("commentaire_plage_ouverture") {
        record.contact("hours", &comment, LABEL);
    }
}

/// `du lundi au vendredi, 9 h – 12 h 30, 14 h – 17 h (sur rendez-vous)`
fn said(range: &mut Object) -> String {
    let days = ["nom_jour_debut", "nom_jour_fin"].map(|key| range.text(key).to_lowercase());
    let mut parts = vec![between(days, ["du ", " au ", "à partir du ", "jusqu’au "], "")];
    parts.extend(TIMES.map(|keys| {
        let times = keys.map(|key| range.text(key));
        let times = times.map(|time| date::hour(&time).unwrap_or(time));
        between(times, ["", "\u{a0}– ", "à partir de ", "jusqu’à "], "à ")
    }));
    let said = address::said(parts, ", ");
    match range.text("commentaire") {
        comment if comment.is_empty() => said,
        comment if said.is_empty() => comment,
        comment => format!("{said} ({comment})"),
    }
}

/// A range in words: what stands before both ends, between them, before the first alone and
/// before the last alone; and before both when they are one.
fn between([from, to]: [String; 2], [before, middle, since, until]: [&str; 4], at: &str) -> String {
    match (&*from, &*to) {
        ("", "") => String::new(),
        ("", to) => format!("{until}{to}"),
        (from, "") => format!("{since}{from}"),
        (from, to) if from == to => format!("{at}{from}"),
        (from, to) => format!("{before}{from}{middle}{to}"),
    }
}
