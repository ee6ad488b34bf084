//! JSON as serde reads it.

use super::{MAX_DEPTH, Node, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The value of `text`, if it is JSON with at most `left` values, which it counts down.
pub(super) fn parse<'a>(text: &'a str, left: &mut usize) -> Option<Node<'a>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let node = Tree { left, depth: 0 }.deserialize(&mut json).ok()?;
    json.end().ok()?;
    Some(node)
}

struct Tree<'l> {
    left: &'l mut usize,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node<'de>, D::Error> {
        *self.left = self.left.saturating_sub(1);
        if *self.left == 0 || self.depth > MAX_DEPTH {
            return Err(D::Error::custom("too_large"));
        }
        let value = from.deserialize_any(self)?;
        Ok(Node { line: 0, value })
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Word(Cow::Borrowed(if value {
            "true"
        } else {
            "false"
        })))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        let depth = self.depth + 1;
        while let Some(node) = items.next_element_seed(Tree {
            left: &mut *self.left,
            depth,
        })? {
            list.push(node);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        let depth = self.depth + 1;
        while let Some(key) = members.next_key::<Cow<'de, str>>()? {
            let node = members.next_value_seed(Tree {
                left: &mut *self.left,
                depth,
            })?;
            object.push((key, node));
        }
        Ok(Value::Object(object))
    }
}
