//! Files on a WLED: free space, storing, deleting; in both dialects of `/edit`, recognised by the answer.

use super::info::Info;
use super::limits::{BLOCK, RESERVE};
use super::listing::{Entry, has, list};
use super::reply::{link_error, refusal, success, wants_pin};
use super::{identify, pin, requests};
use crate::device::transfer::{FilePart, post_file};
use crate::device::{DeviceError, Doing, Session};
use crate::link::{Call, Expect, LinkError, Reply, Transport, Verdict};
use crate::msg;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};

const SENDING: Doing = Doing::Sending;
const DELETING: Doing = Doing::DeletingFile;

/// The same, with the device's PIN where it asks for it.
pub(super) async fn unlocked_list(session: &Session) -> Result<Vec<Entry>, DeviceError> {
    match list(session).await {
        Err(DeviceError::Locked) => pin::unlock(session).await,
        listed => listed,
    }
}

/// Bytes a file takes: whole blocks, and one for its entry.
fn blocks(bytes: u64) -> u64 {
    (bytes.div_ceil(BLOCK) + 1) * BLOCK
}

/// Bytes a new file may take, its blocks included; `None` where the device does not say.
///
/// Firmwares before 16 do not count again after an upload, so the sum of the list counts where it is more.
pub(super) fn room(info: &Info, listed: &[Entry]) -> Option<u64> {
    let (used, total) = info.fs?;
    let summed: u64 = listed.iter().map(|entry| blocks(entry.bytes)).sum();
    Some(
        total
            .saturating_sub(used.max(summed))
            .saturating_sub(RESERVE),
    )
}

/// Refuses what does not fit.
pub(super) fn check_room(room: Option<u64>, bytes: u64) -> Result<(), DeviceError> {
    match room.map(|room| room.saturating_sub(BLOCK)) {
        Some(free) if blocks(bytes) > free + BLOCK => Err(full(bytes, free)),
        _ => Ok(()),
    }
}

fn full(bytes: u64, free: u64) -> DeviceError {
    let kb = |n: u64| n.div_ceil(1000);
    DeviceError::Full {
        detail: msg!(
            "detail-room",
            needs = kb(bytes),
            free = free / 1000,
            reserve = kb(RESERVE)
        ),
    }
}

/// How one attempt to store a file ended.
pub(super) enum Sent {
    /// With an answer that says "success", which proves nothing.
    Stored,
    /// It broke off, or the device was busy.
    Broken {
        /// Whether there is another attempt.
        verdict: Verdict,
        /// What happened.
        error: DeviceError,
        /// Whether bytes of it may have arrived, or may still arrive.
        may_arrive: bool,
    },
}

/// Sends a file once, after it has confirmed the device. `mime` is the part's type; `on_send` is called right before bytes
/// go out.
pub(super) async fn store_once(
    session: &Session,
    name: &str,
    bytes: &Bytes,
    mime: &str,
    on_send: impl Fn(),
) -> Result<Sent, DeviceError> {
    // an empty file would never be answered
    if bytes.is_empty() {
        return Err(DeviceError::Unexpected {
            doing: SENDING,
            detail: msg!("detail-nothing-to-send"),
        });
    }
    // before 0.14 nothing adds the slash
    let part = FilePart {
        field: "data",
        file: &format!("/{name}"),
        mime,
    };
    let mut unlocked = false;
    loop {
        identify::confirm(session).await?;
        on_send();
        let result = session
            .link
            .send(post_file(session, "/upload", &part, bytes))
            .await;
        let verdict = session.link.busy_sign().verdict(&result);
        let may_arrive = !matches!(result, Ok(_) | Err(LinkError::Refused));
        let error = match result {
            Ok(_) if verdict == Verdict::Success => {
                identify::confirm(session).await?; // was it this one that stored it?
                return Ok(Sent::Stored);
            }
            // locked in between: it says so only after it has taken the whole body
            Ok(reply) if wants_pin(&reply) && !unlocked => {
                pin::unlock(session).await?;
                unlocked = true;
                continue;
            }
            Ok(reply) if !matches!(verdict, Verdict::Busy { .. }) => return Err(refused(&reply)),
            Ok(reply) => refusal(SENDING, &reply),
            Err(cause) if verdict == Verdict::Fatal => return Err(link_error(SENDING)(cause)),
            Err(cause) => link_error(SENDING)(cause),
        };
        return Ok(Sent::Broken {
            verdict,
            error,
            may_arrive,
        });
    }
}

/// Stores bytes under a name that is already taken, from the start again when it breaks off. What was given up must not
/// arrive behind what is sent next, so that is sent some seconds later.
pub(super) async fn replace(
    session: &Session,
    name: &str,
    bytes: &Bytes,
    mime: &str,
) -> Result<(), DeviceError> {
    let tries = session.attempts.request();
    loop {
        let (verdict, error) = match store_once(session, name, bytes, mime, || {}).await? {
            Sent::Stored => return Ok(()),
            Sent::Broken { verdict, error, .. } => (verdict, error),
        };
        if session.broke_off() {
            return Err(error);
        }
        let Some(wait) = session.link.policy().next(&verdict, &tries) else {
            return Err(error);
        };
        tracing::debug!(%error, "broke off, sending it again");
        session.retrying(&error);
        session.abandon();
        tokio::time::sleep(wait).await;
        session.until_abandoned_is_over().await;
    }
}

/// Until 0.13 the only 500 of an upload is that of the lock on everything that changes the device.
fn refused(reply: &Reply) -> DeviceError {
    match reply.status {
        StatusCode::INTERNAL_SERVER_ERROR => DeviceError::Locked,
        _ => refusal(SENDING, reply),
    }
}

/// A path to be asked for: what a URL does not hold is written as `%xx`.
pub(super) fn path(name: &str) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
    let escaped = name.as_bytes().iter().map(|b| {
        if plain(b) {
            char::from(*b).to_string()
        } else {
            format!("%{b:02X}")
        }
    });
    escaped.collect()
}

/// Deletes a file, and looks that it is gone. Since 16 it is a function of `/edit`; before, that question gives a page and
/// the file stays, and the verb `DELETE` is what counts.
pub(super) async fn delete(session: &Session, name: &str) -> Result<(), DeviceError> {
    if has(&unlocked_list(session).await?, name).is_none() {
        return identify::confirm(session).await.map(|_| ()); // the list may have been another device's
    }
    let by_function = Call {
        expect: Expect::SHORT,
        ..Call::get(
            format!("/edit?func=delete&path=/{}", path(name)),
            &session.attempts,
        )
    };
    match requests::send(session, DELETING, by_function).await {
        Ok(reply) if reply.status == StatusCode::UNAUTHORIZED || reply.status.is_redirection() => {
            return Err(refusal(DELETING, &reply));
        }
        // the page of the editor is longer than an answer
        Ok(_)
        | Err(DeviceError::Link {
            cause: LinkError::TooLong { .. },
            ..
        }) => {}
        Err(error) => return Err(error),
    }
    if has(&list(session).await?, name).is_none() {
        return Ok(());
    }
    let reply = requests::send(session, DELETING, delete_verb(session, name)).await?;
    success(DELETING, reply)?;
    match has(&list(session).await?, name) {
        None => Ok(()),
        Some(_) => Err(DeviceError::SaidNo {
            doing: DELETING,
            detail: msg!("detail-still-there"),
        }),
    }
}

fn delete_verb(session: &Session, name: &str) -> Call {
    let mut call = Call {
        method: Method::DELETE,
        expect: Expect::SHORT,
        body: vec![format!("path=/{}", path(name)).into()],
        ..Call::get("/edit", &session.attempts)
    };
    call.headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    call
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn info(used: u64, total: u64) -> Info {
        Info {
            fs: Some((used * 1000, total * 1000)),
            ..Info::default()
        }
    }

    #[test]
    fn the_reserve_and_whole_blocks_count_as_used() {
        assert_eq!(room(&info(12, 983), &[]), Some(955_000));
        assert_eq!(room(&Info::default(), &[]), None, "it does not say");
        assert!(check_room(Some(8 * BLOCK), 7 * BLOCK).is_ok());
        let error = check_room(Some(8 * BLOCK), 7 * BLOCK + 1).unwrap_err();
        assert_eq!(error.code(), Code::DeviceFull);
        assert!(
            error.to_string().contains("29 KB needed, 28 KB free"),
            "{error}"
        );
        assert!(check_room(None, u64::from(u32::MAX)).is_ok());
    }

    #[test]
    fn what_is_listed_counts_where_the_device_counts_less() {
        // firmwares before 16 do not count again after an upload
        let listed = [
            Entry {
                name: "a".into(),
                bytes: 600_000,
            },
            Entry {
                name: "b".into(),
                bytes: 300_000,
            },
        ];
        assert_eq!(room(&info(12, 983), &[]), Some(955_000));
        let left = room(&info(12, 983), &listed).unwrap();
        assert!(left < 983_000 - 900_000 - RESERVE, "{left}");
    }

    #[test]
    fn a_name_in_a_path_is_only_a_name() {
        assert_eq!(path("ub_a-b.gif"), "ub_a-b.gif");
        assert_eq!(path("my file?.json"), "my%20file%3F.json");
    }
}
