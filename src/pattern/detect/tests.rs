//! Ranking of made-up patterns whose size is known.
