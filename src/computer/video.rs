//! Checks whether videos can be read.

use super::{Check, CheckId, Cost};
use crate::msg;
use crate::pattern::PatternError;
use crate::pattern::format::{Ffmpeg, find_ffmpeg};
use crate::problem::Remedy;

/// Checks ffmpeg and its decoders.
pub(super) fn ffmpeg() -> Check {
    judge(find_ffmpeg())
}

pub(super) fn judge(found: Result<Ffmpeg, PatternError>) -> Check {
    let id = CheckId::Ffmpeg;
    let cost = Cost::new(msg!("check-ffmpeg-brief"), msg!("check-ffmpeg-cost"));
    match found {
        Ok(ffmpeg) if ffmpeg.lacks.is_empty() => Check::ok(
            id,
            msg!(
                "check-ffmpeg",
                version = ffmpeg.version,
                decodes = ffmpeg.decodes
            ),
        ),
        Ok(ffmpeg) => Check::degraded(
            id,
            msg!("check-ffmpeg-lacks", version = ffmpeg.version),
            Cost::new(
                msg!("check-ffmpeg-lacks-brief"),
                msg!("check-ffmpeg-lacks-cost", codecs = ffmpeg.lacks),
            ),
            Remedy::InstallWholeFfmpeg,
        ),
        Err(PatternError::NoFfmpeg) => Check::degraded(
            id,
            msg!("check-ffmpeg-missing"),
            cost,
            Remedy::InstallFfmpegForVideos,
        ),
        Err(error) => {
            let remedy = Remedy::InstallFfmpegForVideos;
            Check::degraded(id, error.message(), cost, remedy)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::computer::CheckState;

    #[test]
    fn a_build_without_some_decoders_is_named_with_what_it_cannot_read() {
        let ffmpeg = |lacks: &[&'static str]| {
            judge(Ok(Ffmpeg {
                version: "6.1".into(),
                decodes: vec!["VP9"],
                lacks: lacks.to_vec(),
            }))
        };
        assert_eq!(ffmpeg(&[]).state, CheckState::Ok);
        let poor = ffmpeg(&["H.264", "HEVC"]);
        let cost = poor.cost.as_ref().map(|cost| cost.words.to_string());
        assert_eq!(poor.state, CheckState::Degraded);
        assert!(cost.is_some_and(|cost| cost.contains("H.264, HEVC")));
        let none = judge(Err(PatternError::NoFfmpeg));
        assert_eq!(none.state, CheckState::Degraded);
        assert!(none.remedy.to_string().contains("apt install ffmpeg"));
    }
}
