//! The codes of everything that can go wrong, in one table: Help, the command line's contract and the tests read it.

/// Every error code there is, with its meaning: one table for the window's Help, the command line and the tests.
pub const CODES: &[(&str, &str)] = &[
    (
        "pattern.unknown_format",
        "the file is no pattern file that is known",
    ),
    (
        "pattern.ambiguous",
        "the file can be read in several ways, and none is certain",
    ),
    ("pattern.truncated", "the file ends too early"),
    ("pattern.corrupt", "the file contradicts itself"),
    ("pattern.empty", "there is nothing in the file"),
    (
        "pattern.too_large",
        "the file or its frames exceed what is read",
    ),
    (
        "pattern.too_many_leds",
        "the pattern has more LEDs than the target",
    ),
    (
        "pattern.too_many_frames",
        "the pattern has more frames than the target takes",
    ),
    ("pattern.cancelled", "somebody stopped reading the file"),
    ("pattern.options", "the options do not suit the file"),
    (
        "layout.unreadable",
        "the file with the places of LEDs cannot be read",
    ),
    ("address.invalid", "that is no address of a device"),
    (
        "address.unresolved",
        "the name was not found on the network",
    ),
    ("address.public", "the address is outside the local network"),
    (
        "address.forbidden",
        "this run may reach loopback addresses only",
    ),
    ("device.ambiguous", "several devices have that name"),
    (
        "name.invalid",
        "that cannot be the name of a device or of a group",
    ),
    ("group.unknown", "no device is in a group of that name"),
    (
        "group.not_one",
        "a group of devices stands where one device is needed",
    ),
    ("device.unreachable", "no connection, or it broke off"),
    (
        "device.refused",
        "the host is there, but refuses connections",
    ),
    (
        "pattern.no_ffmpeg",
        "the video needs ffmpeg, which is not installed",
    ),
    ("device.busy", "the device is busy with something else"),
    ("device.timeout", "the device did not answer in time"),
    ("device.full", "the device has no room for the pattern"),
    (
        "device.no_segment",
        "the device has no such segment, or it has no LEDs",
    ),
    ("device.said_no", "the device refused what was asked"),
    (
        "device.streamed",
        "something streams to the device, which hides what it plays",
    ),
    ("device.locked", "the device asks for a PIN or token"),
    (
        "device.set_aside",
        "a person has set the device aside: nothing is sent to it",
    ),
    (
        "device.not_a_device",
        "something answers there, but it is no device that is known",
    ),
    (
        "device.unsupported",
        "a firmware or a web server that is not supported: it is named",
    ),
    (
        "device.incapable",
        "this kind of device cannot do what was asked",
    ),
    (
        "device.streaming",
        "the device is playing live from this computer",
    ),
    (
        "device.nothing_to_undo",
        "what the device showed before is not known",
    ),
    ("secret.not_kept", "the system's keyring did not take a PIN"),
    (
        "device.layout_unknown",
        "neither the device nor a person said how many LEDs there are",
    ),
    (
        "device.identity_changed",
        "another device answers at a known address",
    ),
    (
        "device.unexpected",
        "the device answered something that makes no sense",
    ),
    (
        "verify.mismatch",
        "what the device gave back is not what was sent",
    ),
    (
        "verify.missing",
        "the device said it stored the pattern, but does not have it",
    ),
    (
        "verify.unreachable",
        "everything was sent, but could not be read back",
    ),
    ("source.changed", "the file changed while it was sent"),
    ("source.unreadable", "the file cannot be read"),
    ("job.cancelled", "somebody cancelled it"),
    ("job.expired", "the job waited too long"),
    ("output.exists", "there is such a file already"),
    ("output.unwritable", "the new file cannot be written"),
    (
        "store.unavailable",
        "what the app remembers cannot be opened or written",
    ),
    (
        "folder.unopened",
        "the system has nothing that shows a folder",
    ),
    ("settings.invalid", "a setting is out of its range"),
];
