//! Records that are right, and each way in which they can be wrong.

use super::*;

/// A record with its checksum.
fn line(address: u16, kind: u8, data: &[u8]) -> String {
    let mut out = Vec::new();
    record(&mut out, address.to_be_bytes(), kind, data);
    String::from_utf8(out).unwrap()
}

const END: &str = ":00000001FF\n";

fn read(text: &str) -> Result<Vec<u8>, (usize, Problem)> {
    parse(text.as_bytes())
        .map(|image| image.bytes)
        .map_err(|error| (error.line, error.problem))
}

#[test]
fn the_specifications_own_record_is_read() {
    // the data record of the specification's example, and its end record
    let text = ":0300300002337A1E\n:00000001FF\n";
    assert_eq!(read(text), Ok(vec![2, 0x33, 0x7A]));
}

#[test]
fn what_is_written_reads_back_beyond_64_kib_too() {
    for len in [0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 200_000] {
        let bytes: Vec<u8> = (0..len).map(|i| (i * 7 % 256) as u8).collect();
        let text = write(&bytes);
        assert_eq!(
            parse(&text).unwrap(),
            Image {
                bytes,
                ..Image::default()
            },
            "{len}"
        );
        assert_eq!(
            text.windows(9).any(|w| w == b":02000004"),
            len > 65_536,
            "{len}"
        );
    }
}

#[test]
fn addresses_may_come_in_any_order_and_by_segment_or_upper_half() {
    let a = line(0xFFFE, 0, &[1, 2]);
    let b = line(0, 0, &[3, 4]);
    let c = line(2, 0, &[5]);
    let upper = line(0, 4, &[0, 1]);
    assert_eq!(
        read(&format!("{a}{upper}{b}{c}{END}")),
        Ok(vec![1, 2, 3, 4, 5])
    );
    assert_eq!(
        read(&format!("{upper}{c}{b}{}{a}{END}", line(0, 4, &[0, 0]))),
        Ok(vec![1, 2, 3, 4, 5])
    );
    assert_eq!(
        read(&format!("{a}{}{b}{c}{END}", line(0, 2, &[0x10, 0]))),
        Ok(vec![1, 2, 3, 4, 5])
    );
}

#[test]
fn gaps_and_doubles_are_named_with_their_lines() {
    let a = line(0, 0, &[1, 2]);
    let b = line(4, 0, &[3, 4]);
    assert_eq!(
        read(&format!("{a}{b}{END}")),
        Err((2, Problem::Gap { from: 2, to: 3 }))
    );
    assert_eq!(read(&format!("{a}\n{a}{END}")), Err((3, Problem::Twice(0))));
    assert_eq!(
        read(&format!("{a}{}{END}", line(1, 0, &[9]))),
        Err((2, Problem::Twice(1)))
    );
}

#[test]
fn every_wrong_line_is_named() {
    let good = line(0, 0, &[1, 2]);
    for (bad, problem) in [
        ("hello", Problem::NoColon),
        (":", Problem::NoDigit),
        (":0000", Problem::NoDigit),
        (":00000001F", Problem::NoDigit),
        (":0100020G03FA", Problem::NoDigit),
        (":010002000XFA", Problem::NoDigit),
        (":02000200FFFD", Problem::Length { says: 2, has: 1 }),
        (":01000200FFFFFD", Problem::Length { says: 1, has: 2 }),
        (
            ":01000200FFFD",
            Problem::Checksum {
                is: 0xFD,
                should: 0xFE,
            },
        ),
        (":00000006FA", Problem::Type(6)),
        (":0100000401FA", Problem::AddressLength),
    ] {
        assert_eq!(
            read(&format!("{good}\r\n{bad}\r\n{END}")),
            Err((3, problem)),
            "{bad}"
        );
    }
    assert_eq!(read(&good), Err((1, Problem::NoEnd)));
    assert_eq!(read(""), Err((1, Problem::NoEnd)));
    let far = line(0xFFFF, 0, &[1, 2]);
    assert_eq!(
        read(&format!("{}{far}{END}", line(0, 2, &[0, 0]))),
        Err((2, Problem::TooFar))
    );
    assert_eq!(
        read(&format!("{}{far}{END}", line(0, 4, &[0xFF, 0xFF]))),
        Err((2, Problem::TooFar))
    );
}

#[test]
fn start_addresses_and_text_behind_the_end_are_noted() {
    let text = format!(
        "{}{}{END}\n\nmore\n",
        line(0, 0, &[1]),
        line(0, 5, &[0, 0, 0, 0])
    );
    let image = parse(text.as_bytes()).unwrap();
    assert_eq!((image.start_address, image.after_end), (Some(2), 6));
}
