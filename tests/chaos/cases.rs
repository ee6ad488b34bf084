//! Schedules with a name: those that broke a rule once and were mended, and some that never did. A failing seed of a run
//! becomes a line here.

/// Run with every change: none lasts longer than some seconds.
pub(crate) const MENDED: &[&str] = &[
    // nothing goes wrong
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=nothing keep=1 |",
    "native1 leds=64 frames=40 ms=5 play=1 force=0 before=nothing other=nothing keep=0 |",
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=nothing other=nothing keep=0 |",
    "wled15 leds=60 frames=1 ms=1000 play=1 force=0 before=nothing other=nothing keep=0 |",
    // a piece breaks off, and its rest comes when the upload has long gone on
    "native leds=256 frames=130 ms=20 play=1 force=0 before=old other=nothing keep=1 | drop:1:0@patch#2",
    "native leds=256 frames=130 ms=20 play=1 force=0 before=nothing other=nothing keep=0 | late:50:2500@patch#1",
    // an answer is lost
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=old other=nothing keep=0 | reset:2:0@info#2",
    "wled leds=16 frames=2 ms=50 play=1 force=0 before=old other=nothing keep=1 | truncated:50:0@list#1",
    // bits that flip on the way are noticed
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=nothing keep=1 | flip-request:500:3@patch#1",
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=nothing keep=1 | flip-reply:500:3@read-back#1",
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=nothing other=nothing keep=0 | flip-request:500:3@upload#1",
    "wled15 leds=60 frames=1 ms=1000 play=1 force=0 before=nothing other=nothing keep=1 | busy:2:0@save#1",
    // the address passes to another device
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=nothing keep=1 | address:0:0@2",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=same keep=0 | address-back:3:0@2",
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=same keep=1 | address-back:3:0@patch#1",
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=old keep=1 | address-back:4:0@list#1",
    "native leds=64 frames=100 ms=20 play=1 force=0 before=old other=nothing keep=1 | address:0:0@read-back#1",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=same keep=0 | address:0:0@play#1",
    "wled leds=16 frames=2 ms=50 play=1 force=0 before=nothing other=nothing keep=0 | address-back:2:0@upload#1",
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=nothing other=nothing keep=0 | address:0:0@upload#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=1 before=nothing other=old keep=1 | address:0:0@save#1",
    "wled15 leds=10 frames=1 ms=1000 play=0 force=0 before=nothing other=nothing keep=0 | address-back:3:0@save#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=0 before=same other=same keep=1 | address-back:2:0@2",
    // the rest of a request arrives late
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=nothing other=nothing keep=0 | late:50:2500@upload#1",
    "native leds=64 frames=100 ms=20 play=0 force=0 before=old other=nothing keep=0 | late:100:1203@create#1",
    // the reply to another request is taken for an answer
    "native leds=64 frames=100 ms=20 play=1 force=0 before=old other=nothing keep=1 | doubled:1:0@create#1",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=same keep=1 | stale:0:0@create#1",
    "native leds=8 frames=3 ms=20 play=1 force=1 before=old other=old keep=1 | stale:0:0@head#1",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=same other=same keep=1 | stale:0:0@list#1",
    "native1 leds=8 frames=3 ms=5 play=1 force=0 before=old other=same keep=1 | doubled:1:0@upload#1",
    "native1 leds=64 frames=100 ms=5 play=1 force=0 before=same other=old keep=1 | stale:0:0@status#2",
    "wled leds=256 frames=60 ms=50 play=1 force=0 before=old other=nothing keep=1 | stale:0:0@info#2",
    "wled leds=100 frames=12 ms=50 play=1 force=1 before=old other=old keep=1 | stale:0:0@effects#1",
    // a bit flips in an answer, or in a preset on its way
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=old keep=1 | flip-reply:637:3@list#1",
    "native1 leds=64 frames=100 ms=5 play=1 force=1 before=old other=same keep=0 | flip-reply:324:6@status#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=0 before=old other=nothing keep=1 | flip-reply:56:5@save#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=0 before=old other=nothing keep=0 | flip-reply:919:1@info#1",
    "wled15 leds=10 frames=1 ms=1000 play=1 force=0 before=old other=nothing keep=1 | flip-request:205:5@save#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=0 before=nothing other=nothing keep=1 | flip-request:12:6@save#1",
    // first contact
    "native1 leds=64 frames=40 ms=5 play=1 force=0 before=nothing other=same keep=0 | refuse:2104:1@status#1",
    "wled leds=256 frames=60 ms=50 play=1 force=0 before=nothing other=same keep=1 | refuse:1946:0@info#1",
    // found in the two thousand, and mended
    "wled leds=16 frames=2 ms=50 play=1 force=0 before=old other=same keep=0 | address-back:2:0@list#1 truncated:5:0@4",
    "wled leds=16 frames=2 ms=50 play=1 force=1 before=old other=old keep=0 | address:0:0@delete#1",
    "wled leds=100 frames=12 ms=50 play=1 force=0 before=old other=old keep=0 | address-back:2:0@delete#1",
    "wled leds=256 frames=60 ms=50 play=0 force=0 before=old other=nothing keep=0 | address-back:3:0@upload#1",
    "wled leds=256 frames=60 ms=50 play=1 force=0 before=old other=same keep=0 | address-back:1:0@change#1",
    "wled leds=16 frames=2 ms=50 play=1 force=1 before=old other=nothing keep=0 | late:50:2010@upload#1 address-back:5:0@state#3",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=0 before=old other=same keep=0 | address-back:1:0@change#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=1 before=old other=old keep=0 | delay:1951:0@presets#1 address-back:2:0@10",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=1 before=old other=old keep=1 | flip-reply:935:6@save#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=1 before=nothing other=old keep=1 | flip-request:381:1@save#1",
    "wled leds=16 frames=2 ms=50 play=1 force=0 before=nothing other=same keep=0 | address-back:1:0@7",
    "wled15 leds=60 frames=1 ms=1000 play=1 force=0 before=nothing other=nothing keep=0 | flip-request:316:1@save#1 address:0:0@18",
    "native1 leds=8 frames=3 ms=5 play=1 force=0 before=nothing other=same keep=0 | flip-request:174:1@upload#1",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=same keep=0 | reset:2:0@rename#1 busy:9:0@12",
    // what is seldom drawn: without one of the remedies only these fail
    "wled leds=100 frames=12 ms=50 play=0 force=1 before=nothing other=same keep=0 | flip-request:500:3@upload#1 address:0:0@read-back#1",
    "wled leds=100 frames=12 ms=50 play=1 force=1 before=nothing other=same keep=0 | flip-request:500:3@upload#1 address-back:2:0@read-back#1",
    "wled leds=256 frames=60 ms=50 play=1 force=0 before=nothing other=same keep=0 | address-back:3:0@4",
    "native leds=64 frames=100 ms=20 play=1 force=0 before=old other=nothing keep=1 | late:5:1103@create#1 busy:1:0@withdraw#1 stale:0:0@withdraw#1",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=nothing keep=0 | refuse:3000:0@status#1",
    "native1 leds=8 frames=3 ms=5 play=1 force=0 before=same other=nothing keep=0 | refuse:3000:1@status#1",
    "wled leds=16 frames=2 ms=50 play=0 force=1 before=nothing other=same keep=1 | flip-request:245:5@upload#1",
    "native leds=256 frames=130 ms=20 play=1 force=1 before=old other=nothing keep=1 | busy:3:1@read-back#1",
    "native leds=8 frames=3 ms=20 play=0 force=0 before=nothing other=old keep=1 | flip-request:520:1@rename#1",
    "native leds=64 frames=100 ms=20 play=0 force=1 before=same other=old keep=1 | late:0:2168@create#1",
    "native leds=64 frames=100 ms=20 play=1 force=0 before=nothing other=same keep=0 | late:50:1978@create#1 address:0:0@8",
    "native1 leds=64 frames=100 ms=5 play=1 force=0 before=old other=same keep=0 | flip-reply:193:1@status#1",
];

/// The same, of devices that are silent for long or for ever.
pub(crate) const MENDED_LONG: &[&str] = &[
    // first contact
    "wled15 leds=200 frames=1 ms=1000 play=0 force=0 before=old other=old keep=0 | silence:14814:0@effects#1",
    // a device that stops answering for ever
    "wled leds=100 frames=12 ms=50 play=0 force=0 before=old other=nothing keep=1 | endless:0:1@read-back#1",
    "native leds=64 frames=100 ms=20 play=1 force=1 before=nothing other=nothing keep=0 | endless:0:0@read-back#1",
    "native leds=8 frames=3 ms=20 play=0 force=0 before=old other=same keep=1 | endless:0:0@patch#1",
    "native1 leds=64 frames=40 ms=5 play=1 force=0 before=old other=old keep=0 | endless:0:0@upload#1",
    "wled leds=256 frames=60 ms=50 play=0 force=0 before=nothing other=old keep=0 | endless:0:1@upload#1",
    "wled15 leds=200 frames=1 ms=1000 play=1 force=0 before=old other=old keep=0 | endless:0:1@save#1",
    // a preset is saved, and then nothing comes any more
    "wled15 leds=10 frames=1 ms=1000 play=1 force=0 before=old other=old keep=1 | silence:11655:1@save#1 address:0:0@19 endless:0:1@13",
    "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=old keep=0 | refuse:2528:1@list#1 endless:0:1@patch#1",
    "wled leds=16 frames=2 ms=50 play=1 force=0 before=old other=nothing keep=1 | endless:0:0@change#1 refuse:2907:1@10 refuse:1445:1@upload#1",
    "native1 leds=8 frames=3 ms=5 play=1 force=0 before=nothing other=same keep=0 | flip-request:266:0@upload#1 truncate:1:1@upload#1 endless:0:1@2",
];
