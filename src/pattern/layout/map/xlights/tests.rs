//! Models of xLights.

use super::super::{MapFile, MapOptions, View, read_map};

fn read(text: &str, change: impl FnOnce(&mut MapOptions)) -> Result<MapFile, String> {
    let mut options = MapOptions::default();
    change(&mut options);
    read_map(text.as_bytes(), &options).map_err(|error| error.to_string())
}

fn alone(text: &str) -> String {
    read(text, |_| {}).unwrap().map.to_text()
}

fn wrong(text: &str) -> String {
    read(text, |_| {}).unwrap_err()
}

const SHOW: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xrgb><models>
 <model DisplayAs="Custom" name="Star &amp; Moon" parm1="3" parm2="2" CustomModel="1,,2;,3,"><subModel name="Custom" line0="1-2"/></model>
 <model DisplayAs="Tree 360" name="Mega Tree" parm1="16" parm2="50"/>
 <model name="Cane" DisplayAs="Custom" CustomWidth="2" CustomHeight="4" CustomModelCompressed="3,0,1;2,1,0;1,3,0"/>
</models><modelGroups><modelGroup name="All" models="Cane"/></modelGroups></xrgb>"#;

#[test]
fn a_custom_model_keeps_its_grid() {
    let small = |attributes: &str| {
        alone(&format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<custommodel \nname=\"Small\" parm1=\"4\" parm2=\"3\" Depth=\"1\" {attributes} >\n</custommodel>\n"
        ))
    };
    let expected = "4x3:1,6,9,4";
    assert_eq!(small("CustomModel=\",1,,;4,,2,;,3,,\""), expected);
    assert_eq!(small("CustomModel=\",1; 4 , ,2 ;,3\""), expected);
    assert_eq!(
        small("CustomModel=\"-1,1,0,-1;4,-1,2,-1;-1,3,-1,-1\""),
        expected
    );
    assert_eq!(
        small("CustomModelCompressed=\"1,0,1;2,1,2;4,1,0;3,2,1;\""),
        expected
    );
    assert_eq!(
        small("CustomModel=\"9\" CustomModelCompressed=\"1,0,1;2,1,2;3,2,1;4,1,0\""),
        expected
    );
    assert_eq!(
        alone(
            "<models type='exported'><model DisplayAs='Custom' name='a' CustomModel='1,2;,3'/></models>"
        ),
        "2x2:0,1,3"
    );
}

#[test]
fn a_node_that_is_missing_has_no_place_and_the_first_of_two_cells_counts() {
    assert_eq!(alone("<custommodel CustomModel='1,3'/>"), "2x1:0,-,1");
    let twice = read("<custommodel CustomModel='1,2,1'/>", |_| {}).unwrap();
    assert_eq!(twice.map.to_text(), "3x1:0,1");
    assert!(
        twice.notes[0].to_string().contains("first"),
        "{:?}",
        twice.notes
    );
}

#[test]
fn a_model_of_a_show_is_chosen_by_name() {
    let error = wrong(SHOW);
    assert!(
        error.contains("Star & Moon") && error.contains("Cane"),
        "{error}"
    );
    let named = |name: &str| {
        let options = MapOptions {
            model: Some(name.into()),
            ..MapOptions::default()
        };
        read_map(SHOW.as_bytes(), &options).map_err(|error| error.to_string())
    };
    assert_eq!(named("Cane").unwrap().map.to_text(), "2x4:6,2,1");
    assert_eq!(named(" star & moon").unwrap().map.to_text(), "3x2:0,2,4");
    assert!(named("Mega Tree").unwrap_err().contains("Tree 360"));
    assert!(named("can").unwrap_err().contains("Cane, Star"));
    let any = read(SHOW, |options| options.any_model = true).unwrap();
    assert_eq!(any.model.as_deref(), Some("Star & Moon"));
    assert_eq!(any.models, ["Star & Moon", "Cane"]);
}

#[test]
fn layers_are_a_depth() {
    let cube = "<custommodel Depth='2' CustomModel='1,2;3,4|5,6;7,8'/>";
    let from = |view| read(cube, |options| options.view = Some(view)).unwrap();
    let side = from(View::Side);
    assert_eq!(side.map.matrix().to_string(), "2x2");
    assert_eq!(side.views.len(), 3);
    let packed = "<custommodel Depth='2' CustomModelCompressed='1,0,0,0;2,0,1,0;3,1,0,0;4,1,1,0;5,0,0,1;6,0,1,1;7,1,0,1;8,1,1,1'/>";
    let packed = read(packed, |options| options.view = Some(View::Side)).unwrap();
    assert_eq!(packed.map, side.map);
}

#[test]
fn a_grid_that_is_much_too_fine_becomes_coarser() {
    let fine = format!(
        "<custommodel parm1='400' parm2='400' CustomModelCompressed='1,0,0;2,0,{}'/>",
        399
    );
    let read = read(&fine, |_| {}).unwrap();
    assert!(read.map.matrix().leds() < 300, "{}", read.map);
    assert!(
        read.notes[0].to_string().contains("400"),
        "{:?}",
        read.notes
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    assert!(wrong("<treemodel name='T' parm1='3'/>").contains("tree"));
    assert!(wrong("<svg width='3'/>").contains("xLights"));
    assert!(wrong("<custommodel\n name='x'").starts_with("Line 1"));
    assert!(wrong("<a>\n</b>").starts_with("Line 2"));
    assert!(wrong("<custommodel CustomModel='1,x'/>").contains("'x'"));
    assert!(wrong("<custommodel CustomModel='1,70000'/>").contains("70000"));
    assert!(wrong("<custommodel CustomModelCompressed='1,2'/>").contains("'1,2'"));
    assert!(wrong("<custommodel CustomModelCompressed='1,0,99999999999'/>").contains("too large"));
    assert!(wrong("<custommodel CustomModel=',,;'/>").contains("No LED has a position"));
}
