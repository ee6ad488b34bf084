//! [`Page`]: metric families with their samples, written as Prometheus reads them.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, prometheus_text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

/// Names and values of the labels of one sample.
pub(super) type Labels = Vec<(&'static str, String)>;

/// A metric family: what is measured, without values.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// Without unit and `_total`, which [`Family::full_name`] adds.
    name: &'static str,
    help: &'static str,
    unit: Option<Unit>,
    is_counter: bool,
}

impl Family {
    /// A value that goes up and down.
    pub(super) fn gauge(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            help,
            unit: None,
            is_counter: false,
        }
    }

    /// A count since the start of the process.
    pub(super) fn counter(name: &'static str, help: &'static str) -> Self {
        Self {
            is_counter: true,
            ..Self::gauge(name, help)
        }
    }

    pub(super) fn seconds(mut self) -> Self {
        self.unit = Some(Unit::Seconds);
        self
    }

    pub(super) fn bytes(mut self) -> Self {
        self.unit = Some(Unit::Bytes);
        self
    }

    pub(super) fn ratio(mut self) -> Self {
        self.unit = Some(Unit::Other("ratio".into()));
        self
    }

    /// The name in the text format.
    #[cfg(test)]
    pub(super) fn full_name(&self) -> String {
        let unit = self.unit.as_ref().map(|unit| format!("_{}", unit.as_str()));
        let total = if self.is_counter { "_total" } else { "" };
        format!("{}{}{total}", self.name, unit.unwrap_or_default())
    }
}

/// Families with their samples, in the order in which they are written. A family without samples is not written: what was
/// not measured is absent, never 0.
#[derive(Debug, Default)]
pub(super) struct Page(Vec<(Family, Vec<(Labels, f64)>)>);

impl Page {
    pub(super) fn put(&mut self, family: Family, samples: impl IntoIterator<Item = (Labels, f64)>) {
        let samples: Vec<_> = samples
            .into_iter()
            .filter(|(_, value)| value.is_finite())
            .collect();
        if !samples.is_empty() {
            self.0.push((family, samples));
        }
    }

    /// Adds a family with one sample without labels, if there is a value.
    pub(super) fn one(&mut self, family: Family, value: Option<f64>) {
        self.put(family, value.map(|value| (Labels::new(), value)));
    }

    /// The families that have samples.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(family, _)| family.full_name())
            .collect()
    }

    /// Writes the page in Prometheus's text format, version 0.0.4.
    pub(super) fn text(self) -> String {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        let mut text = String::new();
        if let Err(error) = prometheus_text::encode(&mut text, &registry) {
            tracing::warn!(%error, "metrics cannot be written");
        }
        text
    }
}

impl Collector for Page {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        for (family, samples) in &self.0 {
            let Family {
                name, help, unit, ..
            } = family;
            let kind = if family.is_counter {
                MetricType::Counter
            } else {
                MetricType::Gauge
            };
            let mut metric = encoder.encode_descriptor(name, help, unit.as_ref(), kind)?;
            for (labels, value) in samples {
                let sample = metric.encode_family(labels)?;
                if family.is_counter {
                    ConstCounter::new(*value).encode(sample)?;
                } else {
                    ConstGauge::new(*value).encode(sample)?;
                }
            }
        }
        Ok(())
    }
}
