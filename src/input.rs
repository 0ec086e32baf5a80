//! The table of key bindings. Dispatch, footer, help and the documentation come from it.

pub mod action;
pub mod key_names;

use crossterm::event::{Event, KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};

use crate::lang::{Lang, Tr};
use crate::text::fold;

use action::Action;

/// What keys act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The outline.
    Tree,
    /// The filter’s input line.
    Filter,
    /// The card.
    Card,
    /// The help, with an input line that filters it.
    Help,
}

/// A heading of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Moving,
    Finding,
    Card,
    Typing,
    Program,
}

impl Group {
    pub const ALL: [Group; 5] = [Group::Moving, Group::Finding, Group::Card, Group::Typing, Group::Program];

    pub fn title(self) -> Tr {
        match self {
            Group::Moving => Tr::new("Se déplacer", "Moving"),
            Group::Finding => Tr::new("Chercher", "Finding"),
            Group::Card => Tr::new("La fiche", "The card"),
            Group::Typing => Tr::new("La ligne de saisie", "The input line"),
            Group::Program => Tr::new("Le programme", "The program"),
        }
    }
}

/// Keys, the modes in which they apply, their action and its description.
#[derive(Debug)]
pub struct Binding {
    pub modes: &'static [Mode],
    pub keys: &'static [KeyEvent],
    pub action: Action,
    pub group: Group,
    pub description: Tr,
    /// The word in the footer, if the binding is listed there. Adjacent bindings with the same
    /// word share one entry.
    pub hint: Option<Tr>,
}

impl Binding {
    /// The names of the keys, separated by spaces.
    pub fn key_labels(&self, lang: Lang, ascii: bool) -> String {
        self.keys.iter().map(|key| key_names::label(*key, lang, ascii)).collect::<Vec<_>>().join(" ")
    }
}

/// The action of a key in a mode. An unbound character is inserted where there is an input line.
pub fn action(mode: Mode, key: KeyEvent) -> Option<Action> {
    let binding =
        BINDINGS.iter().find(|binding| binding.modes.contains(&mode) && binding.keys.contains(&key));
    match (binding, key_names::typed_char(key)) {
        (Some(binding), _) => Some(binding.action.clone()),
        (None, Some(c)) => match mode {
            Mode::Filter | Mode::Help => Some(Action::Insert(c)),
            Mode::Tree | Mode::Card => {
                c.to_digit(10).filter(|&n| n > 0).map(|n| Action::FollowNumber(n as usize))
            }
        },
        (None, None) => None,
    }
}

/// The action of an event in a mode. An error is the two keys, Escape and another, that an
/// unbound Alt key may stand for.
pub fn event_action(mode: Mode, event: Event) -> Result<Option<Action>, [KeyEvent; 2]> {
    Ok(match event {
        Event::Key(key) => match (action(mode, key), key_names::split_alt(key)) {
            (None, Some(keys)) => return Err(keys),
            (action, _) => action,
        },
        Event::Mouse(event) => mouse_action(event),
        Event::Paste(text) => Some(Action::Paste(text)),
        _ => None,
    })
}

/// The action of a mouse event.
fn mouse_action(event: MouseEvent) -> Option<Action> {
    let MouseEvent { kind, column, row, .. } = event;
    Some(match kind {
        MouseEventKind::Down(MouseButton::Left) => Action::Press { column, row },
        MouseEventKind::Drag(MouseButton::Left) => Action::Drag { column, row },
        MouseEventKind::Up(MouseButton::Left) => Action::Release,
        MouseEventKind::ScrollUp => Action::Wheel { column, row, down: false },
        MouseEventKind::ScrollDown => Action::Wheel { column, row, down: true },
        _ => return None,
    })
}

/// The footer of a mode: keys and their word, in the order of the table.
pub fn footer_hints(mode: Mode, lang: Lang, ascii: bool) -> Vec<(String, &'static str)> {
    let mut hints: Vec<(String, &'static str)> = Vec::new();
    for binding in BINDINGS.iter().filter(|binding| binding.modes.contains(&mode)) {
        let (Some(word), Some(key)) = (binding.hint, binding.keys.first()) else { continue };
        let (key, word) = (key_names::label(*key, lang, ascii), word.get(lang));
        match hints.last_mut() {
            Some((keys, last)) if *last == word => *keys += &if ascii { format!("/{key}") } else { key },
            _ => hints.push((key, word)),
        }
    }
    hints
}

/// A line of the help.
#[derive(Clone, Copy, Debug)]
pub enum HelpLine {
    Blank,
    Title(Group),
    Binding(&'static Binding),
    /// Another control than a single key, and its description.
    Other(Tr, Tr),
}

/// The lines of the help that contain the query in either language, ignoring case and accents.
pub fn help_lines(query: &str) -> Vec<HelpLine> {
    let query = fold(query.trim()).text;
    let contains = |text: &str| fold(text).text.contains(&query);
    let matches = |words: Tr| contains(words.fr) || contains(words.en);
    let mut lines = Vec::new();
    for group in Group::ALL {
        let bindings = (0..BINDINGS.len()).filter(|&i| BINDINGS[i].group == group && !is_repeated(i));
        let found = bindings.map(|i| &BINDINGS[i]).filter(|binding| {
            matches(binding.description)
                || [Lang::Fr, Lang::En].iter().any(|&lang| contains(&binding.key_labels(lang, false)))
        });
        let mut found: Vec<HelpLine> = found.map(HelpLine::Binding).collect();
        let others = OTHER_CONTROLS
            .iter()
            .filter(|(of, control, words)| *of == group && (matches(*control) || matches(*words)));
        found.extend(others.map(|(_, control, words)| HelpLine::Other(*control, *words)));
        if !found.is_empty() {
            let blank = if lines.is_empty() { None } else { Some(HelpLine::Blank) };
            lines.extend(blank.into_iter().chain([HelpLine::Title(group)]).chain(found));
        }
    }
    lines
}

/// Whether an earlier binding, of another mode, has the same action, description and keys.
fn is_repeated(i: usize) -> bool {
    let is_same = |earlier: &Binding| {
        earlier.action == BINDINGS[i].action
            && earlier.description == BINDINGS[i].description
            && BINDINGS[i].keys.iter().all(|key| earlier.keys.contains(key))
    };
    BINDINGS[..i].iter().any(is_same)
}

const BROWSE: &[Mode] = &[Mode::Tree, Mode::Card];
const TREE: &[Mode] = &[Mode::Tree];
const CARD: &[Mode] = &[Mode::Card];
const INPUT: &[Mode] = &[Mode::Filter, Mode::Help];
const FILTER: &[Mode] = &[Mode::Filter];
const ALL: &[Mode] = &[Mode::Tree, Mode::Filter, Mode::Card, Mode::Help];

const fn bind(
    modes: &'static [Mode],
    keys: &'static [KeyEvent],
    action: Action,
    group: Group,
    words: Tr,
    hint: Option<Tr>,
) -> Binding {
    Binding { modes, keys, action, group, description: words, hint }
}

/// Controls that are not in the table of bindings.
const OTHER_CONTROLS: &[(Group, Tr, Tr)] = &[
    (
        Group::Card,
        Tr::new("1-9", "1-9"),
        Tr::new("suivre la relation de ce numéro", "follow the relation of that number"),
    ),
    (
        Group::Program,
        Tr::new("souris", "mouse"),
        Tr::new(
            "un clic sélectionne, un second ouvre ; la molette défile ; la bordure se déplace",
            "a click selects, a second one opens; the wheel scrolls; the border can be dragged",
        ),
    ),
];

use KeyCode::{BackTab, Backspace, Delete, Down, End, Enter, Esc, F, Home, PageDown, PageUp, Right, Tab, Up};

/// All bindings.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    bind(TREE, &[key_names::plain(Up), key_names::char('k'), key_names::ctrl('p')], Action::Up, Group::Moving,
        Tr::new("unité précédente", "previous unit"), Some(Tr::new("unité", "unit"))),
    bind(TREE, &[key_names::plain(Down), key_names::char('j'), key_names::ctrl('n')], Action::Down, Group::Moving,
        Tr::new("unité suivante", "next unit"), Some(Tr::new("unité", "unit"))),
    bind(TREE, &[key_names::char('/')], Action::Filter, Group::Finding,
        Tr::new("filtrer", "filter"), Some(Tr::new("filtrer", "filter"))),
    bind(TREE, &[key_names::plain(Right), key_names::char('l')], Action::Right, Group::Moving,
        Tr::new("ouvrir, puis entrer", "open, then go in"), Some(Tr::new("ouvrir fermer", "open close"))),
    bind(TREE, &[key_names::plain(KeyCode::Left), key_names::char('h')], Action::Left, Group::Moving,
        Tr::new("fermer, puis remonter", "close, then go up"), Some(Tr::new("ouvrir fermer", "open close"))),
    bind(TREE, &[key_names::char(' ')], Action::Toggle, Group::Moving,
        Tr::new("ouvrir ou fermer", "open or close"), None),
    bind(TREE, &[key_names::char('*'), key_names::char('E')], Action::OpenSubtree, Group::Moving,
        Tr::new("ouvrir tout ce qui est dessous", "open everything below"), None),
    bind(TREE, &[key_names::char('C')], Action::CloseAll, Group::Moving,
        Tr::new("tout fermer", "close everything"), None),
    bind(BROWSE, &[key_names::char('p')], Action::Parent, Group::Moving,
        Tr::new("aller à l’unité au-dessus", "go to the unit above"), None),
    bind(ALL, &[key_names::plain(PageUp)], Action::PageUp, Group::Moving,
        Tr::new("page précédente", "page up"), None),
    bind(ALL, &[key_names::plain(PageDown)], Action::PageDown, Group::Moving,
        Tr::new("page suivante", "page down"), None),
    bind(BROWSE, &[key_names::ctrl('u')], Action::HalfUp, Group::Moving,
        Tr::new("une demi-page vers le haut", "half a page up"), None),
    bind(BROWSE, &[key_names::ctrl('d')], Action::HalfDown, Group::Moving,
        Tr::new("une demi-page vers le bas", "half a page down"), None),
    bind(BROWSE, &[key_names::plain(Home), key_names::char('g')], Action::First, Group::Moving,
        Tr::new("au début", "to the beginning"), None),
    bind(BROWSE, &[key_names::plain(End), key_names::char('G')], Action::Last, Group::Moving,
        Tr::new("à la fin", "to the end"), None),
    bind(BROWSE, &[key_names::char('b'), key_names::alt(KeyCode::Left)], Action::Back, Group::Moving,
        Tr::new("revenir à l’unité visitée avant", "back to the unit visited before"), None),
    bind(BROWSE, &[key_names::alt(Right)], Action::Forward, Group::Moving,
        Tr::new("retourner à l’unité visitée après", "forward to the unit visited after"), None),
    bind(FILTER, &[key_names::plain(Up), key_names::ctrl('p')], Action::PreviousMatch, Group::Finding,
        Tr::new("résultat précédent", "previous match"), Some(Tr::new("résultat", "match"))),
    bind(FILTER, &[key_names::plain(Down), key_names::ctrl('n')], Action::NextMatch, Group::Finding,
        Tr::new("résultat suivant", "next match"), Some(Tr::new("résultat", "match"))),
    bind(FILTER, &[key_names::ctrl('t')], Action::ChangeView, Group::Finding,
        Tr::new("résultats dans l’arbre, en liste, ou parmi tout", "matches in the tree, in a list, or among all"),
        Some(Tr::new("vue", "view"))),
    bind(FILTER, &[key_names::plain(Enter), key_names::plain(Tab)], Action::Accept, Group::Finding,
        Tr::new("garder le filtre et parcourir", "keep the filter and browse"), Some(Tr::new("garder", "keep"))),
    bind(BROWSE, &[key_names::char('n')], Action::NextMatch, Group::Finding,
        Tr::new("résultat suivant", "next match"), None),
    bind(BROWSE, &[key_names::char('N')], Action::PreviousMatch, Group::Finding,
        Tr::new("résultat précédent", "previous match"), None),
    bind(BROWSE, &[key_names::ctrl('t')], Action::ChangeView, Group::Finding,
        Tr::new("résultats dans l’arbre, en liste, ou parmi tout", "matches in the tree, in a list, or among all"), None),
    bind(FILTER, &[key_names::plain(Esc), key_names::ctrl('g')], Action::Cancel, Group::Finding,
        Tr::new("effacer le filtre, rester sur l’unité trouvée", "clear the filter, stay on the unit found"),
        Some(Tr::new("effacer", "clear"))),
    bind(TREE, &[key_names::plain(Esc), key_names::ctrl('g')], Action::Cancel, Group::Finding,
        Tr::new("effacer le filtre, rester sur l’unité trouvée", "clear the filter, stay on the unit found"), None),
    bind(TREE, &[key_names::plain(Tab), key_names::plain(Enter)], Action::FocusCard, Group::Card,
        Tr::new("aller dans la fiche", "go into the card"), Some(Tr::new("fiche", "card"))),
    bind(CARD, &[key_names::plain(Esc), key_names::plain(Tab), key_names::plain(BackTab), key_names::plain(KeyCode::Left), key_names::char('h')],
        Action::FocusTree, Group::Card,
        Tr::new("revenir à l’arbre", "back to the tree"), Some(Tr::new("arbre", "tree"))),
    bind(CARD, &[key_names::plain(Up), key_names::char('k'), key_names::ctrl('p')], Action::Up, Group::Card,
        Tr::new("contact, lien ou relation avant", "contact, link or relation before"),
        Some(Tr::new("choisir", "choose"))),
    bind(CARD, &[key_names::plain(Down), key_names::char('j'), key_names::ctrl('n')], Action::Down, Group::Card,
        Tr::new("contact, lien ou relation après", "contact, link or relation after"),
        Some(Tr::new("choisir", "choose"))),
    bind(CARD, &[key_names::plain(Enter), key_names::plain(Right), key_names::char('l')], Action::Follow, Group::Card,
        Tr::new("suivre la relation, copier le contact ou le lien", "follow the relation, copy the contact or link"),
        Some(Tr::new("suivre", "follow"))),
    bind(TREE, &[key_names::char('K')], Action::CardUp, Group::Card,
        Tr::new("faire défiler la fiche vers le haut", "scroll the card up"), None),
    bind(TREE, &[key_names::char('J')], Action::CardDown, Group::Card,
        Tr::new("faire défiler la fiche vers le bas", "scroll the card down"), None),
    bind(BROWSE, &[key_names::char('c')], Action::CopyContact, Group::Card,
        Tr::new("copier le contact", "copy the contact"), Some(Tr::new("copier", "copy"))),
    bind(CARD, &[key_names::char('/')], Action::Filter, Group::Finding,
        Tr::new("filtrer", "filter"), Some(Tr::new("filtrer", "filter"))),
    bind(BROWSE, &[key_names::char('y')], Action::CopyCard, Group::Card,
        Tr::new("copier la fiche", "copy the card"), None),
    bind(&[Mode::Help], &[key_names::plain(Up), key_names::ctrl('p')], Action::Up, Group::Program,
        Tr::new("faire défiler l’aide vers le haut", "scroll the help up"), Some(Tr::new("défiler", "scroll"))),
    bind(&[Mode::Help], &[key_names::plain(Down), key_names::ctrl('n')], Action::Down, Group::Program,
        Tr::new("faire défiler l’aide vers le bas", "scroll the help down"), Some(Tr::new("défiler", "scroll"))),
    bind(&[Mode::Help], &[key_names::plain(Esc), key_names::ctrl('g')], Action::Cancel, Group::Program,
        Tr::new("fermer l’aide", "close the help"), Some(Tr::new("fermer", "close"))),
    bind(INPUT, &[key_names::plain(KeyCode::Left), key_names::ctrl('b')], Action::CursorLeft, Group::Typing,
        Tr::new("un caractère à gauche", "one character left"), None),
    bind(INPUT, &[key_names::plain(Right), key_names::ctrl('f')], Action::CursorRight, Group::Typing,
        Tr::new("un caractère à droite", "one character right"), None),
    bind(INPUT, &[key_names::plain(Home), key_names::ctrl('a')], Action::CursorHome, Group::Typing,
        Tr::new("au début de la ligne", "to the start of the line"), None),
    bind(INPUT, &[key_names::plain(End), key_names::ctrl('e')], Action::CursorEnd, Group::Typing,
        Tr::new("à la fin de la ligne", "to the end of the line"), None),
    bind(INPUT, &[key_names::plain(Backspace), key_names::ctrl('h')], Action::DeleteLeft, Group::Typing,
        Tr::new("effacer le caractère avant", "delete the character before"), None),
    bind(INPUT, &[key_names::plain(Delete), key_names::ctrl('d')], Action::DeleteRight, Group::Typing,
        Tr::new("effacer le caractère après", "delete the character after"), None),
    bind(INPUT, &[key_names::ctrl('w'), key_names::alt(Backspace)], Action::DeleteWord, Group::Typing,
        Tr::new("effacer le mot", "delete the word"), None),
    bind(INPUT, &[key_names::ctrl('u')], Action::DeleteToStart, Group::Typing,
        Tr::new("effacer jusqu’au début", "delete to the start"), None),
    bind(BROWSE, &[key_names::char('?'), key_names::plain(F(1))], Action::Help, Group::Program,
        Tr::new("aide", "help"), Some(Tr::new("aide", "help"))),
    bind(FILTER, &[key_names::plain(F(1))], Action::Help, Group::Program, Tr::new("aide", "help"), None),
    bind(ALL, &[key_names::ctrl('l')], Action::Redraw, Group::Program,
        Tr::new("redessiner l’écran", "redraw the screen"), None),
    bind(BROWSE, &[key_names::ctrl('r')], Action::Reload, Group::Program,
        Tr::new("recharger les fichiers sans changer de place", "reload the files and keep the place"), None),
    bind(ALL, &[key_names::ctrl('z')], Action::Suspend, Group::Program,
        Tr::new("suspendre", "suspend"), None),
    bind(BROWSE, &[key_names::char('q')], Action::Quit, Group::Program,
        Tr::new("quitter", "quit"), Some(Tr::new("quitter", "quit"))),
    bind(ALL, &[key_names::ctrl('c')], Action::Quit, Group::Program,
        Tr::new("quitter", "quit"), None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_actions_in_one_mode() {
        for (i, one) in BINDINGS.iter().enumerate() {
            for two in &BINDINGS[i + 1..] {
                let shared_mode = one.modes.iter().any(|mode| two.modes.contains(mode));
                let shared_key = one.keys.iter().any(|key| two.keys.contains(key));
                assert!(!(shared_mode && shared_key), "{:?} and {:?}", one.action, two.action);
            }
        }
    }

    #[test]
    fn no_default_needs_altgr_on_an_azerty_keyboard() {
        let keys = BINDINGS.iter().flat_map(|binding| binding.keys);
        assert!(
            keys.into_iter().all(|key| !matches!(key.code, KeyCode::Char(c) if "{}[]|\\@#~".contains(c)))
        );
    }

    #[test]
    fn letters_are_typed_where_one_types() {
        assert_eq!(action(Mode::Filter, key_names::char('q')), Some(Action::Insert('q')));
        assert_eq!(action(Mode::Tree, key_names::char('q')), Some(Action::Quit));
        assert_eq!(action(Mode::Tree, key_names::char('3')), Some(Action::FollowNumber(3)));
        assert_eq!(action(Mode::Tree, key_names::char('0')), None);
        assert_eq!(action(Mode::Filter, key_names::ctrl('x')), None);
    }

    #[test]
    fn adjacent_bindings_share_a_footer_entry() {
        let hints = footer_hints(Mode::Tree, Lang::Fr, false);
        assert_eq!(hints[0], ("↑↓".to_string(), "unité"));
        assert_eq!(hints[2], ("→←".to_string(), "ouvrir fermer"));
    }
}
