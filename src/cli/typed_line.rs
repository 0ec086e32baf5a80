//! What a shell passes of the command line in which something is to be completed.

use std::ffi::OsString;

/// A shell whose completion asks the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskingShell {
    Bash,
    Zsh,
    Fish,
}

/// The words that were typed after the name of the program, without quotes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    /// The whole words.
    pub words: Vec<String>,
    /// The word at the cursor, up to there; often empty.
    pub current: String,
    /// How many bytes of it the shell keeps: it replaces what follows.
    pub kept_bytes: usize,
}

impl AskingShell {
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "bash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "fish" => Some(Self::Fish),
            _ => None,
        }
    }

    /// The line that the script of the shell passes: words and, in bash, which characters separate words
    /// too, and the line as it was typed.
    pub fn typed_line(self, args: &[OsString]) -> Option<TypedLine> {
        let mut words: Vec<String> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
        match (self, &words[..]) {
            (Self::Bash, [breaks, line]) => Some(TypedLine::parse(line, breaks)),
            (Self::Bash, _) => None,
            _ => words.pop().map(|current| TypedLine { words, current, kept_bytes: 0 }),
        }
    }
}

impl TypedLine {
    /// Splits a line as bash does, without expanding anything. `breaks` also separate what bash completes.
    fn parse(line: &str, breaks: &str) -> Self {
        let mut words = vec![String::new()];
        let (mut quote, mut is_in_word, mut kept_bytes) = (None, false, 0);
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            let Some(word) = words.last_mut() else { break };
            match (c, quote) {
                (_, Some(open)) if c == open => quote = None,
                ('\\', None) => word.extend(chars.next()),
                ('\\', Some('"')) => match chars.next() {
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                    other => word.extend([c].into_iter().chain(other)),
                },
                ('"' | '\'', None) => {
                    quote = Some(c);
                    // What bash completes starts after the quote.
                    kept_bytes = word.len();
                }
                (' ' | '\t' | '\n', None) => {
                    if is_in_word {
                        words.push(String::new());
                    }
                    (is_in_word, kept_bytes) = (false, 0);
                    continue;
                }
                _ => {
                    word.push(c);
                    if quote.is_none() && breaks.contains(c) {
                        kept_bytes = word.len();
                    }
                }
            }
            is_in_word = true;
        }
        let current = words.pop().unwrap_or_default();
        // The first word is the name of the program.
        Self { words: words.into_iter().skip(1).collect(), current, kept_bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BREAKS: &str = " \t\n\"'><=;|&(:";

    #[test]
    fn a_line_is_split_as_bash_does() {
        for (line, words, current, kept_bytes) in [
            ("ramure ", vec![], "", 0),
            ("ramure show  rés", vec!["show"], "rés", 0),
            (r"ramure show l\'É", vec!["show"], "l'É", 0),
            (r"ramure show grands\ pr", vec!["show"], "grands pr", 0),
            (r#"ramure --data "a b.rmr" show "l'É"#, vec!["--data", "a b.rmr", "show"], "l'É", 0),
            (r#"ramure show 'a"b' "c\"\d"#, vec!["show", "a\"b"], "c\"\\d", 0),
            ("ramure tree --format=js", vec!["tree"], "--format=js", 9),
            ("ramure find a:b", vec!["find"], "a:b", 2),
            (r"ramure find a\:b", vec!["find"], "a:b", 0),
            ("ramure show '' x", vec!["show", ""], "x", 0),
            ("", vec![], "", 0),
            ("ramure show \\", vec!["show"], "", 0),
        ] {
            let words = words.into_iter().map(String::from).collect();
            let expected = TypedLine { words, current: current.into(), kept_bytes };
            assert_eq!(TypedLine::parse(line, BREAKS), expected, "{line}");
        }
    }

    #[test]
    fn zsh_and_fish_pass_words() {
        let args = ["show", "ré"].map(OsString::from);
        let line = TypedLine { words: vec!["show".into()], current: "ré".into(), kept_bytes: 0 };
        assert_eq!(AskingShell::Zsh.typed_line(&args), Some(line));
        assert_eq!(
            (AskingShell::Fish.typed_line(&[]), AskingShell::Bash.typed_line(&args[..1])),
            (None, None)
        );
    }
}
