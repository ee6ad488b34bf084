//! Lines as JSON: one object a line, with the ids of its upload and device.

use super::redact::{Place, Redactor};
use super::span::Ids;
use crate::text;
use parking_lot::Mutex;
use serde_json::{Map, Value, json};
use std::fmt::Debug;
use std::io::Write;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Writes events as JSON: `timestamp`, `level`, `fields` with the `message`, and `target`; `job` and `device` where a line
/// belongs to them, and `pid`, because several processes write into one file.
pub(super) struct JsonLines<W> {
    writer: Mutex<W>,
}

impl<W: Write> JsonLines<W> {
    pub(super) fn new(writer: W) -> Self {
        Self {
            writer: Mutex::new(writer),
        }
    }
}

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    W: Write + Send + 'static,
{
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let ids = Ids::of(event, &context);
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut line = json!({
            "timestamp": format!("{:.6}", jiff::Timestamp::now()),
            "level": metadata.level().as_str(),
            "fields": fields.0,
            "target": metadata.target(),
        });
        if let Some(job) = ids.job {
            put(&mut line, "job", job.into());
        }
        if let Some(device) = ids.device {
            put(&mut line, "device", device.into());
        }
        Redactor::new(Place::Log).clean_json(&mut line);
        put(&mut line, "pid", std::process::id().into());
        let line = text::escaped_json(&line.to_string()).into_owned() + "\n";
        let _ = self.writer.lock().write_all(line.as_bytes()); // a full disk is reported by the store
    }
}

fn put(line: &mut Value, name: &str, value: Value) {
    if let Some(line) = line.as_object_mut() {
        line.insert(name.to_owned(), value);
    }
}

/// The fields of an event as JSON.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::span::{self, Spans};
    use super::*;
    use std::io;
    use std::sync::Arc;
    use tracing::Instrument as _;
    use tracing_subscriber::layer::SubscriberExt as _;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(work: impl FnOnce()) -> Vec<Value> {
        let lines = Lines::default();
        let layers = tracing_subscriber::registry()
            .with(Spans)
            .with(JsonLines::new(lines.clone()));
        tracing::subscriber::with_default(layers, work);
        let text = String::from_utf8(lines.0.lock().clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn lines_of_deeper_layers_carry_the_ids_of_their_upload_and_device() {
        let lines = written(|| {
            tracing::info!("before");
            let task = async {
                tracing::debug!(wait = 3_u64, "trying again");
                span::set_device("a0b1c2d3e4f5");
                tokio::task::yield_now().await;
                tracing::warn!(why = "x", "cut");
            };
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            runtime
                .unwrap()
                .block_on(task.instrument(span::upload(7, None)));
        });
        let ids: Vec<_> = lines
            .iter()
            .map(|l| (l["job"].clone(), l["device"].clone()))
            .collect();
        let expected = [
            (Value::Null, Value::Null),
            (json!(7), Value::Null),
            (json!(7), json!("a0b1c2d3e4f5")),
        ];
        assert_eq!(ids, expected);
        assert_eq!(
            lines[1]["fields"],
            json!({"message": "trying again", "wait": 3})
        );
        assert_eq!(lines[1]["pid"], json!(std::process::id()));
    }

    #[test]
    fn values_are_clean_and_lines_stay_json() {
        let lines = written(|| {
            tracing::info!(
                body = "{\"pin\":\"4321\"}",
                token = "abcdef",
                "he said \"x\"\u{1b}[0m\n"
            );
        });
        let fields = &lines[0]["fields"];
        assert_eq!(fields["body"], "{\"pin\":\"***\"}");
        assert_eq!(fields["token"], "***");
        assert_eq!(fields["message"], "he said \"x\"\u{1b}[0m\n");
    }
}
