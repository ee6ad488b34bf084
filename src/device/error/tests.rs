//! Every device error has a code of the list, words and a hint.

use super::*;
use std::time::Duration;

fn one_of_each() -> Vec<DeviceError> {
    let link = |cause| DeviceError::Link {
        doing: "sending",
        cause,
    };
    let hash = (3, Digest::of(b"abc"));
    vec![
        link(LinkError::Refused),
        link(LinkError::Unreachable {
            detail: "no route".into(),
        }),
        link(LinkError::Cut {
            detail: "reset".into(),
        }),
        link(LinkError::TimedOut {
            after: Duration::from_secs(5),
        }),
        link(LinkError::CircuitOpen {
            retry_in: Duration::from_secs(5),
        }),
        link(LinkError::Status {
            code: 503,
            detail: String::new(),
            retry_after: None,
        }),
        link(LinkError::Status {
            code: 500,
            detail: String::new(),
            retry_after: None,
        }),
        link(LinkError::Protocol {
            detail: "no JSON".into(),
        }),
        link(LinkError::Exhausted {
            attempts: 5,
            last: Box::new(LinkError::Refused),
        }),
        DeviceError::Busy {
            detail: "busy".into(),
        },
        DeviceError::Full {
            detail: "full".into(),
        },
        DeviceError::SaidNo {
            doing: "storing",
            detail: "400".into(),
        },
        DeviceError::Incapable { what: "blink" },
        DeviceError::Streamed {
            by: "DDP from 10.0.0.5".into(),
        },
        DeviceError::Locked,
        DeviceError::NotADevice {
            detail: "HTML".into(),
        },
        DeviceError::Unsupported(Unsupported::Password {
            scheme: "HTTP Basic",
        }),
        DeviceError::Unsupported(Unsupported::Redirect { to: "/x/".into() }),
        DeviceError::Unsupported(Unsupported::Redirect {
            to: "https://x/".into(),
        }),
        DeviceError::Unexpected {
            doing: "storing",
            detail: "?".into(),
        },
        DeviceError::LayoutUnknown,
        DeviceError::IdentityChanged {
            expected: DeviceId::stored("a"),
            found: DeviceId::stored("b"),
        },
        DeviceError::Address("".parse::<crate::device::AddrSpec>().unwrap_err()),
        DeviceError::Address(AddressError::Unresolved {
            host: "x".into(),
            detail: String::new(),
        }),
        DeviceError::Address(AddressError::Special {
            addr: "0.0.0.0".parse().unwrap(),
            what: "it stands for every address of a computer",
        }),
        DeviceError::Address(AddressError::Public {
            addr: "8.8.8.8".parse().unwrap(),
        }),
        DeviceError::Damaged,
        DeviceError::Mismatch {
            expected: hash,
            found: hash,
        },
        DeviceError::Differs {
            detail: "LEDs".into(),
        },
        DeviceError::Missing,
        DeviceError::VerifyUnreachable {
            cause: Box::new(DeviceError::Missing),
        },
    ]
}

#[test]
fn every_error_has_a_listed_code_words_and_a_hint() {
    for error in one_of_each() {
        let problem = Problem::from(&error);
        assert!(
            problem.remedy.to_string().len() > 20
                && problem.remedy.to_string().ends_with(['.', ')']),
            "{error:?}: {}",
            problem.remedy
        );
        assert!(
            !problem.message.to_string().starts_with(char::is_lowercase),
            "{}",
            problem.message
        );
    }
}
