//! [`Form`]: reads multipart forms byte by byte, as naively as ESPAsyncWebServer: names end two characters after a `=` and one
//! before a `;`, and nothing is unescaped.

/// Maximum length of a line in the head of a part, in bytes; a longer one is cut.
const MAX_LINE: usize = 1024;

/// The next event of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormEvent {
    /// A file with this name begins.
    File(String),
    /// A byte of the file.
    Byte(u8),
    /// The file is complete; never sent for an empty file.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// In the first line, at this byte.
    Opening(usize),
    Head,
    /// In the content of a part; its last bytes may belong to the boundary.
    Content,
    /// After a boundary: two dashes end the form, a line break begins another part.
    Boundary,
    Over,
}

/// A form that is being read.
#[derive(Debug)]
pub(super) struct Form {
    opening: Vec<u8>,
    end: Vec<u8>,
    at: At,
    line: Vec<u8>,
    /// Bytes that match the beginning of `end`.
    matched: usize,
    name: String,
    is_file: bool,
    /// Bytes of the part so far.
    size: u64,
    tail: Vec<u8>,
}

impl Form {
    /// Starts a form with that boundary.
    pub(super) fn new(boundary: &str) -> Self {
        Self {
            opening: format!("--{boundary}\r\n").into_bytes(),
            end: format!("\r\n--{boundary}").into_bytes(),
            at: At::Opening(0),
            line: Vec::new(),
            matched: 0,
            name: String::new(),
            is_file: false,
            size: 0,
            tail: Vec::new(),
        }
    }

    /// Reads the next bytes, and returns their events.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<FormEvent> {
        let mut events = Vec::with_capacity(bytes.len());
        for byte in bytes {
            self.byte(*byte, &mut events);
        }
        events
    }

    fn byte(&mut self, byte: u8, events: &mut Vec<FormEvent>) {
        match self.at {
            At::Opening(n) if self.opening.get(n) == Some(&byte) => {
                self.at = if n + 1 == self.opening.len() {
                    At::Head
                } else {
                    At::Opening(n + 1)
                };
            }
            At::Opening(_) => self.at = At::Over,
            At::Head => self.head(byte),
            At::Content => self.content(byte, events),
            At::Boundary => {
                self.tail.push(byte);
                match self.tail.as_slice() {
                    b"\r" | b"-" => {}
                    b"\r\n" => self.at = At::Head,
                    _ => self.at = At::Over,
                }
            }
            At::Over => {}
        }
    }

    fn head(&mut self, byte: u8) {
        if byte != b'\n' {
            if byte != b'\r' && self.line.len() < MAX_LINE {
                self.line.push(byte);
            }
            return;
        }
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).into_owned();
        if line.is_empty() {
            self.at = At::Content;
            self.size = 0;
            self.matched = 0;
        } else if starts(&line, "content-type") && line.len() > 12 {
            self.is_file = true;
        } else if starts(&line, "content-disposition") && line.len() > 19 {
            self.disposition(&line);
        }
    }

    /// Finds the file's name as the firmware does.
    fn disposition(&mut self, line: &str) {
        let rest = line.split_once(';').map_or(line, |(_, rest)| rest);
        for field in rest.get(1..).unwrap_or_default().split(';') {
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            let mut value = value.chars().skip(1).collect::<String>();
            value.pop();
            if key.trim_start() == "filename" {
                self.name = value;
                self.is_file = true;
            }
        }
    }

    fn content(&mut self, byte: u8, events: &mut Vec<FormEvent>) {
        if self.end.get(self.matched) == Some(&byte) {
            self.matched += 1;
            if self.matched == self.end.len() {
                if self.is_file && self.size > 0 {
                    events.push(FormEvent::End);
                }
                self.at = At::Boundary;
                self.tail.clear();
                self.is_file = false;
                self.name = String::new();
            }
            return;
        }
        // it was content; only its first byte can begin the boundary again
        for held in self
            .end
            .get(..std::mem::take(&mut self.matched))
            .unwrap_or_default()
            .to_vec()
        {
            self.write(held, events);
        }
        if byte == b'\r' {
            self.matched = 1;
        } else {
            self.write(byte, events);
        }
    }

    fn write(&mut self, byte: u8, events: &mut Vec<FormEvent>) {
        if self.is_file {
            if self.size == 0 {
                events.push(FormEvent::File(self.name.clone()));
            }
            events.push(FormEvent::Byte(byte));
        }
        self.size += 1;
    }
}

fn starts(line: &str, name: &str) -> bool {
    line.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Vec<(String, String)>, bool) {
        let mut form = Form::new("b");
        let mut files = Vec::<(String, Vec<u8>)>::new();
        let mut ended = false;
        for events in body
            .as_bytes()
            .chunks(3)
            .flat_map(|piece| form.push(piece))
            .collect::<Vec<_>>()
        {
            match events {
                FormEvent::File(name) => files.push((name, Vec::new())),
                FormEvent::Byte(byte) => files.last_mut().unwrap().1.push(byte),
                FormEvent::End => ended = true,
            }
        }
        (
            files
                .into_iter()
                .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
                .collect(),
            ended,
        )
    }

    fn file(disposition: &str, content: &str) -> String {
        format!(
            "--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n--b--\r\n"
        )
    }

    #[test]
    fn the_name_of_the_field_does_not_matter_and_that_of_the_file_does() {
        let (files, ended) = read(&file("name=\"x\"; filename=\"/a.gif\"", "GIF\r\n--89a\r"));
        assert_eq!(
            (files, ended),
            (
                vec![("/a.gif".to_owned(), "GIF\r\n--89a\r".to_owned())],
                true
            )
        );
        let (files, _) = read(&file("filename=\"a;b.gif\"", "x"));
        assert_ne!(files[0].0, "a;b.gif", "a semicolon ends the name");
        let (files, _) = read("--b\r\nContent-Type: image/gif\r\n\r\nx\r\n--b--\r\n");
        assert_eq!(
            files[0].0, "",
            "a part with a type is a file without a name"
        );
    }

    #[test]
    fn text_before_and_after_the_file_is_no_file() {
        let text = "--b\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\nhello\r\n";
        let (files, ended) = read(&format!(
            "{text}{}",
            file("name=\"d\"; filename=\"a\"", "1")
        ));
        assert_eq!(
            (files, ended),
            (vec![("a".to_owned(), "1".to_owned())], true)
        );
    }

    #[test]
    fn an_empty_file_and_a_wrong_boundary_never_end() {
        assert_eq!(
            read(&file("name=\"d\"; filename=\"a\"", "")),
            (vec![], false)
        );
        assert_eq!(
            read(&file("name=\"d\"; filename=\"a\"", "x").replacen("--b", "--c", 1)),
            (vec![], false)
        );
        let cut = file("name=\"d\"; filename=\"a\"", "xyz");
        assert!(!read(&cut[..cut.len() - 9]).1);
    }
}
