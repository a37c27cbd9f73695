//! The few styles and shapes that every terminal report uses.

use anstyle::{AnsiColor, Style};

pub(super) const HEADING: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const LEADER: Style = AnsiColor::Green.on_default().bold();
pub(super) const CAUTION: Style = AnsiColor::Yellow.on_default();
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// `text` in `style`.
pub(super) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A bar of `width` cells for a share between 0 and 1, in eighths of a cell.
pub(super) fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    let filled = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    let blank = width - filled.chars().count();
    filled + &" ".repeat(blank)
}

/// `text` on one line, control characters made visible, cut to `most` characters.
pub(super) fn quote(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for character in text.chars() {
        if count == most {
            line.push('…');
            break;
        }
        // Escape sequences and bidirectional controls in a hostile text must not reach the terminal.
        if character.is_whitespace() {
            if !line.ends_with(' ') {
                line.push(' ');
                count += 1;
            }
        } else if character.is_control() || is_bidi_control(character) {
            line.push('�');
            count += 1;
        } else {
            line.push(character);
            count += 1;
        }
    }
    line
}

const fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_their_width() {
        for share in [0.0, 0.01, 0.33, 0.5, 0.999, 1.0] {
            assert_eq!(bar(share, 20).chars().count(), 20, "{share}");
        }
        assert_eq!(bar(0.5, 4), "██  ");
    }

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(quote("a\u{1b}[31mb\u{202e}c\n\n d", 40), "a�[31mb�c d");
        assert_eq!(quote("abcdef", 3), "abc…");
    }
}
