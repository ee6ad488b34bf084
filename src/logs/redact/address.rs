//! Hardware addresses (MAC) and IP addresses. The same one gets the same number, so that a reader can follow a device.

use super::{Hit, stands_alone};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Digits of a hardware address, and of its last half.
const MAC: usize = 12;
const HALF: usize = 6;
/// In front of the last half in the names that WLEDs give themselves.
const NAME: &str = "wled-";
/// What tells that dotted numbers behind it are a version.
const VERSIONS: &[&str] = &[
    "v",
    "ver",
    "version",
    "firmware",
    "release",
    "build",
    "build_type",
];

/// The numbers of devices and addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    /// Last halves of hardware addresses, in lower case without separators.
    halves: Vec<String>,
    addresses: Vec<IpAddr>,
}

/// A hardware address in a text: where, how many of its characters are the first half, and its last half.
struct Found {
    start: usize,
    end: usize,
    half_at: usize,
    half: String,
    separator: Option<char>,
}

impl Numbers {
    /// Remembers the devices in a text.
    pub(super) fn learn(&mut self, text: &str) {
        for found in macs(text) {
            self.number(&found.half);
        }
    }

    fn number(&mut self, half: &str) -> usize {
        if let Some(at) = self.halves.iter().position(|known| known == half) {
            return at + 1;
        }
        self.halves.push(half.to_owned());
        self.halves.len()
    }

    /// Returns the last halves of hardware addresses, also where they stand alone: in `WLED-d3e4f5`.
    pub(super) fn macs(&mut self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for found in macs(text) {
            let number = self.number(&found.half);
            let put = match found.separator {
                Some(separator) => format!("xx{separator}xx{separator}{number:02}"),
                None => format!("xxxx{number:02}"),
            };
            hits.push(Hit::new(found.half_at..found.end, put));
        }
        for (start, half) in hex_runs(text).filter(|(_, run)| run.len() == HALF) {
            let range = start..start + HALF;
            let half = half.to_ascii_lowercase();
            let before = start
                .checked_sub(NAME.len())
                .and_then(|at| text.get(at..start));
            let is_named = before.is_some_and(|name| name.eq_ignore_ascii_case(NAME));
            if stands_alone(text, &range) && (is_named || self.halves.contains(&half)) {
                let number = self.number(&half);
                hits.push(Hit::new(range, format!("xxxx{number:02}")));
            }
        }
        hits
    }

    /// Returns addresses that are reachable from the internet, and those of the link that hold a hardware address.
    pub(super) fn addresses(&mut self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let belongs = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let skipped = rest.find(belongs).unwrap_or(rest.len());
            let run = rest.get(skipped..).unwrap_or_default();
            let length = run.find(|c| !belongs(c)).unwrap_or(run.len());
            let start = at + skipped;
            at = start + length.max(1);
            let run = run.get(..length).unwrap_or_default();
            let Some((address, length)) = address_in(run) else {
                continue;
            };
            let range = start..start + length;
            if stands_alone(text, &range) && is_public(address) && !is_version(text, &range) {
                let number = self.address(address);
                hits.push(Hit::new(range, format!("public-address-{number}")));
            }
        }
        hits
    }

    fn address(&mut self, address: IpAddr) -> usize {
        if let Some(at) = self.addresses.iter().position(|known| *known == address) {
            return at + 1;
        }
        self.addresses.push(address);
        self.addresses.len()
    }
}

/// Returns the address at the start of a run, and its length: a port, a full stop or a colon may follow.
fn address_in(run: &str) -> Option<(IpAddr, usize)> {
    let whole = run.trim_end_matches(['.', ':']);
    if let Ok(address) = whole.parse::<Ipv6Addr>() {
        return Some((address.into(), whole.len()));
    }
    let first = whole.split(':').next()?;
    let address: Ipv4Addr = first.parse().ok()?;
    Some((address.into(), first.len()))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let is_shared = a == 100 && (64..128).contains(&b); // RFC 6598
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_documentation()
                || is_shared
                || a == 0
                || a >= 240)
        }
        IpAddr::V6(ip) => {
            let groups = ip.segments();
            let [first, second, ..] = groups;
            let is_global = first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0x0db8);
            let [.., fifth, sixth, seventh, _] = groups;
            let holds_mac = sixth & 0x00ff == 0x00ff && seventh & 0xff00 == 0xfe00 && fifth != 0;
            is_global || holds_mac
        }
    }
}

/// Returns whether dotted numbers are those of a version: `version=1.2.3.4`, `v1.2.3.4`, `WLED/0.15.0.1`, `1.2.3.4-beta`.
fn is_version(text: &str, range: &std::ops::Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let goes_on = after
        .strip_prefix(['-', '+'])
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let is_product = before
        .strip_suffix('/')
        .is_some_and(|name| name.ends_with(|c: char| c.is_alphanumeric()));
    let word = before.trim_end_matches([' ', '"', '\'', '=', ':', '\\']);
    let named = word
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next();
    let is_named = named.is_some_and(|name| {
        VERSIONS.contains(&name.to_ascii_lowercase().as_str()) && word.len() < before.len()
    });
    goes_on || is_product || is_named
}

/// Returns hardware addresses, with `:` or `-` between their bytes or without.
fn macs(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut run_of_pairs: Vec<(usize, &str)> = Vec::new();
    for (start, run) in hex_runs(text) {
        let range = start..start + run.len();
        if run.len() == MAC && stands_alone(text, &range) {
            found.push(Found {
                start,
                end: range.end,
                half_at: start + HALF,
                half: run.get(HALF..).unwrap_or_default().to_ascii_lowercase(),
                separator: None,
            });
        }
        let goes_on = run_of_pairs.last().is_some_and(|(at, _)| {
            let gap = text.get(at + 2..start);
            let first = run_of_pairs
                .get(1)
                .and_then(|(second, _)| text.get(second - 1..*second));
            matches!(gap, Some(":" | "-")) && first.is_none_or(|first| gap == Some(first))
        });
        if !goes_on || run.len() != 2 {
            run_of_pairs.clear();
        }
        if run.len() == 2 {
            run_of_pairs.push((start, run));
        }
        if let [(first, _), .., (fourth, a), (_, b), (last, c)] = run_of_pairs[..]
            && run_of_pairs.len() == 6
            && stands_alone(text, &(first..last + 2))
        {
            found.push(Found {
                start: first,
                end: last + 2,
                half_at: fourth,
                half: format!("{a}{b}{c}").to_ascii_lowercase(),
                separator: text.get(last - 1..last).and_then(|gap| gap.chars().next()),
            });
        }
    }
    found.sort_by_key(|found| found.start);
    found
}

/// Splits a text into runs of hexadecimal digits.
fn hex_runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_ascii_hexdigit())
        .filter(|run| !run.is_empty())
        .map(|run| (run.as_ptr() as usize - text.as_ptr() as usize, run))
}
