//! Piecewise maps from a rewritten text back to the text it was made from.
//!
//! In: edits in text order, through [`Rewriter`]. Out: the new text and an [`OffsetMap`] that finds, for any
//! span of the new text, the span of the old text it stands for. Untouched stretches cost one piece however long.

use crate::Span;

/// One stretch of the rewritten text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the rewritten text; it ends where the next one starts.
    start: u32,
    /// The stretch of the source it stands for.
    source: Span,
    /// Whether it is the source's bytes unchanged, so that offsets inside it move one for one.
    verbatim: bool,
}

/// A monotone map from byte offsets in a rewritten text to byte offsets in its source.
///
/// Look-ups are binary searches over the pieces. An empty list of pieces is the identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OffsetMap {
    pieces: Vec<Piece>,
    /// Lengths in bytes of the rewritten text and of the source.
    length: u32,
    source_length: u32,
}

impl OffsetMap {
    /// The map of a text that was not rewritten.
    pub(super) const fn identity(length: u32) -> Self {
        Self { pieces: Vec::new(), length, source_length: length }
    }

    /// The smallest source span that `span` of the rewritten text stands for.
    ///
    /// A rewritten stretch cannot be divided: any part of it maps to its whole source. Offsets past the end
    /// are taken as the end.
    pub(super) fn source_span(&self, span: Span) -> Span {
        let start = span.start.min(self.length);
        let end = span.end.clamp(start, self.length);
        if self.pieces.is_empty() {
            return Span::new(start, end);
        }
        if start == end {
            let at = self.start_of(start);
            return Span::new(at, at);
        }
        let last = &self.pieces[self.piece_at(end - 1)];
        let source_end =
            if last.verbatim { last.source.start + (end - last.start) } else { last.source.end };
        Span::new(self.start_of(start), source_end)
    }

    /// The source offset of the character that starts at (or whose rewriting holds) `offset`.
    fn start_of(&self, offset: u32) -> u32 {
        if offset >= self.length {
            return self.source_length;
        }
        let piece = &self.pieces[self.piece_at(offset)];
        if piece.verbatim {
            piece.source.start + (offset - piece.start)
        } else {
            piece.source.start
        }
    }

    /// The index of the piece that holds `offset`, which must be less than the length.
    fn piece_at(&self, offset: u32) -> usize {
        self.pieces.partition_point(|piece| piece.start <= offset).saturating_sub(1)
    }

    /// The map of two rewritings, one after the other: `self` made the text that `later` rewrote.
    pub(super) fn then(self, later: Self) -> Self {
        if later.pieces.is_empty() {
            return self;
        }
        if self.pieces.is_empty() {
            return later;
        }
        let mut pieces = Vec::with_capacity(self.pieces.len() + later.pieces.len());
        let ends = later.pieces.iter().skip(1).map(|piece| piece.start).chain([later.length]);
        for (piece, end) in later.pieces.iter().zip(ends) {
            if !piece.verbatim {
                pieces.push(Piece { source: self.source_span(piece.source), ..*piece });
                continue;
            }
            // A verbatim stretch may run over several of our pieces: cut it at their borders.
            let mut at = piece.start;
            let mut index = self.piece_at(piece.source.start);
            while at < end {
                let inner = &self.pieces[index];
                let inner_end = self.pieces.get(index + 1).map_or(self.length, |next| next.start);
                let from = piece.source.start + (at - piece.start);
                let to = (piece.source.start + (end - piece.start)).min(inner_end);
                let source = self.source_span(Span::new(from, to));
                pieces.push(Piece { start: at, source, verbatim: inner.verbatim });
                at += to - from;
                index += 1;
            }
        }
        Self { pieces, length: later.length, source_length: self.source_length }
    }
}

/// Builds a rewritten text and its [`OffsetMap`] from edits in text order.
pub(super) struct Rewriter<'a> {
    source: &'a str,
    output: String,
    pieces: Vec<Piece>,
    /// Up to where the source has been copied or replaced.
    done: usize,
}

impl<'a> Rewriter<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, output: String::new(), pieces: Vec::new(), done: 0 }
    }

    /// Replaces `start..end` of the source, which must not lie before an earlier edit's end.
    pub(super) fn replace(&mut self, start: usize, end: usize, by: &str) {
        self.copy_to(start);
        if !by.is_empty() {
            self.pieces.push(Piece {
                start: offset(self.output.len()),
                source: Span::new(offset(start), offset(end)),
                verbatim: false,
            });
            self.output.push_str(by);
        }
        self.done = end;
    }

    /// The new text and its map, or `None` when there was no edit.
    pub(super) fn finish(mut self) -> Option<(String, OffsetMap)> {
        if self.done == 0 && self.pieces.is_empty() {
            return None;
        }
        self.copy_to(self.source.len());
        let length = offset(self.output.len());
        // Without a piece the empty list would read as the identity; an empty text needs none.
        let map =
            OffsetMap { pieces: self.pieces, length, source_length: offset(self.source.len()) };
        Some((self.output, map))
    }

    fn copy_to(&mut self, end: usize) {
        if self.done < end {
            if self.output.capacity() == 0 {
                self.output.reserve(self.source.len());
            }
            self.pieces.push(Piece {
                start: offset(self.output.len()),
                source: Span::new(offset(self.done), offset(end)),
                verbatim: true,
            });
            self.output.push_str(&self.source[self.done..end]);
            self.done = end;
        }
    }
}

/// A byte offset as the `u32` that spans hold: texts are capped far below 4 GiB before they come here.
pub(super) fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(source: &str, edits: &[(usize, usize, &str)]) -> (String, OffsetMap) {
        let mut rewriter = Rewriter::new(source);
        for &(start, end, by) in edits {
            rewriter.replace(start, end, by);
        }
        rewriter.finish().expect("there were edits")
    }

    #[test]
    fn spans_find_their_source() {
        let (text, map) = rewrite("abcdefgh", &[(2, 4, "X"), (6, 7, "")]);
        assert_eq!(text, "abXefh");
        assert_eq!(map.source_span(Span::new(0, 2)), Span::new(0, 2));
        assert_eq!(map.source_span(Span::new(2, 3)), Span::new(2, 4));
        assert_eq!(map.source_span(Span::new(1, 4)), Span::new(1, 5));
        assert_eq!(map.source_span(Span::new(5, 6)), Span::new(7, 8));
        assert_eq!(map.source_span(Span::new(6, 6)), Span::new(8, 8));
    }

    #[test]
    fn two_rewritings_compose() {
        let (first, one) = rewrite("abcdefgh", &[(2, 4, "X"), (6, 7, "")]);
        let (second, two) = rewrite(&first, &[(0, 1, "yy"), (3, 4, "")]);
        assert_eq!(second, "yybXfh");
        let map = one.then(two);
        assert_eq!(map.source_span(Span::new(0, 1)), Span::new(0, 1));
        assert_eq!(map.source_span(Span::new(2, 4)), Span::new(1, 4));
        assert_eq!(map.source_span(Span::new(4, 6)), Span::new(5, 8));
    }

    #[test]
    fn a_text_emptied_maps_to_an_empty_span() {
        let (text, map) = rewrite("abc", &[(0, 3, "")]);
        assert_eq!(text, "");
        assert_eq!(map.source_span(Span::new(0, 0)), Span::new(0, 0));
        assert_eq!(map.source_span(Span::new(0, 9)), Span::new(0, 0));
    }
}
