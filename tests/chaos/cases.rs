//! Schedules that broke a rule once, one line each; and some of each kind that never did.

/// Run with every change: none may last longer than a minute.
pub(crate) const CASES: &[&str] = &[
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=nothing keep=1 |",
    "native1 leds=64 frames=40 ms=5 play=1 force=0 before=nothing other=nothing keep=0 |",
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=nothing other=nothing keep=0 |",
    "wled15 leds=60 frames=1 ms=1000 play=1 force=0 before=nothing other=nothing keep=0 |",
    "native leds=256 frames=130 ms=20 play=1 force=0 before=old other=nothing keep=1 | drop:1:0@patch#2",
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=old other=nothing keep=0 | reset:2:0@info#2",
];
