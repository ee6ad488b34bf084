## Messages of this area: the local port, and the test of a device.

port-not-loopback = The local port cannot be { $address }: only this computer may reach it.
port-taken = The local port { $address } cannot be opened: { $why }
remedy-choose-loopback-port = Use an address such as 127.0.0.1:9184.
remedy-choose-other-port = Choose another port, or end the program that uses this one.

# the test of a device: what each step found
selftest-unknown = unknown
selftest-identified = { $kind }, firmware { $firmware }, LEDs: { $leds }
selftest-device-streams = This device is playing live from this computer
selftest-device-uploads = An upload to this device, or another task with it, is running
selftest-round-trips = { $count ->
    [one] 1 request
   *[other] { $count } requests
}: at least { $min } ms, median { $median } ms, 95 % within { $p95 } ms
selftest-requests-lost = { $lost } of { $sent } small requests were not answered
selftest-no-snapshot = This device does not say what it shows
selftest-plays = It plays '{ $name }', which will be shown again
selftest-state-read = What it shows is saved, and will be shown again
selftest-leftovers = a pattern of an interrupted test was deleted ({ $names })
selftest-would-replace = Not stored: this device keeps one pattern only, and the test would replace it
    .command = Not stored: this device keeps one pattern only, and the test would replace it. Add --replace-pattern to test it anyway
selftest-transferred = { $bytes } bytes in { $time } ms ({ $rate } kB/s), longest silence { $silence } ms
selftest-transferred-at-once = { $bytes } bytes, faster than can be measured
selftest-attempts = { $count } attempts were needed
selftest-and = { $first }; { $then }
selftest-not-read-back = Sent, not verifiable: this device cannot give back what it stores
selftest-same = Every byte is the same: { $rate }
selftest-second-reading = the first reading differed, the second did not
selftest-not-played = Not played: what the device shows now could not be shown again
selftest-cannot = { $what }
selftest-says-it-plays = The device reports that it plays the test pattern
selftest-does-not-say = Started, but the device does not report what it plays
selftest-not-playing = The device accepted the command to play, but does not play the test pattern
selftest-seen = The LEDs show the test pattern: their colours were read from the device
selftest-not-seen = The device does not report the colours of its LEDs
selftest-no-look = Not looked at: it is not known what plays
selftest-restored = It shows again what it showed before
selftest-restored-differs = It was set back, but the state that it reports now differs from the one before
selftest-not-restored = What it showed before is not known
selftest-nothing-played = Nothing was played
selftest-cannot-delete = This device cannot delete patterns
selftest-withdrawn = The unfinished upload was removed
selftest-not-there = Nothing to delete: the pattern is not on the device
selftest-deleted = '{ $name }' was deleted
selftest-gone = Confirmed: the test pattern is no longer on the device
selftest-gone-unknown = The device cannot say what it stores

# what a test leaves
selftest-stays = The test pattern '{ $name }' may be on the device
selftest-may-play = The device may still play the test pattern
selftest-replaced = The test pattern is on the device, in place of the pattern that was there

remedy-stop-stream-then-test = Stop the stream, then test the device.
remedy-wait-for-upload = Wait until it is done, then test the device.
remedy-check-signal = Move the device or the access point closer, and check the power supply, then test again.
remedy-check-effects = Check on the device's web page that it is switched on and plays effects, then test again.
remedy-delete-test-pattern = Restart the device, then delete the pattern in its list of files.

# the result of a test, and its report
selftest-passed = Passed: every step was done and confirmed
selftest-partial = Incomplete: nothing failed, but some steps were skipped or cannot be confirmed
selftest-failed = Failed
selftest-cancelled = Stopped before its end
selftest-report-title = Device test by Upload Bridge
selftest-report-result = Result
selftest-report-app = App version
selftest-report-time = Time
selftest-report-address = Address
selftest-report-device = Device
selftest-report-id = Id (the second half of a MAC address is left out)
selftest-report-kind = Kind
selftest-report-firmware = Firmware
selftest-report-chip = Chip
selftest-report-leds = LEDs
selftest-report-caps = Capabilities
selftest-report-left = What the test left on the device:

# the test in the window
selftest-title = Test this device
selftest-about = Stores a small pattern, reads it back and plays it. Then the device shows what it showed before, and the pattern is deleted. The report helps others to help you.
selftest-run = Test this device
selftest-again = Test again
selftest-save = Save report…
selftest-copy = Copy report
selftest-save-title = Save the report of the test
selftest-not-saved = The report cannot be saved: { $why }
selftest-saved = The report was saved
selftest-saved-about = The file is { $file }.
selftest-state-unproven = not confirmed
selftest-state-skipped = skipped
selftest-step-identify = Identify
selftest-step-round-trips = Answer times
selftest-step-snapshot = Save state
selftest-step-store = Store
selftest-step-read-back = Read back
selftest-step-play = Play
selftest-step-look = Look at LEDs
selftest-step-restore = Restore
selftest-step-delete = Delete
selftest-step-absence = Confirm

# the local port in the settings
settings-metrics = Metrics
settings-metrics-serve = Serve metrics for Prometheus
settings-metrics-serve-about = Programs on this computer can read how devices and uploads do. Other computers cannot. Help lists all metrics. Takes effect after a restart.
settings-metrics-port = Port of the metrics
settings-metrics-port-about = { $min } to { $max }; the address is 127.0.0.1. Takes effect after a restart.
