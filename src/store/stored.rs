//! Problems and notes of uploads as columns of JSON: codes, keys and arguments. Their words come from the catalogue of the
//! version that shows them.

use super::StoreError;
use crate::message::Message;
use crate::problem::{Code, Problem, Remedy};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Writes a problem.
pub(super) fn write_problem(problem: Option<&Problem>) -> Result<Option<String>, StoreError> {
    let json = problem.map(serde_json::to_string).transpose();
    json.map_err(|error| StoreError::stopped(&error))
}

/// Writes notes; `None` if there are none.
pub(super) fn write_notes(notes: &[Message]) -> Result<Option<String>, StoreError> {
    let json = (!notes.is_empty()).then(|| serde_json::to_string(notes));
    json.transpose()
        .map_err(|error| StoreError::stopped(&error))
}

/// Reads a problem. Rows of earlier versions have only its code. Whatever this version does not understand is replaced: the
/// message by the meaning of the code, the remedy by none.
pub(super) fn read_problem(json: Option<&str>, code: Option<&str>) -> Option<Problem> {
    let code: Code = code?.parse().ok()?;
    let stored: Value = json
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let message = field::<Message>(&stored, "message").filter(Message::is_known);
    let remedy = field::<Remedy>(&stored, "remedy").filter(|remedy| remedy.message().is_known());
    Some(Problem::new(
        code,
        message.unwrap_or_else(|| code.meaning()),
        remedy.unwrap_or(Remedy::None),
    ))
}

fn field<T: DeserializeOwned>(stored: &Value, name: &str) -> Option<T> {
    serde_json::from_value(stored.get(name)?.clone()).ok()
}

/// Reads notes; those that this version does not understand are left out.
pub(super) fn read_notes(json: Option<&str>) -> Vec<Message> {
    let notes: Vec<Value> = json
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    notes
        .into_iter()
        .filter_map(|note| serde_json::from_value(note).ok())
        .filter(Message::is_known)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;

    #[test]
    fn problems_and_notes_come_back_with_their_arguments() {
        let problem = Problem::new(
            Code::SourceUnreadable,
            msg!(
                "source-gone",
                file = "/a/b c.gif",
                reason = Message::verbatim("gone")
            ),
            Remedy::OtherSubnet {
                ip: "10.0.0.1".into(),
                own: "192.168.1.0/24".into(),
            }
            .then(Remedy::RestoreFile),
        );
        let json = write_problem(Some(&problem)).unwrap();
        let code = problem.code.as_str();
        assert_eq!(read_problem(json.as_deref(), Some(code)), Some(problem));
        let notes = [
            msg!("job-old-copy-lost", name = "fire"),
            msg!("diagnosis-leds", leds = 300),
        ];
        let json = write_notes(&notes).unwrap();
        assert_eq!(read_notes(json.as_deref()), notes);
        assert_eq!(
            (write_notes(&[]).unwrap(), read_notes(None)),
            (None, vec![])
        );
    }

    #[test]
    fn words_of_another_version_are_replaced_by_the_meaning_of_the_code() {
        let meaning = Code::DeviceFull.meaning();
        for json in [
            r#"{"code":"device.full","message":{"key":"device-tired"},"remedy":{"Sleep":{"hours":8}}}"#,
            r#"{"code":"device.full","message":{"key":"source-gone","args":[["file","x"]]},"remedy":"Sleep"}"#,
            r#"{"message":{"key":"job-not-started","args":[["reason",{"key":"device-tired"}]]}}"#,
            "{",
            "[]",
        ] {
            let problem = read_problem(Some(json), Some("device.full")).unwrap();
            assert_eq!(problem.message, meaning, "{json}");
            assert_eq!(problem.remedy, Remedy::None, "{json}");
        }
        assert_eq!(read_problem(None, Some("device.tired")), None);
        assert_eq!(read_problem(None, None), None);
        let notes =
            r#"[{"key":"device-tired"},{"key":"job-old-copy-lost","args":[["name","fire"]]},7]"#;
        assert_eq!(
            read_notes(Some(notes)),
            [msg!("job-old-copy-lost", name = "fire")]
        );
    }
}
