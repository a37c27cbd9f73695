//! Disjoint sets with path halving; the lowest member stands for its set.

/// Sets over `0..len`, each item alone at first.
pub(crate) struct UnionFind {
    parent: Vec<usize>,
}

impl UnionFind {
    pub(crate) fn new(len: usize) -> Self {
        Self { parent: (0..len).collect() }
    }

    /// Makes one set of the two that hold `a` and `b`.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    /// The set of each item, numbered by first appearance.
    pub(crate) fn groups(mut self) -> Vec<usize> {
        let mut number = vec![0; self.parent.len()];
        let mut next = 0;
        (0..number.len())
            .map(|item| {
                let root = self.root(item);
                // A root is its set's lowest member, so it is numbered before the others ask.
                if root == item {
                    number[item] = next;
                    next += 1;
                }
                number[root]
            })
            .collect()
    }

    fn root(&mut self, mut item: usize) -> usize {
        while self.parent[item] != item {
            self.parent[item] = self.parent[self.parent[item]];
            item = self.parent[item];
        }
        item
    }
}
