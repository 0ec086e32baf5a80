//! Opening hours as French text.

use crate::import::date;
use crate::import::json_value::JsonObject;
use crate::import::record::Record;

use super::address;

const LABEL: &str = "Horaires";
const TIME_KEYS: [[&str; 2]; 2] =
    [["valeur_heure_debut_1", "valeur_heure_fin_1"], ["valeur_heure_debut_2", "valeur_heure_fin_2"]];

/// Adds each range of opening hours, and comments on them, as contacts.
pub fn add(record: &mut Record, service: &mut JsonObject) {
    for mut range in service.objects("plage_ouverture") {
        record.add_contact("hours", &range_text(&mut range), LABEL);
        service.put_object("plage_ouverture", range);
    }
    for comment in service.texts("commentaire_plage_ouverture") {
        record.add_contact("hours", &comment, LABEL);
    }
}

/// `du lundi au vendredi, 9 h – 12 h 30, 14 h – 17 h (sur rendez-vous)`
fn range_text(range: &mut JsonObject) -> String {
    let days = ["nom_jour_debut", "nom_jour_fin"].map(|key| range.text(key).to_lowercase());
    let mut parts = vec![range_words(days, ["du ", " au ", "à partir du ", "jusqu’au "], "")];
    parts.extend(TIME_KEYS.map(|keys| {
        let times = keys.map(|key| range.text(key));
        let times = times.map(|time| date::french_hour(&time).unwrap_or(time));
        range_words(times, ["", "\u{a0}– ", "à partir de ", "jusqu’à "], "à ")
    }));
    let text = address::joined(parts, ", ");
    match range.text("commentaire") {
        comment if comment.is_empty() => text,
        comment if text.is_empty() => comment,
        comment => format!("{text} ({comment})"),
    }
}

/// A range in words: `before`, `middle`, `since` and `until` stand before both ends, between them,
/// and before a lone start or end; `at` stands before equal ends.
fn range_words([from, to]: [String; 2], [before, middle, since, until]: [&str; 4], at: &str) -> String {
    match (&*from, &*to) {
        ("", "") => String::new(),
        ("", to) => format!("{until}{to}"),
        (from, "") => format!("{since}{from}"),
        (from, to) if from == to => format!("{at}{from}"),
        (from, to) => format!("{before}{from}{middle}{to}"),
    }
}
