//! What an error of the HTTP client means, found by walking its sources: by kind, never by text.

use super::CONNECT_TIMEOUT;
use crate::link::{CutWhile, LinkError};
use crate::message::Message;
use crate::msg;
use std::error::Error;
use std::io::{self, ErrorKind};

/// How far a call was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Connecting,
    Sending,
    Waiting,
    Reading,
}

/// An error of the HTTP client, with its stage.
pub(super) struct Failure<'a> {
    pub(super) error: &'a (dyn Error + 'static),
    pub(super) stage: Stage,
    /// A timeout of the client's own: there is only that of connecting.
    pub(super) timed_out: bool,
}

impl Failure<'_> {
    pub(super) fn classify(&self) -> LinkError {
        match self.stage {
            Stage::Connecting => self.no_connection(),
            Stage::Sending | Stage::Waiting | Stage::Reading => self.broken_off(),
        }
    }

    fn no_connection(&self) -> LinkError {
        match self.find::<io::Error>() {
            // a reset before the first byte is a refusal, too
            Some(io)
                if matches!(
                    io.kind(),
                    ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
                ) =>
            {
                LinkError::Refused
            }
            _ if self.timed_out => LinkError::TimedOut {
                after: CONNECT_TIMEOUT,
            },
            Some(io) => LinkError::Unreachable {
                detail: Message::verbatim(io.kind().to_string()),
            },
            None => LinkError::Unreachable {
                detail: msg!("link-no-connection"),
            },
        }
    }

    /// Nonsense where the client could not read what came; cut in all other cases, a reply that ends in its head included.
    fn broken_off(&self) -> LinkError {
        let unreadable = self.sources().any(|error| {
            error
                .downcast_ref::<hyper::Error>()
                .is_some_and(hyper::Error::is_parse)
                || error.downcast_ref::<io::Error>().is_some_and(|io| {
                    matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput)
                })
        });
        if unreadable {
            return LinkError::Protocol {
                detail: msg!("link-not-http"),
            };
        }
        let stage = match self.stage {
            Stage::Connecting | Stage::Sending => CutWhile::Sending,
            Stage::Waiting => CutWhile::Waiting,
            Stage::Reading => CutWhile::Reading,
        };
        LinkError::Cut { stage }
    }

    fn find<E: Error + 'static>(&self) -> Option<&E> {
        self.sources().find_map(|error| error.downcast_ref())
    }

    fn sources(&self) -> impl Iterator<Item = &(dyn Error + 'static)> {
        std::iter::successors(Some(self.error), |error: &&(dyn Error + 'static)| {
            (*error).source()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error of the client with `inner` beneath it.
    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);

    fn of(kind: ErrorKind, stage: Stage, timed_out: bool) -> LinkError {
        Failure {
            error: &Outer(kind.into()),
            stage,
            timed_out,
        }
        .classify()
    }

    #[test]
    fn failures_to_connect_are_told_apart() {
        let unreachable = |kind: ErrorKind| LinkError::Unreachable {
            detail: Message::verbatim(kind.to_string()),
        };
        for (kind, timed_out, expected) in [
            (ErrorKind::ConnectionRefused, false, LinkError::Refused),
            (
                ErrorKind::TimedOut,
                true,
                LinkError::TimedOut {
                    after: CONNECT_TIMEOUT,
                },
            ),
            (
                ErrorKind::HostUnreachable,
                false,
                unreachable(ErrorKind::HostUnreachable),
            ),
            (
                ErrorKind::NetworkUnreachable,
                false,
                unreachable(ErrorKind::NetworkUnreachable),
            ),
            (
                ErrorKind::PermissionDenied,
                false,
                unreachable(ErrorKind::PermissionDenied),
            ),
        ] {
            assert_eq!(of(kind, Stage::Connecting, timed_out), expected);
        }
    }

    #[test]
    fn an_end_is_cut_and_nonsense_is_not() {
        for stage in [Stage::Sending, Stage::Waiting, Stage::Reading] {
            for kind in [
                ErrorKind::ConnectionReset,
                ErrorKind::BrokenPipe,
                ErrorKind::UnexpectedEof,
            ] {
                assert!(
                    matches!(of(kind, stage, false), LinkError::Cut { .. }),
                    "{kind}"
                );
            }
            assert!(matches!(
                of(ErrorKind::InvalidData, stage, false),
                LinkError::Protocol { .. }
            ));
        }
    }
}
