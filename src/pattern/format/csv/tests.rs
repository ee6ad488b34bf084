use super::*;
use crate::problem::Code;

fn decode(text: &str) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.csv");
    let bytes = text.as_bytes();
    Csv.decode(Source { path, bytes }, &ReadOptions::default())
}

fn ms(read: &Decoded) -> Vec<u32> {
    read.frames.durations().iter().map(|d| d.ms()).collect()
}

#[test]
fn columns_may_stand_in_any_order_and_rows_are_sorted() {
    let text = "B_1,FRAME_TIME,G_0,note,R_1,R_0,FRAME_ID,B_0,G_1\n\
                12,40,8,x,10,7,1.5,9,11\n\
                6,20.4,2,,4,1,-1,3,5\n";
    for text in [
        text.replace('\n', "\r\n"),
        format!("\u{feff}# a tree\n\n{text}\n\n"),
    ] {
        assert_eq!(Csv.sniff(text.as_bytes()), Confidence::Exact);
        let read = decode(&text).unwrap();
        assert_eq!(read.frames.rgb(), (1..=12).collect::<Vec<u8>>());
        assert_eq!((ms(&read), read.warnings.len()), (vec![20, 40], 0));
    }
}

#[test]
fn times_may_be_missing_or_seconds() {
    let head = "FRAME_TIME,R_0,G_0,B_0\n";
    assert_eq!(ms(&decode("R_0,G_0,B_0\n1,2,3\n").unwrap()), [20]);
    let read = decode(&format!("{head}0.0333,1,2,3\n0.5,4,5,6\n")).unwrap();
    assert_eq!((ms(&read), read.warnings.len()), (vec![33, 500], 1));
    let read = decode(&format!("{head}0,1,2,3\n,1,2,3\n0.5,1,2,3\n33.33,4,5,6\n")).unwrap();
    assert_eq!((ms(&read), read.warnings.len()), (vec![20, 20, 1, 33], 0));
}

#[test]
fn other_programs_quote_round_and_separate_otherwise() {
    for text in [
        "\"R_1\",\"G_1\",\"B_1\",\"R_2\",\"G_2\",\"B_2\"\n\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"\n",
        "r_0;g_0;b_0;r_1;g_1;b_1;\n1,4;1,5;3,0;4;5;6;\n",
        "R_0\tG_0\tB_0\tR_1\tG_1\tB_1\n1.0\t2\t2.6\t4\t5\t6e0\n",
    ] {
        assert_eq!(Csv.sniff(text.as_bytes()), Confidence::Exact, "{text}");
        let read = decode(text).unwrap();
        assert_eq!(read.frames.rgb(), [1, 2, 3, 4, 5, 6], "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (text, line, says) in [
        ("R_0,G_0\n1,2\n", 1, "column B_0 is missing"),
        (
            "R_0,G_0,B_0,R_2,G_2,B_2\n",
            1,
            "column R_1 is missing; every LED up to 2",
        ),
        ("R_0,G_0,B_0,R_99999999999999999999\n", 2, "no frames"),
        ("R_0,G_0,B_0,B_0\n", 1, "column B_0 is there twice"),
        ("a,b\n", 1, "column R_0 is missing"),
        (
            "R_0,G_0,B_0\n1,2\n",
            2,
            "has 2 cells; the first line names 3",
        ),
        ("R_0,G_0,B_0\n\n1,2,3,4\n", 3, "has 4 cells"),
        ("R_0,G_0,B_0\n1,2,256\n", 2, "'256' is not a colour value"),
        ("R_0,G_0,B_0\n1,,3\n", 2, "'' is not a colour value"),
        ("R_0,G_0,B_0\n1,nan,3\n", 2, "'nan' is not a colour value"),
        ("R_0,G_0,B_0\n1,-1,3\n", 2, "'-1' is not a colour value"),
        ("FRAME_ID,R_0,G_0,B_0\nx,1,2,3\n", 2, "'x' is not a number"),
        (
            "FRAME_TIME,R_0,G_0,B_0\n-5,1,2,3\n",
            2,
            "'-5' is not a duration",
        ),
        ("R_0,G_0,B_0\n", 2, "no frames"),
        ("", 1, "no frames"),
    ] {
        let error = decode(text).unwrap_err();
        assert!(error.to_string().contains(says), "{text}: {error}");
        match error {
            PatternError::CorruptLine { line: at, .. } => assert_eq!(at, line, "{text}"),
            other => assert_eq!(other.code(), Code::PatternEmpty, "{text}"),
        }
    }
}

#[test]
fn other_tables_are_not_taken() {
    for text in [
        "x,y,z\n1,2,3\n",
        "R,G,B\n1,2,3\n",
        "led,x,y,R_0,G_0,B_0,note,more\n",
        "R_0,G_0\n",
        "",
        "# R_0,G_0,B_0\n",
    ] {
        assert_eq!(Csv.sniff(text.as_bytes()), Confidence::No, "{text}");
    }
    let mut wide: String = (0..3000).map(|n| format!("R_{n},G_{n},B_{n},")).collect();
    wide.push('\n');
    assert_eq!(Csv.sniff(wide.as_bytes()), Confidence::Exact);
}
