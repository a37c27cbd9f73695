//! The stack: a softmax over the scores of several linear models.

mod softmax;

pub use softmax::{Softmax, SoftmaxParams};
