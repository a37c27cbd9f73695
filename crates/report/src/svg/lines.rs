//! A line chart whose points carry intervals, drawn as bands.

use super::canvas::{Anchor, Canvas, Place, SERIES, width};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 18.0;
const BOTTOM: f64 = 46.0;
/// A row of the legend.
const ROW: f64 = 20.0;

/// How values lie on the horizontal axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// By difference.
    #[default]
    Linear,
    /// By ratio; values must be positive, others are not drawn.
    Log,
}

/// A figure at a place, with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Where it was measured.
    pub x: f64,
    /// What was measured.
    pub y: f64,
    /// The interval's lower end; equal to `y` where there is none.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its points, ascending in `x`.
    pub points: Vec<Point>,
}

/// What the lines are to be read against: dotted.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// A level, such as a baseline.
    Level(String, f64),
    /// Equal values on both axes, such as perfect calibration.
    Diagonal(String),
}

/// A chart of lines.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// What it shows, for those who do not see it.
    pub name: String,
    /// The horizontal axis.
    pub x_label: String,
    /// The vertical axis.
    pub y_label: String,
    /// How the horizontal axis is divided.
    pub x_scale: Scale,
    /// The vertical axis's ends; `None` takes them from the data.
    pub y_range: Option<(f64, f64)>,
    /// The lines; colours repeat after the sixth.
    pub series: Vec<Series>,
    /// What they are read against.
    pub references: Vec<Reference>,
}

/// Draws a chart.
///
/// Points that are not finite are left out.
///
/// ```
/// use tongueprint_report::svg::{LineChart, Point, Reference, Scale, Series, line_chart};
/// let chart = LineChart {
///     name: "Accuracy by length".into(),
///     x_label: "words".into(),
///     y_label: "accuracy".into(),
///     x_scale: Scale::Log,
///     y_range: Some((0.0, 1.0)),
///     series: vec![Series {
///         name: "words".into(),
///         points: vec![
///             Point { x: 50.0, y: 0.4, low: 0.35, high: 0.45 },
///             Point { x: 500.0, y: 0.7, low: 0.66, high: 0.74 },
///         ],
///     }],
///     references: vec![Reference::Level("always one label".into(), 0.1)],
/// };
/// assert!(line_chart(&chart).starts_with("<svg"));
/// ```
#[must_use]
pub fn line_chart(chart: &LineChart) -> String {
    let drawable = |point: &&Point| {
        [point.x, point.y, point.low, point.high].iter().all(|value| value.is_finite())
            && (chart.x_scale == Scale::Linear || point.x > 0.0)
    };
    let points: Vec<Point> =
        chart.series.iter().flat_map(|series| &series.points).filter(drawable).copied().collect();
    let legend = legend_rows(chart);
    let top = 14.0 + legend.last().map_or(0.0, |&(_, row)| (row as f64 + 1.0) * ROW);
    let mut canvas = Canvas::new(WIDTH, HEIGHT + top, &chart.name);
    let axes = Axes::new(chart, &points, top);
    axes.draw(&mut canvas, chart, &points);
    for reference in &chart.references {
        match reference {
            Reference::Level(_, y) if y.is_finite() => {
                let y = axes.y(*y);
                canvas.rule((LEFT, y), (WIDTH - RIGHT, y), "reference");
            }
            Reference::Level(..) => {}
            Reference::Diagonal(_) => {
                let low = axes.x.0.max(axes.y.0);
                let high = axes.x.1.min(axes.y.1);
                if chart.x_scale == Scale::Linear && low < high {
                    let at = |value| (axes.x(value), axes.y(value));
                    canvas.rule(at(low), at(high), "reference");
                }
            }
        }
    }
    for (place, series) in chart.series.iter().enumerate() {
        let class = place % SERIES;
        let points: Vec<Point> = series.points.iter().filter(drawable).copied().collect();
        let upper = points.iter().map(|p| (axes.x(p.x), axes.y(p.high)));
        let lower = points.iter().rev().map(|p| (axes.x(p.x), axes.y(p.low)));
        if points.len() > 1 {
            canvas.path(upper.chain(lower), true, &format!("band s{class}"));
            let line = points.iter().map(|p| (axes.x(p.x), axes.y(p.y)));
            canvas.path(line, false, &format!("line s{class}"));
        }
        for point in &points {
            let (x, low, high) = (axes.x(point.x), axes.y(point.low), axes.y(point.high));
            canvas.rule((x, low), (x, high), &format!("line s{class}"));
            let tip = format!(
                "{}, {} {}: {:.3} [{:.3}, {:.3}]",
                series.name,
                number(point.x),
                chart.x_label,
                point.y,
                point.low,
                point.high
            );
            canvas.mark(place, (x, axes.y(point.y)), &tip);
        }
    }
    let names = chart.series.iter().map(|series| &series.name).chain(chart.references.iter().map(
        |reference| match reference {
            Reference::Level(name, _) | Reference::Diagonal(name) => name,
        },
    ));
    for (place, (name, &(x, row))) in names.zip(&legend).enumerate() {
        let y = 16.0 + row as f64 * ROW;
        if place < chart.series.len() {
            let class = place % SERIES;
            canvas.rule((x, y - 4.0), (x + 22.0, y - 4.0), &format!("line s{class}"));
            canvas.mark(place, (x + 11.0, y - 4.0), name);
        } else {
            canvas.rule((x, y - 4.0), (x + 22.0, y - 4.0), "reference");
        }
        canvas.text((x + 28.0, y), Anchor::Start, "", name, LEGEND);
    }
    canvas.finish()
}

const LEGEND: usize = 48;

/// Where each entry of the legend stands: its left edge and its row.
fn legend_rows(chart: &LineChart) -> Vec<(f64, usize)> {
    let names = chart.series.iter().map(|series| &series.name).chain(chart.references.iter().map(
        |reference| match reference {
            Reference::Level(name, _) | Reference::Diagonal(name) => name,
        },
    ));
    let (mut x, mut row) = (LEFT, 0);
    names
        .map(|name| {
            let size = width(name, LEGEND) + 50.0;
            if x + size > WIDTH && x > LEFT {
                (x, row) = (LEFT, row + 1);
            }
            let at = (x, row);
            x += size;
            at
        })
        .collect()
}

struct Axes {
    x: (f64, f64),
    y: (f64, f64),
    log: bool,
    top: f64,
}

impl Axes {
    fn new(chart: &LineChart, points: &[Point], top: f64) -> Self {
        let log = chart.x_scale == Scale::Log;
        let over = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            })
        };
        let x = over(&mut points.iter().map(|point| point.x));
        let x = if x.0 < x.1 {
            x
        } else if x.0.is_finite() && log {
            (x.0 / 2.0, x.0 * 2.0)
        } else if x.0.is_finite() {
            (x.0 - 1.0, x.0 + 1.0)
        } else {
            (1.0, 2.0)
        };
        let levels = chart.references.iter().filter_map(|reference| match reference {
            Reference::Level(_, y) if y.is_finite() => Some(*y),
            _ => None,
        });
        let ends = points.iter().flat_map(|point| [point.low, point.high]);
        let y = chart.y_range.unwrap_or_else(|| over(&mut ends.chain(levels)));
        let y = if y.0 < y.1 {
            y
        } else if y.0.is_finite() {
            (y.0 - 0.5, y.0 + 0.5)
        } else {
            (0.0, 1.0)
        };
        Self { x, y, log, top }
    }

    fn x(&self, value: f64) -> f64 {
        let (low, high) = self.x;
        let share = if self.log {
            (value.ln() - low.ln()) / (high.ln() - low.ln())
        } else {
            (value - low) / (high - low)
        };
        // A margin, so that the first and the last mark stand free of the edges.
        LEFT + 14.0 + share * (WIDTH - LEFT - RIGHT - 28.0)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = self.y;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        self.top + (1.0 - share) * (HEIGHT - BOTTOM)
    }

    fn draw(&self, canvas: &mut Canvas, chart: &LineChart, points: &[Point]) {
        let step = round_step((self.y.1 - self.y.0) / 5.0);
        let decimals = usize::from(step < 1.0) + usize::from(step < 0.1) + usize::from(step < 0.01);
        let first = (self.y.0 / step - 1e-9).ceil() as i64;
        for tick in (first..first + 12).map(|tick| tick as f64 * step) {
            if tick > self.y.1 + step * 1e-9 {
                break;
            }
            let y = self.y(tick);
            canvas.rule((LEFT, y), (WIDTH - RIGHT, y), "rule");
            let text = format!("{tick:.decimals$}");
            canvas.text((LEFT - 8.0, y + 4.0), Anchor::End, "faint", &text, 12);
        }
        let bottom = self.top + HEIGHT - BOTTOM;
        let mut last = f64::NEG_INFINITY;
        for tick in self.x_ticks(points) {
            let x = self.x(tick);
            if x - last >= 34.0 {
                canvas.rule((x, bottom), (x, bottom + 4.0), "rule");
                canvas.text((x, bottom + 17.0), Anchor::Middle, "faint", &number(tick), 12);
                last = x;
            }
        }
        let middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
        canvas.text((middle, bottom + 36.0), Anchor::Middle, "", &chart.x_label, 60);
        let middle = self.top + (HEIGHT - BOTTOM) / 2.0;
        canvas.text(Place::turned((14.0, middle), -90.0), Anchor::Middle, "", &chart.y_label, 40);
    }

    /// On a logarithmic axis the places that were measured, else round numbers.
    fn x_ticks(&self, points: &[Point]) -> Vec<f64> {
        if self.log {
            let mut ticks: Vec<f64> = points.iter().map(|point| point.x).collect();
            ticks.sort_by(f64::total_cmp);
            ticks.dedup();
            return ticks;
        }
        let step = round_step((self.x.1 - self.x.0) / 6.0);
        let first = (self.x.0 / step - 1e-9).ceil() as i64;
        (first..first + 14)
            .map(|tick| tick as f64 * step)
            .filter(|&tick| tick <= self.x.1 + step * 1e-9)
            .collect()
    }
}

/// The least of 1, 2, 5 times a power of ten that is not under `least`.
fn round_step(least: f64) -> f64 {
    let power = 10.0_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|step| step * power >= least * (1.0 - 1e-9));
    step.unwrap_or(10.0) * power
}

/// A number without decimals that it does not have.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: Vec<Point>) -> LineChart {
        LineChart {
            name: "n".to_owned(),
            x_label: "words".to_owned(),
            y_label: "accuracy".to_owned(),
            x_scale: Scale::Log,
            y_range: None,
            series: vec![Series { name: "<all>".to_owned(), points }],
            references: vec![Reference::Level("chance".to_owned(), 0.1)],
        }
    }

    #[test]
    fn points_that_cannot_be_drawn_are_left_out() {
        let point = |x: f64, y: f64| Point { x, y, low: y, high: y };
        for points in [
            vec![],
            vec![point(10.0, 0.5)],
            vec![point(0.0, 0.5), point(f64::NAN, 0.1), point(5.0, f64::INFINITY)],
            vec![point(10.0, 0.5), point(20.0, 0.5)],
        ] {
            let figure = line_chart(&chart(points));
            assert!(!figure.contains("NaN") && !figure.contains("inf"), "{figure}");
            assert!(figure.contains("&lt;all&gt;"));
        }
    }

    #[test]
    fn steps_are_round() {
        for (least, step) in [(0.2, 0.2), (0.11, 0.2), (3.0, 5.0), (70.0, 100.0), (1.0, 1.0)] {
            assert!((round_step(least) - step).abs() < 1e-12, "{least}");
        }
    }
}
