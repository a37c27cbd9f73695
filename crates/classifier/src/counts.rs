//! Counts of every document over one set of columns: what all folds share.
//!
//! A key that fewer documents of the whole pool hold than a fold will ask for can be in no fold's
//! vocabulary, so dropping it here leaks nothing.

/// Counts as compressed sparse rows over keys in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountMatrix {
    keys: Vec<u64>,
    starts: Vec<usize>,
    columns: Vec<u32>,
    counts: Vec<u32>,
}

impl CountMatrix {
    /// The keys, ascending; column `c` counts `keys()[c]`.
    #[must_use]
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// A row's columns, ascending, and their counts.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[u32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.columns[range.clone()], &self.counts[range])
    }
}

/// Collects rows of `(key, count)`.
///
/// ```
/// use tongueprint_classifier::CountMatrixBuilder;
/// let mut builder = CountMatrixBuilder::new(2);
/// builder.push(&[(3, 1), (9, 2)]);
/// builder.push(&[(4, 1), (9, 5)]);
/// let counts = builder.finish();
/// assert_eq!(counts.keys(), [9]);
/// assert_eq!(counts.row(1), (&[0_u32][..], &[5_u32][..]));
/// ```
#[derive(Clone, Debug)]
pub struct CountMatrixBuilder {
    min_documents: u32,
    starts: Vec<usize>,
    keys: Vec<u64>,
    counts: Vec<u32>,
    sketch: Sketch,
}

impl CountMatrixBuilder {
    /// A builder whose matrix keeps the keys that at least `min_documents` rows hold.
    #[must_use]
    pub fn new(min_documents: u32) -> Self {
        Self {
            min_documents,
            starts: vec![0],
            keys: Vec::new(),
            counts: Vec::new(),
            sketch: Sketch::new(),
        }
    }

    /// Adds a row: keys ascending and distinct.
    pub fn push(&mut self, row: &[(u64, u32)]) {
        debug_assert!(row.is_sorted_by(|a, b| a.0 < b.0));
        for &(key, count) in row {
            self.sketch.see(key);
            self.keys.push(key);
            self.counts.push(count);
        }
        self.starts.push(self.keys.len());
    }

    /// Whether the matrix may keep a key, as far as the rows so far tell: never `false` for a key that occurs in
    /// enough of them.
    #[must_use]
    pub fn may_keep(&self, key: u64) -> bool {
        self.min_documents < 2 || self.sketch.seen_twice(key)
    }

    /// The matrix.
    #[must_use]
    pub fn finish(self) -> CountMatrix {
        // The sketch never undercounts: what it calls rare is rare, and the rest is few enough to sort.
        let mut kept: Vec<u64> =
            self.keys.iter().copied().filter(|&key| self.may_keep(key)).collect();
        let Self { min_documents, starts, keys, counts, sketch } = self;
        drop(sketch);
        rayon::slice::ParallelSliceMut::par_sort_unstable(kept.as_mut_slice());
        let distinct: Vec<u64> = kept
            .chunk_by(|a, b| a == b)
            .filter(|run| run.len() as u64 >= u64::from(min_documents))
            .map(|run| run[0])
            .collect();
        drop(kept);
        let mut matrix = CountMatrix {
            keys: distinct,
            starts: vec![0],
            columns: Vec::new(),
            counts: Vec::new(),
        };
        let index = Buckets::new(&matrix.keys);
        for row in starts.windows(2) {
            for place in row[0]..row[1] {
                if let Some(column) = index.find(&matrix.keys, keys[place]) {
                    matrix.columns.push(column);
                    matrix.counts.push(counts[place]);
                }
            }
            matrix.starts.push(matrix.columns.len());
        }
        matrix
    }
}

/// Two bits a slot: seen, seen again. Keys are hashes, so their own bits are the slot.
#[derive(Clone, Debug)]
struct Sketch {
    bits: Vec<u64>,
}

impl Sketch {
    const SLOT_BITS: u32 = 27;

    fn new() -> Self {
        Self { bits: vec![0; 1 << (Self::SLOT_BITS - 5)] }
    }

    fn place(key: u64) -> (usize, u32) {
        let slot = key >> (64 - Self::SLOT_BITS);
        ((slot >> 5) as usize, 2 * (slot & 31) as u32)
    }

    fn see(&mut self, key: u64) {
        let (word, shift) = Self::place(key);
        let seen = (self.bits[word] >> shift) & 1;
        self.bits[word] |= (1 | (seen << 1)) << shift;
    }

    fn seen_twice(&self, key: u64) -> bool {
        let (word, shift) = Self::place(key);
        (self.bits[word] >> shift) & 2 != 0
    }
}

/// Where keys with the same leading bits begin: a binary search over a handful.
struct Buckets {
    starts: Vec<u32>,
    shift: u32,
}

impl Buckets {
    fn new(keys: &[u64]) -> Self {
        let bits = (keys.len().max(2) as u64).ilog2().min(24);
        let shift = 64 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for &key in keys {
            starts[(key >> shift) as usize + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        Self { starts, shift }
    }

    fn find(&self, keys: &[u64], key: u64) -> Option<u32> {
        let bucket = (key >> self.shift) as usize;
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        keys[from..to].binary_search(&key).ok().map(|place| (from + place) as u32)
    }
}
