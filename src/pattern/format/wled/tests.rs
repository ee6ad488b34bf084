use super::*;
use crate::problem::Code;

fn decode(text: &str) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.json");
    let bytes = text.as_bytes();
    Wled.decode(Source { path, bytes }, &ReadOptions::default())
}

fn rgb(text: &str) -> Vec<u8> {
    decode(text).unwrap().frames.rgb().to_vec()
}

const R: [u8; 3] = [255, 0, 0];
const G: [u8; 3] = [0, 255, 0];
const DARK: [u8; 3] = [0; 3];

#[test]
fn colours_go_to_the_led_the_range_or_the_next_one() {
    for (list, colours) in [
        (r#"["FF0000","00FF00"]"#, vec![R, G]),
        (r##"[1,"#ff0000",[0,255,0]]"##, vec![DARK, R, G]),
        (r#"[0,3,"FF0000",1,"00ff0000"]"#, vec![R, G, R]),
        (r#"[0,2,[255],[0,255]]"#, vec![R, R, G]),
        (r#"[2,1,"ff0000"]"#, vec![DARK, DARK, R]),
        (r#"[0,9,2,"ff0000",7]"#, vec![R, R]),
        (r#"[-1,"ff0000"]"#, vec![DARK, R]),
    ] {
        let text = format!(r#"{{"on":true,"seg":{{"i":{list}}}}}"#);
        assert_eq!(Wled.sniff(text.as_bytes()), Confidence::Exact);
        assert_eq!(rgb(&text), colours.concat(), "{list}");
    }
    let white = decode(r#"{"seg":[{"i":["FF000001",[0,255,0,9]]}]}"#).unwrap();
    assert_eq!(white.frames.rgb(), [R, G].concat());
    assert_eq!(white.warnings.len(), 1);
}

#[test]
fn segments_have_their_place_on_the_strip_or_matrix() {
    let text = r#"{"seg":[{"id":0,"start":0,"stop":2,"i":["FF0000","FF0000","FF0000"]},
        {"start":3,"len":2,"i":[1,"00FF00"]},{"start":5,"stop":6,"fx":9},{"stop":0},true]}"#;
    let read = decode(text).unwrap();
    assert_eq!(read.frames.rgb(), [R, R, DARK, DARK, G].concat());
    assert_eq!((read.order, read.warnings.len()), (PixelOrder::Strip, 1));
    let text = r#"{"seg":[{"start":0,"stop":2,"startY":0,"stopY":2,"i":["FF0000","FF0000","00FF00"]},
        {"start":1,"stop":3,"startY":1,"stopY":3,"i":[0,"00FF00",3,"FF0000"],"rev":true}]}"#;
    let read = decode(text).unwrap();
    let rows = [[R, R, DARK], [G, G, DARK], [DARK, DARK, R]];
    assert_eq!(read.frames.rgb(), rows.concat().concat());
    assert_eq!(
        (read.matrix, read.order),
        (Matrix::new(3, 3), PixelOrder::Grid)
    );
    assert!(read.warnings[0].to_string().contains("reversed"));
}

#[test]
fn states_behind_each_other_are_one_picture() {
    let text = "{\"seg\":{\"i\":[0,2,\"FF0000\"]}}\n{\"seg\":{\"i\":[1,4,\"00FF00\"]}}\n";
    assert_eq!(rgb(text), [R, G, G, G].concat());
    let text = r#"{"seg":{"start":0,"stop":2,"startY":0,"stopY":2,"i":["FF0000"]}} {"seg":{"i":[3,9,"00FF00"]}}"#;
    assert_eq!(rgb(text), [R, DARK, DARK, G].concat());
}

#[test]
fn presets_that_paint_are_offered_and_chosen_by_name_or_number() {
    let text = r#"{"0":{},"7":{"n":"Sun","seg":{"i":["FF0000"]}},"3":true,"5":null,"fx":"x",
        "4":{"n":"Rainbow","seg":[{"fx":9}]},"2":{"n":"Leaf","seg":[{"i":["00FF00"]}]},
        "9":{"seg":{"i":["00FF00","FF0000"]}},"251":{"seg":{"i":["FF0000"]}}}"#;
    assert_eq!(Wled.sniff(text.as_bytes()), Confidence::Exact);
    let path = std::path::Path::new("presets.json");
    let options = ReadOptions::default();
    let opened = crate::pattern::read_bytes(path, text.as_bytes().into(), &options).unwrap();
    let said = opened.pattern.warnings[0].to_string();
    assert!(
        said.contains("2 more presets") && said.contains("7 (Sun), 9"),
        "{said}"
    );
    assert!(!opened.certain && opened.candidates.len() == 3);
    let reason = opened.candidates[1].reasons[0].text.to_string();
    assert!(reason.contains("7 (Sun)"), "{reason}");
    for (index, colours) in [(0, vec![G]), (1, vec![R]), (2, vec![G, R])] {
        let candidate = &opened.candidates[index];
        let reading = opened.reading(index).unwrap().hold().unwrap();
        assert_eq!(reading.frames.rgb(), colours.concat());
        assert_eq!(candidate.pixels.as_deref(), Some(&colours.concat()[..]));
    }
    for (name, colours) in [("Sun", vec![R]), ("9", vec![G, R]), ("2", vec![G])] {
        let array = Some(name.to_owned());
        let chosen = opened
            .reread(&ReadOptions {
                array,
                ..options.clone()
            })
            .unwrap();
        assert!(chosen.certain && chosen.candidates.len() == 1, "{name}");
        assert_eq!(
            chosen.pattern.hold().unwrap().frames.rgb(),
            colours.concat()
        );
        let remembered = Some(chosen.as_remembered());
        let again = opened
            .reread(&ReadOptions {
                remembered,
                ..options.clone()
            })
            .unwrap();
        assert_eq!((again.content(), again.certain), (chosen.content(), true));
    }
    let array = Some("Moon".to_owned());
    let error = opened
        .reread(&ReadOptions { array, ..options })
        .unwrap_err();
    assert!(
        error.to_string().contains("2 (Leaf), 7 (Sun), 9"),
        "{error}"
    );
}

#[test]
fn names_that_are_numbers_or_there_twice_select_nothing_else() {
    let text = r#"{"4":{"n":"12","seg":{"i":["FF0000"]}},"12":{"n":"A","seg":{"i":["00FF00"]}},
        "13":{"n":"A","seg":{"i":["00FF00","FF0000"]}}}"#;
    let path = std::path::Path::new("presets.json");
    let options = ReadOptions::default();
    let opened = crate::pattern::read_bytes(path, text.as_bytes().into(), &options).unwrap();
    let keys = opened
        .candidates
        .iter()
        .map(|c| c.selection.array.clone().unwrap());
    assert_eq!(keys.collect::<Vec<_>>(), ["4", "12", "13"]);
    for (index, colours) in [(1, vec![G]), (2, vec![G, R])] {
        let reading = opened.reading(index).unwrap().hold().unwrap();
        assert_eq!(reading.frames.rgb(), colours.concat());
    }
    let said = opened.settled().unwrap_err().to_string();
    assert!(
        said.contains("in 3 ways: 1 frame of 1 LED (4), 1 frame of 1 LED (12)"),
        "{said}"
    );
}

#[test]
fn the_only_picture_is_certain_and_a_state_may_have_presets_beside_it() {
    let one = decode(r#"{"1":{"n":"A","seg":{"i":["00FF00"]}}}"#).unwrap();
    assert!(one.certain && one.warnings.is_empty() && one.candidates.is_empty());
    assert_eq!(
        rgb(r#"{"state":{"seg":[{"i":["00FF00"]}]},"info":{"seg":1}}"#),
        G
    );
    let both = decode(r#"{"seg":{"i":["00FF00"]},"4":{"seg":{"i":["FF0000"]}}}"#).unwrap();
    assert!(!both.certain && both.candidates.len() == 2);
    assert_eq!(both.frames.rgb(), G);
}

#[test]
fn what_paints_nothing_or_wrongly_is_refused() {
    let code = |text: &str| decode(text).unwrap_err().code();
    for text in [
        r#"{"on":true,"seg":[{"fx":3,"i":[]}]}"#,
        r#"{"1":{"n":"x","seg":{"i":[4]}}}"#,
        "{}",
    ] {
        assert_eq!(code(text), Code::PatternEmpty, "{text}");
    }
    for list in [
        r#"["red"]"#,
        r#"["ff00"]"#,
        "[0,[1,2,3,4,5]]",
        "[0,[256,0,0]]",
        "[0,true]",
        "[1.5]",
        r#"[65535,"ff0000"]"#,
        r#"[0,65536,"ff0000"]"#,
        "\"i\"",
        "[0",
    ] {
        let text = format!(r#"{{"seg":{{"i":{list}}}}}"#);
        assert_eq!(code(&text), Code::PatternCorrupt, "{list}");
    }
    let long = format!("{{\"seg\":{{\"i\":[]}}}}{}", " ".repeat(4 << 20));
    assert_eq!(code(&long), Code::PatternTooLarge);
    let lit = rgb(r#"{"seg":{"i":[0,65535,"ff0000"]}}"#);
    assert_eq!(lit.len(), 65_535 * 3);
}

#[test]
fn other_json_is_not_taken() {
    assert_eq!(Wled.sniff(b"{\"seg\": 1}"), Confidence::No);
    assert_eq!(Wled.sniff(b"[{\"seg\":{\"i\":[]}}]"), Confidence::No);
    assert_eq!(Wled.sniff(b"{\"on\":true,\"seg\":[]}"), Confidence::Likely);
}
