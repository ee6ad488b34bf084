//! How long functions are, read from the indentation that rustfmt gives every file.

/// One function outside tests, with all lines from `fn` to its closing brace.
#[derive(Debug, PartialEq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) lines: usize,
}

/// Every function of a file that has a body of more than one line, outside its inline test modules.
pub(crate) fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let opens_tests = lines[at].trim() == "#[cfg(test)]"
            && lines.get(at + 1).is_some_and(|next| next.ends_with('{'));
        if opens_tests {
            at += length(&lines[at..]);
            continue;
        }
        if let Some(name) = function_name(lines[at]) {
            let lines = length(&lines[at..]);
            found.push(Function { name, lines });
        }
        at += 1;
    }
    found
}

/// The name behind `fn` where a line begins a function whose body does not end on it.
fn function_name(line: &str) -> Option<String> {
    const BEFORE: [&str; 6] = ["const", "async", "unsafe", "extern", "default", "pub"];
    if line.trim_end().ends_with(['}', ';']) {
        return None;
    }
    let (before, after) = line.split_once("fn ")?;
    let known =
        |word: &str| word.starts_with("pub(") || BEFORE.contains(&word) || word.ends_with(')');
    if !before.replace(" in ", "-").split_whitespace().all(known) {
        return None;
    }
    let name = after
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Lines up to the one that closes what the first one opens: it has the same indentation.
fn length(lines: &[&str]) -> usize {
    let indent = &lines[0][..lines[0].len() - lines[0].trim_start().len()];
    let closes = |line: &&str| {
        line.strip_prefix(indent).is_some_and(|rest| {
            rest == "}" || (rest.starts_with(')') && rest.ends_with([';', '}']))
        })
    };
    lines
        .iter()
        .position(closes)
        .map_or(lines.len(), |last| last + 1)
}
