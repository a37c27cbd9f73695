//! The sheet that figures are drawn on: elements appended to a string, all text escaped.

use std::fmt::Write as _;

use crate::quote::quote;

/// The rules that every figure brings: classes only, so that viewers without CSS variables draw it.
const STYLE: &str = "<style>\
.tp-figure{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-variant-numeric:tabular-nums}\
.tp-figure text{fill:#1b1f24}.tp-figure .faint{fill:#5b636e}.tp-figure .small{font-size:10.5px}\
.tp-figure .strong{font-weight:600}.tp-figure .on{fill:#fff}\
.tp-figure .rule{stroke:#d5d9df;stroke-width:1;fill:none}.tp-figure .frame{stroke:#1b1f24;stroke-width:1.5;fill:none}\
.tp-figure .reference{stroke:#5b636e;stroke-width:1.25;stroke-dasharray:2 4;fill:none}\
.tp-figure .blank{fill:#f3f5f7}.tp-figure .for{fill:#0072b2}.tp-figure .against{fill:#d55e00}.tp-figure .track{fill:#e8ebef}\
.tp-figure .point{fill:#1b1f24}.tp-figure .tint-for{fill:#0072b2}.tp-figure .tint-against{fill:#d55e00}\
.tp-figure .line{fill:none;stroke-width:2;stroke-linejoin:round}.tp-figure .band{opacity:.16}\
.tp-figure .s0{fill:#0072b2;stroke:#0072b2}.tp-figure .s1{fill:#d55e00;stroke:#d55e00}\
.tp-figure .s2{fill:#009e73;stroke:#009e73}.tp-figure .s3{fill:#cc79a7;stroke:#cc79a7}\
.tp-figure .s4{fill:#e69f00;stroke:#e69f00}.tp-figure .s5{fill:#56b4e9;stroke:#56b4e9}\
.tp-figure .line.s0,.tp-figure .line.s1,.tp-figure .line.s2,.tp-figure .line.s3,.tp-figure .line.s4,.tp-figure .line.s5{fill:none}\
.tp-figure .band{stroke:none}\
@media screen and (prefers-color-scheme:dark){\
.tp-figure text,.tp-figure .point{fill:#e8eaed}.tp-figure .faint{fill:#a3abb5}\
.tp-figure .rule{stroke:#363c45}.tp-figure .frame{stroke:#e8eaed}.tp-figure .reference{stroke:#a3abb5}\
.tp-figure .blank{fill:#1f242b}.tp-figure .track{fill:#2a3038}\
.tp-figure .for{fill:#56b4e9}.tp-figure .against{fill:#f0883e}\
.tp-figure .tint-for{fill:#1b7fc0}.tp-figure .tint-against{fill:#b85000}\
.tp-figure .s0{fill:#56b4e9;stroke:#56b4e9}.tp-figure .s1{fill:#f0883e;stroke:#f0883e}\
.tp-figure .s2{fill:#2fc79b;stroke:#2fc79b}.tp-figure .s5{fill:#0a84c6;stroke:#0a84c6}\
.tp-figure .band{opacity:.22}}\
</style>";

/// Colours of series, before they repeat.
pub(super) const SERIES: usize = 6;

/// Where a text is anchored.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Where a text stands, and by how many degrees it is turned about its anchor.
#[derive(Clone, Copy)]
pub(super) struct Place {
    x: f64,
    y: f64,
    degrees: f64,
}

impl Place {
    pub(super) const fn turned((x, y): (f64, f64), degrees: f64) -> Self {
        Self { x, y, degrees }
    }
}

impl From<(f64, f64)> for Place {
    fn from(place: (f64, f64)) -> Self {
        Self::turned(place, 0.0)
    }
}

/// A figure in the making.
pub(super) struct Canvas {
    out: String,
}

impl Canvas {
    /// A sheet of `width` × `height` pixels; `name` says to a screen reader what it shows.
    pub(super) fn new(width: f64, height: f64, name: &str) -> Self {
        let mut canvas = Self { out: String::with_capacity(4096) };
        let name = escape(name, 200);
        canvas.add(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tp-figure\" role=\"img\" aria-label=\"{name}\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\">"
        ));
        canvas.out.push_str(STYLE);
        canvas
    }

    /// The finished figure, ending in a newline.
    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    fn add(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    /// A text with its baseline at the place, at most `most` characters of it.
    pub(super) fn text(
        &mut self,
        place: impl Into<Place>,
        anchor: Anchor,
        class: &str,
        text: &str,
        most: usize,
    ) {
        let text = escape(text, most);
        let anchor = anchor.attribute();
        let Place { x, y, degrees } = place.into();
        if degrees == 0.0 {
            self.add(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\""));
        } else {
            self.add(format_args!(
                "<text transform=\"translate({x:.1} {y:.1}) rotate({degrees:.0})\""
            ));
        }
        self.add(format_args!("{anchor} class=\"{class}\">{text}</text>"));
    }

    /// A rectangle with a tip; `opacity` from 0 to 1.
    pub(super) fn rectangle(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        class: &str,
        opacity: f64,
        tip: &str,
    ) {
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\" class=\"{class}\""
        ));
        if opacity < 1.0 {
            self.add(format_args!(" fill-opacity=\"{opacity:.2}\""));
        }
        if tip.is_empty() {
            self.out.push_str("/>");
        } else {
            let tip = escape(tip, 300);
            self.add(format_args!("><title>{tip}</title></rect>"));
        }
    }

    /// A straight line.
    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        self.add(format_args!(
            "<path class=\"{class}\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    /// A line through points, or with `closed` the area within them.
    pub(super) fn path(
        &mut self,
        points: impl Iterator<Item = (f64, f64)>,
        closed: bool,
        class: &str,
    ) {
        self.add(format_args!("<path class=\"{class}\" d=\""));
        for (place, (x, y)) in points.enumerate() {
            let step = if place == 0 { 'M' } else { 'L' };
            self.add(format_args!("{step}{x:.1} {y:.1}"));
        }
        self.out.push_str(if closed { "Z\"/>" } else { "\"/>" });
    }

    /// A small point.
    pub(super) fn point(&mut self, (x, y): (f64, f64)) {
        self.add(format_args!("<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\"/>"));
    }

    /// The mark of a series: disc, square, triangle, diamond, then again.
    pub(super) fn mark(&mut self, series: usize, (x, y): (f64, f64), tip: &str) {
        let shape = match series % 4 {
            0 => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", x - 4.0),
            1 => format!("M{:.1} {:.1}h7v7h-7Z", x - 3.5, y - 3.5),
            2 => format!("M{x:.1} {:.1}l4.5 8h-9Z", y - 5.0),
            _ => format!("M{x:.1} {:.1}l5 5l-5 5l-5 -5Z", y - 5.0),
        };
        let class = series % SERIES;
        let tip = escape(tip, 300);
        self.add(format_args!(
            "<path class=\"s{class}\" d=\"{shape}\"><title>{tip}</title></path>"
        ));
    }
}

impl Anchor {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::Middle => " text-anchor=\"middle\"",
            Self::End => " text-anchor=\"end\"",
        }
    }
}

/// Text as XML character data or attribute value: one line, at most `most` characters.
fn escape(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for character in quote(text, most).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No XML document may hold them.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

/// About how wide a text is drawn at 12 pixels.
pub(super) fn width(text: &str, most: usize) -> f64 {
    let wide = |character: char| if (character as u32) < 0x1100 { 7.5 } else { 12.0 };
    text.chars().take(most + 1).map(wide).sum()
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(
            escape("<script>\u{202e}'\"&\u{0}\n\u{ffff}", 99),
            "&lt;script&gt;\u{fffd}&#39;&quot;&amp;\u{fffd} \u{fffd}"
        );
    }
}
