//! Alerts of every kind, made up.

use super::measured::{Measured, seconds_now};
use crate::engine::DeviceView;
use crate::monitor::{Alert, AlertKind, AlertState, Condition, Severity, Subject};
use crate::problem::{Code, Remedy};

/// An alert that fires.
pub(super) fn alert(
    kind: AlertKind,
    severity: Severity,
    subject: Subject,
    code: Code,
    remedy: Remedy,
) -> Alert {
    let condition = Condition {
        key: format!("{} {:?} {code}", kind.word(), subject),
        kind,
        severity,
        subject,
        code: Some(code),
        message: code.meaning(),
        remedy,
        count: 1,
        muted_by: None,
    };
    let mut alert = Alert::noticed(condition, seconds_now() - 1_500);
    alert.state = AlertState::Firing;
    alert
}

/// An alert about this device.
pub(super) fn about(view: &DeviceView) -> Subject {
    Subject::Device {
        id: view.device.id.as_str().to_owned(),
        name: view.name().to_owned(),
    }
}

/// What helps with that.
fn remedy(code: Code) -> Remedy {
    match code {
        Code::DeviceUnreachable | Code::DeviceTimeout => Remedy::CheckPowerAndWifi,
        Code::DeviceFull => Remedy::DeletePatterns,
        Code::PatternNoFfmpeg => Remedy::InstallFfmpeg,
        _ => Remedy::None,
    }
}

/// Every kind and severity, one silenced and one solved.
pub(super) fn every(devices: &[Measured]) -> Vec<Alert> {
    use AlertKind::{Dependency, HighErrorRate, RepeatedFailure, Resource, Timeout};
    use Code::{
        DeviceFull, DeviceLocked, DeviceTimeout, DeviceUnreachable, PatternNoFfmpeg,
        StoreUnavailable, VerifyMismatch,
    };
    use Severity::{Critical, Info, Warning};
    let all = [
        (RepeatedFailure, Critical, 2, DeviceUnreachable),
        (Resource, Critical, usize::MAX, StoreUnavailable),
        (RepeatedFailure, Warning, 3, DeviceLocked),
        (Timeout, Warning, 1, DeviceTimeout),
        (HighErrorRate, Warning, 0, VerifyMismatch),
        (Dependency, Info, usize::MAX, PatternNoFfmpeg),
        (Resource, Warning, 4, DeviceFull),
        (Timeout, Warning, 0, DeviceTimeout),
    ];
    all.into_iter()
        .enumerate()
        .map(|(n, (kind, severity, device, code))| {
            let subject = devices.get(device);
            let subject = subject.map_or(Subject::Computer, |(view, _)| about(view));
            let mut alert = alert(kind, severity, subject, code, remedy(code));
            match n {
                0 => alert.count = 12,
                6 => alert.silenced = Some(Some(seconds_now() + 1_800)),
                7 => {
                    alert.state = AlertState::Resolved;
                    alert.resolved_at = Some(seconds_now() - 300);
                }
                _ => {}
            }
            alert
        })
        .collect()
}
