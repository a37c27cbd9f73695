//! Figures as SVG: a string a figure, which stands alone in a file or inline in a page.
//!
//! Colours are those of Okabe and Ito (*Color Universal Design*, 2008), which people with the common
//! kinds of colour blindness tell apart; every mark also carries a number, a shape or a dash, so
//! that nothing rests on colour alone. A figure brings its own style for light and dark screens and
//! prints as on a light one; it holds no script and loads nothing. Text that comes from outside is
//! escaped and its invisible characters are made visible.

mod canvas;
mod confusion;
mod contributions;
mod lines;
mod ranking;

pub use confusion::confusion;
pub use contributions::{Contribution, Group, contributions};
pub use lines::{LineChart, Point, Reference, Scale, Series, line_chart};
pub use ranking::{Bar, ranking};
