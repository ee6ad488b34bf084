//! Turns between stores of one home folder, which stand for processes: a lock belongs to an open file.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

fn porch() -> DeviceId {
    DeviceId::stored("a0b1c2d3e4f5")
}

fn ticket(store: &Store) -> TurnTicket {
    store.turn_ticket(&porch(), TurnUse::Upload).unwrap()
}

fn taken(ticket: &mut TurnTicket) -> Option<DeviceTurn> {
    match ticket.try_take().unwrap() {
        TurnAnswer::Taken(turn) => Some(turn),
        TurnAnswer::Held(_) => None,
    }
}

#[test]
fn one_process_has_the_turn_of_a_device_and_others_see_which() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let other = Store::open(home.path()).unwrap();
    let turn = taken(&mut ticket(&store)).unwrap();
    let mut waiting = ticket(&other);
    let TurnAnswer::Held(holder) = waiting.try_take().unwrap() else {
        panic!("two have it");
    };
    let here = TurnHolder {
        pid: Some(std::process::id()),
        purpose: Some(TurnUse::Upload),
    };
    assert_eq!(holder, here);
    assert!(store.is_turn_taken(&porch()) && other.is_turn_taken(&porch()));
    let shed = DeviceId::stored("112233445566");
    let mut elsewhere = other.turn_ticket(&shed, TurnUse::Control).unwrap();
    assert!(taken(&mut elsewhere).is_some(), "another device is free");
    drop(turn);
    assert!(taken(&mut waiting).is_some());
    assert!(!other.is_turn_taken(&porch()) && !other.is_turn_taken(&DeviceId::stored("7")));
}

#[test]
fn the_one_that_waits_comes_before_the_one_that_had_the_turn() {
    let home = tempfile::tempdir().unwrap();
    let busy = Store::open(home.path()).unwrap();
    let patient = Store::open(home.path()).unwrap();
    let turn = taken(&mut ticket(&busy)).unwrap();
    let mut waiting = ticket(&patient);
    assert!(taken(&mut waiting).is_none());
    drop(turn);
    let mut again = ticket(&busy);
    assert!(taken(&mut again).is_none(), "it pushes in front");
    let turn = taken(&mut waiting).unwrap();
    assert!(taken(&mut again).is_none());
    drop(turn);
    assert!(taken(&mut again).is_some());
    // one that stops waiting makes way
    let turn = taken(&mut ticket(&busy)).unwrap();
    let mut gives_up = ticket(&patient);
    assert!(taken(&mut gives_up).is_none());
    drop((gives_up, turn));
    assert!(taken(&mut ticket(&busy)).is_some());
}

#[test]
fn clearing_up_takes_nothing_that_is_held_or_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    for n in 0..50 {
        let id = DeviceId::stored(&format!("{n:012x}"));
        let mut ticket = store.turn_ticket(&id, TurnUse::Stream).unwrap();
        assert!(taken(&mut ticket).is_some());
    }
    let files = || std::fs::read_dir(home.path().join(FOLDER)).unwrap().count();
    assert_eq!(files(), 101);
    let turn = taken(&mut ticket(&store)).unwrap();
    let mut waiting = ticket(&store);
    assert!(taken(&mut waiting).is_none());
    store.prune_turns();
    assert_eq!(files(), 3, "the gate, a turn and a turnstile");
    assert!(taken(&mut ticket(&store)).is_none());
    drop(turn);
    assert!(taken(&mut waiting).is_some());
    store.prune_turns();
    assert_eq!(files(), 1);
}

#[test]
fn many_at_once_with_clearing_up_between_never_have_the_same_turn() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let inside = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for _ in 0..40 {
                    let mut ticket = ticket(&store);
                    let turn = loop {
                        if let Some(turn) = taken(&mut ticket) {
                            break turn;
                        }
                        std::thread::yield_now();
                    };
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    store.prune_turns();
                    assert_eq!(inside.fetch_sub(1, Ordering::SeqCst), 1);
                    drop(turn);
                    done.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(done.load(Ordering::SeqCst), 240);
}

#[test]
#[cfg(unix)]
fn what_lies_there_is_for_its_owner_only_and_names_no_device() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let _turn = taken(&mut ticket(&store)).unwrap();
    let folder = home.path().join(FOLDER);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).unwrap().flatten() {
        assert_eq!(mode(&entry.path()), 0o600);
        assert!(!entry.file_name().to_str().unwrap().contains("a0b1"));
    }
    assert!(
        Store::in_memory()
            .unwrap()
            .turn_ticket(&porch(), TurnUse::Upload)
            .is_none()
    );
}
