//! Which documents a label is told apart from: those of the other labels in its own corpora.
//!
//! A label that lives in one corpus and is contrasted with all documents is learned by what marks the corpus: its
//! prompts, its platform, its layout. On another corpus that is worth nothing. In a problem whose two sides come from
//! the same corpora, and weigh the same in each, what marks the corpus marks both sides alike.

use std::collections::BTreeMap;

use super::dataset::Dataset;

/// The group that each row is contrasted in: its corpus; the corpora of a single label, which have nothing to
/// contrast within, together make one.
pub(super) fn contrast_groups(dataset: &Dataset, rows: &[usize]) -> Vec<usize> {
    let corpora = dataset.corpus_names().len();
    let mut first: Vec<Option<usize>> = vec![None; corpora];
    let mut several = vec![false; corpora];
    for &row in rows {
        let (corpus, label) = (dataset.corpora()[row], dataset.labels()[row]);
        let first = first[corpus].get_or_insert(label);
        several[corpus] |= *first != label;
    }
    rows.iter()
        .map(|&row| {
            let corpus = dataset.corpora()[row];
            if several[corpus] { corpus } else { corpora }
        })
        .collect()
}

/// One weight a row: within a group every label weighs the same; of mean one within each group.
pub(super) fn document_weights(labels: &[usize], groups: &[usize]) -> Vec<f32> {
    let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (&label, &group) in labels.iter().zip(groups) {
        *cells.entry((group, label)).or_default() += 1;
    }
    let mut groups_of: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (&(group, _), &count) in &cells {
        let entry = groups_of.entry(group).or_default();
        entry.0 += count;
        entry.1 += 1;
    }
    labels
        .iter()
        .zip(groups)
        .map(|(&label, &group)| {
            let (rows, of) = groups_of[&group];
            rows as f32 / (of * cells[&(group, label)]) as f32
        })
        .collect()
}

/// For each group and class, how much the class's own rows count in its problem and how much the group's others: in
/// every group that has the class the two sides weigh the same, elsewhere nothing. A single group needs no balance
/// between groups: there every row counts as it is.
pub(super) fn contrast_factors(
    labels: &[usize],
    classes: usize,
    groups: &[usize],
) -> Vec<[f32; 2]> {
    let count = groups.iter().max().map_or(0, |most| most + 1);
    let mut lives = vec![false; count * classes];
    for (&label, &group) in labels.iter().zip(groups) {
        lives[group * classes + label] = true;
    }
    if groups.windows(2).all(|pair| pair[0] == pair[1]) {
        return vec![[1.0; 2]; count * classes];
    }
    let mut factors = vec![[0.0; 2]; count * classes];
    for group in 0..count {
        let row = group * classes..(group + 1) * classes;
        let of = lives[row.clone()].iter().filter(|&&lives| lives).count();
        if of < 2 {
            continue;
        }
        for (factor, _) in factors[row.clone()].iter_mut().zip(&lives[row]).filter(|(_, l)| **l) {
            let half = of as f32 / 2.0;
            *factor = [half, half / (of - 1) as f32];
        }
    }
    contrast_the_lonely(&mut factors, &lives, classes, groups);
    factors
}

/// A label that shares no group with another can only be told from all documents of the others: better than not at
/// all, and a verdict that compares it carries the warning that no corpus was shared.
fn contrast_the_lonely(factors: &mut [[f32; 2]], lives: &[bool], classes: usize, groups: &[usize]) {
    let count = factors.len() / classes;
    for class in 0..classes {
        let at = |group: usize| group * classes + class;
        let lonely = (0..count).all(|group| factors[at(group)] == [0.0; 2]);
        let own = groups.iter().filter(|&&group| lives[at(group)]).count();
        if !lonely || own == 0 || own == groups.len() {
            continue;
        }
        let half = groups.len() as f32 / 2.0;
        for group in 0..count {
            factors[at(group)] = if lives[at(group)] {
                [half / own as f32, 0.0]
            } else {
                [0.0, half / (groups.len() - own) as f32]
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_without_a_neighbour_is_told_from_all_others() {
        let (labels, groups) = ([0, 0, 1, 1, 1, 2], [0, 0, 0, 0, 0, 1]);
        let factors = contrast_factors(&labels, 3, &groups);
        assert_eq!(factors[2], [0.0, 0.6]);
        assert_eq!(factors[3 + 2], [3.0, 0.0]);
        // The others do not look at it.
        assert_eq!(factors[3], [0.0, 0.0]);
    }

    #[test]
    fn both_sides_of_a_problem_weigh_the_same_in_every_group() {
        // Group 0 holds labels 0 and 1, group 1 labels 1, 2 and 3.
        let labels = [0, 0, 0, 1, 1, 1, 1, 2, 3, 3];
        let groups = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
        let weights = document_weights(&labels, &groups);
        let factors = contrast_factors(&labels, 4, &groups);
        for class in 0..4 {
            for group in 0..2 {
                let (mut own, mut others) = (0.0, 0.0);
                for row in (0..labels.len()).filter(|&row| groups[row] == group) {
                    let [if_own, if_other] = factors[group * 4 + class];
                    if labels[row] == class {
                        own += weights[row] * if_own;
                    } else {
                        others += weights[row] * if_other;
                    }
                }
                assert!((own - others).abs() < 1e-4, "{class} {group}: {own} {others}");
                let lives = (0..labels.len()).any(|r| labels[r] == class && groups[r] == group);
                assert_eq!(own > 0.0, lives);
            }
        }
    }
}
