//! Keeps one script: letters of any other give the writer away too easily to count as style.
//!
//! In: text. Out: the text without runs of non-Latin letters, and with words that mix Latin letters with
//! look-alikes of another script (a way to slip past filters) folded to Latin. What was done is counted.

use unicode_script::{Script, UnicodeScript};

use super::analysis::Traces;
use super::offsets::{OffsetMap, Rewriter};

/// How far apart, in bytes, two foreign words may stand to be one run.
const LONGEST_GAP: usize = 48;

/// In a line of so many letters of another script a few Latin ones change nothing.
const MANY_FOREIGN: usize = 12;

/// Removes lines in another script whole: their figures and marks are no English either. `paragraphs` counts
/// the runs of such lines.
pub(super) fn latin_lines(
    source: &str,
    traces: &mut Traces,
    paragraphs: &mut usize,
) -> Option<(String, OffsetMap)> {
    if source.is_ascii() {
        return None;
    }
    let mut rewriter = Rewriter::new(source);
    let mut start = 0;
    let mut after_foreign = false;
    for line in source.split('\n') {
        let end = start + line.len();
        let mut count = Word::default();
        if !line.is_ascii() {
            line.chars().for_each(|character| count.see(character));
        } else if !line.trim_ascii().is_empty() {
            count.latin = 1;
        }
        // A word of look-alikes alone may be meant as Latin.
        let foreign = count.foreign > count.look_alike
            && (count.latin == 0 && count.foreign >= 2
                || count.foreign >= MANY_FOREIGN && count.foreign > 4 * count.latin);
        if foreign {
            rewriter.replace(start, end, "");
            if !after_foreign {
                *paragraphs += 1;
                traces.foreign_runs += 1;
            }
        }
        after_foreign = foreign;
        start = end + 1;
    }
    rewriter.finish()
}

/// Removes runs of letters that are not Latin and folds look-alikes.
pub(super) fn latin_only(
    source: &str,
    traces: &mut Traces,
    _: &mut usize,
) -> Option<(String, OffsetMap)> {
    if source.is_ascii() {
        return None;
    }
    let mut rewriter = Rewriter::new(source);
    // The run that is being collected: from its first foreign letter to the end of its last.
    let mut run: Option<(usize, usize)> = None;
    let mut rest = source.char_indices().peekable();
    while let Some(&(start, character)) = rest.peek() {
        if !is_word_part(character) {
            if character == '\n' {
                finish_run(source, &mut rewriter, &mut run, traces);
            }
            rest.next();
            continue;
        }
        let mut word = Word::default();
        let mut end = start;
        while let Some(&(at, character)) = rest.peek() {
            if !is_word_part(character) {
                break;
            }
            word.see(character);
            end = at + character.len_utf8();
            rest.next();
        }
        if word.foreign == 0 {
            if word.latin > 0 {
                finish_run(source, &mut rewriter, &mut run, traces);
            }
            continue;
        }
        if word.latin > 0 && word.look_alike == word.foreign {
            finish_run(source, &mut rewriter, &mut run, traces);
            traces.look_alikes += 1;
            fold(source, start, end, &mut rewriter);
            continue;
        }
        let mut after_foreign = false;
        for (at, character) in source[start..end].char_indices() {
            let at = start + at;
            after_foreign = is_foreign(character) || (after_foreign && is_mark(character));
            if after_foreign {
                let end = at + character.len_utf8();
                run = match run {
                    Some((first, last)) if at - last <= LONGEST_GAP => Some((first, end)),
                    _ => {
                        finish_run(source, &mut rewriter, &mut run, traces);
                        Some((at, end))
                    }
                };
            } else if character.script() == Script::Latin {
                finish_run(source, &mut rewriter, &mut run, traces);
            }
        }
    }
    finish_run(source, &mut rewriter, &mut run, traces);
    rewriter.finish()
}

/// What one word is made of.
#[derive(Default)]
struct Word {
    latin: usize,
    foreign: usize,
    look_alike: usize,
}

impl Word {
    fn see(&mut self, character: char) {
        if is_foreign(character) {
            self.foreign += 1;
            self.look_alike += usize::from(latin_look_alike(character).is_some());
        } else if character.is_alphabetic() && character.script() == Script::Latin {
            self.latin += 1;
        }
    }
}

/// Removes the run, with the blank or the pair of brackets that stood only for it.
fn finish_run(
    source: &str,
    rewriter: &mut Rewriter<'_>,
    run: &mut Option<(usize, usize)>,
    traces: &mut Traces,
) {
    let Some((start, mut end)) = run.take() else { return };
    traces.foreign_runs += 1;
    let before = source[..start].chars().next_back();
    if before.is_none_or(char::is_whitespace) {
        let blanks = source[end..].bytes().take_while(|&byte| byte == b' ').count();
        end += blanks;
    }
    rewriter.replace(start, end, "");
}

/// Replaces the look-alikes in one mixed word, marks on them included.
fn fold(source: &str, start: usize, end: usize, rewriter: &mut Rewriter<'_>) {
    let mut buffer = [0; 4];
    for (at, character) in source[start..end].char_indices() {
        if let Some(latin) = latin_look_alike(character) {
            let at = start + at;
            rewriter.replace(at, at + character.len_utf8(), latin.encode_utf8(&mut buffer));
        }
    }
}

fn is_word_part(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    character.is_alphabetic() || is_foreign(character) || is_mark(character)
}

fn is_mark(character: char) -> bool {
    !character.is_ascii() && character.script() == Script::Inherited
}

/// Letters, marks and digits of a script that is not Latin. Braille patterns are art more often than letters.
fn is_foreign(character: char) -> bool {
    if character < '\u{370}' {
        return false;
    }
    match character.script() {
        Script::Latin | Script::Inherited | Script::Unknown | Script::Braille => false,
        // Shared by several scripts, none of them Latin: tatweel, prolonged sound mark, Arabic-Indic digits, …
        Script::Common => {
            matches!(character,
                '\u{600}'..='\u{6FF}' | '\u{964}' | '\u{965}' | '\u{E3F}' | '\u{E01}'..='\u{E5B}'
                | '\u{3001}'..='\u{303F}' | '\u{3099}'..='\u{30FF}' | '\u{3190}'..='\u{33FF}'
                | '\u{4DC0}'..='\u{4DFF}' | '\u{A700}'..='\u{A707}' | '\u{A830}'..='\u{A839}'
                | '\u{FD3E}' | '\u{FD3F}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF5F}'..='\u{FFDF}')
        }
        _ => true,
    }
}

/// The Latin letter that a Cyrillic, Greek or Armenian letter is drawn like.
#[rustfmt::skip]
fn latin_look_alike(character: char) -> Option<char> {
    Some(match character {
        'А' | 'Α' => 'A', 'В' | 'Β' => 'B', 'С' | 'Ϲ' => 'C', 'Е' | 'Ε' => 'E', 'Ԍ' => 'G', 'Н' | 'Η' => 'H',
        'І' | 'Ι' | 'Ӏ' => 'I', 'Ј' | 'Ϳ' => 'J', 'К' | 'Κ' => 'K', 'М' | 'Μ' => 'M', 'Ν' => 'N',
        'О' | 'Ο' => 'O', 'Р' | 'Ρ' => 'P', 'Ԛ' => 'Q', 'Ѕ' => 'S', 'Т' | 'Τ' => 'T', 'Ԝ' => 'W',
        'Х' | 'Χ' => 'X', 'У' | 'Ү' | 'Υ' => 'Y', 'Ζ' => 'Z',
        'а' | 'α' => 'a', 'с' | 'ϲ' => 'c', 'ԁ' => 'd', 'е' => 'e', 'һ' => 'h', 'і' | 'ι' => 'i', 'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k', 'ӏ' => 'l', 'о' | 'ο' | 'օ' => 'o', 'р' | 'ρ' => 'p', 'ԛ' => 'q', 'ѕ' => 's', 'υ' => 'u',
        'ν' | 'ѵ' => 'v', 'ԝ' | 'ѡ' => 'w', 'х' | 'χ' => 'x', 'у' | 'ү' | 'γ' => 'y', 'ѐ' => 'è', 'ё' => 'ë',
        'ї' => 'ï', 'Ї' => 'Ï', 'Ё' => 'Ë',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin(source: &str) -> (String, Traces) {
        let mut traces = Traces::default();
        let text = latin_only(source, &mut traces, &mut 0)
            .map_or_else(|| source.to_owned(), |(text, _)| text);
        (text, traces)
    }

    #[test]
    fn foreign_runs_go_with_their_blank() {
        let (text, traces) = latin("I like привет мир very much");
        assert_eq!(text, "I like very much");
        assert_eq!(traces.foreign_runs, 1);
    }

    #[test]
    fn a_look_alike_inside_a_latin_word_is_folded() {
        let (text, traces) = latin("Your filеs are lосked");
        assert_eq!(text, "Your files are locked");
        assert_eq!((traces.look_alikes, traces.foreign_runs), (2, 0));
    }

    #[test]
    fn a_word_glued_to_foreign_letters_stays() {
        assert_eq!(latin("hello世界 again").0, "hello again");
        assert_eq!(latin("żółw naïve café").0, "żółw naïve café");
    }

    #[test]
    fn marks_go_with_their_letter() {
        assert_eq!(latin("がき\u{3099} ok").0, "ok");
    }
}
