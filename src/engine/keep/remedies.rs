//! A pattern as a device would get it, with what the device says to that, and remedies that were tried: what a file takes is
//! not proportional to its frames in every format, so a remedy is only offered when encoding has shown that it helps.

use super::encodings::{EncodeRequest, Encoded, Encodings};
use crate::device::{DeviceError, Doing};
use crate::engine::api::Preview;
use crate::message::Message;
use crate::pattern::{Finding, Fix, Limits, Report, check};
use std::mem::discriminant;
use std::sync::Arc;

/// How often a remedy that did not help yet is made stronger.
const TRIES: usize = 4;

impl Encodings {
    /// The pattern as a device of these limits would get it.
    pub(in crate::engine) async fn preview(
        &self,
        wanted: EncodeRequest,
        limits: Limits,
    ) -> Result<Preview, DeviceError> {
        let encoded = self.get(&wanted, &limits).await?;
        let (encoded, report) = match self.merged(&wanted, &encoded, &limits).await? {
            Some(merged) => merged,
            None => {
                let report = encoded.check(&limits);
                (encoded, report)
            }
        };
        let Encoded {
            fitted, payload, ..
        } = encoded;
        let bytes = Some(payload.len());
        let report = blocking(move || Ok(proven(&wanted, &limits, report))).await?;
        Ok(Preview {
            fitted,
            bytes,
            report,
        })
    }

    /// A streamed pattern as a device of these limits would get it, without its bytes being made; `bytes` is `None` where
    /// only making them would tell.
    pub(in crate::engine) async fn glance(
        &self,
        wanted: EncodeRequest,
        limits: Limits,
    ) -> Result<Preview, DeviceError> {
        blocking(move || {
            let fitted = wanted.fit(&Limits::default())?;
            let bytes = wanted.family.encoded_size(wanted.form, &fitted);
            let report = check(&fitted, bytes.unwrap_or_default(), &limits);
            let report = if bytes.is_some() {
                proven(&wanted, &limits, report)
            } else {
                report
            };
            Ok(Preview {
                fitted: Arc::new(fitted),
                bytes,
                report,
            })
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeviceError> + Send + 'static,
) -> Result<T, DeviceError> {
    let doing = Doing::Fitting;
    let failed = |e: tokio::task::JoinError| {
        Err(DeviceError::Unexpected {
            doing,
            detail: Message::verbatim(e.to_string()),
        })
    };
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(failed)
}

/// The report with only those remedies that make their finding go away.
fn proven(wanted: &EncodeRequest, limits: &Limits, mut report: Report) -> Report {
    for finding in report
        .findings
        .iter_mut()
        .filter(|finding| finding.code.is_some())
    {
        finding.fixes = finding
            .fixes
            .iter()
            .filter_map(|fix| proven_fix(wanted, limits, finding, *fix))
            .collect();
    }
    report
}

/// The remedy, made as strong as it has to be; `None` where it does not help.
fn proven_fix(wanted: &EncodeRequest, limits: &Limits, finding: &Finding, fix: Fix) -> Option<Fix> {
    if fix.layout(&wanted.layout).is_some() {
        return Some(fix); // as many LEDs as the device drives
    }
    let mut fix = fix;
    for _ in 0..TRIES {
        let fixed = wanted.fixed_by(fix);
        let fitted = fixed.fit(&Limits::default()).ok()?;
        let report = check(&fitted, fixed.size(&fitted).ok()?, limits);
        let Some(still) = report.findings.iter().find(|f| f.code == finding.code) else {
            return Some(fix);
        };
        fix = still
            .fixes
            .iter()
            .copied()
            .find(|f| discriminant(f) == discriminant(&fix))?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{FAMILIES, Form, StoredName};
    use crate::engine::api::PatternId;
    use crate::engine::keep::PatternKey;
    use crate::pattern::{Fit, FrameDuration, Frames, Layout, Pattern, PixelOrder};

    /// 60 frames of 16 LEDs: the first half is noise, which takes much room in a GIF, the second is nearly still.
    fn wanted(family: &'static str, form: Form) -> EncodeRequest {
        let mut random = fastrand::Rng::with_seed(4);
        let rgb = (0..60 * 48)
            .map(|i| {
                if i < 30 * 48 {
                    random.u8(..)
                } else {
                    u8::from(i % 48 == i / 48 % 48)
                }
            })
            .collect();
        let frames = Frames::new(16, rgb, vec![FrameDuration::from_ms(40); 60])
            .unwrap()
            .into();
        let name = "p".into();
        let matrix = None;
        let warnings = vec![];
        let pattern = Pattern {
            name,
            format: "raw",
            frames,
            matrix,
            order: PixelOrder::Strip,
            warnings,
        };
        let family = *FAMILIES.iter().find(|f| f.name() == family).unwrap();
        let layout = Layout::strip(16).unwrap();
        let name = StoredName::from_text("p");
        EncodeRequest {
            source: PatternKey::Pattern(PatternId(1)),
            pattern,
            layout,
            fit: Fit::default(),
            family,
            form,
            name,
        }
    }

    #[tokio::test]
    async fn every_remedy_that_is_offered_makes_its_finding_go_away_whatever_the_format() {
        for (family, form) in [("native", Form::Frames), ("wled", Form::GifStrip)] {
            let wanted = wanted(family, form);
            let size =
                |wanted: &EncodeRequest| wanted.encode(&Limits::default()).unwrap().payload.len();
            let whole = size(&wanted);
            for room in [whole - 1, whole * 3 / 4, whole / 2, whole / 5] {
                let limits = Limits {
                    free_bytes: Some(room),
                    ..Limits::default()
                };
                let preview = Encodings::default()
                    .preview(wanted.clone(), limits)
                    .await
                    .unwrap();
                let blocker = preview.report.blocker().unwrap();
                assert!(!blocker.fixes.is_empty(), "{family} in {room} of {whole}");
                for fix in &blocker.fixes {
                    let fixed = size(&wanted.fixed_by(*fix));
                    assert!(
                        fixed <= room,
                        "{family}: {fix:?} gives {fixed}, there is room for {room}"
                    );
                }
            }
        }
    }

    #[tokio::test]
    async fn equal_frames_are_merged_where_a_limit_demands_it_and_only_there() {
        let mut wanted = wanted("native", Form::Frames);
        let rgb = (0..60_u8).flat_map(|frame| [frame / 3; 48]).collect();
        wanted.pattern.frames = Frames::new(16, rgb, vec![FrameDuration::from_ms(40); 60])
            .unwrap()
            .into();
        let shown = async |max_frames| {
            let limits = Limits {
                max_frames,
                ..Limits::default()
            };
            let preview = Encodings::default()
                .preview(wanted.clone(), limits)
                .await
                .unwrap();
            (
                preview.fitted.frames().len(),
                preview.fitted.frames().total_ms(),
                preview.report.blocker().is_some(),
            )
        };
        assert_eq!(shown(None).await, (60, 2400, false));
        assert_eq!(shown(Some(60)).await, (60, 2400, false));
        assert_eq!(shown(Some(20)).await, (20, 2400, false));
        assert_eq!(
            shown(Some(19)).await,
            (60, 2400, true),
            "where it does not help nothing is changed"
        );
    }
}
