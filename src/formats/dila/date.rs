//! Dates and times as they are written in French.

const MONTHS: [&str; 12] = [
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

/// A date such as `19/10/2023 09:52:06` in words; midnight is no time. Any other text as it is.
pub fn said(text: &str) -> String {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    let Some(date) = day(date) else { return text.into() };
    match hour(time) {
        _ if time == "00:00:00" => date,
        Some(time) => format!("{date}, {time}"),
        None => text.into(),
    }
}

fn day(date: &str) -> Option<String> {
    let [day, month, year] = numbers(date, '/')?;
    let month = MONTHS.get((month as usize).checked_sub(1)?)?;
    let first = if day == 1 { "er" } else { "" };
    (day > 0 && day < 32).then(|| format!("{day}{first}\u{a0}{month}\u{a0}{year}"))
}

/// A time such as `09:30:00` as `9 h 30`.
pub fn hour(time: &str) -> Option<String> {
    let [hour, minute, _] = numbers(time, ':')?;
    match minute {
        0 => Some(format!("{hour}\u{a0}h")),
        minute => Some(format!("{hour}\u{a0}h\u{a0}{minute:02}")),
    }
}

fn numbers(text: &str, between: char) -> Option<[u16; 3]> {
    let numbers: Vec<u16> = text.split(between).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_words_and_what_is_none_is_left() {
        assert_eq!(said("01/02/2023 00:00:00"), "1er\u{a0}février\u{a0}2023");
        assert_eq!(said("19/10/2023 09:05:06"), "19\u{a0}octobre\u{a0}2023, 9\u{a0}h\u{a0}05");
        for other in ["", "2023-10-19", "19/13/2023", "19/10/2023 ce soir", "0/1/2023", "130012024"] {
            assert_eq!(said(other), other);
        }
    }
}
