//! Examples.

