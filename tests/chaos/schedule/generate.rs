//! Schedules from seeds. Neighbouring seeds meet neighbouring cells of the table of faults and requests, so that as many
//! seeds as there are cells meet each.

use super::{Before, Dialect, Fault, Kind, Position, Random, Schedule, What, can_occur};

/// What kinds of schedules are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Exactly one fault that passes by itself.
    Single,
    /// None to three faults of all kinds.
    Any,
    /// The two in turn.
    Both,
    /// The same, but without endless silence, and with short ones: none should last longer than a minute.
    Quick,
    /// Changes of address alone: each request, for ever and for one to three requests, with all that may lie on the other device.
    Address,
}

impl std::str::FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "single" => Ok(Self::Single),
            "any" => Ok(Self::Any),
            "both" => Ok(Self::Both),
            "quick" => Ok(Self::Quick),
            "address" => Ok(Self::Address),
            _ => Err(format!(
                "'{text}' is not single, any, both, quick or address"
            )),
        }
    }
}

/// Longest silence of a schedule that is to be quick, in ms.
const QUICK_SILENCE: u32 = 6000;
/// A stride that meets every cell: a prime that is larger than their number.
const STRIDE: u64 = 7919;

impl Mode {
    /// Whether such schedules have faults of that kind.
    pub(crate) fn draws(self, what: What) -> bool {
        match self {
            Self::Single => what.is_transient(),
            Self::Any | Self::Both => true,
            Self::Quick => !matches!(what, What::Endless | What::Abandoned),
            Self::Address => matches!(what, What::Address | What::AddressBack),
        }
    }
}

/// Every fault at every request that it can happen at, of the kinds that `mode` draws from.
pub(crate) fn cells(mode: Mode) -> Vec<(Dialect, Kind, What)> {
    let mut cells = Vec::new();
    for dialect in Dialect::ALL {
        for kind in Kind::of(dialect) {
            let whats = What::ALL.into_iter().filter(|what| mode.draws(*what));
            for what in whats.filter(|what| can_occur(dialect, *kind, *what)) {
                let cell = (dialect, *kind, what);
                cells.extend(std::iter::repeat_n(cell, weight(*kind, what)));
            }
        }
    }
    cells
}

/// How often a cell stands in the table: those whose numbers decide what happens are tried more often.
fn weight(kind: Kind, what: What) -> usize {
    let stores = matches!(kind, Kind::Create | Kind::Patch | Kind::Upload | Kind::Save);
    match what {
        What::Late if stores => 6,
        What::FlipRequest | What::Refuse => 2,
        What::Address | What::AddressBack => 2,
        _ => 1,
    }
}

/// The schedule of a seed.
pub(crate) fn generate(seed: u64, mode: Mode) -> Schedule {
    let mut schedule = generate_whole(seed, mode);
    if mode == Mode::Quick {
        hurry(&mut schedule);
    }
    schedule
}

fn generate_whole(seed: u64, mode: Mode) -> Schedule {
    let (seed, mode) = match mode {
        Mode::Both | Mode::Quick if seed.is_multiple_of(2) => (seed / 2, Mode::Single),
        Mode::Both => (seed / 2, Mode::Any),
        Mode::Quick => (seed / 2, Mode::Quick),
        mode => (seed, mode),
    };
    let mut random = Random::new(seed.wrapping_mul(8).wrapping_add(mode as u64));
    if mode == Mode::Address {
        return address(seed, &mut random);
    }
    let cells = cells(mode);
    let at = (seed.wrapping_mul(STRIDE) % cells.len() as u64) as usize;
    let (dialect, kind, what) = cells[at];
    let mut schedule = options(dialect, &mut random);
    suit(&mut schedule, kind, what);
    let nth = if what.is_of_the_device(dialect) {
        1
    } else if what == What::Stale && matches!(kind, Kind::Status | Kind::Info) {
        2 // the first reply of all has none before it
    } else {
        nth(kind, &schedule, &mut random)
    };
    let first = fault(&mut random, what, kind, Position::NthOf(kind, nth));
    schedule.faults.push(first);
    if mode != Mode::Single {
        more(&mut schedule, mode, &mut random);
    }
    schedule
}

/// Cuts long silences short, and clients that would wait for an answer off at once.
fn hurry(schedule: &mut Schedule) {
    for fault in &mut schedule.faults {
        match fault.what {
            What::Silence => fault.a = fault.a.min(QUICK_SILENCE),
            What::Abandoned => fault.what = What::Late,
            _ => {}
        }
    }
}

/// Up to two more faults, or none at all.
fn more(schedule: &mut Schedule, mode: Mode, random: &mut Random) {
    let count = random.pick(&[0, 1, 1, 1, 1, 2, 2, 2, 3, 3]);
    if count == 0 {
        schedule.faults.clear();
    }
    while schedule.faults.len() < count {
        let kind = random.pick(Kind::of(schedule.dialect));
        let what = random.pick(&What::ALL);
        if !mode.draws(what) || !can_occur(schedule.dialect, kind, what) {
            continue;
        }
        let at = if what.is_of_the_device(schedule.dialect) {
            Position::NthOf(kind, 1) // it has no clock
        } else if random.chance(50) {
            Position::Nth(random.range(1, 20))
        } else {
            Position::NthOf(kind, random.range(1, 3))
        };
        let fault = fault(random, what, kind, at);
        schedule.faults.push(fault);
    }
}

/// Which one of its kind, from 1.
fn nth(kind: Kind, schedule: &Schedule, random: &mut Random) -> u32 {
    match kind {
        Kind::Status | Kind::Info if schedule.dialect != Dialect::Native1 => {
            random.pick(&[1, 1, 2, 2, 3, 4])
        }
        Kind::Status | Kind::State | Kind::Presets => random.pick(&[1, 1, 2]),
        Kind::Patch if schedule.wire(0).len() > 64 << 10 => random.pick(&[1, 2, 3, 4]),
        _ => 1,
    }
}

/// Everything but the faults.
fn options(dialect: Dialect, random: &mut Random) -> Schedule {
    let (leds, frames, ms) = match dialect {
        Dialect::Native => random.pick(&[(8, 3, 20), (64, 100, 20), (256, 130, 20)]),
        Dialect::Native1 => random.pick(&[(8, 3, 5), (64, 40, 5), (64, 100, 5)]),
        Dialect::Wled => random.pick(&[(16, 2, 50), (100, 12, 50), (256, 60, 50)]),
        Dialect::Wled15 => random.pick(&[(10, 1, 1000), (60, 1, 1000), (200, 1, 1000)]),
    };
    Schedule {
        dialect,
        leds,
        frames,
        ms,
        play: random.chance(80),
        force: random.chance(25),
        before: random.pick(&[
            Before::Nothing,
            Before::Nothing,
            Before::Old,
            Before::Old,
            Before::Same,
        ]),
        other: random.pick(&Before::ALL),
        keep: random.chance(50),
        faults: Vec::new(),
    }
}

/// Makes the options such that the request happens.
fn suit(schedule: &mut Schedule, kind: Kind, what: What) {
    match kind {
        Kind::Play | Kind::Change | Kind::Socket | Kind::State => schedule.play = true,
        Kind::Create | Kind::Head | Kind::Patch | Kind::Rename | Kind::Upload | Kind::Save
            if !schedule.force && schedule.before == Before::Same =>
        {
            schedule.before = Before::Old;
        }
        Kind::List if schedule.dialect == Dialect::Native => schedule.force = false,
        Kind::Delete => {
            schedule.before = Before::Old;
            schedule.play = true;
        }
        Kind::Presets if schedule.dialect == Dialect::Wled => {
            // asked before an earlier version is deleted
            schedule.before = Before::Old;
            schedule.play = true;
        }
        _ => {}
    }
    if matches!(what, What::Doubled | What::Stale) {
        schedule.keep = true;
    }
}

/// A fault with its numbers.
fn fault(random: &mut Random, what: What, kind: Kind, at: Position) -> Fault {
    let (a, b) = match what {
        What::Drop | What::Reset => (random.range(0, 2), 0),
        What::HalfClose | What::Stale | What::Address => (0, 0),
        What::Truncated => (random.pick(&[0, 5, 20, 50, 80, 95, 99]), 0),
        What::Doubled => (random.range(0, 1), 0),
        What::FlipRequest | What::FlipReply => (random.range(0, 999), random.range(0, 7)),
        What::Late => {
            // half of them when all seems to be over, and before a device gives the connection up
            let soon = random.chance(50);
            let ms = if soon {
                random.range(50, 1500)
            } else {
                random.range(1500, 2900)
            };
            (random.pick(&[0, 5, 10, 30, 50, 50, 70, 90, 100]), ms)
        }
        What::Abandoned => (0, random.range(0, 2500)),
        What::Refuse => (random.range(200, 3000), random.range(0, 1)),
        What::Silence => (random.range(300, 15_000), random.range(0, 1)),
        What::Busy => (random.range(1, 3), random.pick(&[0, 0, 1, 2])),
        What::Delay => (random.range(50, 2500), 0),
        What::Slice => (random.range(1, 40), 0),
        What::Rate => (random.range(20, 300), 0),
        What::AddressBack => (random.range(1, 6), 0),
        What::Endless => (0, random.range(0, 1)),
        // one that is full for good says so when it is asked how it is
        What::FullDisk => (u32::from(!matches!(kind, Kind::Status | Kind::Info)), 0),
        What::Lie => (random.range(0, 1), 0),
        What::Truncate => (random.range(0, 1), random.pick(&[0, 1, 100, 2000])),
    };
    Fault { what, a, b, at }
}

/// The table of address changes: device, request, how long, what lies on the other device; one seed, one cell.
fn address(seed: u64, random: &mut Random) -> Schedule {
    let dialects = [Dialect::Native, Dialect::Wled, Dialect::Wled15];
    let digit = |of: &mut u64, base: u64| {
        let digit = *of % base;
        *of /= base;
        digit as usize
    };
    let mut rest = seed;
    let dialect = dialects[digit(&mut rest, 3)];
    let requests = [0, 1, 2, 3][digit(&mut rest, 4)];
    let other = [Before::Same, Before::Nothing][digit(&mut rest, 2)];
    let at = Position::Nth(2 + rest as u32);
    let what = if requests == 0 {
        What::Address
    } else {
        What::AddressBack
    };
    let fault = Fault {
        what,
        a: requests,
        b: 0,
        at,
    };
    Schedule {
        play: true,
        force: false,
        before: random.pick(&[Before::Nothing, Before::Same]),
        other,
        keep: random.chance(50),
        faults: vec![fault],
        ..options(dialect, random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_reads_back_as_it_is_printed() {
        for mode in [
            Mode::Single,
            Mode::Any,
            Mode::Both,
            Mode::Quick,
            Mode::Address,
        ] {
            for seed in 0..500 {
                let schedule = generate(seed, mode);
                assert_eq!(schedule.to_string().parse(), Ok(schedule.clone()));
                assert_eq!(schedule, generate(seed, mode));
                assert!(mode != Mode::Single || schedule.is_transient());
                assert!(mode != Mode::Quick || schedule.faults.iter().all(|f| mode.draws(f.what)));
            }
        }
        assert!("native leds=1 |".parse::<Schedule>().is_err());
        assert!("drop:1:1@nowhere#1".parse::<Fault>().is_err());
    }

    #[test]
    fn as_many_seeds_as_cells_meet_every_cell() {
        let cells = cells(Mode::Single);
        let mut met = std::collections::BTreeSet::new();
        for seed in 0..cells.len() as u64 {
            let schedule = generate(seed, Mode::Single);
            let Position::NthOf(kind, _) = schedule.faults[0].at else {
                panic!("{schedule}");
            };
            met.insert((schedule.dialect, kind, schedule.faults[0].what));
        }
        let all: std::collections::BTreeSet<_> = cells.into_iter().collect();
        assert_eq!(met, all);
    }
}
