//! Every device error has a code of the list, words and a hint.

use super::*;
use std::time::Duration;

fn one_of_each() -> Vec<DeviceError> {
    let link = |cause| DeviceError::Link {
        doing: Doing::Sending,
        cause,
    };
    let hash = (3, Digest::of(b"abc"));
    vec![
        link(LinkError::Refused),
        link(LinkError::Unreachable {
            detail: Message::verbatim("no route"),
        }),
        link(LinkError::Cut {
            stage: crate::link::CutWhile::Waiting,
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
            detail: Message::verbatim("no JSON"),
        }),
        link(LinkError::Exhausted {
            attempts: 5,
            last: Box::new(LinkError::Refused),
        }),
        DeviceError::Busy {
            detail: Some(Message::verbatim("busy")),
            retry_after: None,
        },
        DeviceError::Full {
            detail: Message::verbatim("full"),
        },
        DeviceError::SaidNo {
            doing: Doing::Storing,
            detail: Message::verbatim("400"),
        },
        DeviceError::Incapable {
            what: msg!("device-cannot-blink"),
        },
        DeviceError::Streamed {
            by: Some(Message::verbatim("DDP from 10.0.0.5")),
        },
        DeviceError::Locked,
        DeviceError::NotADevice {
            detail: Some(Message::verbatim("HTML")),
        },
        DeviceError::Unsupported(Unsupported::Password {
            scheme: "HTTP Basic",
        }),
        DeviceError::Unsupported(Unsupported::Redirect { to: "/x/".into() }),
        DeviceError::Unsupported(Unsupported::Redirect {
            to: "https://x/".into(),
        }),
        DeviceError::Unexpected {
            doing: Doing::Storing,
            detail: Message::verbatim("?"),
        },
        DeviceError::LayoutUnknown,
        DeviceError::IdentityChanged {
            expected: DeviceId::stored("a"),
            found: DeviceId::stored("b"),
        },
        DeviceError::Address("".parse::<crate::device::AddrSpec>().unwrap_err()),
        DeviceError::Address(AddressError::Unresolved {
            host: "x".into(),
            detail: msg!("resolve-no-address"),
        }),
        DeviceError::Address(AddressError::Special {
            addr: "0.0.0.0".parse().unwrap(),
            what: msg!("address-is-any"),
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
            detail: Message::verbatim("LEDs"),
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
