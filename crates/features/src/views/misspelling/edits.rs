//! Two spellings in, the edits between them out: the optimal string alignment of Damerau (1964).

/// One edit from the right form to the written one. Places are letters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// `written[at]` is too many; before it `right_at` letters of the right form are used up.
    Extra { right_at: usize, at: usize },
    /// `right[right_at]` is not written.
    Missing { right_at: usize, at: usize },
    /// `written[at]` stands for `right[right_at]`.
    Changed { right_at: usize, at: usize },
    /// The two letters from these places on are exchanged.
    Exchanged { right_at: usize, at: usize },
}

impl Edit {
    /// The letters of the right form and of the written one that it covers.
    pub(super) const fn ranges(self) -> ((usize, usize), (usize, usize)) {
        match self {
            Self::Extra { right_at, at } => ((right_at, right_at), (at, at + 1)),
            Self::Missing { right_at, at } => ((right_at, right_at + 1), (at, at)),
            Self::Changed { right_at, at } => ((right_at, right_at + 1), (at, at + 1)),
            Self::Exchanged { right_at, at } => ((right_at, right_at + 2), (at, at + 2)),
        }
    }
}

/// The fewest edits that make `written` of `right`, from left to right.
pub(super) fn align(right: &[char], written: &[char]) -> Vec<Edit> {
    let width = written.len() + 1;
    let mut costs = vec![0_usize; (right.len() + 1) * width];
    let exchanged = |row: usize, column: usize| {
        row > 1
            && column > 1
            && right[row - 1] == written[column - 2]
            && right[row - 2] == written[column - 1]
            && right[row - 1] != right[row - 2]
    };
    for row in 0..=right.len() {
        for column in 0..width {
            let at = row * width + column;
            costs[at] = match (row, column) {
                (0, _) => column,
                (_, 0) => row,
                _ => {
                    let differs = usize::from(right[row - 1] != written[column - 1]);
                    let mut cost = (costs[at - width - 1] + differs)
                        .min(costs[at - width] + 1)
                        .min(costs[at - 1] + 1);
                    if exchanged(row, column) {
                        cost = cost.min(costs[at - 2 * width - 2] + 1);
                    }
                    cost
                }
            };
        }
    }
    let (mut row, mut column) = (right.len(), written.len());
    let mut edits = Vec::new();
    while row > 0 || column > 0 {
        let at = row * width + column;
        let cost = costs[at];
        if row > 0
            && column > 0
            && right[row - 1] == written[column - 1]
            && costs[at - width - 1] == cost
        {
            row -= 1;
            column -= 1;
        } else if exchanged(row, column) && costs[at - 2 * width - 2] + 1 == cost {
            row -= 2;
            column -= 2;
            edits.push(Edit::Exchanged { right_at: row, at: column });
        } else if row > 0 && column > 0 && costs[at - width - 1] + 1 == cost {
            row -= 1;
            column -= 1;
            edits.push(Edit::Changed { right_at: row, at: column });
        } else if column > 0 && costs[at - 1] + 1 == cost {
            column -= 1;
            edits.push(Edit::Extra { right_at: row, at: column });
        } else {
            row = row.saturating_sub(1);
            edits.push(Edit::Missing { right_at: row, at: column });
        }
    }
    edits.reverse();
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(word: &str) -> Vec<char> {
        word.chars().collect()
    }

    #[test]
    fn each_kind_of_edit() {
        let align = |right: &str, written: &str| align(&letters(right), &letters(written));
        assert_eq!(align("same", "same"), []);
        assert_eq!(align("receive", "recieve"), [Edit::Exchanged { right_at: 3, at: 3 }]);
        assert_eq!(align("doctor", "loctor"), [Edit::Changed { right_at: 0, at: 0 }]);
        assert_eq!(align("useful", "usefulx"), [Edit::Extra { right_at: 6, at: 6 }]);
        assert_eq!(align("light", "ligt"), [Edit::Missing { right_at: 3, at: 3 }]);
    }

    proptest! {
        /// The edits, done to the right form, make the written one.
        #[test]
        fn edits_lead_from_one_to_the_other(right in "[abc]{0,8}", written in "[abc]{0,8}") {
            let (right, written) = (letters(&right), letters(&written));
            let mut made = Vec::new();
            let mut used = 0;
            for edit in align(&right, &written) {
                let ((from, to), (start, end)) = edit.ranges();
                made.extend_from_slice(&right[used..from]);
                prop_assert_eq!(made.len(), start);
                made.extend_from_slice(&written[start..end]);
                used = to;
            }
            made.extend_from_slice(&right[used..]);
            prop_assert_eq!(made, written);
        }
    }
}
