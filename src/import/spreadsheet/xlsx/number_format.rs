//! How numbers are shown: dates, percentages and leading zeros.

use std::collections::HashMap;

use time::Date;

use crate::import::ReadErrorKind;
use crate::import::spreadsheet::for_each_event;
use crate::import::xml::Event;

/// Numbers of the formats for dates and times that files do not define; those of the times that have seconds.
const DATE_FORMATS: [std::ops::RangeInclusive<usize>; 2] = [14..=22, 45..=47];
const SECONDS_FORMATS: [usize; 4] = [19, 21, 45, 47];
/// The number of the format for a time that may be longer than a day.
const DURATION_FORMAT: usize = 46;
/// Numbers of the formats for percentages.
const PERCENT_FORMATS: std::ops::RangeInclusive<usize> = 9..=10;
/// The Julian day of 30 December 1899, the day 0 of dates from March 1900 on.
const DAY_ZERO: i64 = 2_415_019;
/// Days from then to 1 January 1904.
const DAYS_TO_1904: i64 = 1_462;
const SECONDS_PER_DAY: f64 = 86_400.0;
const SECONDS_PER_MINUTE: f64 = 60.0;
/// The last day, 31 December 9999.
const MAX_DAY: f64 = 2_958_465.0;

/// Letters of codes for dates and times, in English and as some programs translate them, and of AM/PM.
const DATE_LETTERS: &str = "ymdhsegbjatp";
const DATE_SIGNS: &str = " -/.,:";
/// Signs that stand for themselves, besides those in quotation marks or after a backslash.
const LITERAL_SIGNS: &str = " -():";
/// Signs that stand for a digit.
const DIGIT_SIGNS: &str = "0#?";
/// The end of codes that separate thousands.
const THOUSANDS_END: &str = "##0";
/// Numbers from this one on have more digits than are kept.
const MAX_WHOLE: f64 = 1e15;
/// Digits with which numbers are filled up, at most.
const MAX_DIGITS: usize = 30;
/// Longer codes are not understood. Those of Excel have 255 characters at most.
const MAX_CODE_BYTES: usize = 1_024;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NumberFormat {
    #[default]
    General,
    Date {
        has_seconds: bool,
    },
    /// Hours and minutes, or minutes and seconds, that may be more than a day.
    Duration {
        has_hours: bool,
        has_seconds: bool,
    },
    Percent,
    /// At least this number of digits.
    Digits(usize),
    /// Digits with other signs between them, such as a telephone number.
    Pattern(Vec<Sign>),
}

/// A sign of the code of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// One that has a meaning.
    Code(char),
    /// One that stands for itself.
    Literal(char),
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
            DURATION_FORMAT => NumberFormat::Duration { has_hours: true, has_seconds: true },
            id if DATE_FORMATS.iter().any(|ids| ids.contains(&id)) => {
                NumberFormat::Date { has_seconds: SECONDS_FORMATS.contains(&id) }
            }
            id if PERCENT_FORMATS.contains(&id) => NumberFormat::Percent,
            _ => NumberFormat::General,
        }
    }

    /// The format of a code such as `dd/mm/yyyy`. A number whose code is not understood is shown as it is.
    fn of_code(code: &str) -> Self {
        if code.len() > MAX_CODE_BYTES {
            return NumberFormat::General;
        }
        let (signs, brackets) = parse(code);
        let has = |units: [&str; 2]| brackets.iter().any(|text| units.contains(&&**text));
        let is_conditional = brackets.iter().any(|text| text.starts_with(['<', '>', '=']));
        let code = signs.iter().filter_map(|sign| sign.code()).collect::<String>().to_ascii_lowercase();
        let has_hours = has(["h", "hh"]);
        match () {
            () if is_conditional => NumberFormat::General,
            () if (has_hours || has(["m", "mm"]) || has(["s", "ss"])) && has_date_signs(&code) => {
                NumberFormat::Duration { has_hours, has_seconds: code.contains('s') }
            }
            () if is_pattern(&signs) && !code.ends_with(THOUSANDS_END) => NumberFormat::Pattern(signs),
            () if !code.is_empty() && code.bytes().all(|byte| byte == b'0') => {
                NumberFormat::Digits(code.len())
            }
            () if code.contains('%') => NumberFormat::Percent,
            () if has_date_signs(&code) && code.contains(['y', 'd', 'h', 'm', 's', 'j']) => {
                NumberFormat::Date { has_seconds: code.contains('s') }
            }
            () => NumberFormat::General,
        }
    }

    /// A number as it is shown; another text as it is.
    pub fn shown(&self, text: &str, is_1904: bool) -> String {
        let Ok(number) = text.trim().parse::<f64>() else { return text.to_string() };
        let is_whole = (0.0..MAX_WHOLE).contains(&number);
        match self {
            NumberFormat::Date { has_seconds } => {
                date(number, *has_seconds, is_1904).unwrap_or_else(|| text.to_string())
            }
            NumberFormat::Duration { has_hours, has_seconds } if is_whole => {
                duration(number, *has_hours, *has_seconds)
            }
            // The product has more digits than the number for some: two after the point are shown at most.
            NumberFormat::Percent => format!("{}%", (number * 10_000.0).round() / 100.0),
            &NumberFormat::Digits(digits) if is_whole => {
                format!("{:0>digits$}", number.round(), digits = digits.min(MAX_DIGITS))
            }
            NumberFormat::Pattern(signs) if is_whole && number.fract() == 0.0 => in_pattern(signs, number),
            _ if number.abs() < MAX_WHOLE => number.to_string(),
            _ => text.to_string(),
        }
    }
}

impl Sign {
    fn code(self) -> Option<char> {
        if let Sign::Code(c) = self { Some(c) } else { None }
    }

    /// The sign if it stands for itself.
    fn literal(self) -> Option<char> {
        match self {
            Sign::Literal(c) => Some(c),
            Sign::Code(c) => LITERAL_SIGNS.contains(c).then_some(c),
        }
    }
}

/// The signs of the code for numbers that are not negative, and the texts in brackets. Blanks as wide as
/// another sign are left out.
fn parse(code: &str) -> (Vec<Sign>, Vec<String>) {
    let (mut signs, mut brackets) = (Vec::new(), Vec::new());
    let mut chars = code.chars();
    while let Some(c) = chars.next().filter(|&c| c != ';') {
        match c {
            '"' => signs.extend(chars.by_ref().take_while(|&c| c != '"').map(Sign::Literal)),
            '[' => brackets.push(chars.by_ref().take_while(|&c| c != ']').collect::<String>().to_lowercase()),
            '\\' => signs.extend(chars.next().map(Sign::Literal)),
            '_' | '*' => drop(chars.next()),
            c => signs.push(Sign::Code(c)),
        }
    }
    (signs, brackets)
}

/// Whether there are other signs between digits, and nothing else. Signs that stand only before or after a
/// number, such as currencies, are no pattern.
fn is_pattern(signs: &[Sign]) -> bool {
    let is_digit = |sign: &Sign| sign.code().is_some_and(|c| DIGIT_SIGNS.contains(c));
    let (first, last) = (signs.iter().position(is_digit), signs.iter().rposition(is_digit));
    let between = first.zip(last).map_or(&[][..], |(first, last)| &signs[first..last]);
    !between.iter().all(is_digit) && signs.iter().all(|sign| is_digit(sign) || sign.literal().is_some())
}

/// Whether all signs of a code in lower case may be those of a date or a time.
fn has_date_signs(code: &str) -> bool {
    let is_fraction = |c: char| c == '0' && code.contains("s.0");
    code.chars()
        .all(|c| DATE_LETTERS.contains(c) || DATE_SIGNS.contains(c) || !c.is_ascii() || is_fraction(c))
}

/// A whole number with its digits at their places in a code.
fn in_pattern(signs: &[Sign], number: f64) -> String {
    let digits = number.to_string();
    let mut digits = digits.chars().rev();
    let first = signs.iter().position(|sign| sign.literal().is_none());
    let mut shown = Vec::new();
    for (at, sign) in signs.iter().enumerate().rev() {
        match (sign.literal(), sign) {
            (Some(c), _) => shown.push(c),
            (None, Sign::Code('0')) => shown.push(digits.next().unwrap_or('0')),
            (None, _) => shown.extend(digits.next()),
        }
        if first == Some(at) {
            shown.extend(digits.by_ref());
        }
    }
    shown.into_iter().rev().collect()
}

/// A number of days as hours and minutes, or as minutes and seconds.
fn duration(days: f64, has_hours: bool, has_seconds: bool) -> String {
    let seconds = (days * SECONDS_PER_DAY).round() as u64;
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (has_hours, has_seconds) {
        (true, true) => format!("{}:{:02}:{rest:02}", minutes / 60, minutes % 60),
        (true, false) => format!("{}:{:02}", minutes / 60, minutes % 60),
        (false, _) => format!("{minutes}:{rest:02}"),
    }
}

/// A day counted from the start of 1900 or 1904, with its time if it has one.
fn date(number: f64, has_seconds: bool, is_1904: bool) -> Option<String> {
    if !(0.0..MAX_DAY).contains(&number) {
        return None;
    }
    let step = if has_seconds { 1.0 } else { SECONDS_PER_MINUTE };
    let seconds = ((number.fract() * SECONDS_PER_DAY / step).round() * step) as i64;
    let time = format!("{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60);
    let time = if has_seconds { format!("{time}:{:02}", seconds % 60) } else { time };
    let days = number as i64 + seconds / SECONDS_PER_DAY as i64;
    if days == 0 && !is_1904 {
        return Some(time);
    }
    // 1900 is taken for a leap year: before March, days are one less.
    let days = if is_1904 { days + DAYS_TO_1904 } else { days + i64::from(days < 60) };
    let date = Date::from_julian_day((DAY_ZERO + days) as i32).ok()?;
    let day = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
    Some(if seconds % SECONDS_PER_DAY as i64 == 0 { day } else { format!("{day} {time}") })
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
            (code("h:mm:ss"), "0.2501", "06:00:09"),
            (code("m/d/yy h:mm"), "45218.99999", "2023-10-20"),
            (code("jj/mm/aaaa"), "45218", "2023-10-19"),
            (code("yyyy"), "1", "1900-01-01"),
            (code("yyyy"), "61", "1900-03-01"),
            (code("yyyy"), "1e99", "1e99"),
            (code("General"), "1e300", "1e300"),
            (code("General"), "x", "x"),
            (code("0#\" \"##\" \"##\" \"##\" \"##"), "140157300", "01 40 15 73 00"),
            (code("0#.##.##.##.##"), "140157300", "140157300"),
            (code("000\\-00\\-0000"), "1234567", "001-23-4567"),
            (code("\\(###\\)\\ ###\\-####"), "5551234567", "(555) 123-4567"),
            (code("##-##"), "12345", "123-45"),
            (code("00:00"), "930", "09:30"),
            (code("00:00"), "930.5", "930.5"),
            (code("#\\ ##0"), "1234", "1234"),
            (code("# ?/?"), "0.5", "0.5"),
            (code("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"), "5551234", "5551234"),
            (code("#,##0.00\\ \"h\""), "35.5", "35.5"),
            (code("0.0\\h"), "35.5", "35.5"),
            (code("_-* #,##0.00\\ [$€-40C]_-;\\-* #,##0.00"), "35.5", "35.5"),
            (code("Standard"), "35", "35"),
            (code("[h]:mm"), "1.4583333333333333", "35:00"),
            (code("[hh]:mm:ss"), "1.5", "36:00:00"),
            (code("[mm]:ss"), "0.0038194444", "5:30"),
            (NumberFormat::of_id(46), "1.5", "36:00:00"),
            (NumberFormat::of_id(20), "0.375", "09:00"),
        ] {
            assert_eq!(format.shown(number, false), shown, "{format:?} {number}");
        }
        assert_eq!(code("yyyy").shown("0", true), "1904-01-01");
    }
}
