//! Maps of LEDs: text, positions and files.

use super::*;
use crate::problem::Code;

#[test]
fn a_map_reads_back_from_its_text() {
    for text in ["1x1:0", "3x2:0,5,-,2,2", "65535x1:65534,-"] {
        assert_eq!(text.parse::<LedMap>().unwrap().to_text(), text);
    }
}

#[test]
fn what_is_no_map_is_refused_with_an_example() {
    for bad in [
        "",
        "3x2",
        "3x2:",
        "3x2:-,-",
        "3x2:6",
        "3x2:0,,1",
        "3x2:0,x",
        "256x256:0",
        "0x1:0",
        "2x2:-1",
    ] {
        assert!(
            bad.parse::<LedMap>()
                .unwrap_err()
                .to_string()
                .contains("3x2:0,4,-,2"),
            "{bad}"
        );
    }
    let long = format!("1x1:0{}", ",0".repeat(MAX_LEDS));
    assert!(long.parse::<LedMap>().unwrap_err().to_string().len() < 200);
}

#[test]
fn the_name_of_a_map_is_only_for_people() {
    let map: LedMap = "3x2:0,5".parse().unwrap();
    let named = map.clone().named("tree.csv");
    assert_eq!(map, named);
    assert_eq!(named.to_string(), "tree.csv (2 LEDs on 3x2)");
    assert_eq!(
        format!("{map:?}"),
        "LedMap(map (2 LEDs on 3x2): [Some(0), Some(5)])"
    );
}

#[test]
fn the_first_letter_tells_kinds_of_file_apart() {
    assert_eq!(
        read_map(b"\xEF\xBB\xBF {\"map\":[1,0]}", &MapOptions::default())
            .unwrap()
            .map
            .to_text(),
        "2x1:1,0"
    );
    assert_eq!(
        read_map(b"0,0\n1,0\n", &MapOptions::default())
            .unwrap()
            .map
            .to_text(),
        "2x1:0,1"
    );
}

#[test]
fn what_is_no_text_or_nothing_is_said_to_be_so() {
    let detail = |bytes: &[u8]| {
        read_map(bytes, &MapOptions::default())
            .unwrap_err()
            .to_string()
    };
    assert!(detail(b"").contains("empty") && detail(b" \r\n").contains("empty"));
    assert!(detail(b"1\x002\x00").contains("UTF-8"));
    assert!(detail(&vec![b'1'; MAX_MAP_BYTES + 1]).contains("8 MiB"));
}

#[test]
fn a_file_that_is_no_map_is_named_for_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tree.csv");
    assert_eq!(
        open_map(&path, &MapOptions::default()).unwrap_err().code(),
        Code::SourceUnreadable
    );
    assert!(
        open_map(folder.path(), &MapOptions::default())
            .unwrap_err()
            .to_string()
            .contains("folder")
    );
    std::fs::write(&path, "0,0\n0,3").unwrap();
    assert_eq!(
        open_map(&path, &MapOptions::default()).unwrap().map.name(),
        "tree.csv"
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_whatever_bring_the_readers_down(bytes: Vec<u8>, w in 0u16..300, h in 0u16..300) {
        for read in [read_map, read_points] {
            let _ = read(&bytes, &Matrix::new(w, h).into());
        }
    }

    #[test]
    fn text_like_a_map_never_brings_them_down(text in r#"[\[\]{}:,;"a-fmpxyz0-9.eE+\- \n\t#]{0,200}"#) {
        for read in [read_map, read_points] {
            if let Ok(read) = read(text.as_bytes(), &MapOptions::default()) {
                assert_eq!(read.map.to_text().parse(), Ok(read.map));
            }
        }
    }
}
