//! Themes, which have a style per role, and the symbols on the screen. No meaning is
//! shown by colour alone: bold, underline or a symbol shows it too.

use std::ops::Index;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

/// The purpose of a text on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The units above, in the path line.
    Path,
    /// The current unit, in the path line and on its card.
    Name,
    Unit,
    /// A unit that does not match while others do.
    Muted,
    /// The row under the cursor, in the pane that has the focus: drawn over the styles of its texts.
    Selection,
    /// The same row while another pane has the focus.
    SelectionUnfocused,
    /// The letters that match the query.
    Match,
    /// A text other than the name that matches the query, in a row.
    Snippet,
    Acronym,
    Count,
    Heading,
    Text,
    Label,
    Note,
    Border,
    Key,
    Help,
    Input,
    Notice,
    Warning,
}

impl Role {
    pub const ALL: [Role; 20] = [
        Role::Path,
        Role::Name,
        Role::Unit,
        Role::Muted,
        Role::Selection,
        Role::SelectionUnfocused,
        Role::Match,
        Role::Snippet,
        Role::Acronym,
        Role::Count,
        Role::Heading,
        Role::Text,
        Role::Label,
        Role::Note,
        Role::Border,
        Role::Key,
        Role::Help,
        Role::Input,
        Role::Notice,
        Role::Warning,
    ];

    /// The role of a configuration key: the name of the variant, in any case.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| format!("{role:?}").eq_ignore_ascii_case(name))
    }
}

/// A style for each role.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme([Style; Role::ALL.len()]);

impl Index<Role> for Theme {
    type Output = Style;
    fn index(&self, role: Role) -> &Style {
        &self.0[role as usize]
    }
}

impl Theme {
    /// The names of the built-in themes.
    pub const NAMES: [&'static str; 3] = ["terminal", "plain", "high-contrast"];

    /// The built-in theme with a name.
    pub fn from_name(name: &str) -> Option<Theme> {
        match name {
            "terminal" => Some(Self::terminal()),
            "plain" => Some(Self::plain()),
            "high-contrast" => Some(Self::high_contrast()),
            _ => None,
        }
    }

    /// The terminal’s own text and background. None of its other colours can be read on every
    /// common palette (see `ACCESSIBILITY.md`), so the roles differ in their attributes only.
    pub fn terminal() -> Self {
        Self::plain()
    }

    /// No colours.
    pub fn plain() -> Self {
        let none = Self([Style::new(); Role::ALL.len()]);
        let bold =
            [Role::Name, Role::SelectionUnfocused, Role::Heading, Role::Key, Role::Notice, Role::Warning];
        let dim = [Role::Path, Role::Muted, Role::Snippet, Role::Count, Role::Border];
        let theme = bold
            .into_iter()
            .fold(none, |theme, role| theme.with(role, |style| style.add_modifier(Modifier::BOLD)));
        let theme = dim
            .into_iter()
            .fold(theme, |theme, role| theme.with(role, |style| style.add_modifier(Modifier::DIM)));
        theme
            .with(Role::Selection, |style| selected(style).add_modifier(Modifier::REVERSED))
            .with(Role::Match, |style| style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED))
            .with(Role::Note, |style| style.add_modifier(Modifier::ITALIC))
    }

    /// A contrast of at least 7:1 (WCAG 2.2, AAA), on a black background of its own.
    pub fn high_contrast() -> Self {
        let on_black = |style: Style, fg| style.fg(fg).bg(Color::Rgb(0, 0, 0)).remove_modifier(Modifier::DIM);
        let white = Role::ALL.into_iter().fold(Self::plain(), |theme, role| {
            theme.with(role, |style| on_black(style, Color::Rgb(255, 255, 255)))
        });
        white
            .with(Role::Match, |style| style.fg(Color::Rgb(255, 255, 0)))
            .with(Role::Selection, |_| {
                selected(Style::new()).fg(Color::Rgb(0, 0, 0)).bg(Color::Rgb(255, 255, 255))
            })
            .with(Role::SelectionUnfocused, |style| style.fg(Color::Rgb(0, 255, 255)))
            .with(Role::Heading, |style| style.fg(Color::Rgb(0, 255, 255)))
            .with(Role::Key, |style| style.fg(Color::Rgb(255, 255, 0)))
            .with(Role::Warning, |style| style.fg(Color::Rgb(255, 160, 160)))
    }

    /// The theme with the style of one role changed.
    pub fn with(mut self, role: Role, change: impl FnOnce(Style) -> Style) -> Self {
        self.0[role as usize] = change(self.0[role as usize]);
        self
    }
}

/// The modifiers of a selected row. Dim and italic texts in it become like the others, which
/// changes less from row to row; the underline of matched letters stays.
fn selected(style: Style) -> Style {
    style.add_modifier(Modifier::BOLD).remove_modifier(Modifier::DIM | Modifier::ITALIC)
}

/// Parses a style such as `bold yellow on #202020`. Colours are the terminal's sixteen by name, a
/// number up to 255, or `#rrggbb`. An error is the first unknown word.
pub fn parse_style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut is_background = false;
    for word in text.split_whitespace() {
        let modifier = match word {
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            _ => Modifier::empty(),
        };
        if word == "on" {
            is_background = true;
        } else if !modifier.is_empty() {
            style = style.add_modifier(modifier);
        } else {
            let colour = Color::from_str(word).map_err(|_| word.to_string())?;
            style = if is_background { style.bg(colour) } else { style.fg(colour) };
        }
    }
    Ok(style)
}

/// The symbols on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub open: &'static str,
    pub closed: &'static str,
    pub selection: &'static str,
    pub vertical: &'static str,
    pub horizontal: &'static str,
    pub path_separator: &'static str,
    pub ellipsis: &'static str,
    pub bullet: &'static str,
    pub more_above: &'static str,
    pub more_below: &'static str,
}

impl Glyphs {
    pub const UNICODE: Glyphs = Glyphs {
        open: "▾",
        closed: "▸",
        selection: "▌",
        vertical: "│",
        horizontal: "─",
        path_separator: " › ",
        ellipsis: "…",
        bullet: "•",
        more_above: "▴",
        more_below: "▾",
    };

    pub const ASCII: Glyphs = Glyphs {
        open: "-",
        closed: "+",
        selection: ">",
        vertical: "|",
        horizontal: "-",
        path_separator: " > ",
        ellipsis: "...",
        bullet: "*",
        more_above: "^",
        more_below: "v",
    };

    pub fn new(ascii: bool) -> Self {
        if ascii { Self::ASCII } else { Self::UNICODE }
    }

    /// Whether these are the ASCII symbols.
    pub fn are_ascii(&self) -> bool {
        *self == Self::ASCII
    }

    /// The ASCII form of a sign of typography, in one column. Letters have none.
    pub fn ascii_form(symbol: &str) -> Option<&'static str> {
        ASCII_FORMS.iter().find(|(signs, _)| signs.contains(&symbol)).map(|(_, ascii)| *ascii)
    }

    /// The text with the ASCII form of each sign that has one.
    pub fn in_ascii(text: &str) -> String {
        let sign =
            |c: char| Self::ascii_form(c.encode_utf8(&mut [0; 4])).and_then(|ascii| ascii.chars().next());
        text.chars().map(|c| sign(c).unwrap_or(c)).collect()
    }
}

/// Signs of the messages and of most data, and their ASCII form.
const ASCII_FORMS: [(&[&str], &str); 9] = [
    (&["\u{a0}", "\u{202f}"], " "),
    (&["‘", "’"], "'"),
    (&["“", "”", "„", "«", "»"], "\""),
    (&["…"], "."),
    (&["·", "–", "—", "‑", "−"], "-"),
    (&["•"], "*"),
    (&["×"], "x"),
    (&["→", "›"], ">"),
    (&["°"], "o"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2.2 defines it.
    fn luminance(colour: Color) -> f64 {
        let Color::Rgb(r, g, b) = colour else { panic!("{colour} is not exact") };
        let linear = |channel: u8| match f64::from(channel) / 255.0 {
            low if low <= 0.04045 => low / 12.92,
            high => ((high + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    #[test]
    fn high_contrast_is_at_least_seven_to_one() {
        let theme = Theme::high_contrast();
        for role in Role::ALL {
            let (fg, bg) = (theme[role].fg.expect("a colour"), theme[role].bg.expect("a colour"));
            let (light, dark) = (luminance(fg), luminance(bg));
            let contrast = (light.max(dark) + 0.05) / (light.min(dark) + 0.05);
            assert!(contrast >= 7.0, "{role:?}: {contrast:.1}");
            assert!(!theme[role].add_modifier.contains(Modifier::DIM), "{role:?} is dimmed");
        }
    }

    #[test]
    fn plain_has_no_colour() {
        assert!(
            Role::ALL
                .iter()
                .all(|&role| Theme::plain()[role].fg.is_none() && Theme::plain()[role].bg.is_none())
        );
    }

    #[test]
    fn matches_selection_and_muted_units_differ_without_colour() {
        let theme = Theme::plain();
        assert_ne!(theme[Role::Match], theme[Role::Unit]);
        assert_ne!(theme[Role::Match], theme[Role::Selection]);
        assert_ne!(theme[Role::Muted], theme[Role::Unit]);
        assert_ne!(theme[Role::SelectionUnfocused], theme[Role::Unit]);
    }

    #[test]
    fn a_selected_row_is_reversed_and_keeps_its_matched_letters_underlined() {
        let row = |role: Role| Theme::plain()[role].patch(Theme::plain()[Role::Selection]);
        assert!(Role::ALL.iter().all(|&role| row(role).add_modifier.contains(Modifier::REVERSED)));
        assert!(row(Role::Match).add_modifier.contains(Modifier::UNDERLINED));
        assert!(!row(Role::Count).add_modifier.contains(Modifier::DIM));
        let high = Theme::high_contrast();
        assert_eq!(high[Role::Selection].bg, high[Role::Text].fg, "the colours of texts, swapped");
        assert_eq!(high[Role::Selection].fg, high[Role::Text].bg);
    }

    #[test]
    fn a_style_is_parsed_from_words() {
        assert_eq!(
            parse_style("bold yellow on #202020"),
            Ok(Style::new().fg(Color::Yellow).bg(Color::Rgb(32, 32, 32)).add_modifier(Modifier::BOLD))
        );
        assert_eq!(parse_style(""), Ok(Style::new()));
        assert_eq!(parse_style("bold ultraviolet"), Err("ultraviolet".into()));
    }

    #[test]
    fn roles_are_found_by_name() {
        assert_eq!(Role::from_name("match"), Some(Role::Match));
        assert_eq!(Role::from_name("nothing"), None);
    }
}
