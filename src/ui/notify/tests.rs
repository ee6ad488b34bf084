use super::*;

fn notice(n: usize) -> Notice {
    Notice {
        title: format!("Porch {n} fails"),
        body: "Check its power.".into(),
    }
}

const SEVERAL: Several = Several {
    title: |n| format!("{n} alerts"),
    more: |n| format!("and {n} more"),
};

#[test]
fn several_notices_become_one() {
    assert_eq!(joined(Vec::new(), SEVERAL), None);
    assert_eq!(joined(vec![notice(1)], SEVERAL), Some(notice(1)));
    let four = joined((1..=4).map(notice).collect(), SEVERAL).unwrap();
    assert_eq!(four.title, "4 alerts");
    assert_eq!(four.body.lines().count(), 4);
    let all = joined((1..=200).map(notice).collect(), SEVERAL).unwrap();
    assert_eq!(all.title, "200 alerts");
    assert_eq!(all.body.lines().count(), 5);
    assert!(all.body.ends_with("and 196 more"));
}

#[test]
fn names_of_devices_are_no_markup_and_turn_no_text_around() {
    let notice = Notice {
        title: "Por\u{202e}ch fails".into(),
        body: "<a href=\"x\">R&D</a>\nRetry.".into(),
    };
    let (title, body) = cleaned(&notice);
    assert!(!title.contains('\u{202e}'), "{title}");
    assert_eq!(body, "&lt;a href=\"x\"&gt;R&amp;D&lt;/a&gt;\nRetry.");
}
