//! Every form in which people give an address, as a table: what becomes of it, or which words it gets.

use super::*;

fn read(text: &str) -> String {
    match text.parse::<AddrSpec>() {
        Ok(spec) => spec.to_string(),
        Err(AddressError::Invalid { remedy, .. }) => format!("!{remedy}"),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn addresses_are_read_as_people_write_and_copy_them() {
    for (text, shown) in [
        ("192.168.1.40", "192.168.1.40"),
        ("192.168.1.40:8080", "192.168.1.40:8080"),
        ("192.168.1.40:80", "192.168.1.40"),
        (" http://Porch.local/ ", "porch.local"),
        ("HTTP://10.0.0.3:81", "10.0.0.3:81"),
        ("ledmatrix", "ledmatrix"),
        ("my_strip.lan", "my_strip.lan"),
        ("4.3.2.1.example", "4.3.2.1.example"),
        ("7segment", "7segment"),
        ("1.2.3.4x", "1.2.3.4x"),
        // from a browser
        ("http://192.168.1.40/#/", "192.168.1.40"),
        ("http://192.168.1.40/settings/leds", "192.168.1.40"),
        ("192.168.1.40/edit", "192.168.1.40"),
        ("http://192.168.1.40/?x=1", "192.168.1.40"),
        ("http://192.168.1.40?x=http://other/", "192.168.1.40"),
        ("192.168.1.40#Segments", "192.168.1.40"),
        ("porch.local:8080/json/info?v=1#a/b", "porch.local:8080"),
        ("http://porch/index.htm", "porch"),
        ("porch.local/presets.json", "porch.local"),
        ("http://porch.local/liveview2D", "porch.local"),
        ("http://10.0.0.3/api/status", "10.0.0.3"),
        ("\u{202a}http://10.0.0.3/\u{200b}\u{feff}\r\n", "10.0.0.3"),
        ("１９２．１６８．１．４０：８０８０", "192.168.1.40:8080"),
        ("10。0。0。3", "10.0.0.3"),
        // trailing points
        ("porch.local.", "porch.local"),
        ("localhost.", "localhost"),
        ("10.0.0.3.", "10.0.0.3"),
        // names of mDNS
        ("Küche.local", "küche.local"),
        ("KÜCHE.LOCAL", "kÜche.local"),
        ("http://кухня.local/#/", "кухня.local"),
        ("台所.local:81", "台所.local:81"),
        // IPv6
        ("[::1]:80", "[::1]"),
        ("[::1]", "[::1]"),
        ("::1", "[::1]"),
        ("http://[FD00::0A]:8080/settings", "[fd00::a]:8080"),
        ("::ffff:192.168.1.40", "192.168.1.40"),
        ("[::ffff:7f00:1]:81", "127.0.0.1:81"),
    ] {
        assert_eq!(read(text), shown, "{text}");
        assert_eq!(read(shown), shown, "what is shown is read the same");
    }
}

#[test]
fn what_is_no_address_is_refused_in_words_of_its_own() {
    for (words, texts) in [
        (
            "plain HTTP",
            &["https://x", "HTTPS://192.168.1.40/json", "https://"][..],
        ),
        (
            "http:// address",
            &[
                "ftp://192.168.1.40",
                "ws://porch.local/ws",
                "file:///etc",
                "x-y://a",
                "://a",
            ],
        ),
        (
            "user name and password",
            &[
                "http://admin:secret@192.168.1.40/",
                "admin@porch.local",
                "a:b@[::1]",
                "@",
            ],
        ),
        (
            "proxy",
            &[
                "http://fpp.local/proxy/192.168.1.40/",
                "192.168.1.40/proxy/10.0.0.3",
                "nas.local/wled1/",
                "http://nas/wled/settings",
                "nas//edit",
                "nas/edit.bak",
                "nas/../edit",
                "nas/%65dit",
                "nas/x/index.htm",
            ],
        ),
        (
            "1 to 65535",
            &[
                "host:99999",
                "host:0",
                "1.2.3.4:0",
                "host:",
                "host:+80",
                "host:8o",
                "host: 80",
                "[::1]:0",
                "[::1]:",
                "h:000080",
            ],
        ),
        (
            "brackets",
            &[
                "[::1",
                "[1.2.3.4]",
                "[porch.local]",
                "[]",
                "[::1]80",
                "[::1]]",
                "porch]",
                "::1]:80x",
            ],
        ),
        (
            "zone",
            &[
                "fe80::1%eth0",
                "[fe80::1%25eth0]",
                "[fe80::1%eth0]:80",
                "http://[fe80::1%25wlan0]/",
                "fe80::1%",
            ],
        ),
        (
            "four decimal numbers",
            &[
                "1.2.3.400",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0X7F.0.0.1",
                "127.0.0.0x1",
                "0177.0.0.1",
                "192.168.001.040",
                "1.2.3.4.5",
                "0x",
                "1.2.3.",
                "0",
                "256.256.256.256",
                "http://2130706433/",
                "porch.1",
                "x.0xff",
            ],
        ),
        (".local", &["ünï", "küche.fritz.box", "bücher.example:80"]),
    ] {
        for text in texts {
            let read = read(text);
            assert!(
                read.starts_with('!') && read.contains(words),
                "{text}: {read}, not {words}"
            );
        }
    }
    let long = "a".repeat(64) + ".local";
    let umlauts = "ü".repeat(32) + ".local"; // 64 bytes
    let whole = ["a"; 130].join(".");
    for text in [
        "",
        " ",
        "a b",
        "-x",
        "x-",
        "http://",
        "http:///x",
        "a..b",
        "porch..",
        ".",
        ".local",
        "a,b",
        "a\\b",
        "%31.local",
        "*",
        "1:2:3",
        "kü\u{308}\u{202e}che.local",
        "kü che.local",
        &long,
        &umlauts,
        &whole,
    ] {
        assert!(
            read(text).starts_with("!Give an address like"),
            "{text}: {}",
            read(text)
        );
    }
}

#[test]
fn a_password_is_not_repeated() {
    for (text, shown) in [
        (
            "http://admin:s@cret@10.0.0.3/x@y",
            "http://...@10.0.0.3/x@y",
        ),
        ("admin:secret@host", "...@host"),
        ("a\u{202e}b\n@", "...@"),
    ] {
        let error = text.parse::<AddrSpec>().unwrap_err().to_string();
        assert_eq!(error, format!("'{shown}' is not a valid address"));
    }
}

#[test]
fn local_names_are_told_from_names_of_the_system() {
    for (host, local) in [
        ("porch.local", true),
        ("a.b.local.", true),
        ("local", false),
        ("porch.localdomain", false),
    ] {
        assert_eq!(is_local_name(host), local, "{host}");
    }
}

#[test]
fn private_ranges_are_private() {
    for ip in [
        "10.1.2.3",
        "172.31.0.1",
        "192.168.0.1",
        "169.254.1.1",
        "100.64.0.1",
        "127.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ] {
        assert!(is_private(ip.parse().unwrap()), "{ip}");
    }
    for ip in [
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "2001:4860::1",
        "0.0.0.0",
        "::ffff:8.8.8.8",
    ] {
        assert!(!is_private(ip.parse().unwrap()), "{ip}");
    }
}
