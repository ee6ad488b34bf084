//! Which upload and device a line belongs to. A task that works on one enters a span; every line within says its ids, also
//! those of the layers beneath.

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Span, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Makes the span of an upload. [`set_device`] says which device it goes to, once that is known.
#[must_use]
pub fn upload(job: u64, device: Option<&str>) -> Span {
    // of this level, so that it is there for lines of every level
    tracing::error_span!("upload", job, device)
}

/// Says which device the current span is about.
pub fn set_device(device: &str) {
    Span::current().record("device", device);
}

/// The ids that a line carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ids {
    pub(super) job: Option<u64>,
    pub(super) device: Option<String>,
}

impl Ids {
    /// Returns the ids of an event: its own, else those of the spans around it, the innermost first.
    pub(super) fn of<S>(event: &Event<'_>, context: &Context<'_, S>) -> Self
    where
        S: Subscriber + for<'s> LookupSpan<'s>,
    {
        let mut ids = Self::default();
        event.record(&mut ids);
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(outer) = span.extensions().get::<Self>() {
                ids.job = ids.job.or(outer.job);
                ids.device = ids.device.or_else(|| outer.device.clone());
            }
        }
        ids
    }
}

impl Visit for Ids {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "job" {
            self.job = Some(value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "device" {
            self.device = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "device" {
            self.device = Some(format!("{value:?}"));
        }
    }
}

/// Keeps the ids of spans for the layers that write lines.
pub(super) struct Spans;

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut ids = Ids::default();
        attributes.record(&mut ids);
        if let Some(span) = context.span(id) {
            span.extensions_mut().replace(ids);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(ids) = span.extensions_mut().get_mut::<Ids>()
        {
            values.record(ids);
        }
    }
}
