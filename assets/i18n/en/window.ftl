# The window outside its pages: dialogs, toasts, shortcuts, states of uploads, streams and scans.

app-name = Upload Bridge

# Buttons and links that several dialogs have.
button-add = Add
button-cancel = Cancel
button-close = Close
button-copy-details = Copy details
button-delete = Delete
button-discard = Discard
button-forget = Forget
button-keep = Keep
button-open = Open
button-retry = Retry
button-save = Save
button-test-connection = Test connection
button-unlock = Unlock
button-unlock-more = Unlock…
button-contacting = Contacting…
device-missing = the device

# Adding a device.
add-device-title = Add a device
add-device-about = Enter its address or name on this network, as the device's own web page shows it.
add-device-field = Address
add-device-hint = 192.168.1.40 or porch.local

# Opening a file by its path.
path-title = Open a file by its path
path-about = Paste the path of a pattern file.
path-about-no-dialog = This system cannot show a file dialog: it needs a desktop portal or zenity. Paste the path of a pattern file, or drop the file on the window.
path-field = Path
path-hint = /home/me/patterns/flame.gif

# Closing the window.
close-title-uploads = Close while uploads are running?
close-title-live = Close while a pattern plays live?
close-stay-uploads = Keep uploading
close-stay-live = Keep playing
close-go-uploads = Cancel them and close
close-go-live = Stop and close
close-uploads =
    { $n ->
        [one] 1 upload is running. It is cancelled and undone, so that the device does not keep half a pattern.
       *[other] { $n } uploads are running. They are cancelled and undone, so that no device keeps half a pattern.
    }
close-streams =
    { $n ->
        [one] This window plays live to 1 device. That stops, and the device shows its earlier pattern again.
       *[other] This window plays live to { $n } devices. That stops, and the devices show their earlier patterns again.
    }

# Leaving a form.
discard-title = Discard your changes?
discard-about = Your changes in “{ $dialog }” are not saved.
discard-stay = Keep editing

# Replacing what plays.
delete-first-title = Delete the old pattern first?
delete-first-about = { $device } has no room for the new pattern beside the old one, “{ $pattern }”, which is playing. The old one is stopped and deleted, then the new one is sent. The LEDs may be dark in between. If the upload fails, the old pattern is lost.
delete-first-about-unnamed = { $device } has no room for the new pattern beside the old one, which is playing. The old one is stopped and deleted, then the new one is sent. The LEDs may be dark in between. If the upload fails, the old pattern is lost.
delete-first-go = Delete and send

# Forgetting a device.
forget-name = Forget a device
forget-title = Forget { $device }?
forget-about = The device is removed from the list, together with the name, groups, size, wiring and colour order that you set for it. Nothing changes on the device itself; a scan finds it again.
forget-upload = The upload that is running to it is cancelled.

# Groups of a device.
groups-name = Groups
groups-title = Groups of { $device }
groups-about = One click on a group above the list selects all its devices.
groups-new = New groups
groups-hint = for example porch, Christmas

# Power supply of a device.
power-name = Power supply
power-title = Power supply of { $device }
power-about = Currents are estimated from the colours that are sent. A device that corrects gamma draws less.
power-about-pattern = Currents are estimated from the colours that are sent. A device that corrects gamma draws less. The open pattern, as it is fitted now, draws up to { $amperes } on this device.
power-dim = Dim frames that need more
power-supply = Supply, A
power-voltage = Voltage, V
power-channel = Channel, mA
power-idle = Dark LED, mA
power-unknown = unknown

# A device's PIN, its stored files, and what it plays.
unlock-title = Unlock { $device }
unlock-about = The owner of the device has set a PIN or token. It is sent to this device only.
unlock-field = PIN or token
unlock-keep = Keep it in the system's keyring
delete-file-title = Delete { $file }?
delete-file-about = The file is deleted on { $device } and cannot be restored from there.
keep-title = Keep what is playing
keep-about = { $device } stores what it is playing under a name of its own.
keep-field = Name
keep-hint = the name of the pattern
keep-at-start = Also play it when the device starts

# Scan options.
scan-options-title = Scan options
scan-options-listen = Listen for announcements
scan-options-listen-about = Devices announce their names by mDNS.
scan-options-sweep = Scan addresses
scan-options-sweep-about = Tries every address of the subnets below.
scan-options-own = This computer's own subnets
scan-options-no-network = This computer is not in a local network now.
scan-options-subnet = { $subnet } on { $interface }
scan-options-subnet-too-large = { $subnet } on { $interface }: too large to scan automatically; enter a smaller range below.
scan-options-others = Other subnets, separated by commas
scan-options-others-field = Other subnets
scan-options-wide = { $subnet } is larger than a /22. Scanning { $addresses } addresses takes about { $time } when none of them answers.
scan-options-wide-agree = Scan it anyway
scan-options-ports = Ports
scan-options-save-and-scan = Save and scan

# What the last scan tried.
scan-report-name = The last scan
scan-report-none-title = No scan has finished yet
scan-report-none = After a scan, its attempts and their results appear here.
scan-report-nothing-found = No device was found
scan-report-found =
    { $n ->
        [one] 1 device found. Is one missing?
       *[other] { $n } devices found. Is one missing?
    }
scan-report-again = Scan again
scan-report-scanning = Scanning…
scan-report-add = Add by address…
scan-report-test = Test an address…
scan-report-only-here = Network access is off in this run: only this computer is searched.
scan-report-tried = What was tried
scan-report-advice = What to do

# One line of what a scan tried: where, and the result.
scan-tried = { $place }: { $result }
scan-place-announcements = Announcements (mDNS)
scan-place-announcements-on = Announcements (mDNS) on { $interface }
scan-place-beacons = WLED broadcasts
scan-place-beacons-on = WLED broadcasts on { $interface }
scan-place-on = { $place } on { $interface }
scan-place-access-point = { $place } (the address of a new device)
scan-place-known =
    { $n ->
        [one] 1 known address
       *[other] { $n } known addresses
    }
scan-heard =
    { $n ->
        [0] nothing received
       *[other] { $n } received
    }
scan-swept = { $open } accepted the connection, { $refused } refused it, { $silent } did not answer
scan-swept-failed = { $open } accepted the connection, { $refused } refused it, { $silent } did not answer, { $failed } could not be reached from this computer ({ $reason })
scan-too-large = not scanned, because the subnet is too large to scan automatically
scan-stopped = stopped before the end
scan-known-silent = no device answers at { $addresses }

# What to do when a scan found nothing.
scan-advice-only-here = Network access is off in this run, so only this computer was searched. Restart Upload Bridge normally to search the network.
scan-advice-no-sweep = No addresses were scanned. Choose a subnet in the scan options, or add a device by its address.
scan-advice-new-device = A new device opens a WiFi network of its own. Join that network and scan again: the device is then at 192.168.4.1.
scan-advice-no-route = This computer cannot reach { $place }. Check its own network connection.
scan-advice-nothing-answers = Nothing answers in { $place }. Check that this computer is in the same WiFi as the devices, without a VPN, and that the access point lets its clients reach each other (no guest network).
scan-advice-no-device = Other computers answer in { $place }, but no LED controller. Check that the device has power and has joined this WiFi. If it uses another port, set the port in the scan options.
scan-advice-too-large = { $place } is too large to scan automatically. Enter the part of it that holds the devices in the scan options.
scan-advice-stopped = The scan was stopped before the end. Scan again and let it finish.
scan-advice-mdns = Announcements cannot be received: another program may use the mDNS port. The address scan finds devices without them.
scan-advice-known = Known devices do not answer. Check that they have power and are in this network. “Test connection” in the device's menu shows where the connection fails.

# A scan that is running.
scan-stopping = Stopping…
scan-listening = Listening for devices
scan-asking-known = Contacting known devices
scan-progress = { $place }: { $done } of { $total }
scan-progress-retry = { $place }: { $done } of { $total }, second attempt
scan-last-answers = Waiting for the last answers
scan-addresses = Addresses
scan-subnets =
    { $n ->
        [one] 1 subnet
       *[other] { $n } subnets
    }

# How a device was found.
found-earlier = Known from an earlier run.
found = Found { $ways }.
found-mdns = by its announcement
found-sweep = by the address scan
found-udp = by its broadcast
found-nodes = through another device
found-host = at the address you entered
found-known = at its known address

# Testing a connection.
test-title = Test connection
test-about = Tries the connection step by step and stops at the first failure. Nothing changes on the device.
test-field = Address to test
test-run = Test
test-run-again = Run again
test-running = Testing…
test-stage-address = Address
test-stage-name = Name
test-stage-tcp = Connection (TCP)
test-stage-http = Web server (HTTP)
test-stage-family = Type of device
test-stage-capabilities = Abilities
test-state-failed = failed
test-state-ok = OK
test-state-running = running
test-state-waiting = not started
test-stage-aloud = { $stage }: { $state }. { $detail } { $time }
test-ok = The device can be reached.
test-ok-in = The device can be reached. Its web server answered in { $time }.
test-copy = Connection test for { $address }
test-copy-code = code: { $code }
test-copy-remedy = what to do: { $remedy }

# Details of an upload.
details-name = Details
details-title = { $pattern } to { $device }
details-device = Device
details-address = Address
details-pattern = Pattern
details-file = File
details-outcome = State
details-code = Code
details-cause = Cause
details-remedy = What to do
details-attempts = Attempts
details-took = Duration
details-size = Size
details-bytes = { $bytes } bytes ({ $size })
details-sha256 = SHA-256
details-note = Note

# Layout of a device.
layout-name = Layout
layout-title = Layout of { $device }
layout-nickname = Nickname
layout-nickname-hint = the device's own name
layout-usual = Common layouts
layout-usual-choose = Choose…
layout-color-order = Colour order
layout-read = Read the file
layout-reading = Reading…
layout-pin = Pin
layout-unpin = Unpin
layout-groups = Groups…
layout-forget = Forget…
layout-save-first = Save or discard your changes first.
layout-as-received = As the device receives them
layout-path = Strip path, front view
layout-no-size = No size yet
layout-not-a-size = Not a valid size
layout-no-panels = Enter the size of grid and panels
layout-no-map = No map yet
layout-kind = Arrangement of the LEDs
layout-kind-plain = Strip or matrix
layout-kind-panels = Panels
layout-kind-map = Irregular
layout-own = The device wires its { $w } × { $h } matrix itself: it receives plain rows.
layout-own-left-out = The device wires its { $w } × { $h } matrix itself: it receives plain rows. Panels and maps would be applied twice, so they are left out.
layout-size = Size
layout-size-hint = 16x16 or 300
layout-size-reported = { $size } (reported by the device)
layout-size-strip = A strip. For a matrix, enter width and height, such as 16x16.
layout-size-about = Width and height of a matrix, or the number of LEDs of a strip.
layout-wiring = How the strip runs, seen from the front
layout-panels = Panels
layout-panels-field = Panels across and down
layout-panels-leds = LEDs of each
layout-panels-leds-field = LEDs of each panel
layout-panels-turned = Upside down
layout-turned-none = None
layout-turned-every-other = Every other
layout-turned-every-other-run = Every other row
layout-panels-chain = From panel to panel
layout-panels-wiring = Within each panel
layout-map-about = Choose or drop a file with the position of each LED: a ledmap.json of WLED, a table of x,y or x,y,z (CSV), points as Pixelblaze or a camera mapper writes them, or a custom model of xLights.
layout-map-kind = Read as: { $kind }
layout-map-model = Model
layout-view = Seen from
layout-view-front = Front
layout-view-side = Side
layout-view-top = Above
layout-map-choose = Choose…
layout-map-file = File
layout-map-file-field = Map file
layout-map-grid = Grid
layout-map-grid-field = Grid of the map
layout-map-grid-hint = auto
layout-map-unnamed = The map
map-read =
    { $leds ->
        [one] { $name }: 1 LED on a grid of { $w } × { $h }.
       *[other] { $name }: { $leds } LEDs on a grid of { $w } × { $h }.
    }
map-read-missing = { $name }: { $leds } LEDs on a grid of { $w } × { $h }. { $missing } of them have no position.
layout-segment = Patterns play on
layout-segment-all = All LEDs
layout-segment-strip = Segment { $id } (LEDs { $first } to { $last })
layout-segment-matrix = Segment { $id } ({ $size } at column { $column }, row { $row })
layout-segment-missing = Segment { $id } (not found)
layout-drawing-row =
    { $leds ->
        [one] 1 LED in a row
       *[other] { $count } LEDs in a row
    }
layout-drawing-grid =
    { $leds ->
        [one] 1 LED on { $w } × { $h }
       *[other] { $count } LEDs on { $w } × { $h }
    }
layout-drawing-fewer = { $what }; drawn with fewer
layout-drawing-panels = { $what }; the path from panel to panel
layout-drawing-first = { $what }; the path of the first ones
layout-drawing-aloud = Drawing of the layout: { $what }
layout-drawing-aloud-first = Drawing of the layout: { $what }, LED 1 in column { $column } of row { $row }

# The sixteen ways through a matrix.
wiring-way =
    { $axis ->
        [columns] Columns
       *[rows] Rows
    } from the { $corner ->
        [top-right] top right
        [bottom-left] bottom left
        [bottom-right] bottom right
       *[top-left] top left
    }, { $way ->
        [serpentine] back and forth
       *[parallel] all in the same direction
    }
wiring-of-panels = Panels: { $way }
wiring-of-leds = LEDs: { $way }

# Shortcuts: the keys, and what they do.
shortcuts-title = Keyboard shortcuts
shortcut-aloud = { $keys }: { $meaning }
shortcut-open-keys = Ctrl O
shortcut-open = Open a pattern
shortcut-paste-keys = Ctrl V
shortcut-paste = Open the file whose path was copied
shortcut-send-keys = Ctrl Enter
shortcut-send = Send to the selected devices
shortcut-select-all-keys = Ctrl A
shortcut-select-all = Select all devices in the list
shortcut-scan-keys = F5, Esc
shortcut-scan = Start or stop a scan for devices
shortcut-play-keys = Space
shortcut-play = Play or pause the preview
shortcut-frame-keys = Left, Right
shortcut-frame = One frame back, one forward
shortcut-reading-keys = 1 to 5
shortcut-reading = Choose how to read a file without a header
shortcut-pages-keys = Ctrl 1, 2, 3, 4
shortcut-pages = Open Send, Uploads, History, Health
shortcut-device-keys = Ctrl D
shortcut-device = Open the page of a device
shortcut-more-pages-keys = Ctrl L, Ctrl comma, F1
shortcut-more-pages = Open Log, Settings, Help
shortcut-next-keys = Tab
shortcut-next = Go to the next control
shortcut-devices-keys = Up, Down
shortcut-devices = Go from device to device
shortcut-select-keys = Space, Enter
shortcut-select = Select a device, or open its page
shortcut-close-keys = Esc
shortcut-close = Close a dialog, stop reading a file, or stop live playback
shortcut-list-keys = ?
shortcut-list = Show this list

# The theme button, dropping files, file dialogs.
theme-system = Theme: same as the system
theme-dark = Theme: dark
theme-light = Theme: light
drop-map = Drop to use as the map
drop-open = Drop to open
drop-not-a-pattern = Not a pattern file
drop-more = { $file } and { $n } more
file-dialog-open = Open patterns
file-dialog-patterns = Patterns
file-dialog-all = All files
file-dialog-save-pattern = Save a stored pattern
file-dialog-save-backup = Save a backup
file-dialog-restore = Restore a backup
file-dialog-backups = Backups
file-dialog-map = Positions of the LEDs
file-dialog-maps = Maps
file-dialog-export = Export the history
file-dialog-missing = This system cannot show a file dialog
file-export-failed = The history cannot be written: { $why }
folder-not-shown = The folder cannot be shown: { $why }
folder-program-failed = { $program } ended with { $status }
demo-not-started = The simulated devices cannot start: { $why }

# Numbers with units.
time-ms = { $ms } ms
time-s = { $s } s
time-min = { $min } min
time-min-s = { $min } min { $s } s
size-leds =
    { $n ->
        [one] 1 LED
       *[other] { $n } LEDs
    }
size-matrix = { $w } × { $h }

# What was changed of a pattern.
adjusted-cropped = cropped
adjusted-contain = whole picture
adjusted-filled = filled
adjusted-stretched = stretched
adjusted-rate = { $fps } frames/s
adjusted-first-frames =
    { $n ->
        [one] the first frame
       *[other] the first { $n } frames
    }
adjusted-merged = equal frames merged
adjusted-dimmed = dimmed to { $amperes }

# When a device last answered.
seen-never = Never seen
seen-now = Last seen just now
seen-minutes = Last seen { $n } min ago
seen-hours = Last seen { $n } h ago
seen-days =
    { $n ->
        [one] Last seen 1 day ago
       *[other] Last seen { $n } days ago
    }

# Dates.
date-today = Today
date-yesterday = Yesterday
date-long =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    } { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
date-short =
    { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $time }

# An upload: the word on its chip, and the sentence beside it.
job-waiting = Waiting
job-waiting-about = Starts as soon as it is its turn.
job-connecting = Connecting
job-connecting-about = Identifying the device at { $address }.
job-preparing = Preparing
job-preparing-about = Fitting the pattern, and checking whether the device already has it.
job-sending = Sending
job-sending-part = Sending { $percent } %
job-storing = Storing
job-storing-about = All bytes are sent; the device is storing them.
job-paused = Paused
job-paused-about = Waiting for the device. The upload continues when it is back.
job-paused-about-until = Waiting for the device. The upload continues when it is back, and gives up in { $seconds } s.
job-verifying = Verifying
job-verifying-part = Verifying { $percent } %
job-starting = Starting
job-starting-about = Read back and compared. Starting playback.
job-verified = Verified
job-verified-about = Read back and compared in { $time }.
job-already-there = Already there
job-already-there-about = The same bytes are already stored.
job-unverified = Sent, not verifiable
job-unverified-about = The device cannot give back what it stores.
job-failed = Failed
job-cancelled = Cancelled
job-cancelled-about = Nothing of it was started.
job-playing = Playing.
job-playing-seen = Playing, as seen on its LEDs.
job-attempt = Attempt { $n }
job-acknowledged = { $done } of { $total } { $unit } acknowledged
job-read-back = { $done } of { $total } { $unit } read back
job-speed = { $bytes }/s
job-seconds-left = { $seconds } s left

# Playing live.
live-while-open = Only while this window is open: nothing is stored.
live-way = { $why }, to UDP port { $port }
live-starting = Starting
live-starting-about = Identifying the device, and waiting for its turn.
live-streaming = Live
live-not-shown = Not shown
live-ended = Ended
live-failed = Failed
live-rate = { $sent } of { $wanted } frames per second
live-rate-brief = { $sent } of { $wanted } fps
live-late =
    { $n ->
        [0] none late
       *[other] { $n } late
    }
live-seen = The device says that it shows them
live-not-seen = The device says that it shows something else
live-seen-brief = shown

# What is selected, and why some of it cannot take the pattern.
selected = { $selected } selected
selected-none-can = { $selected } selected, none can take it
selected-some-can = { $selected } selected, { $able } can take it
selected-hidden = { $n } not shown
names-two = { $names } and { $last }
names-more = { $names } and { $n } more
unable =
    { $n ->
        [one] 1 cannot: { $reasons }
       *[other] { $n } cannot: { $reasons }
    }
unable-set-aside =
    { $n ->
        [one] { $devices } is set aside
       *[other] { $devices } are set aside
    }
unable-locked =
    { $n ->
        [one] { $devices } is locked
       *[other] { $devices } are locked
    }
unable-offline =
    { $n ->
        [one] { $devices } does not answer
       *[other] { $devices } do not answer
    }
unable-no-size =
    { $n ->
        [one] { $devices } has no size yet
       *[other] { $devices } have no size yet
    }
unable-full =
    { $n ->
        [one] { $devices } is full
       *[other] { $devices } are full
    }
unable-few-leds =
    { $n ->
        [one] { $devices } has too few LEDs
       *[other] { $devices } have too few LEDs
    }
unable-fewer-frames =
    { $n ->
        [one] { $devices } takes fewer frames
       *[other] { $devices } take fewer frames
    }
unable-smaller-files =
    { $n ->
        [one] { $devices } takes smaller files
       *[other] { $devices } take smaller files
    }
unable-other =
    { $n ->
        [one] { $devices } cannot take it ({ $reason })
       *[other] { $devices } cannot take it ({ $reason })
    }
unable-can = { $devices } can take it

# How a round of uploads stands.
tally-verified = { $n } verified
tally-there = { $n } already there
tally-unverified = { $n } sent, not verifiable
tally-sending = { $n } sending
tally-verifying = { $n } verifying
tally-waiting = { $n } waiting
tally-failed = { $n } failed
tally-cancelled = { $n } cancelled
tally-paused = { $n } paused
tally-running = Sending to { $n }
tally-ended = Sent to { $n }: { $results }
tally-not-sent = Not sent: { $results }

# The Send button.
send-to =
    { $n ->
        [one] Send to 1 device
       *[other] Send to { $n } devices
    }
send-to-some = Send to { $due } of { $selected }
send-to-more = Send to { $due } more
send-again =
    { $n ->
        [one] Send again to 1 device
       *[other] Send again to { $n } devices
    }

# Labels of choices.
speed-quarter = Speed ¼×
speed-half = Speed ½×
speed-normal = Speed 1×
speed-double = Speed 2×
filter-all = All
filter-active = Active
filter-waiting = Waiting
filter-failed = Failed
filter-done = Done
filter-cancelled = Cancelled
fit-tab-picture = Picture
fit-tab-strip = Strip
fit-tab-color = Colour
fit-tab-time = Time
card-set-size = Set size
card-play-live = Play live
card-stop-live = Stop live playback
card-send-still = Send a still picture
card-unlock = Unlock…
card-try-now = Try now
card-delete-first = Delete the old one first
