//! Values that people write as text, kept in the journal as that text.

use super::StoreError;
use std::fmt::Display;
use std::str::FromStr;

pub(super) fn text<T: Display>(value: Option<T>) -> Option<String> {
    value.map(|v| v.to_string())
}

pub(super) fn parsed<T: FromStr>(text: Option<&String>) -> Result<Option<T>, StoreError> {
    text.map(|t| t.parse().map_err(|_| StoreError::value(t)))
        .transpose()
}
