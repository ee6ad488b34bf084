use super::super::super::builds::V16;
use super::super::super::flash::Flash;
use super::super::super::segment::Canvas;
use super::*;
use crate::simulator::disk::Disk;

const FROM: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn state() -> State {
    let flash = Flash::on(Disk::open(None, "a", 100_000).unwrap(), &V16, false).unwrap();
    State::boot(
        &V16,
        Canvas {
            w: 3,
            h: 1,
            is_2d: false,
        },
        flash,
    )
    .unwrap()
}

fn shown(state: &mut State, now: Instant) -> Option<Vec<u8>> {
    state
        .streamed(now)
        .map(|shown| shown.iter().map(|rgb| rgb[0]).collect())
}

#[test]
fn every_protocol_puts_its_pixels_where_it_says() {
    let now = Instant::now();
    for (datagram, expected) in [
        (&[1, 2, 2, 9, 0, 0, 0, 8, 0, 0][..], [8, 0, 9]),
        (&[2, 2, 1, 0, 0, 2, 0, 0], [1, 2, 0]),
        (&[3, 2, 1, 0, 0, 0, 2, 0, 0, 0], [1, 2, 0]),
        (&[4, 2, 0, 1, 5, 0, 0, 6, 0, 0], [0, 5, 6]),
        (&[5, 2, 0, 2, 5, 0, 0, 0, 0], [0, 0, 5]),
    ] {
        let mut state = state();
        state.take_realtime(datagram, FROM, now).unwrap();
        assert_eq!(shown(&mut state, now).unwrap(), expected, "{datagram:?}");
    }
}

#[test]
fn a_stream_ends_when_it_says_so_or_says_nothing() {
    let mut state = state();
    let now = Instant::now();
    let at = |ms| now + Duration::from_millis(ms);
    state.take_realtime(&[2, 2, 1, 1, 1], FROM, now).unwrap();
    assert!(shown(&mut state, at(1999)).is_some() && shown(&mut state, at(2000)).is_none());
    state.take_realtime(&[2, 255, 1, 1, 1], FROM, now).unwrap();
    assert!(shown(&mut state, at(9_000_000)).is_some(), "held");
    state.lor = 1;
    assert!(shown(&mut state, now).is_none(), "overridden");
    state.lor = 0;
    state.take_realtime(&[2, 0], FROM, now).unwrap();
    assert!(shown(&mut state, now).is_none());
}

#[test]
fn ddp_shows_a_picture_when_it_is_pushed() {
    let mut state = state();
    let now = Instant::now();
    let part = |flags, offset, red| [flags, 1, 0x0b, 1, 0, 0, 0, offset, 0, 3, red, 0, 0];
    state.take_ddp(&part(0x40, 0, 7), FROM, now).unwrap();
    assert_eq!(
        shown(&mut state, now).unwrap(),
        [7, 0, 0],
        "who never pushes shows at once"
    );
    state.take_ddp(&part(0x41, 3, 8), FROM, now).unwrap();
    state.take_ddp(&part(0x40, 6, 9), FROM, now).unwrap();
    assert_eq!(shown(&mut state, now).unwrap(), [7, 8, 0]);
    state.take_ddp(&part(0x41, 0, 1), FROM, now).unwrap();
    assert_eq!(shown(&mut state, now).unwrap(), [1, 8, 9]);
    assert_eq!(
        state.take_ddp(&part(0x80, 0, 1), FROM, now),
        None,
        "another version"
    );
    assert!(shown(&mut state, now + STAYS).is_none());
}

#[test]
fn datagrams_that_are_too_short_hold_the_leds_and_change_none() {
    let now = Instant::now();
    for (datagram, is_read) in [
        (&[1, 2, 0, 9, 0][..], false),
        (&[1, 2, 0, 9, 0, 0], true),
        (&[2, 2, 9, 0], false),
        (&[2, 2, 9, 0, 0], true),
        // one LED of these three is too short
        (&[3, 2, 9, 0, 0, 0], false),
        (&[3, 2, 9, 0, 0, 0, 0], true),
        (&[4, 2, 0, 0, 9, 0, 0], false),
        (&[4, 2, 0, 0, 9, 0, 0, 0], true),
        (&[5, 2, 0, 0, 9, 0, 0, 0], false),
        (&[5, 2, 0, 0, 9, 0, 0, 0, 0], true),
    ] {
        let mut state = state();
        state.take_realtime(datagram, FROM, now).unwrap();
        let red = if is_read { 9 } else { 0 };
        assert_eq!(shown(&mut state, now).unwrap(), [red, 0, 0], "{datagram:?}");
    }
    let mut state = state();
    let long = [&[2, 2][..], &[9; 1471]].concat();
    assert_eq!(state.take_realtime(&long, FROM, now), None, "too long");
    assert!(shown(&mut state, now).is_none());
}

#[test]
fn ddp_that_carries_no_pixels_is_left_out() {
    let now = Instant::now();
    let taken = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut state = state();
        let mut datagram = vec![0x41, 1, 0x0b, 1, 0, 0, 0, 0, 0, 3, 7, 0, 0];
        change(&mut datagram);
        state.take_ddp(&datagram, FROM, now);
        shown(&mut state, now).map(|shown| shown[0])
    };
    assert_eq!(taken(&|_| {}), Some(7));
    for to in [246, 250, 251] {
        assert_eq!(taken(&|d| d[3] = to), None, "destination {to}");
    }
    for to in [0, 1, 2, 255] {
        assert_eq!(taken(&|d| d[3] = to), Some(7), "destination {to}");
    }
    assert_eq!(taken(&|d| d[0] |= 0x02), None, "a query");
    assert_eq!(taken(&|d| d[0] |= 0x04), None, "a reply");
    assert_eq!(taken(&|d| d[0] = 0x48), None, "storage");
    assert_eq!(taken(&|d| d[0] = 0x49), Some(7), "storage with push");
    assert_eq!(taken(&|d| d[9] = 4), None, "its end is missing");
    assert_eq!(taken(&|d| d.truncate(9)), None, "not even a header");
    assert_eq!(taken(&|d| d.push(9)), Some(7), "longer than it says");
}
