# The pages of the window, one section per page.

## Several pages

page-send = Send
page-uploads = Uploads
page-history = History
page-device = Device
page-log = Log
page-settings = Settings
page-help = Help

pages-back = Back
pages-stop = Stop
pages-check-again = Check again
pages-layout = Layout…
pages-play-when-verified = Play when verified
pages-retry-failed = Retry failed
pages-cancel-all = Cancel all
pages-test-connection = Test connection…
pages-open-folder = Open folder
pages-free = { $size } free
pages-percent = { $n } %
pages-leds-and-frames = { $leds ->
    [one] 1 LED
   *[other] { $leds } LEDs
} × { $frames ->
    [one] 1 frame
   *[other] { $frames } frames
}
pages-brightness = Brightness
pages-key-esc = Esc
pages-key-scan = F5

## Send

send-unfinished = { $n ->
    [one] 1 upload from an earlier run was not finished.
   *[other] { $n } uploads from an earlier run were not finished.
}
send-unfinished-about = Resume continues where the app stopped.
send-discard = Discard
send-resume = Resume

# Nothing is open
send-drop = Drop a pattern here
send-drop-about = See it as LEDs, choose your devices, press Send.
send-choose-file = Choose a file…
send-paste-path = Paste a path
# The formats most people have, and how many more there are
send-formats = { $named } · { $n } more
send-samples = Samples
send-sample = Open the sample { $name }

# A file is being read
send-reading = Reading { $file }…
send-reading-percent = Reading { $file }, { $percent } %
send-reading-short = Reading, { $percent } %
send-reading-progress = Reading progress
send-reading-first-frame = First frame

# Files that could not be opened
send-unopened = { $file } could not be opened.
send-unopened-still = { $file } could not be opened; { $shown } stays open.
send-unopened-files = { $n ->
    [one] 1 file could not be opened.
   *[other] { $n } files could not be opened.
}
send-unopened-files-still = { $n ->
    [one] 1 file could not be opened; { $shown } stays open.
   *[other] { $n } files could not be opened; { $shown } stays open.
}
send-unopened-close = Close this note

# The open pattern
send-open = Open…
send-close-pattern = Close the pattern
send-reread = Change how it is read

# The preview
send-preview = Preview, { $width } by { $height } LEDs, frame { $frame } of { $frames }
send-preview-map = Preview, { $leds ->
    [one] 1 LED
   *[other] { $leds } LEDs
} on a grid of { $width } by { $height }, frame { $frame } of { $frames }
send-preview-as-file = As in the file
send-preview-as-device = As on device
send-preview-frame = Frame

# Facts: a number, its unit, and a caption below
send-fact-leds = { $n ->
    [one] LED
   *[other] LEDs
}
send-fact-strip = strip
send-fact-matrix = { $width } × { $height } matrix
send-fact-frames = { $n ->
    [one] frame
   *[other] frames
}
send-fact-frames-of = { $n ->
    [one] of 1 frame
   *[other] of { $n } frames
}
send-fact-still = still picture
send-fact-each = { $ms } ms each
send-fact-range = { $shortest } to { $longest } ms
send-fact-seconds = s
send-fact-minutes = min
send-fact-duration = duration, { $rate } frames/s
send-fact-on-device = on { $device }
send-fact-peak = peak current at { $volts } V
send-fact-peak-supply = peak, supply { $supply }

# The current of each frame
send-current-limit = { $supply } limit
send-current = Current of each frame, up to { $peak }. The supply gives { $supply }.

# Playing the preview
send-position = Position in the pattern
send-still = Still picture
send-frame-back = Previous frame
send-frame-forward = Next frame
send-loop-on = Loop: on
send-loop-off = Loop: off
send-play = Play
send-pause = Pause
# After the time that has played
send-duration-seconds = { " / " }{ $time } s
send-duration-minutes = { " / " }{ $time } min
send-brightness-percent = Brightness in percent
send-speed = Speed of the preview

# Several ways to read a file
send-reading-title = Which one looks right?
send-reading-about = { $file } has no header: it holds { $size } of colours, but not how many LEDs they are for. { $n ->
    [one] It can be read in one way.
   *[other] It can be read in these { $n } ways.
} Each preview plays the file as it would be read.
send-reading-several = { $file } does not say everything about its pixels. { $n ->
    [one] It can be read in one way.
   *[other] It can be read in these { $n } ways.
} Each preview plays the file as it would be read.
send-reading-other-file = Open another file
send-reading-as = Read as { $reading }
send-reading-remember = Remember for this file
send-reading-remember-about = The app recognises the file by its content, even if it is moved or renamed.
send-reading-best = Best match
send-reading-select = Select
send-reading-selected = Selected
send-reading-time = { $seconds } s, { $ms } ms per frame
send-reading-hand = None of these?
send-reading-hand-about = Enter it yourself
send-reading-hand-leds = LEDs
send-reading-hand-matrix = Matrix
send-reading-hand-ms = ms per frame

# How the pattern is fitted
send-adjust = Adjust
send-adjusted = Adjusted
send-adjust-hide = Hide the adjustments
send-adjust-reset = Reset this tab
send-fit = Fit
send-fit-automatic = Automatic
send-fit-contain = Whole picture
send-fit-cover = Fill
send-fit-stretch = Stretch
send-fit-none = Not scaled
send-scaling = Scaling
send-scaling-smooth = Smooth
send-scaling-pixels = Pixel art
send-scaling-sharp = Sharp
send-rotation = Rotation
send-rotation-none = None
send-rotation-right = 90° right
send-rotation-half = 180°
send-rotation-left = 90° left
send-mirror = Mirror
send-mirror-none = Off
send-mirror-horizontal = Horizontal
send-mirror-vertical = Vertical
send-background = Background
send-strip-shows = A strip shows
send-strip-average = All rows, averaged
send-strip-row = One row
send-strip-column = One column
send-strip-which = Row or column
send-strip-middle = middle
send-strip-reverse = Reverse
send-strip-offset = Shift, in LEDs
send-cutoff = Hide dark
send-cutoff-none = off
send-cutoff-below = below { $n }
send-saturation = Saturation
send-white = White balance
send-white-unchanged = unchanged
send-white-kelvin = { $kelvin } K
send-white-percent = in percent
send-gamma = Gamma
send-dithering = Dithering
send-dithering-off = Off
send-dithering-ordered = Between LEDs
send-dithering-temporal = Between frames
send-max-fps = Maximum frames/s
send-max-fps-unchanged = unchanged
send-first-frames = First frames only
send-first-frames-all = all
send-merge-equal = Merge equal frames

# What to know before sending
send-finding = { $devices }: { $fact }
send-finding-devices = { $n ->
    [one] 1 device
   *[other] { $n } devices
}
send-waiting-files = { $n ->
    [one] 1 more file is waiting.
   *[other] { $n } more files are waiting.
}
send-waiting-next = Next: { $file }
send-waiting-open = Open next
send-changed = The pattern is sent with changes.
send-changed-undo = Undo the changes
send-findings-fewer = Show fewer
send-findings-more = { $n } more

# Below the devices
send-button = Send
send-clear-search = Clear the search
send-total = { $size } in total

# The list of devices
send-devices = Devices
send-devices-none = None yet
send-devices-unchecked = { $n ->
    [one] 1 known, not checked yet
   *[other] { $n } known, not checked yet
}
send-devices-online = { $n } online
send-devices-online-of = { $online } of { $n } online
send-devices-none-selected = { $summary } · none selected
send-select-all = Select all
send-select-none = Select none
send-scan = Scan
send-scan-options = Scan options
send-add-device = Add a device by its address
send-search = Search the devices
send-search-hint = Name, address or kind
send-search-none = No device matches your search.
send-identifying = Identifying the device…
send-locked-place = Locked. Unlock it to see its name.
send-missing = Is a device missing?
send-missing-why = Find out why
send-devices-appear = Devices appear here as they answer.
send-devices-first = No devices yet. Scan for them, or add one by its address with +.
send-scan-for-devices = Scan for devices
send-found-none-details = Show details
send-try = Try it with simulated devices
send-try-about = No hardware at hand? Three simulated devices run on this computer. Like real ones, they store patterns, play them and can be verified.
send-try-start = Start simulated devices
send-try-starting = Starting…

# Groups of devices
send-group = Group { $group }, { $n ->
    [one] 1 device
   *[other] { $n } devices
}, { $standing }
send-group-unable = none can be selected now
send-group-selected = selected
send-group-part = { $n } selected
send-group-unselected = not selected
send-group-hint = { $group }: { $n ->
    [one] 1 device
   *[other] { $n } devices
}
send-group-hint-able = { $group }: { $n ->
    [one] 1 device
   *[other] { $n } devices
}, { $able } can be selected now
send-group-add = Ctrl+click adds them to the selection.

# A device
send-device-identifying = Identifying
send-device-set-aside = Set aside
send-device-unchecked = Not checked yet
send-device-retrying = Not answering, retrying
send-device-locked = Locked
send-device-failing = Failing, next try in { $seconds } s
send-device-failing-now = Failing, next try now
send-device-half-open = Retrying with one request at a time
send-device-live = Plays live from this computer
send-device-frames = { $kept } of { $n } frames: { $reason }
send-device-offline = offline
send-device-online = online
send-device-unsuitable = not suitable: { $reason }
send-device-pin = Pin { $device }
send-device-unpin = Unpin { $device }
send-device-check = Check
send-device-check-now = Check now
send-device-seen = { $seen }.

# The menu of a device
send-menu-open = Open device
send-menu-play-live = Play live from this computer
send-menu-set-aside = Set aside
send-menu-pin = Pin
send-menu-unpin = Unpin
send-menu-power = Power supply…
send-menu-groups = Groups…
send-menu-wiring = Preview its wiring
send-menu-web-page = Open its web page
send-menu-add = Add by another address…
send-menu-forget = Forget…

# The steps of a narrow window
send-step = { $title }: { $caption }
send-step-pattern = Pattern
send-step-pattern-none = Nothing is open
send-step-uploads-none = No uploads in progress

# Uploads below the page
send-uploads-show = Show the uploads
send-uploads-hide = Hide the uploads
send-uploads-all = Show all
send-uploads-status = Uploads: { $summary }

## Live streams, on the pages Send and Uploads

live-title = { $n ->
    [0] Playing live
    [one] Playing live on 1 device
   *[other] Playing live on { $n } devices
}
live-title-and-note = { $title }. { $note }
live-row = { $device }, { $pattern }, { $state }. { $first } { $second }
live-stop-all = Stop all
live-remove = Remove from the list
live-again = Play again

## Uploads

uploads-none-match = No upload matches this filter.
uploads-clear = Clear finished
uploads-none = No uploads in this session
uploads-none-about = Uploads of this session appear here. Earlier ones are in the history.
uploads-open-pattern = Open a pattern
uploads-show-history = Show the history
uploads-details = Details
uploads-stop-and-send = Stop and send
uploads-verified-of = { $n ->
    [one] { $verified } of 1 upload verified
   *[other] { $verified } of { $n } uploads verified
}
uploads-in-progress = { $n ->
    [0] Nothing is in progress.
    [one] 1 upload is in progress.
   *[other] { $n } uploads are in progress.
}
uploads-retries = { $n ->
    [one] retry
   *[other] retries
}
uploads-sent = sent

## History

history-loading = Loading the history…
history-none = No uploads yet. The result of every upload is kept here.
history-none-match = No upload matches the filter and the search.
history-export = Export…
history-search = Search the history
history-search-hint = Pattern or device
history-unverified = Not verifiable
history-day = { $n ->
    [one] 1 upload
   *[other] { $n } uploads
}
history-day-failed = { $n ->
    [one] 1 upload
   *[other] { $n } uploads
}, { $failed } failed
history-entry = { $time }, { $pattern } to { $device }: { $outcome }. { $note }
history-attempts = { $n ->
    [one] 1 attempt
   *[other] { $n } attempts
}
history-send-again = Send again…

## Device

device-page-none = No device is open. Double-click a device in the list, or select it and press Enter.
device-page-connecting = Connecting to { $device }…
device-page-plain = This device stores and plays patterns. It has no other settings.
device-page-connecting-now = Connecting
device-page-failing = Failing, waiting for the next try
device-page-half-open = Retrying
device-page-online = Online
device-page-blink = Blink
device-page-blinking = Blinking…
device-page-web-page = Open web page
device-page-checking = Checking…
device-page-light = Light
device-page-light-unknown = Unknown
device-page-light-reading = Reading…
device-page-is-on = { $device } is on
device-page-files = Stored patterns
device-page-files-unknown = The stored patterns are unknown.
device-page-files-reading = Reading the stored patterns…
device-page-files-none = No patterns are stored yet. Patterns that you send appear here.
device-page-files-total = { $n ->
    [one] 1 file, { $size }.
   *[other] { $n } files, { $size }.
}
device-page-files-foreign = Only files from this app can be deleted.
device-page-files-foreign-and-playing = Only files from this app can be deleted. Play another pattern to delete the one that plays.
device-page-files-playing = Play another pattern to delete the one that plays.
device-page-files-room = { $used } used, { $free } free
device-page-file-playing = Playing
device-page-file-foreign = Not from this app
device-page-file-play = Play { $file }
device-page-file-save = Save { $file } as…
device-page-file-delete = Delete { $file }…
device-page-playback = Playback
device-page-playing = Playing { $name }.
device-page-playing-unknown = The device does not report what it plays.
device-page-keep = Keep what it plays…
device-page-keeping = Keeping…
device-page-undo = Undo the last upload
device-page-undoing = Undoing…
device-page-undo-about = Undo plays what the device played before. The uploaded file stays stored.
device-page-undo-none = Nothing to undo. Undo works after an upload that plays.
device-page-backup = Save a backup…
device-page-backup-saving = Saving…
device-page-restore = Restore a backup…
device-page-restoring = Restoring…
device-page-backup-about = A backup file holds the presets of the device. Restoring it replaces all presets on the device.
device-page-live = Play live
device-page-live-pattern = This computer streams { $pattern } to the device.
device-page-live-able = This computer sends the open pattern frame by frame.
device-page-live-no-pattern = Open a pattern first. This computer then sends it frame by frame.
device-page-live-unable = The open pattern cannot be played here: it has more LEDs than the device, or the LED count of the device is unknown.

## Log

log-none = App activity, recoveries and errors appear here.
log-none-match = No entry matches the filter and the search.
log-warnings = Warnings
log-errors = Errors
log-copy = Copy all
log-search = Search the log
log-search-hint = Search
log-folder = Older entries are in { $folder }, with times in UTC.
log-no-file = This run does not write a log file.

## Settings

settings-reset-all = Reset all
settings-reset = Reset: { $name }
settings-increase = { $name }: more
settings-decrease = { $name }: less
settings-automatic = auto
settings-range = { $min } to { $max }
settings-row = { $name }: { $about }

settings-unsaved = Settings are not saved.
settings-unsaved-about = This run has no folder to save them in.

settings-theme = Theme: { $theme }
settings-theme-system = System
settings-theme-dark = Dark
settings-theme-light = Light
settings-motion = Reduce motion
settings-motion-about = Turns animations off. Previews open paused.

settings-sending = Sending
settings-play-about = A device plays the new pattern only after every byte was read back and compared.
settings-at-once = Devices at once
settings-at-once-about = Automatic adapts to your network. Fixed: { $min } to { $max } devices. Takes effect after a restart.
settings-at-once-automatic = Automatic
settings-at-once-fixed = Fixed
settings-brightness = Initial brightness
settings-brightness-about = Where the brightness slider beside the preview starts.

settings-check = Check visible devices
settings-check-about = Checks the devices in view about once a minute, and only in the network where they last answered.

settings-current = Power
settings-led-ma = Current of a colour channel
settings-led-ma-about = { $min } to { $max } mA at full brightness; a WS2812B draws 20 mA. Default for devices without their own setting (device menu > Power supply).
settings-idle-ma = Current of a dark LED
settings-idle-ma-about = { $min } to { $max } mA; a WS2812B draws 1 mA. Default for devices without their own setting.
settings-volts = Supply voltage
settings-volts-about = { $min } to { $max } V. Default for devices without their own setting.

settings-history-days = Keep uploads for
settings-history-days-about = { $min } to { $max } days. The app deletes older entries when it starts. Takes effect after a restart.
settings-history-entries = Keep at most
settings-history-entries-about = { $min } to { $max } entries. The app deletes the oldest first. Takes effect after a restart.

settings-log = Log file
settings-log-level = Log level
settings-log-level-about = Each level includes those above it. Takes effect after a restart.
settings-log-milestones = Milestones
settings-log-attempts = Every attempt
settings-log-json = JSON format
settings-log-json-about = One JSON object per line, for other programs. Takes effect after a restart.
settings-log-days = Keep log files for
settings-log-days-about = { $min } to { $max } days, today included. Takes effect after a restart.

settings-folder = Where settings are saved
settings-folder-about = Settings are saved in { $folder } as you change them. Log files are in its subfolder logs.
settings-folder-copy = Copy path

## Help

help-keys = Keys
help-formats = Pattern files
help-results = Upload results
help-result-verified-about = The device returned what it stores, and it is what was sent: byte by byte, or LED by LED where a picture is stored as a preset. The app checked which device answers before the first write, before reading back and after it.
help-result-there-about = The device stored the same pattern already, so nothing was sent. This is verified in the same way.
help-result-unverified-about = Upload Bridge players of API level 1 cannot return what they store and have no identity. What arrived cannot be proven.
help-result-other = Different device
help-result-other-about = A WLED reports its identity only when asked. If its address passes to another WLED during an upload, part of the pattern may be stored there; a note names that device.
help-codes = Error codes
help-about = About
help-app-about = version { $version }, MIT licence
help-fonts = Fonts
help-fonts-about = a subset of IBM Plex (OFL 1.1), icons from Lucide (ISC)
help-row = { $name }: { $about }
