//! One fuzzer for all readers of patterns; `FUZZ_TARGET` names the one that this run is about, as `--as` does, or `any`
//! for whatever recognises the bytes. `FUZZ_LIST=1` prints the names, `FUZZ_SEEDS=folder` writes the first files of a
//! corpus; both end the program. `run.sh` is what people start.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::OnceLock;

mod checks;
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the program uses all of it, the fuzzer only the words of errors"
)]
mod message;
#[allow(
    dead_code,
    unused_imports,
    reason = "the program uses all of it, the fuzzer only what reads"
)]
mod pattern;
#[allow(dead_code, reason = "as above")]
mod problem;
mod seeds;
mod streamed;
mod target;

use target::Target;

/// What this run is about.
static TARGET: OnceLock<Target> = OnceLock::new();

fuzz_target!(init: begin(), |bytes: &[u8]| {
    if let Some(target) = TARGET.get() {
        target.check(bytes);
    }
});

fn begin() {
    if std::env::var_os("FUZZ_LIST").is_some() {
        Target::all().for_each(|target| println!("{}", target.name()));
        std::process::exit(0);
    }
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let Some(target) = Target::all().find(|target| target.name() == name) else {
        eprintln!("there is no fuzz target '{name}'; FUZZ_LIST=1 prints all of them");
        std::process::exit(2);
    };
    if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
        let written = seeds::write(&target, Path::new(&folder));
        let count = written.unwrap_or_else(|error| panic!("the seeds cannot be written: {error}"));
        println!("{count} seeds of {name}");
        std::process::exit(0);
    }
    TARGET.get_or_init(|| target);
}
