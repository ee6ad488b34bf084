//! Text from a person as an [`AddrSpec`]: an address as it is typed, or as it is copied from a browser that shows a page of the
//! device. What the system's resolver, a proxy or a browser would understand otherwise is refused, not guessed.

use super::{AddrSpec, AddressError, DEFAULT_PORT};
use crate::problem::Remedy;
use crate::text::line;
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Longest name, and longest part of one, in bytes (RFC 1035; RFC 6762, section 16, for names of mDNS).
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

/// First parts of the paths of pages that devices have: WLED's, and those of the Upload Bridge API. Files at the top, which
/// devices have too, go by their ending ([`PAGE_FILES`]).
const PAGES: &[&str] = &[
    "api",
    "cpal",
    "cpalmax",
    "dmxmap",
    "edit",
    "freeheap",
    "json",
    "live",
    "liveview",
    "liveview2d",
    "login",
    "palettes",
    "pixart",
    "pixelforge",
    "pxmagic",
    "reset",
    "settings",
    "simple",
    "sliders",
    "u",
    "update",
    "upload",
    "uptime",
    "usermod",
    "version",
    "welcome",
    "win",
    "ws",
    "wsec",
];
/// Endings of files that a device serves at the top.
const PAGE_FILES: &[&str] = &[".htm", ".html", ".json"];

impl FromStr for AddrSpec {
    type Err = AddressError;

    /// Host and port of an address. The path of a page of a device, a query and a fragment are left out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).map_err(|remedy| AddressError::Invalid {
            text: shown(text),
            remedy,
        })
    }
}

fn read(text: &str) -> Result<AddrSpec, Remedy> {
    let text: String = text.chars().map(narrow).collect();
    let text = text.trim_matches(is_dust);
    let rest = without_scheme(text)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at(end);
    if authority.contains('@') {
        return Err(Remedy::AddressWithoutUser);
    }
    let spec = host_and_port(authority)?;
    if !is_page(behind) {
        return Err(Remedy::AddressWithoutPath);
    }
    Ok(spec)
}

/// The address as it is repeated to a person: on one line, and without a password.
fn shown(text: &str) -> String {
    let text = line(text.trim_matches(is_dust));
    let end = text.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = text.split_at(end);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}...@{host}{behind}"),
        None => text.into_owned(),
    }
}

/// Keyboards of East Asia type letters, digits and points in full width; browsers take them for the usual ones, too.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' => '.',
        c => c,
    }
}

/// Whether it is an invisible character that copied text may have at its ends.
fn is_dust(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn without_scheme(text: &str) -> Result<&str, Remedy> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => (scheme, rest),
        _ => return Ok(text),
    };
    if scheme.eq_ignore_ascii_case("http") {
        Ok(rest)
    } else if scheme.eq_ignore_ascii_case("https") {
        Err(Remedy::AddressWithoutHttps)
    } else {
        Err(Remedy::AddressWithoutScheme)
    }
}

/// Whether what stands behind the host is nothing, or leads to a page of a device: a browser shows it while one looks at the
/// device. Any other path is most likely a proxy's, whose host is not the device.
fn is_page(behind: &str) -> bool {
    let path = behind.split(['?', '#']).next().unwrap_or_default();
    let Some(path) = path.strip_prefix('/') else {
        return true; // nothing, a query or a fragment
    };
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let first = first.to_ascii_lowercase();
    let is_file = || PAGE_FILES.iter().any(|ending| first.ends_with(ending));
    match first.as_str() {
        "" => rest.is_empty(),
        first => PAGES.contains(&first) || (is_file() && rest.is_empty()),
    }
}

fn host_and_port(authority: &str) -> Result<AddrSpec, Remedy> {
    if let Some(inner) = authority.strip_prefix('[') {
        let (host, behind) = inner.split_once(']').ok_or(Remedy::AddressBrackets)?;
        let port = match behind.strip_prefix(':') {
            Some(number) => port(number)?,
            None if behind.is_empty() => DEFAULT_PORT,
            None => return Err(Remedy::AddressBrackets),
        };
        let host = v6(host).unwrap_or(Err(Remedy::AddressBrackets))?;
        return Ok(AddrSpec { host, port });
    }
    if authority.contains(['[', ']']) {
        return Err(Remedy::AddressBrackets);
    }
    // more colons than one: an IPv6 address, which has no port without brackets
    if authority.matches(':').count() > 1 {
        let host = v6(authority).unwrap_or(Err(Remedy::AddressExample))?;
        let port = DEFAULT_PORT;
        return Ok(AddrSpec { host, port });
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, number)) => (host, port(number)?),
        None => (authority, DEFAULT_PORT),
    };
    let host = name_or_numbers(host)?;
    Ok(AddrSpec { host, port })
}

/// An IPv6 address in its shortest form; an IPv4 address that is wrapped into one as that. `None`: it is none.
fn v6(text: &str) -> Option<Result<String, Remedy>> {
    if let Some((address, _zone)) = text.split_once('%') {
        return address
            .parse::<Ipv6Addr>()
            .ok()
            .map(|_| Err(Remedy::AddressWithoutZone));
    }
    let address: Ipv6Addr = text.parse().ok()?;
    Some(Ok(IpAddr::V6(address).to_canonical().to_string()))
}

/// Only digits: a sign in front would be read otherwise.
fn port(text: &str) -> Result<u16, Remedy> {
    let is_number = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|&port| is_number && port > 0)
        .ok_or(Remedy::AddressPort)
}

fn name_or_numbers(host: &str) -> Result<String, Remedy> {
    // a point at the end says that a name is complete; mDNS and addresses mean the same without
    let host = host.strip_suffix('.').unwrap_or(host);
    if is_numeric(host) {
        // never left to the system, which reads 127.1, 0177.0.0.1 and 0x7f000001 as addresses, too
        return match host.parse::<Ipv4Addr>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => Err(Remedy::AddressFourNumbers),
        };
    }
    let is_local = super::is_local_name(host);
    if host.len() > MAX_NAME || !host.split('.').all(|label| is_label(label, is_local)) {
        let is_foreign = !host.is_ascii() && host.split('.').all(|label| is_label(label, true));
        return Err(if is_foreign {
            Remedy::AddressLetters
        } else {
            Remedy::AddressExample
        });
    }
    // names of mDNS are compared without case for a to z only (RFC 6762, section 16)
    Ok(host.to_ascii_lowercase())
}

/// Whether a host is read as numbers: its last part is one, decimal or hexadecimal (WHATWG URL, "ends in a number").
fn is_numeric(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    match hex {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Letters, digits, dashes and underscores (RFC 1123); in names of mDNS, which are UTF-8 and never punycode, also any other
/// letter and sign that can be seen.
fn is_label(label: &str, is_local: bool) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_other = |c: char| is_local && !c.is_ascii() && !c.is_whitespace();
    (1..=MAX_LABEL).contains(&label.len())
        && label.chars().all(|c| is_plain(c) || is_other(c))
        && !label.starts_with('-')
        && !label.ends_with('-')
        && matches!(line(label), Cow::Borrowed(_))
}
