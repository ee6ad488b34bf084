//! Examples of the test of a connection: to be begun, under way, passed, failed; and of an address where another make answers.

use super::scan::found;
use super::{Named, parts};
use crate::app::state::{AddDevice, ConnectionTest, Dialog, State, TestForm};
use crate::device::{DeviceError, Firmware, Unsupported};
use crate::engine::{Diagnosis, Stage, StageReport};
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use std::time::Duration;

pub(super) const LIST: &[Named] = &[
    ("test-new", || State {
        dialog: Some(Dialog::Test(TestForm::default())),
        ..found()
    }),
    ("test-running", || test("192.168.1.41", 3, None)),
    ("test-ok", test_ok),
    ("test-failing", test_failing),
    ("add-unsupported", add_unsupported),
];

/// What each stage says of a device that is well, and after how many milliseconds.
fn details() -> [(u64, Message); 6] {
    let abilities = Message::verbatim("upload, tus, read, play, delete");
    let facts = vec![
        msg!("diagnosis-matrix", matrix = "16x16"),
        msg!("diagnosis-free", size = "1.2 MB"),
        msg!("diagnosis-firmware", version = "2.1"),
    ];
    [
        (
            0,
            msg!(
                "diagnosis-in-subnet",
                ip = "192.168.1.41",
                subnet = "192.168.1.0/24",
                interface = "wlan0"
            ),
        ),
        (0, msg!("diagnosis-no-name")),
        (12, msg!("diagnosis-connects", address = "192.168.1.41:80")),
        (48, msg!("diagnosis-web-server", status = "200")),
        (
            61,
            msg!(
                "diagnosis-device",
                family = "Upload Bridge player",
                name = "Porch",
                id = "a0b1c2000001"
            ),
        ),
        (
            0,
            msg!(
                "diagnosis-capabilities",
                abilities = abilities,
                facts = facts
            ),
        ),
    ]
}

/// The first stages went well; `failed` is what the next one says.
fn test(address: &str, stages: usize, failed: Option<Problem>) -> State {
    let report = |(stage, (ms, detail)): (Stage, (u64, Message))| StageReport {
        stage,
        took: Duration::from_micros(ms * 1_000 + 140),
        detail,
        problem: None,
    };
    let mut test = ConnectionTest {
        stages: Stage::ALL
            .into_iter()
            .zip(details())
            .take(stages)
            .map(report)
            .collect(),
        diagnosis: None,
    };
    if let (Some(problem), Some(stage)) = (failed, Stage::ALL.get(stages).copied()) {
        let took = Duration::from_millis(3_000);
        let detail = problem.message.clone();
        test.stages.push(StageReport {
            stage,
            took,
            detail,
            problem: Some(problem.clone()),
        });
        test.diagnosis = Some(Diagnosis {
            response: None,
            problem: Some(problem),
        });
    }
    let mut state = State {
        dialog: Some(Dialog::Test(TestForm {
            text: address.into(),
            problem: None,
        })),
        ..found()
    };
    state.tests.insert(address.into(), test);
    state
}

fn test_ok() -> State {
    let mut state = test("192.168.1.41", 6, None);
    for test in state.tests.values_mut() {
        test.diagnosis = Some(Diagnosis {
            response: Some(Duration::from_millis(48)),
            problem: None,
        });
    }
    state
}

fn test_failing() -> State {
    let problem = parts::lost(
        Code::DeviceTimeout,
        msg!("doing-connecting"),
        msg!("link-timed-out", seconds = 3),
        Remedy::CheckPowerAndNetwork,
    );
    test("192.168.1.41", 2, Some(problem))
}

/// A Falcon Player, as it imitates a WLED.
fn add_unsupported() -> State {
    let info = serde_json::json!({ "brand": "FPP" });
    let problem = Firmware::imitating_wled(&info)
        .map(Unsupported::Firmware)
        .map(|what| Problem::from(&DeviceError::Unsupported(what)));
    State {
        dialog: Some(Dialog::AddDevice(AddDevice {
            text: "192.168.1.60".into(),
            problem,
            ..AddDevice::default()
        })),
        ..found()
    }
}
