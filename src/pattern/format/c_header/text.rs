//! C text without what a compiler would not see either: comments, `#if 0` parts, definitions of macros. Line numbers stay.
//! Read once from front to back, whatever is in it. Called by `c_header`.

/// What a compiler would see of `text`, as far as arrays go.
pub(super) fn visible(text: &str) -> String {
    without_dead_parts(&without_comments(text))
}

/// Every comment becomes a blank and its line ends; braces inside of quotes become blanks.
pub(super) fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let comment = from.starts_with("//") || from.starts_with("/*");
        let (token, after) = from.split_at(length(from));
        if comment {
            out.push(' ');
            out.extend(token.chars().filter(|&c| c == '\n'));
        } else {
            out.extend(
                token
                    .chars()
                    .map(|c| if matches!(c, '{' | '}') { ' ' } else { c }),
            );
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// How long the comment, the quoted text or the lone slash is that `from` begins with.
fn length(from: &str) -> usize {
    let whole = from.len();
    if let Some(body) = from.strip_prefix("/*") {
        return body.find("*/").map_or(whole, |n| n + 4);
    }
    if from.starts_with("//") {
        return from.find('\n').unwrap_or(whole);
    }
    let quote = from.as_bytes().first().copied().unwrap_or(b'/');
    if quote == b'/' {
        return 1;
    }
    let mut escaped = false;
    for (at, byte) in from.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at, // an apostrophe in an #error text, say
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    whole
}

/// Which part of an `#if` the lines are in.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Depends on what only a compiler knows: taken for seen.
    Open,
    /// After `#if 1`, or after the `#else` of `#if 0`.
    Seen,
    /// After `#if 0`.
    Dead,
    /// After the `#else` of a part that is seen.
    Over,
}

impl Part {
    fn is_dead(self) -> bool {
        matches!(self, Self::Dead | Self::Over)
    }
}

/// Lines that a preprocessor drops for certain become empty, and so do definitions of macros.
pub(super) fn without_dead_parts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut preprocessor = Preprocessor::default();
    for line in text.split_inclusive('\n') {
        if preprocessor.keeps(line) {
            out.push_str(line);
        } else if line.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

/// What the lines so far have opened.
#[derive(Default)]
struct Preprocessor {
    parts: Vec<Part>,
    /// How many of them are dead: counted, because parts may lie in parts, thousands deep.
    dead: usize,
    /// The next line belongs to a definition.
    defining: bool,
}

impl Preprocessor {
    /// Takes the next line; whether anything of it is to be read.
    fn keeps(&mut self, line: &str) -> bool {
        let continues = line.trim_end().ends_with('\\');
        if self.defining {
            self.defining = continues;
            return false;
        }
        let Some(directive) = line.trim_start().strip_prefix('#').map(str::trim_start) else {
            return self.dead == 0;
        };
        let end = directive
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(directive.len());
        let (word, condition) = directive.split_at(end);
        let settled = match word {
            "if" => self.open(match condition.trim() {
                "0" | "(0)" => Part::Dead,
                "1" | "(1)" => Part::Seen,
                _ => Part::Open,
            }),
            "ifdef" | "ifndef" => self.open(Part::Open),
            "else" | "elif" => match self.close() {
                Some(Part::Dead) if word == "else" => self.open(Part::Seen),
                Some(Part::Seen | Part::Over) => self.open(Part::Over),
                Some(Part::Dead) => {
                    self.open(Part::Open);
                    true
                }
                _ => self.open(Part::Open),
            },
            "endif" => self.close().is_some_and(|part| part != Part::Open),
            "define" => {
                self.defining = continues;
                true
            }
            _ => false,
        };
        self.dead == 0 && !settled
    }

    /// Begins a part; whether it is known what becomes of it.
    fn open(&mut self, part: Part) -> bool {
        self.dead += usize::from(part.is_dead());
        self.parts.push(part);
        part != Part::Open
    }

    fn close(&mut self) -> Option<Part> {
        let part = self.parts.pop()?;
        self.dead -= usize::from(part.is_dead());
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left, blanks and empty lines aside; and no line may get lost.
    fn left(text: &str) -> String {
        let visible = visible(text);
        assert_eq!(
            visible.matches('\n').count(),
            text.matches('\n').count(),
            "{text}"
        );
        visible.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_go_and_quoted_slashes_stay() {
        assert_eq!(left("a // b /* c\nd /* e // f\n */ g / h"), "a d g / h");
        assert_eq!(
            left("\"// {no}\" 'a' '\\'' /* x */ b"),
            "\"// no \" 'a' '\\'' b"
        );
        assert_eq!(left("don't\n1 // x\n2"), "don't 1 2");
        assert_eq!(left("a /* open\n b"), "a");
        assert_eq!(left("/*/ still */ a"), "a");
    }

    #[test]
    fn only_what_is_dead_for_certain_goes() {
        assert_eq!(
            left("#if 0\na\n#if X\nb\n#else\nc\n#endif\n#else\nd\n#endif\ne"),
            "d e"
        );
        assert_eq!(left("#if 1\na\n#elif Y\nb\n#else\nc\n#endif\nd"), "a d");
        assert_eq!(
            left("#ifdef X\na\n#else\nb\n#endif"),
            "#ifdef X a #else b #endif"
        );
        assert_eq!(left("# define F(x) { \\\n x }\na\n#endif"), "a #endif");
    }

    #[test]
    fn a_hundred_thousand_comments_and_conditions_are_read_in_one_pass() {
        let began = tokio::time::Instant::now();
        let text = "// a line\n#if 0\n".repeat(100_000) + "a";
        assert_eq!(left(&text), "");
        assert_eq!(left(&("// a line\n".repeat(100_000) + "a")), "a");
        assert!(
            began.elapsed() < std::time::Duration::from_secs(60),
            "{:?}",
            began.elapsed()
        );
    }
}
