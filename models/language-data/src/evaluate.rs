use crate::treebank::Sentence;
use tongueprint_features::text::*;

#[allow(clippy::print_stdout)]
pub(crate) fn accuracy(tagger: &Tagger, sentences: &[Sentence]) {
    let (mut n, mut u, mut x) = (0, 0, 0);
    let mut out = Vec::new();
    for s in sentences {
        let inp: Vec<_> = s.iter().map(|t| t.input()).collect();
        out.clear();
        tagger.tag(&inp, &mut out);
        for (t, g) in s.iter().zip(&out) {
            n += 1;
            u += usize::from(t.tag.upos == g.upos);
            x += usize::from(t.tag.xpos == g.xpos);
        }
    }
    let mut c = std::collections::BTreeMap::new();
    for s in sentences {
        let inp: Vec<_> = s.iter().map(|t| t.input()).collect();
        out.clear();
        tagger.tag(&inp, &mut out);
        for (t, g) in s.iter().zip(&out) {
            if t.tag.upos != g.upos {
                let e = c.entry((t.tag.upos, g.upos)).or_insert((0, String::new()));
                e.0 += 1;
                if e.1.len() < 150 {
                    e.1 += &t.form;
                    e.1 += " ";
                }
            }
        }
    }
    let mut v: Vec<_> = c.into_iter().collect();
    v.sort_by_key(|e| std::cmp::Reverse(e.1.0));
    for (k, n) in v.iter().take(std::env::var("N").map_or(0, |n| n.parse().unwrap_or(0))) {
        println!("{} -> {} {} {}", k.0, k.1, n.0, n.1);
    }
    let inputs: Vec<Vec<_>> =
        sentences.iter().map(|s| s.iter().map(|t| t.input()).collect()).collect();
    let mut best = f64::MAX;
    for _ in 0..7 {
        let t = std::time::Instant::now();
        out.clear();
        for i in &inputs {
            tagger.tag(i, &mut out);
        }
        best = best.min(t.elapsed().as_secs_f64());
    }
    println!(
        "UPOS {:.4} XPOS {:.4} of {n}; {:.3} M tokens/s",
        u as f64 / n as f64,
        x as f64 / n as f64,
        n as f64 / best / 1e6
    );
}
