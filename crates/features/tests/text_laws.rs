//! Laws that hold for any text: spans, coverage, the way back to the source, no panic on any bytes.

use proptest::prelude::*;
use tongueprint_features::Span;
use tongueprint_features::text::{Analyser, Analysis, Document, LeftOut, Topic};

/// Texts made of pieces that meet the tokeniser's and the normaliser's special cases, next to arbitrary ones.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z]{1,8}",
        4 => "[ \n\t]{1,3}",
        2 => "[.,;:!?()\"'’…-]{1,4}",
        2 => prop::sample::select(vec![
            "don't", "cannot", "I’m", "South Korea", "Polish", "ho chi minh city", "U.S.", "e.g.", "Mr. ", "f1les", "y0ur", "p@y", "3very",
            "https://example.org/a", "help@example.org", "abcdefghijklmnop.onion", "d41d8cd98f00b204e9800998ecf8427e",
            "C:\\x\\y.txt", ":-)", ")))", "^^", "1,000.50", "12:30", "3.5%", "2nd", "\r\n", "₽", "$5",
            "👩‍👩‍👧", "🇵🇱", "❤️", "e\u{301}", "\u{212B}", "filеs", "привет мир", "你好。", "ｆｕｌｌ", "\u{200B}", "\u{200D}",
            "\u{E001}", "がき\u{3099}", "ё\u{301}", "\u{344}\u{344}", "\u{1D160}", "'s", "@name", "한국어", "\u{AD}",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\n=====================\n", "\n| |_  __ _ ___| |(\n", "\n> you said\n> and more\n", "\n> alone\n",
            "\n4d 5a 90 00 03 00 fc 00\n", "\n-----BEGIN KEY-----\n", "\nQUJD\n-----END KEY-----\n",
            "\n\nAlle Ihre Dateien wurden verschlüsselt. Schreiben Sie uns bitte noch heute eine Nachricht.\n\n",
            "\n\nAll of your files are locked and you have to pay for them.\n\n", "\n你的文件(2019)已被加密。\n",
            "\nE-mail: help@example.org (\n", "\nC:\\a\\b.txt 12 KB\n", "\n├── Accounting\n",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => ".{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn check(source: &str, analysis: &Analysis) -> Result<(), TestCaseError> {
    let prose = analysis.prose();
    let mut end = 0;
    for token in analysis.tokens() {
        let Span { start, end: token_end } = token.span;
        prop_assert!(start < token_end && start >= end);
        let gap =
            prose.get(end as usize..start as usize).expect("spans lie on character boundaries");
        prop_assert!(gap.chars().all(char::is_whitespace), "uncovered {gap:?}");
        prop_assert_eq!(
            token.space_before,
            start == 0 || !gap.is_empty(),
            "space before {:?}",
            token
        );
        prop_assert!(prose.is_char_boundary(token_end as usize));
        let origin = analysis.source_span(token.span);
        prop_assert!(origin.start < origin.end, "{:?} comes from nothing", token);
        prop_assert!(source.get(origin.start as usize..origin.end as usize).is_some());
        end = token_end;
    }
    prop_assert!(prose[end as usize..].chars().all(char::is_whitespace));
    let mut next = 0;
    for range in analysis.sentence_ranges() {
        prop_assert!(range.start == next && range.end > range.start);
        next = range.end;
    }
    prop_assert_eq!(next, analysis.tokens().len());
    prop_assert_eq!(analysis.tags().len(), analysis.tokens().len());
    // Source spans are monotone, character by character, and stay inside the source.
    let mut last = Span::new(0, 0);
    for (at, character) in prose.char_indices() {
        let at = u32::try_from(at).expect("test texts are short");
        let width = u32::try_from(character.len_utf8()).expect("at most four");
        let origin = analysis.source_span(Span::new(at, at + width));
        prop_assert!(source.get(origin.start as usize..origin.end as usize).is_some());
        prop_assert!(origin.start >= last.start && origin.end >= last.end);
        last = origin;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_analysis_covers_its_text(source in text(), mask in any::<bool>()) {
        let topic = if mask { Topic::Mask } else { Topic::Keep };
        check(&source, &Analyser::new(topic).analyse(&source))?;
    }

    #[test]
    fn an_analysis_is_made_once(source in text()) {
        // What stands in the prose for no prose is removed from a source: compare texts without any.
        let analysis = Analyser::new(Topic::Keep).analyse(&source);
        let plain: String = analysis.prose().chars().filter(|c| !('\u{E000}'..='\u{E004}').contains(c)).collect();
        let first = Analyser::new(Topic::Keep).analyse(&plain);
        prop_assume!(!first.prose().contains(|c| ('\u{E000}'..='\u{E004}').contains(&c)));
        let second = Analyser::new(Topic::Keep).analyse(first.prose());
        prop_assert_eq!(first.prose(), second.prose());
        prop_assert_eq!(first.tokens(), second.tokens());
        let left_out = second.left_out();
        prop_assert_eq!(left_out, LeftOut { addresses: left_out.addresses, blobs: left_out.blobs, ..LeftOut::default() });
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), mark in 0..4_usize) {
        let marks: [&[u8]; 4] = [b"", b"\xFF\xFE", b"\xFE\xFF", b"<html>"];
        let bytes = [marks[mark], &bytes].concat();
        if let Ok(document) = Document::from_bytes(&bytes) {
            let analysis = Analyser::new(Topic::Mask).analyse(document.text());
            check(document.text(), &analysis)?;
            let _ = analysis.language();
        }
    }

    #[test]
    fn utf16_and_utf8_read_alike(source in "[ -~éßж]{1,60}[a-z]{8}") {
        prop_assume!(Document::from_bytes(source.as_bytes()).is_ok());
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(source.encode_utf16().flat_map(u16::to_le_bytes));
        let wide = Document::from_bytes(&bytes).expect("the same text was read as UTF-8");
        let narrow = Document::from_bytes(source.as_bytes()).expect("it was read above");
        prop_assert_eq!(wide.text(), narrow.text());
    }
}
