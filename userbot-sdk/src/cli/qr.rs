//! QR codes in a terminal.

use qrcode::{Color, EcLevel, QrCode};

/// Free space around the code, which readers need.
const MARGIN: usize = 2;
/// Black on white, whatever the colours of the terminal are.
const COLOURS: &str = "\u{1b}[38;5;16;48;5;231m";
const PLAIN: &str = "\u{1b}[0m";

/// Draws a text as a QR code, two rows of it to a line; `None` when it is too long for one.
///
/// With colours it is black on white. Without, what is light is drawn and what is dark is left
/// out, which is right in a dark terminal.
pub(super) fn draw(text: &str, colours: bool) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let cells = code.to_colors();
    // Drawn is what the block covers.
    let drawn = |x: usize, y: usize| {
        let inside = (MARGIN..MARGIN + width).contains(&x) && (MARGIN..MARGIN + width).contains(&y);
        let dark = inside && cells.get((y - MARGIN) * width + x - MARGIN) == Some(&Color::Dark);
        dark == colours
    };
    let size = width + 2 * MARGIN;
    let mut out = String::new();
    for y in (0..size).step_by(2) {
        if colours {
            out.push_str(COLOURS);
        }
        for x in 0..size {
            // Below an odd last row there is free space.
            out.push(match (drawn(x, y), drawn(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        if colours {
            out.push_str(PLAIN);
        }
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "tg://login?token=AQLs7fXk0v1vO0r8sJ9w2n3bY6dQ7uKjGg1H4i5L6mN7oP8q";

    /// How many dots of the picture a cell has on each side.
    const SCALE: usize = 4;

    /// Reads what was drawn with a reader that somebody else has written.
    fn read(drawn: &str, colours: bool) -> String {
        let rows: Vec<Vec<char>> = drawn
            .lines()
            .map(|line| {
                line.replace(COLOURS, "")
                    .replace(PLAIN, "")
                    .chars()
                    .collect()
            })
            .collect();
        let (width, height) = (rows[0].len() * SCALE, rows.len() * 2 * SCALE);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            let (x, y) = (x / SCALE, y / SCALE);
            let block = match (rows[y / 2][x], y % 2) {
                ('█', _) | ('▀', 0) | ('▄', 1) => true,
                (' ' | '▀' | '▄', _) => false,
                (other, _) => panic!("{other:?} in the code"),
            };
            if block == colours { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn what_is_drawn_can_be_scanned() {
        for colours in [true, false] {
            for text in [LINK, "x", &"long ".repeat(60)] {
                let drawn = draw(text, colours).unwrap();
                assert_eq!(read(&drawn, colours), text);
            }
        }
    }

    #[test]
    fn a_login_fits_into_a_small_terminal() {
        let drawn = draw(LINK, false).unwrap();
        assert!(drawn.lines().count() <= 23, "{}", drawn.lines().count());
        assert!(drawn.lines().all(|line| line.chars().count() <= 80));
        assert_eq!(draw(&"x".repeat(4000), false), None);
    }
}
