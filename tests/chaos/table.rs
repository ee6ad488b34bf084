//! What many runs have in common: which faults happened where, how the jobs ended, what was wrong, how long it took.

use crate::run::Run;
use crate::schedule::{Dialect, Kind, Mode, What, can_occur};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Share of single transient faults that must end well.
pub(crate) const TRANSIENT_SHARE: f64 = 0.995;

/// Longest time without a sign of life from a job, and what a busy computer adds.
const SIGN_OF_LIFE: Duration = Duration::from_millis(2500);

/// Everything that is told of many runs.
pub(crate) struct Summary {
    mode: Mode,
    runs: usize,
    /// How often each fault happened at each kind of request.
    fired: BTreeMap<(Dialect, Kind, What), u32>,
    /// How often each kind of request was made, in how many runs.
    asked: BTreeMap<(Dialect, Kind), u32>,
    outcomes: BTreeMap<(Dialect, String), u32>,
    /// Runs with exactly one transient fault that happened, and how many ended well.
    transient: (u32, u32),
    /// Without a fault that happened, and how many ended well.
    clean: (u32, u32),
    /// Rules that were broken: how often, and in which runs.
    broken: BTreeMap<&'static str, Vec<String>>,
    /// Transient faults that did not end well.
    unmended: Vec<String>,
    bad: usize,
    longest: Duration,
    longest_overtime: Duration,
    longest_quiet: Duration,
    /// Runs that said nothing for longer than they may.
    too_quiet: u32,
}

impl Summary {
    /// Of runs of that mode.
    pub(crate) fn new(mode: Mode) -> Self {
        Self {
            mode,
            runs: 0,
            fired: BTreeMap::new(),
            asked: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            transient: (0, 0),
            clean: (0, 0),
            broken: BTreeMap::new(),
            unmended: Vec::new(),
            bad: 0,
            longest: Duration::ZERO,
            longest_overtime: Duration::ZERO,
            longest_quiet: Duration::ZERO,
            too_quiet: 0,
        }
    }

    pub(crate) fn add(&mut self, label: &str, run: &Run) {
        self.runs += 1;
        let dialect = run.schedule.dialect;
        for fired in &run.fired {
            *self
                .fired
                .entry((dialect, fired.kind, fired.what))
                .or_default() += 1;
        }
        let kinds: std::collections::BTreeSet<Kind> =
            run.records.iter().map(|record| record.kind).collect();
        for kind in kinds {
            *self.asked.entry((dialect, kind)).or_default() += 1;
        }
        let ended = match run.report.code.as_str() {
            "" => run.report.outcome.clone(),
            code => format!("{} {code}", run.report.outcome),
        };
        *self.outcomes.entry((dialect, ended)).or_default() += 1;
        let went_well = run.report.is_success(dialect);
        let told = format!("{label}: {} => {}", run.schedule, run.line());
        if run.fired.is_empty() {
            self.clean.0 += 1;
            self.clean.1 += u32::from(went_well);
        } else if run.schedule.is_transient() {
            self.transient.0 += 1;
            self.transient.1 += u32::from(went_well);
        }
        if !went_well && (run.schedule.is_transient() || run.fired.is_empty()) {
            self.unmended.push(told.clone());
        }
        for violation in &run.violations {
            self.broken
                .entry(violation.rule)
                .or_default()
                .push(told.clone());
        }
        self.bad += usize::from(run.is_bad());
        self.longest = self.longest.max(run.took);
        self.longest_overtime = self.longest_overtime.max(run.overtime);
        self.longest_quiet = self.longest_quiet.max(run.quiet);
        self.too_quiet += u32::from(run.quiet > SIGN_OF_LIFE);
    }

    /// How many runs broke a rule.
    pub(crate) fn bad(&self) -> usize {
        self.bad
    }

    /// Share of transient faults that ended well; 1 where there were none.
    pub(crate) fn transient_share(&self) -> f64 {
        match self.transient {
            (0, _) => 1.0,
            (all, well) => f64::from(well) / f64::from(all),
        }
    }

    /// Cells that can occur and are empty.
    pub(crate) fn empty_cells(&self) -> Vec<String> {
        let mut empty = Vec::new();
        for (dialect, kind) in self.rows() {
            for what in What::ALL {
                let is_empty = !self.fired.contains_key(&(dialect, kind, what));
                if is_empty && self.is_expected(dialect, kind, what) {
                    empty.push(format!(
                        "{} {} {}",
                        dialect.word(),
                        kind.word(),
                        what.word()
                    ));
                }
            }
        }
        empty
    }

    fn rows(&self) -> Vec<(Dialect, Kind)> {
        self.asked.keys().copied().collect()
    }

    /// Whether such a fault was to happen at such a request: those that jobs send without the help of a fault.
    fn is_expected(&self, dialect: Dialect, kind: Kind, what: What) -> bool {
        let is_usual = Kind::of(dialect).contains(&kind);
        // the address only matters where devices have an identity
        let matters = dialect != Dialect::Native1 || !Mode::Address.draws(what);
        is_usual && matters && self.mode.draws(what) && can_occur(dialect, kind, what)
    }

    /// All of it as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write_faults(&mut text);
        let _ = writeln!(text, "\noutcomes of {} runs:", self.runs);
        for ((dialect, ended), count) in &self.outcomes {
            let _ = writeln!(text, "  {:8} {count:5} {ended}", dialect.word());
        }
        let (all, well) = self.transient;
        let share = 100.0 * self.transient_share();
        let _ = writeln!(
            text,
            "one transient fault that happened: {well} of {all} well, {share:.2} %"
        );
        let (all, well) = self.clean;
        let _ = writeln!(text, "no fault happened: {well} of {all} well");
        let _ = writeln!(
            text,
            "longest job {:.1} s; after the last byte {:.1} s; without a word {:.1} s ({} runs over {:.1} s)",
            self.longest.as_secs_f64(),
            self.longest_overtime.as_secs_f64(),
            self.longest_quiet.as_secs_f64(),
            self.too_quiet,
            SIGN_OF_LIFE.as_secs_f64()
        );
        let _ = writeln!(text, "\nrules broken in {} runs:", self.bad);
        for (rule, runs) in &self.broken {
            let _ = writeln!(text, "  {rule}: {}", runs.len());
        }
        for (rule, runs) in &self.broken {
            for run in runs {
                let _ = writeln!(text, "[{rule}] {run}");
            }
        }
        for run in &self.unmended {
            let _ = writeln!(text, "[not well] {run}");
        }
        text
    }

    fn write_faults(&self, text: &mut String) {
        let width = |what: What| what.word().len().max(5) + 1;
        let _ = write!(text, "{:20}", "");
        for what in What::ALL {
            let _ = write!(text, "{:>w$}", what.word(), w = width(what));
        }
        let _ = writeln!(text, "   runs");
        for (dialect, kind) in self.rows() {
            let _ = write!(text, "{:20}", format!("{} {}", dialect.word(), kind.word()));
            for what in What::ALL {
                let count = self.fired.get(&(dialect, kind, what));
                let cell = match count {
                    Some(count) => count.to_string(),
                    None if self.is_expected(dialect, kind, what) => "EMPTY".into(),
                    None => ".".into(),
                };
                let _ = write!(text, "{cell:>w$}", w = width(what));
            }
            let _ = writeln!(text, "  {:5}", self.asked[&(dialect, kind)]);
        }
    }
}
