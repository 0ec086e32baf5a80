//! Greek words that are typed in Latin letters: a spelling that both sides are brought to, in steps.

use crate::text::Languages;

/// Each Greek letter with the Latin ones of ISO 843, but for those of one sound.
const LETTERS: [(&str, &str); 24] = [
    ("α", "a"),
    ("β", "v"),
    ("γ", "g"),
    ("δ", "d"),
    ("ε", "e"),
    ("ζ", "z"),
    ("η", "i"),
    ("θ", "th"),
    ("ι", "i"),
    ("κ", "k"),
    ("λ", "l"),
    ("μ", "m"),
    ("ν", "n"),
    ("ξ", "x"),
    ("ο", "o"),
    ("π", "p"),
    ("ρ", "r"),
    ("σ", "s"),
    ("τ", "t"),
    ("υ", "y"),
    ("φ", "f"),
    ("χ", "x"),
    ("ψ", "ps"),
    ("ω", "o"),
];

/// Pairs for one sound. No pair ends with a letter that another begins with, so their order is free.
const PAIRS: &str =
    "ou=U oy=U ai=E ei=I oi=I au=AV ay=AV af=AV eu=EV ey=EV ef=EV th=TH ps=PS ch=X kh=X ks=X ph=F mb=MP";
const SINGLES: &str = "y=i h=x w=o b=v c=k q=k";

/// The stop words in that spelling.
const STOP_WORDS: &str =
    "apo gia ke kata me i o se sta sti stin stis sto ston stus ta ti tin tis to ton tu tus iper ipo";

fn spelled(latin: &str) -> String {
    let replace = |text: String, rules: &str| {
        rules
            .split(' ')
            .filter_map(|rule| rule.split_once('='))
            .fold(text, |text, (one, other)| text.replace(one, other))
    };
    let sounds = replace(replace(latin.to_string(), PAIRS), SINGLES).to_lowercase();
    let mut letters: Vec<char> = sounds.chars().collect();
    letters.dedup_by(|next, letter| next == letter && letter.is_alphabetic());
    letters.into_iter().collect()
}

fn spelled_greek(candidate: &str) -> Option<String> {
    let latin = LETTERS.iter().fold(candidate.to_string(), |text, (greek, latin)| text.replace(greek, latin));
    (latin != candidate).then(|| spelled(&latin))
}

/// What the spelling of a word begins with whose beginning was typed: as it stands, or with another last
/// letter that makes a pair, unless that only leaves letters out.
fn beginnings(word: &str) -> Vec<String> {
    let typed = spelled(word);
    let pairs = PAIRS.split([' ', '=']).step_by(2).filter(|pair| word.ends_with(&pair[..1]));
    let others = pairs.map(|pair| spelled(&(word.to_string() + &pair[1..])));
    let others: Vec<String> = others.filter(|other| !typed.starts_with(other)).collect();
    [vec![typed], others].concat()
}

fn may_be_greek(word: &str, languages: Languages) -> bool {
    languages.is_stop_word("και")
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && word.chars().any(|c| c.is_ascii_alphabetic())
}

/// 190 for the whole Greek word, 150 for its beginning.
pub fn score(candidate: &str, word: &str, languages: Languages) -> u32 {
    match spelled_greek(candidate).filter(|_| may_be_greek(word, languages)) {
        Some(greek) if greek == spelled(word) => 190,
        Some(greek) if beginnings(word).iter().any(|start| greek.starts_with(start)) => 150,
        _ => 0,
    }
}

/// Whether a word was typed that is a Greek stop word.
pub fn is_stop_word(word: &str, languages: Languages) -> bool {
    may_be_greek(word, languages) && STOP_WORDS.split(' ').any(|stop| stop == spelled(word))
}
