//! Text from outside on one line, with nothing in it that hides or moves what is around it.

/// `text` on one line, control characters made visible, cut to `most` characters.
pub(crate) fn quote(text: &str, most: usize) -> String {
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
        } else if character.is_control() || is_invisible(character) {
            line.push('�');
            count += 1;
        } else {
            line.push(character);
            count += 1;
        }
    }
    line
}

/// Characters that take no room or turn the direction of those around them.
pub(crate) const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(quote("a\u{1b}[31mb\u{202e}c\n\n d", 40), "a�[31mb�c d");
        assert_eq!(quote("abcdef", 3), "abc…");
    }
}
