//! Emoticons typed with ordinary characters: `:-)`, `xD`, `^^`, `T_T`, `<3`.

/// Faces that are matched whole, where a blank or punctuation follows. Longer ones come first.
const FACES: &[&str] = &[
    "m(_ _)m",
    "(^_^)",
    "(^-^)",
    "(^o^)",
    "(T_T)",
    "(-_-)",
    "(>_<)",
    "(^^)",
    "¯\\_(ツ)_/¯",
    "^_^",
    "^-^",
    "^o^",
    "^.^",
    "T_T",
    "T.T",
    "-_-",
    "-.-",
    "o_O",
    "O_o",
    "o.O",
    "O.o",
    "O_O",
    "o_o",
    ">_<",
    ">.<",
    "*_*",
    "@_@",
    "u_u",
    "._.",
    "</3",
    "<3",
    "\\o/",
    "\\m/",
    "8-)",
    "B-)",
    "xD",
    "XD",
    "x)",
    "8)",
    "D:",
    "(:",
    "(;",
];

/// The length of the emoticon that `rest` starts with, if any.
///
/// `chunk_start`: white space stands before; `boundary`: no letter or digit stands before.
pub(super) fn at_start(rest: &str, chunk_start: bool, boundary: bool) -> Option<usize> {
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'^' => {
            let run = bytes.iter().take_while(|&&byte| byte == b'^').count();
            if run > 1 && !followed_by_letter(bytes, run) {
                return Some(run);
            }
        }
        b':' | b';' | b'=' => return face_from_eyes(bytes, chunk_start, boundary),
        b'a'..=b'z'
        | b'A'..=b'Z'
        | b'0'..=b'9'
        | b'('
        | b'-'
        | b'<'
        | b'>'
        | b'.'
        | b'*'
        | b'@'
        | b'\\'
        | 0xC2 => {}
        _ => return None,
    }
    // Most words differ from every face in their second character.
    let faces_second =
        |byte: &u8| !byte.is_ascii_alphabetic() || matches!(byte, b'D') || bytes[0] == 0xC2;
    if !chunk_start || !bytes.get(1).is_some_and(faces_second) {
        return None;
    }
    let face = FACES.iter().find(|face| rest.starts_with(**face))?;
    (!followed_by_letter(bytes, face.len())).then_some(face.len())
}

/// Eyes, perhaps a nose, a mouth.
fn face_from_eyes(bytes: &[u8], chunk_start: bool, boundary: bool) -> Option<usize> {
    let nose =
        usize::from(bytes.len() > 2 && matches!(bytes[1], b'-' | b'\'' | b'^' | b'o' | b'~'));
    face_with(bytes, nose, chunk_start, boundary)
        .or_else(|| if nose == 1 { face_with(bytes, 0, chunk_start, boundary) } else { None })
}

fn face_with(bytes: &[u8], nose: usize, chunk_start: bool, boundary: bool) -> Option<usize> {
    let at = 1 + nose;
    let mouth = *bytes.get(at)?;
    let run = bytes[at..].iter().take_while(|&&byte| byte == mouth).count();
    let end = at + run;
    let ends = !followed_by_letter(bytes, end);
    let found = match mouth {
        b')' | b'(' => true,
        b'D' | b'P' | b'p' => boundary && ends,
        b'd' | b'O' | b'o' | b'S' | b's' | b'x' | b'X' | b'3' | b'*' | b'|' | b'/' | b'\\'
        | b']' | b'[' | b'}' | b'{' | b'>' | b'<' => {
            chunk_start && end == bytes.len() && (run == 1 || mouth != b'/')
        }
        _ => false,
    };
    found.then_some(end)
}

fn followed_by_letter(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'\\' | 0x80..))
}

#[cfg(test)]
mod tests {
    use super::at_start;

    #[test]
    fn faces() {
        for face in [
            ":-)", ":)", ":(((", ";-)", "=D", ":P", "xD", "^^", "^_^", "T_T", "<3", ":'(", ":/",
            ":3",
        ] {
            assert_eq!(at_start(face, true, true), Some(face.len()), "{face}");
        }
    }

    #[test]
    fn no_faces() {
        for text in ["://host", ":Please", "xDocument", "=", ":", "8", "note:", "^a", "D:\\files"] {
            assert_eq!(at_start(text, true, true), None, "{text}");
        }
        assert_eq!(at_start(":P", false, false), None);
    }
}
