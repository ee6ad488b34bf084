//! Every device error has a code of the list, words and a hint.

use super::*;
use crate::device::CODES;
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
            CODES.iter().any(|(code, _)| *code == problem.code),
            "{} is not in CODES",
            problem.code
        );
        assert!(
            problem.hint.len() > 20 && problem.hint.ends_with(['.', ')']),
            "{error:?}: {}",
            problem.hint
        );
        assert!(
            !problem.message.starts_with(char::is_lowercase),
            "{}",
            problem.message
        );
    }
}

#[test]
fn codes_are_listed_once() {
    for (i, (code, meaning)) in CODES.iter().enumerate() {
        assert!(
            !meaning.is_empty() && CODES.iter().skip(i + 1).all(|(other, _)| other != code),
            "{code}"
        );
    }
}
