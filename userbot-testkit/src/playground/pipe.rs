//! Reads lines from a pipe or file.

use std::io::{BufRead, BufReader, Read};

use tokio::sync::mpsc;

/// The longest line that is read. A message has at most 4096 characters.
pub(super) const LONGEST: usize = 64 * 1024;

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Line(String),
    NotUtf8,
    TooLong,
    /// The input could not be read on.
    Broken(String),
    /// Ctrl-C.
    Interrupt,
}

/// Reads all lines and hands them on, until the input or the interest ends.
pub(super) fn read(input: impl Read, lines: &mpsc::Sender<Typed>) {
    let mut input = BufReader::new(input);
    while let Some(typed) = next(&mut input) {
        let broken = matches!(typed, Typed::Broken(_));
        if lines.blocking_send(typed).is_err() || broken {
            return;
        }
    }
}

/// The next line; `None` at the end.
fn next(input: &mut impl BufRead) -> Option<Typed> {
    let mut line = Vec::new();
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX) + 1;
    match input.take(limit).read_until(b'\n', &mut line) {
        Ok(0) => return None,
        Ok(_) => {}
        Err(error) => return Some(Typed::Broken(error.to_string())),
    }
    if line.ends_with(b"\n") {
        line.pop();
    } else if line.len() > LONGEST {
        return Some(match skip_line(input) {
            Ok(()) => Typed::TooLong,
            Err(error) => Typed::Broken(error.to_string()),
        });
    }
    Some(match String::from_utf8(line) {
        Ok(line) => Typed::Line(line),
        Err(_) => Typed::NotUtf8,
    })
}

/// Reads to the end of the line without keeping it.
fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let (used, done) = {
            let buffer = input.fill_buf()?;
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            }
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, Cursor};

    fn all(input: impl Read) -> Vec<Typed> {
        let mut input = BufReader::new(input);
        let mut all = Vec::new();
        while let Some(typed) = next(&mut input) {
            let broken = matches!(typed, Typed::Broken(_));
            all.push(typed);
            if broken {
                break;
            }
        }
        all
    }

    fn line(text: &str) -> Typed {
        Typed::Line(text.to_owned())
    }

    #[test]
    fn reads_lines_and_what_follows_the_last() {
        assert_eq!(
            all(Cursor::new("a\n\nb\r\nc")),
            [line("a"), line(""), line("b\r"), line("c")]
        );
        assert_eq!(all(Cursor::new("")), []);
    }

    #[test]
    fn goes_on_after_what_is_not_text() {
        assert_eq!(
            all(Cursor::new(b"\xff\xfe\nb\n")),
            [Typed::NotUtf8, line("b")]
        );
    }

    #[test]
    fn goes_on_after_a_line_that_never_seems_to_end() {
        let longest = "x".repeat(LONGEST);
        let text = format!("{longest}\n{longest}y\nb\n{longest}{longest}");
        assert_eq!(
            all(text.as_bytes()),
            [line(&longest), Typed::TooLong, line("b"), Typed::TooLong]
        );
    }

    #[test]
    fn tells_when_the_input_breaks() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        assert_eq!(
            all("a\n".as_bytes().chain(Broken)),
            [line("a"), Typed::Broken("gone".to_owned())]
        );
    }
}
