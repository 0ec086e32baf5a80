//! How numbers are shown: dates, percentages and leading zeros.

use std::collections::HashMap;

use time::Date;

use crate::import::ReadErrorKind;
use crate::import::spreadsheet::for_each_event;
use crate::import::xml::Event;

/// Numbers of the formats for dates and times that files do not define.
const DATE_FORMATS: [std::ops::RangeInclusive<usize>; 2] = [14..=22, 45..=47];
/// Numbers of the formats for percentages.
const PERCENT_FORMATS: std::ops::RangeInclusive<usize> = 9..=10;
/// The Julian day of 30 December 1899, the day 0 of dates from March 1900 on.
const DAY_ZERO: i64 = 2_415_019;
/// Days from then to 1 January 1904.
const DAYS_TO_1904: i64 = 1_462;
/// The last day, 31 December 9999.
const MAX_DAY: f64 = 2_958_465.0;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberFormat {
    #[default]
    General,
    Date,
    Percent,
    /// At least this number of digits.
    Digits(usize),
}

/// The formats of the styles of a file.
pub fn of_styles(part: &str) -> Result<Vec<NumberFormat>, ReadErrorKind> {
    let (mut codes, mut formats) = (HashMap::new(), Vec::new());
    let mut is_in_cells = false;
    for_each_event(part, |event| {
        match event {
            Event::Start("numFmt", element) => {
                codes.extend(element.number("numFmtId").zip(element.get("formatCode")));
            }
            Event::Start("cellXfs", _) => is_in_cells = true,
            Event::End("cellXfs") => is_in_cells = false,
            Event::Start("xf", element) if is_in_cells => {
                let id = element.number("numFmtId").unwrap_or(0);
                formats.push(
                    codes
                        .get(&id)
                        .map_or_else(|| NumberFormat::of_id(id), |code| NumberFormat::of_code(code)),
                );
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(formats)
}

impl NumberFormat {
    fn of_id(id: usize) -> Self {
        match id {
            id if DATE_FORMATS.iter().any(|ids| ids.contains(&id)) => NumberFormat::Date,
            id if PERCENT_FORMATS.contains(&id) => NumberFormat::Percent,
            _ => NumberFormat::General,
        }
    }

    /// The format of a code such as `dd/mm/yyyy`. What stands in quotation marks or brackets is no code.
    fn of_code(code: &str) -> Self {
        let code = code.split(';').next().unwrap_or_default();
        let mut close = None;
        let is_plain = |c: &char| {
            let was_open = close.is_some();
            close = match (c, close) {
                ('"', None) => Some('"'),
                ('[', None) => Some(']'),
                (c, Some(end)) if *c == end => None,
                (_, close) => close,
            };
            !was_open && close.is_none()
        };
        let plain: String = code.chars().filter(is_plain).collect();
        match () {
            () if !plain.is_empty() && plain.bytes().all(|byte| byte == b'0') => {
                NumberFormat::Digits(plain.len())
            }
            () if plain.contains('%') => NumberFormat::Percent,
            () if plain.contains(['y', 'Y', 'd', 'D', 'h', 'H']) || plain.contains("mm") => {
                NumberFormat::Date
            }
            () => NumberFormat::General,
        }
    }

    /// A number as it is shown; another text as it is.
    pub fn shown(self, text: &str, is_1904: bool) -> String {
        let Ok(number) = text.trim().parse::<f64>() else { return text.to_string() };
        match self {
            NumberFormat::Date => date(number, is_1904).unwrap_or_else(|| text.to_string()),
            // The product has more digits than the number for some: two after the point are shown at most.
            NumberFormat::Percent => format!("{}%", (number * 10_000.0).round() / 100.0),
            NumberFormat::Digits(digits) if (0.0..1e15).contains(&number) => {
                format!("{:0>digits$}", number.round(), digits = digits.min(30))
            }
            _ if number.abs() < 1e15 => number.to_string(),
            _ => text.to_string(),
        }
    }
}

/// A day counted from the start of 1900 or 1904, with its time if it has one.
fn date(number: f64, is_1904: bool) -> Option<String> {
    if !(0.0..MAX_DAY).contains(&number) {
        return None;
    }
    let minutes = (number.fract() * 24.0 * 60.0).round() as i64;
    let time = format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let days = number as i64 + minutes / (24 * 60);
    if days == 0 && !is_1904 {
        return Some(time);
    }
    // 1900 is taken for a leap year: before March, days are one less.
    let days = if is_1904 { days + DAYS_TO_1904 } else { days + i64::from(days < 60) };
    let date = Date::from_julian_day((DAY_ZERO + days) as i32).ok()?;
    let day = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
    Some(if minutes % (24 * 60) == 0 { day } else { format!("{day} {time}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_see_them() {
        let code = NumberFormat::of_code;
        for (format, number, shown) in [
            (code("General"), "3.1400000000000001", "3.14"),
            (code("#,##0.00"), "12.0", "12"),
            (code("0000"), "42", "0042"),
            (code("0.0%"), "0.07", "7%"),
            (code("dd/mm/yyyy"), "45218", "2023-10-19"),
            (code("[$-40C]d mmmm yyyy;@"), "45218.5", "2023-10-19 12:00"),
            (code("\"day\" 0"), "3", "3"),
            (code("h:mm"), "0.25", "06:00"),
            (code("yyyy"), "1", "1900-01-01"),
            (code("yyyy"), "61", "1900-03-01"),
            (code("yyyy"), "1e99", "1e99"),
            (code("General"), "1e300", "1e300"),
            (code("General"), "x", "x"),
        ] {
            assert_eq!(format.shown(number, false), shown, "{format:?} {number}");
        }
        assert_eq!(NumberFormat::Date.shown("0", true), "1904-01-01");
    }
}
