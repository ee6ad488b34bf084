//! Decides which requests are answered: those that a program on this computer sends on its own account.

use http::{HeaderMap, Method, StatusCode, Uri, header};
use std::net::{IpAddr, SocketAddr};

/// What a browser says about the page that caused a request.
const FETCH_SITE: &str = "sec-fetch-site";
/// The port that an HTTP client leaves out of `Host`.
const HTTP_PORT: u16 = 80;

/// Refuses a request before it costs anything: by its `Host`, by the page that it comes from, by its method.
///
/// # Errors
/// The status to answer with.
pub(super) fn check(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    port: u16,
) -> Result<(), StatusCode> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(StatusCode::BAD_REQUEST);
    };
    let is_ours = host.to_str().is_ok_and(|host| is_this_port(host, port));
    let named = uri
        .authority()
        .is_none_or(|a| is_this_port(a.as_str(), port));
    if !is_ours || !named || is_of_another_page(headers) {
        return Err(StatusCode::FORBIDDEN);
    }
    if ![Method::GET, Method::HEAD].contains(method) {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    Ok(())
}

/// Whether a `Host` names this port on a loopback address. A page of the internet whose name was rebound to 127.0.0.1 still
/// sends that name.
fn is_this_port(host: &str, port: u16) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback() && address.port() == port;
    }
    let without_port = |host: &str| {
        let ip = host
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(host);
        ip.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()) || is_localhost(host)
    };
    match host.rsplit_once(':') {
        Some((name, digits)) if is_localhost(name) => {
            digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse() == Ok(port)
        }
        _ => port == HTTP_PORT && without_port(host),
    }
}

fn is_localhost(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
}

/// Whether a browser sends the request for a page of another site. The page could not read the answer, but it could use up
/// the limit of requests.
fn is_of_another_page(headers: &HeaderMap) -> bool {
    let site = headers.get(FETCH_SITE).map(http::HeaderValue::as_bytes);
    site.is_some_and(|site| site != b"none" && site != b"same-origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_of_this_port_are_ours() {
        for host in [
            "127.0.0.1:9184",
            "127.8.9.10:9184",
            "[::1]:9184",
            "localhost:9184",
            "LocalHost:9184",
        ] {
            assert!(is_this_port(host, 9184), "{host}");
        }
        for host in [
            "",
            ":9184",
            "evil.example",
            "evil.example:9184",
            "localhost.evil.example:9184",
            "localhost",
            "localhost:",
            "localhost:+9184",
            "localhost:9185",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1.evil.example:9184",
            "user@127.0.0.1:9184",
            "192.168.1.4:9184",
            "0.0.0.0:9184",
            "[::]:9184",
            "[::ffff:127.0.0.1]:9184",
            "2130706433:9184",
            "0177.0.0.1:9184",
            "127.1:9184",
        ] {
            assert!(!is_this_port(host, 9184), "{host}");
        }
        for host in ["127.0.0.1", "localhost", "[::1]", "127.0.0.1:80"] {
            assert!(is_this_port(host, 80), "{host}");
        }
        assert!(!is_this_port("evil.example", 80));
    }

    #[test]
    fn requests_of_other_pages_and_unclear_hosts_are_refused() {
        let check = |fields: &[(&'static str, &'static str)], uri: &str| {
            let mut headers = HeaderMap::new();
            for (name, value) in fields {
                headers.append(*name, value.parse().unwrap());
            }
            check(&Method::GET, &uri.parse().unwrap(), &headers, 9184)
        };
        let host = ("host", "127.0.0.1:9184");
        assert_eq!(check(&[host], "/metrics"), Ok(()));
        assert_eq!(
            check(&[host, ("sec-fetch-site", "none")], "/metrics"),
            Ok(())
        );
        assert_eq!(check(&[host], "http://127.0.0.1:9184/metrics"), Ok(()));
        for (fields, uri, status) in [
            (&[][..], "/metrics", StatusCode::BAD_REQUEST),
            (&[host, host], "/metrics", StatusCode::BAD_REQUEST),
            (
                &[("host", "evil.example:9184")],
                "/metrics",
                StatusCode::FORBIDDEN,
            ),
            (
                &[host],
                "http://evil.example/metrics",
                StatusCode::FORBIDDEN,
            ),
            (
                &[host, ("sec-fetch-site", "cross-site")],
                "/metrics",
                StatusCode::FORBIDDEN,
            ),
            (
                &[host, ("sec-fetch-site", "same-site")],
                "/metrics",
                StatusCode::FORBIDDEN,
            ),
        ] {
            assert_eq!(check(fields, uri), Err(status), "{fields:?} {uri}");
        }
    }
}
