//! What one file says, without knowing what it means: header, tags, pairs, comments, Markdown.
//! Reading never fails: every function here returns structure and problems.

pub mod comments;
pub mod front_matter;
mod html;
pub mod markdown;
pub mod render;
pub mod side_by_side;
pub mod tags;
