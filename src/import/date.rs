//! Dates and times in words, in French and in English.

const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date such as `19/10/2023 09:52:06` in French words, without the time at midnight. Any other
/// text is returned unchanged.
pub fn french(text: &str) -> String {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    let Some(date) = french_day(date) else { return text.into() };
    match french_hour(time) {
        _ if time == "00:00:00" => date,
        Some(time) => format!("{date}, {time}"),
        None => text.into(),
    }
}

fn french_day(date: &str) -> Option<String> {
    let [day, month, year] = numbers(date, '/')?;
    let month = FRENCH_MONTHS.get((month as usize).checked_sub(1)?)?;
    let first = if day == 1 { "er" } else { "" };
    (day > 0 && day < 32).then(|| format!("{day}{first}\u{a0}{month}\u{a0}{year}"))
}

/// A time such as `09:30:00` as `9 h 30`.
pub fn french_hour(time: &str) -> Option<String> {
    let [hour, minute, _] = numbers(time, ':')?;
    match minute {
        0 => Some(format!("{hour}\u{a0}h")),
        minute => Some(format!("{hour}\u{a0}h\u{a0}{minute:02}")),
    }
}

/// The date of `2016-07-18T18:26:52.000+01:00` in English words. Any other text is returned
/// unchanged.
pub fn english(text: &str) -> String {
    let day = text.split('T').next().unwrap_or_default();
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts[..] else { return text.into() };
    let month = month.parse().ok().and_then(|month: usize| ENGLISH_MONTHS.get(month.checked_sub(1)?));
    match (month, day.parse::<u8>(), year.len()) {
        (Some(month), Ok(day), 4) if text.len() > 10 => format!("{day} {month} {year}"),
        _ => text.into(),
    }
}

/// Three numbers with a separator between them.
fn numbers(text: &str, separator: char) -> Option<[u16; 3]> {
    let numbers: Vec<u16> = text.split(separator).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_words_and_other_texts_unchanged() {
        assert_eq!(french("01/02/2023 00:00:00"), "1er\u{a0}février\u{a0}2023");
        assert_eq!(french("19/10/2023 09:05:06"), "19\u{a0}octobre\u{a0}2023, 9\u{a0}h\u{a0}05");
        for other in ["", "2023-10-19", "19/13/2023", "19/10/2023 ce soir", "0/1/2023", "130012024"] {
            assert_eq!(french(other), other);
        }
    }
}
