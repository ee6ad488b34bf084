//! Hints in names of files and folders.

use super::*;

fn said(name: &str) -> Vec<Hint> {
    hints(Path::new(name))
}

fn size(w: u16, h: u16, strong: bool, in_file: bool) -> Hint {
    Hint::Size {
        matrix: Matrix::new(w, h).unwrap(),
        strong,
        named_by: if in_file {
            NamedBy::File
        } else {
            NamedBy::Folder
        },
    }
}

#[test]
fn sizes_are_read_from_file_and_folder_names() {
    assert_eq!(said("12x6 patterns/test.bin"), [size(12, 6, true, false)]);
    assert_eq!(said("patter2 6.15.bin"), [size(15, 6, false, true)]);
    assert_eq!(said("rainbow 16×16.dat"), [size(16, 16, true, true)]);
    assert_eq!(said("bbb.dat"), []);
    assert_eq!(said("13.bin"), []);
}

#[test]
fn dates_times_and_versions_are_no_sizes() {
    for name in [
        "fire 2024-05-12.bin",
        "fire v1.2.bin",
        "12.05.2024 fire.bin",
        "a_20240512_183045.bin",
        "1.2.3.4.bin",
        "x 30.1.bin",
        "2024-12-24 show/fire.bin",
    ] {
        assert_eq!(said(name), [], "{name}");
    }
    assert_eq!(said("fire 12.6 v2.bin"), [size(12, 6, false, true)]);
    assert_eq!(said("lev 12.6.bin"), [size(12, 6, false, true)]);
    assert_eq!(said("2024-05-12 8x8.bin"), [size(8, 8, true, true)]);
}

#[test]
fn frames_and_leds_are_read_from_names() {
    let name = said("12x6 left to right 33 frames.bin");
    assert_eq!(
        name,
        [
            size(12, 6, true, true),
            Hint::Frames {
                frames: 33,
                named_by: NamedBy::File
            }
        ]
    );
    assert_eq!(
        said("13_15x6_29f.bin")[1],
        Hint::Frames {
            frames: 29,
            named_by: NamedBy::File
        }
    );
    assert_eq!(said("strip 60leds.bin"), [Hint::Leds(60)]);
}

#[test]
fn a_project_beside_the_file_is_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("a.leds"),
        "{header\n}\n{anim4\nw:2\nh:1\nr:0 0\n}\n",
    )
    .unwrap();
    let file = folder.path().join("b.bin");
    std::fs::write(&file, [0; 6]).unwrap();
    let sister = Hint::Sister {
        matrix: Matrix::new(2, 1).unwrap(),
        frames: 1,
        name: "a.leds".into(),
    };
    assert!(hints(&file).contains(&sister));
}

#[test]
#[cfg(unix)]
fn a_pipe_beside_the_file_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("a.leds"))
        .status()
        .unwrap();
    assert!(made.success());
    let file = folder.path().join("b.bin");
    std::fs::write(&file, [0; 6]).unwrap();
    assert_eq!(hints(&file), []); // and not never
}
