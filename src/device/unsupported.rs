//! [`Unsupported`]: what answers by HTTP, but cannot be used: firmware of another make, a password of the web server, a
//! redirect. Each is named with what to do, and none is asked for a PIN.

use super::foreign::Firmware;
use crate::link::Reply;
use crate::message::Message;
use crate::msg;
use crate::problem::Remedy;
use crate::text::display_text;
use http::StatusCode;
use http::header::{LOCATION, WWW_AUTHENTICATE};
use std::fmt;

/// Longest target of a redirect that is repeated to a person, in characters.
const MAX_TARGET: usize = 80;

/// Why what answers cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// Firmware that is recognised, but not supported.
    Firmware(Firmware),
    /// A web server that wants a user name and a password.
    Password {
        /// How it wants them, as people know it: `HTTP Basic`.
        scheme: &'static str,
    },
    /// An answer that is somewhere else.
    Redirect {
        /// Where, without a query.
        to: String,
    },
}

impl Unsupported {
    /// Recognises a reply that every request would get, whichever family made it; `None` for anything else.
    ///
    /// A 401 is HTTP's own only where it names a scheme of passwords and not `Bearer`, which is the token of the native API.
    /// WLED's 401 names none: it wants the PIN.
    #[must_use]
    pub fn of(reply: &Reply) -> Option<Self> {
        match reply.status {
            StatusCode::UNAUTHORIZED => Some(Self::Password {
                scheme: scheme(reply)?,
            }),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let to = reply.headers.get(LOCATION)?;
                let to = String::from_utf8_lossy(to.as_bytes());
                // a query may hold secrets
                let to = to.split(['?', '#']).next().unwrap_or_default();
                let to: String = display_text(to).chars().take(MAX_TARGET).collect();
                (!to.is_empty()).then_some(Self::Redirect { to })
            }
            _ => None,
        }
    }

    /// Whether the web server may still name its firmware at another path: only what leads away from it altogether says that
    /// nothing there answers by plain HTTP.
    pub(super) fn may_be_named(&self) -> bool {
        match self {
            Self::Firmware(_) => false,
            Self::Password { .. } => true,
            Self::Redirect { to } => !is_https(to),
        }
    }

    /// What answers there, and why it cannot be used.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Firmware(firmware) => msg!(
                "device-firmware-unsupported",
                firmware = firmware.to_string()
            ),
            Self::Password { scheme } => msg!("device-password-unsupported", scheme = *scheme),
            Self::Redirect { to } => msg!("device-redirect-unsupported", target = to),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Firmware(firmware) => firmware.remedy(),
            Self::Password { .. } => Remedy::AvoidPassword,
            Self::Redirect { to } if is_https(to) => Remedy::AvoidHttps,
            Self::Redirect { .. } => Remedy::AvoidRedirect,
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

fn is_https(target: &str) -> bool {
    target
        .get(..8)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

/// The scheme of passwords that a 401 asks for (RFC 9110, section 11.6.1; several may stand in one header or in several).
fn scheme(reply: &Reply) -> Option<&'static str> {
    let all: Vec<String> = reply
        .headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
        .collect();
    let asks = |name: &str| {
        all.iter()
            .flat_map(|value| value.split(','))
            .any(|part| part.split_whitespace().next() == Some(name))
    };
    if asks("bearer") {
        return None;
    }
    [("basic", "HTTP Basic"), ("digest", "HTTP Digest")]
        .into_iter()
        .find(|(name, _)| asks(name))
        .map(|(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn reply(status: u16, headers: &[(HeaderName, &'static str)]) -> Reply {
        let mut reply = Reply::new(StatusCode::from_u16(status).unwrap(), "");
        for (name, value) in headers {
            reply.headers.append(name, HeaderValue::from_static(value));
        }
        reply
    }

    #[test]
    fn passwords_of_http_are_told_from_pins_and_tokens() {
        for (header, expected) in [
            (r#"Basic realm="leds""#, Some("HTTP Basic")),
            ("basic", Some("HTTP Basic")),
            (r#"Digest realm="a, b", qop="auth""#, Some("HTTP Digest")),
            (r#"Negotiate, Basic realm="x""#, Some("HTTP Basic")),
            ("Bearer", None),
            (r#"Bearer realm="x", Basic realm="x""#, None),
            (r#"NTLM realm="basic""#, None),
            ("", None),
        ] {
            let found = Unsupported::of(&reply(401, &[(WWW_AUTHENTICATE, header)]));
            let expected = expected.map(|scheme| Unsupported::Password { scheme });
            assert_eq!(found, expected, "{header}");
        }
        let bare = reply(401, &[]);
        assert_eq!(Unsupported::of(&bare), None, "WLED's PIN");
        let both = [(WWW_AUTHENTICATE, "Basic"), (WWW_AUTHENTICATE, "Bearer")];
        assert_eq!(Unsupported::of(&reply(401, &both)), None);
        let denied = reply(403, &[(WWW_AUTHENTICATE, "Basic")]);
        assert_eq!(Unsupported::of(&denied), None);
    }

    #[test]
    fn redirects_say_where_to_and_hide_their_query() {
        let to = |status, location| {
            Unsupported::of(&reply(status, &[(LOCATION, location)])).map(|found| match found {
                Unsupported::Redirect { to } => to,
                other => panic!("{other:?}"),
            })
        };
        for status in [301, 302, 303, 307, 308] {
            let found = to(status, "https://leds.example/json/info?token=secret");
            assert_eq!(found.as_deref(), Some("https://leds.example/json/info"));
        }
        assert_eq!(to(302, "/json/info/").as_deref(), Some("/json/info/"));
        for (status, location) in [
            (304, "/x"),
            (300, "/x"),
            (201, "/x"),
            (301, ""),
            (301, "?a"),
        ] {
            assert_eq!(to(status, location), None, "{status} {location}");
        }
        assert_eq!(Unsupported::of(&reply(301, &[])), None);
        let https = Unsupported::Redirect {
            to: "HTTPS://x/".into(),
        };
        assert_eq!(
            https.to_string(),
            "The address redirects to HTTPS://x/, which is not supported"
        );
        assert!(!https.may_be_named() && https.remedy().to_string().contains("plain HTTP"));
    }
}
