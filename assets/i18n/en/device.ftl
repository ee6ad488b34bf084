# Devices: errors, notes and names. An error stands alone, starts with a capital and has no full stop.
# What was under way: the subject of "... failed: ...".
doing-identifying = Identifying the device
doing-connecting = Connecting
doing-waiting = Waiting for the device
doing-asking-web-server = Asking its web server
doing-reading-status = Reading the status of the device
doing-reading-state = Reading what the device shows
doing-reading-effects = Reading the list of effects
doing-listing-neighbours = Listing the neighbours of the device
doing-listing-patterns = Listing the stored patterns
doing-listing-files = Listing the stored files
doing-fetching-file = Fetching the file
doing-deleting-file = Deleting the file
doing-stopping-file = Stopping the file
doing-stopping-damaged-file = Stopping the damaged file
doing-unlocking = Unlocking the device
doing-reading-pattern = Reading the pattern
doing-fitting = Fitting the pattern
doing-opening-upload = Opening the upload
doing-sending = Sending
doing-storing = Storing the pattern
doing-checking-progress = Checking how much has arrived
doing-reading-back = Reading back
doing-renaming = Renaming the verified pattern
doing-deleting-damaged = Deleting the damaged pattern
doing-deleting-old-copy = Deleting the old pattern
doing-looking-for-late = Looking for an upload that arrived late
doing-withdrawing = Deleting the unfinished upload
doing-starting = Starting the pattern
doing-ending-stream = Ending the stream
doing-blinking = Blinking
doing-reading-brightness = Reading the brightness
doing-setting-brightness = Setting the brightness
doing-setting-light = Setting power and brightness
doing-keeping = Saving what plays
doing-restoring-state = Going back to the earlier state
doing-reading-presets = Reading the presets
doing-saving-preset = Saving the preset
doing-restoring-presets = Restoring the presets
doing-deleting-preset = Deleting the preset

# Errors.
device-link-failed = { $doing } failed: { $cause }
device-busy = The device is busy
device-busy-because = The device is busy: { $detail }
device-busy-seconds = The device is busy. It asks to retry in { $seconds } s
device-busy-seconds-because = The device is busy: { $detail }. It asks to retry in { $seconds } s
device-busy-minutes = The device is busy. It asks to retry in { $minutes } min
device-busy-minutes-because = The device is busy: { $detail }. It asks to retry in { $minutes } min
device-busy-upload = an upload to it is in progress
device-full = Not enough free space on the device: { $detail }
device-refused-request = { $doing } failed: the device refused it ({ $detail })
device-unexpected = { $doing } failed: { $detail }
device-streamed = The pattern is started, but a live stream hides it
device-streamed-by = The pattern is started, but a live stream hides it ({ $by })
device-stream-from = { $protocol } from { $address }
device-locked = The device is locked
device-not-a-device = Not a supported LED controller
device-not-a-device-because = Not a supported LED controller: { $detail }
device-firmware-unsupported = { $firmware } is not supported yet
device-password-unsupported = The web server asks for a user name and password ({ $scheme }), which is not supported
device-redirect-unsupported = The address redirects to { $target }, which is not supported
device-leds-unknown = LED count unknown
device-identity-changed = A different device answers at this address: { $found } instead of { $expected }
device-found-damage = The device reports that the upload arrived damaged
device-mismatch = The device stores something else than was sent: { $found_bytes } bytes with SHA-256 { $found_hash } instead of { $sent_bytes } bytes with { $sent_hash }
device-differs = The device reports something else than was sent: { $detail }
device-not-stored = The device reported the pattern as stored, but does not have it
device-verify-unreachable = Everything was sent, but could not be read back. { $cause }

# What a device cannot do.
device-cannot-read-brightness = This device does not report its brightness
device-cannot-set-brightness = The brightness of this device cannot be set from here
device-cannot-switch = This device cannot be switched on and off from here
device-cannot-blink = This device cannot blink
device-cannot-list-files = This device does not list its files
device-cannot-fetch = This device does not give back its files
device-cannot-delete = Files on this device cannot be deleted from here
device-cannot-play = This device cannot play a stored file
device-cannot-play-gifs = This device cannot play GIFs
device-cannot-keep = This device cannot save what it plays
device-cannot-back-up = This device has no settings that can be backed up
device-cannot-restore = This device cannot restore a backup
device-cannot-report-state = This device does not report what it shows
device-cannot-undo = This device cannot go back to an earlier state
device-cannot-show-page = This device has no web page
device-cannot-delete-foreign = Only files that this app stored can be deleted
device-cannot-play-foreign = Only files that this app stored can be played

# Details: what a device answered or did. They stand after a colon or in brackets.
detail-http-status = HTTP status { $status }
detail-other-answers = something else answers there now
detail-not-json = the answer is not JSON ({ $error })
detail-wrong-answer = the answer does not have the expected form ({ $error })
detail-hardly-any-bytes = the device accepted hardly any bytes
detail-upload-forgotten = the device no longer has the upload
detail-no-location = the device gave no valid address for the upload ('{ $location }')
detail-no-offset = the device did not report how many bytes it has
detail-not-listed = the device does not list it under that name
detail-not-stored = the device stores nothing named '{ $name }'
detail-brightness-stays = the brightness stays at { $now } instead of { $wanted }
detail-other-bytes = { $bytes } bytes that differ from those listed as '{ $name }'
detail-plays-now = '{ $name }' plays now; play another pattern first
detail-still-there = the file is still there
detail-still-stored = '{ $name }' is still there
detail-plays-nothing = the device plays nothing
detail-plays-other = the device plays '{ $name }'
detail-state-unreadable = the saved state cannot be read
detail-replaced-since = '{ $name }' was replaced since then
detail-numbers-differ = { $found } instead of { $sent }
detail-numbers = { $leds } LEDs, { $frames } frames, { $bytes } bytes
detail-too-many-bytes = more than { $max } bytes instead of { $sent }
detail-file-too-large = the file has more than { $max } bytes
detail-room = { $needs } KB needed, { $free } KB free, without the { $reserve } KB that its own settings need
detail-presets-taken = all 250 presets are in use
detail-light-changed = power and brightness are not as before
detail-nothing-to-send = there is nothing to send
detail-shows-other = the device shows something else
detail-presets-damaged = the presets file is damaged
detail-presets-put-back = saving damaged other presets, which were restored
detail-preset-not-kept = the device did not save the preset
detail-presets-differ = the presets on the device are not those of the backup
detail-no-backup = the file is not a backup of presets
detail-every-attempt = every attempt was interrupted
detail-wled-locked = the device is locked
detail-wled-busy = the device is busy with another request
detail-wled-unknown-request = the device does not support this request
detail-wled-no-memory-picture = not enough memory for the picture
detail-wled-no-memory-effect = not enough memory for the effect
detail-wled-too-much = too much for one request
detail-wled-file-system = the file system of the device does not work
detail-wled-file-system-full = the file system of the device is full
detail-wled-no-preset = the device has no such preset
detail-wled-low-memory = the device is low on memory
detail-wled-error = the device reports an error

# Remarks on one upload, as sentences.
upload-colours-reduced = Colours reduced to 256 or fewer in { $reduced } of { $frames } frames.
upload-segments-over = { $count ->
    [one] Segment { $segments } of the device covers part of the pattern: those LEDs may show something else.
   *[other] Segments { $segments } of the device cover parts of the pattern: those LEDs may show something else.
}
upload-segments-released = { $count ->
    [one] WLED plays one GIF at a time: segment { $segments }, which played another one, now shows a plain colour.
   *[other] WLED plays one GIF at a time: segments { $segments }, which played another one, now show a plain colour.
}
upload-damaged-stays = The device now holds a damaged pattern that cannot be deleted. Send it again, or switch the device off and on.
upload-damaged-deleted = The damaged pattern was deleted. An earlier '{ $name }' is gone, too.
upload-damaged-not-deleted = The damaged pattern is still on the device as '{ $name }'. { $error }.
upload-damaged-preset-stays = { $why }: the damaged preset '{ $name }' stays on the device it was sent to.
upload-damaged-preset-deleted = The damaged preset was deleted. The earlier '{ $name }' is gone, too.
upload-may-stay-open = An unfinished upload of '{ $name }' may stay on the device until another upload replaces it.
upload-all-sent = Everything had been sent: '{ $name }' is on the device, but was not read back.
upload-whole = '{ $name }' is complete on the device, and was not started.
upload-may-be-whole = '{ $name }' may be complete on the device, which did not say.
upload-unverified-stays = { $why }: '{ $name }' stays unverified on the device it was sent to, perhaps with a part that arrives late.
upload-part-stays = { $why }: a part of '{ $name }', or all of it, stays on the device it was sent to until another upload replaces it.
upload-preset-stays = { $why }: preset { $number } ('{ $name }') may stay on the device it was sent to.
upload-files-stay = { $why }: '{ $files }' may stay on the device it was sent to until '{ $name }' is sent again.
upload-late-part-stays = A part of an interrupted upload stays on the device as '{ $files }' until the pattern is sent again.
upload-deleting-old = The old '{ $name }' ({ $size }) is deleted first to make room: if the upload fails, it is lost.
upload-deleting-playing = The old '{ $name }' ({ $size }) is stopped and deleted first to make room: if the upload fails, it is lost.
withdraw-locked = The device is locked
withdraw-elsewhere = A different device answers there now
withdraw-silent = The device did not answer

# What keeps a pattern from a device.
unfit-too-old = This WLED is too old to store patterns
unfit-still-only = This WLED plays no GIFs, and the pattern has { $frames } frames
unfit-still-too-complex = The picture needs { $values } values in { $bytes } bytes; the device reads up to { $max } values at once
unfit-not-a-strip = The device is set up as a matrix, not as a strip of { $leds } LEDs
unfit-too-wide = The matrix is { $width } LEDs wide; WLED plays GIFs up to { $max } LEDs wide
unfit-other-size = The pattern was fitted to { $canvas }, but the LEDs that show it are { $matrix }
unfit-segment-moved = Segment { $segment } of the device has changed
unfit-no-segments = The device reports no segments, so there is no segment { $segment }
unfit-no-segment = The device has no segment { $segment } with LEDs; its segments: { $segments }
unfit-no-room = Not enough free space for { $size }: { $detail }
unfit-no-room-beside = Needs { $needs } beside the old { $old }, { $free } free
unfit-no-room-beside-unknown = Needs { $needs } beside the old { $old }, which is more than is free
unfit-old-copy = '{ $name }' ({ $size })
unfit-too-large-at-once = The pattern takes { $megabytes } MB, more than this kind of device receives at once

# How many LEDs a device has.
leds-unknown-first = LED count unknown: sent unchanged, for { $leds } LEDs
leds-unknown-more = Sent unchanged, for { $leds } LEDs; the previous pattern had { $before }
leds-unknown-fewer = Made for { $leds } LEDs; the previous pattern had { $before }: the remaining LEDs stay dark
leds-segment-size = The size set for the device is ignored: the chosen segment has its own size.
leds-own-matrix = The panels or map set for the device are ignored: the device maps its own matrix.
segment-strip = { $id } (LEDs { $first } to { $last })
segment-matrix = { $id } ({ $size } at column { $column }, row { $row })
segment-invalid = '{ $text }' is not a segment; choose its number, or all for all LEDs
kept-as-preset = preset { $number }

# Kinds of devices.
kind-native = Upload Bridge player
kind-native-level-1 = Upload Bridge player, level 1
kind-wled = WLED
kind-wled-stills = WLED, single pictures only

# Names of devices and groups.
group-name-empty = A group needs a name.
group-name-too-long = A group name has at most { $max } characters.
group-name-comma = A group name cannot contain a comma.
group-name-sign = A group name cannot begin with @.
group-name-invisible = A group name cannot contain invisible or control characters.
nickname-group = A name cannot begin with @: that is how groups are written.
nickname-address = A name cannot look like an address.
nickname-id = A name cannot be 12 hexadecimal digits: that is how device ids look.
protocol-invalid = '{ $text }' is not a live protocol; choose ddp or dnrgb
choice-delete-first = Choose never, idle or playing

# Addresses.
address-invalid = '{ $text }' is not a valid address
address-unresolved = The name '{ $host }' was not found
address-special = { $address } is not the address of a device: { $what }
address-public = { $address } is a public address
address-is-any = it stands for every address of a computer
address-is-broadcast = it is the broadcast address, which reaches every device of a network
address-is-own-broadcast = it is the broadcast address of this computer's own network
address-is-multicast = it is a multicast address, which many devices share
address-is-zero = addresses that begin with 0 belong to no device
address-is-reserved = it is reserved
address-is-link-local = it is valid on one link only, and the link cannot be given here
resolve-no-address = it has no address
resolve-loopback-only = names are not looked up in this run
    .command = names are not looked up with --loopback-only

# Scans: what was tried, and what to do. Only the command line shows these.
discovery-announcements = announcements
discovery-beacons = WLED beacons (UDP port { $port })
discovery-scan = the scan
discovery-on = { $place } on { $interface }
discovery-heard = { $place }: { $count ->
    [0] nothing heard
   *[other] { $count } heard
}
discovery-swept = { $place }: { $open } accepted a connection, { $refused } refused it, { $silent } did not answer
discovery-swept-failed = { $place }: { $open } accepted a connection, { $refused } refused it, { $silent } did not answer, { $failed } could not be asked ({ $reason })
discovery-no-answer = { $place }: { $problem }
discovery-too-large = { $place }: not scanned, larger than a /{ $prefix }
discovery-stopped = { $place }: stopped early
discovery-deaf = Listening failed: { $error }
mdns-unavailable = mDNS does not work on this computer ({ $error })
mdns-silence = No answer by mDNS within { $seconds } s
subnet-invalid = '{ $text }' is not a subnet; write it like 192.168.1.0/24
subnet-too-large = { $subnet } has too many addresses; the largest subnet that can be scanned is a /{ $max }
subnet-public = { $subnet } is not a private network; only local networks are scanned
advice-at = { $place }: { $remedy }
advice-no-route = This computer cannot reach { $place }. Check its own network connection.
advice-no-answer = Nothing answers in { $place }. Check that this computer is in the same WiFi as the devices, without a VPN, and that the access point lets its clients reach each other (no guest network).
advice-no-device = Other hosts answer in { $place }, but no device. Check that the device has power and has joined this WiFi. If it uses another port, scan that port.
    .command = Other hosts answer in { $place }, but no device. Check that the device has power and has joined this WiFi. If it uses another port, give it with --port.
advice-large = { $place } is too large to scan automatically. Enter a smaller range, like { $part }/24.
    .command = { $place } is too large to scan automatically. Name a smaller range, like --subnet { $part }/24.
advice-stopped = The scan was stopped early. Let it run to its end.
    .command = The scan was stopped early. Let it run to its end, or give it more time with --timeout.
advice-no-subnet = No subnet was scanned. Choose one, like 192.168.1.0/24, or add the device by its address.
    .command = No subnet was scanned. Name one, like --subnet 192.168.1.0/24, or give an address with --host.
advice-new-device = A new device opens its own WiFi. Join it, then scan again: the device is at 192.168.4.1.

# Live streams.
stream-never = This kind of device does not receive live frames
stream-not-by = This device does not receive live frames by { $protocol }
stream-too-many-leds = { $protocol } carries up to { $max } LEDs, and a frame has { $leds }
stream-because-asked = { $protocol }, because you chose it
stream-because-no-ddp = { $protocol }, because the device does not receive DDP
stream-because-whole = { $protocol }, because a frame takes { $packets } packets, and DDP shows them together
stream-because-always = { $protocol }, because the device receives it with any settings
stream-because-only = { $protocol }, because the device receives it
