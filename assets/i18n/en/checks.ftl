# Checks of this computer, the diagnostics bundle and the audit trail.

check-name-version = Version
check-name-home = App folder
check-name-logs = Log folder
check-name-store = Saved data
check-name-clock = Clock
check-name-opengl = OpenGL
check-name-file-dialog = File dialog
check-name-notifications = Notifications
check-name-keyring = Keyring
check-name-ffmpeg = Video (ffmpeg)
check-name-mdns = mDNS port
check-name-interfaces = Network
check-name-loopback = Loopback only
check-name-public = Public addresses
check-name-local-port = Local port

check-build-debug = debug build
check-build-release = release build
check-version = Upload Bridge { $version }, { $build }, { $system } on { $processor }

check-hangs = The check did not end within { $seconds } s
check-hangs-cost = Whether this works is unknown.
check-not-here = Part of this system; not checked

check-home = { $folder } can be written
check-home-free = { $folder } can be written; { $free } free
check-home-low = The disk of { $folder } has only { $free } free
check-home-low-brief = Little disk space
check-home-low-cost = Uploads work until it is full; then nothing is remembered.
check-home-unwritable = { $reason } (in { $folder })
check-home-unused = This run could not save in { $folder } when it started. The folder can be written now
check-home-brief = Nothing is saved
check-home-cost = Nothing is remembered: settings, devices and history are lost at the end. Uploads work.
check-logs = { $folder } can be written
check-logs-brief = No log file
check-logs-cost = No log file is written. Everything else works.
check-store = Sound; { $size }
check-store-large = { $size }; the first { $seconds } s of the examination found no damage
check-store-none = Nothing is saved yet
check-store-brief = Saved data cannot be read
check-store-cost = Devices, history and unfinished uploads cannot be read. Uploads to an address work.

check-clock = { $time }
check-clock-wrong = The clock says { $time }
check-clock-behind = The clock says { $time }, but saved entries are as new as { $newest }
check-clock-brief = The clock is wrong
check-clock-cost = Times in the history and the log are wrong, and old entries may be deleted too early or too late.

check-display = The variable { $variable } names a display.
check-no-display = No display is set.
check-opengl = OpenGL { $version }; pictures up to { $pixels } pixels wide
check-opengl-last = OpenGL { $version }; pictures up to { $pixels } pixels wide. Seen by the last window, on { $day }. { $display }
check-opengl-unknown = Not checked: no window was opened yet. { $display }
check-opengl-failed = The last window, on { $day }, could not be opened: { $reason }. { $display }
check-opengl-brief = No OpenGL
check-opengl-cost = The window does not open. The command line does everything that the window does.

check-bus-none = This session has no session bus (D-Bus)
check-bus-elsewhere = The session bus is not on this computer
check-bus-silent = The session bus did not answer within { $seconds } s

check-keyring = Keeps PINs and tokens
check-keyring-locked = Locked; asks for its password when a PIN is needed
check-keyring-starts = Starts when a PIN is needed
check-keyring-unused = Not used in a run that is limited to this computer
check-keyring-empty = The keyring has no default collection
check-keyring-missing = This desktop has no keyring (Secret Service)
check-keyring-brief = PINs are kept for this run only
check-keyring-cost = PINs are kept for this run only.

check-portal-missing = This desktop has no portal
check-file-dialog-portal = Opened by the desktop portal
check-file-dialog-zenity = Opened by zenity
check-file-dialog-missing = { $reason }, and zenity is not installed
check-file-dialog-brief = No file dialog: paste a path
check-file-dialog-cost = Files cannot be chosen in a dialog: drop them on the window, or copy their path and press Ctrl V.
    .command = The window cannot let you choose files; drop them on it, or name them on the command line.

check-notifications = Shown by the desktop
check-notifications-starts = Shown by the desktop, which starts them when needed
check-notifications-missing = This desktop shows no notifications
check-notifications-brief = No notifications
check-notifications-cost = Critical alerts are shown in the window only.

check-ffmpeg = ffmpeg { $version } decodes { $decodes }
check-ffmpeg-missing = ffmpeg or ffprobe is not installed
check-ffmpeg-lacks = ffmpeg { $version } lacks decoders
check-ffmpeg-brief = No videos: ffmpeg is missing
check-ffmpeg-cost = Videos cannot be opened. GIFs and all other formats work.
check-ffmpeg-lacks-brief = Some videos cannot be opened
check-ffmpeg-lacks-cost = Some videos cannot be opened: { $codecs }.

check-mdns = UDP port { $port } can be shared
check-mdns-taken = UDP port { $port } is in use by a program that does not share it
check-mdns-unusable = UDP port { $port } cannot be opened: { $reason }
check-mdns-off = Off: this run is limited to this computer
check-mdns-brief = No mDNS: scans and known devices only
check-mdns-cost = Devices do not announce themselves: a scan asks every address, and known devices work.

check-interfaces = { $interfaces }
check-interfaces-none = This computer is in no network
check-interfaces-unknown = The networks of this computer cannot be read: { $reason }
check-interfaces-loopback = Off: this run is limited to this computer
check-interfaces-brief = No network
check-interfaces-cost = Only simulated devices on this computer can be reached.

check-loopback-on = On: nothing leaves this computer
check-loopback-off = Off: devices in your networks can be reached

check-public = Refused, unless you allow one
    .command = Refused, unless a command has --allow-public
check-public-loopback = Refused: this run is limited to this computer

check-local-port = Metrics at http://{ $address }/metrics
check-local-port-off = This run opens no port
    .command = This run opens no port; serve --metrics does

# the foot of the window, and Help
foot-details = Details
foot-hide = Hide until something else is missing
help-computer = This computer
help-computer-checking = Checking this computer…
help-computer-unchecked = Not checked yet.
help-computer-again = Check again
help-computer-row = { $name }: { $state }. { $about }
check-state-ok = OK
check-state-off = Off
check-state-degraded = Limited
check-state-failed = Failed

# the diagnostics bundle
bundle-title = Upload Bridge diagnostics, made at { $time }
bundle-contents = Contents:
bundle-left-out = Left out: PINs, tokens and passwords, names of Wi-Fi networks, e-mail addresses, the path of the home folder (~), public IP addresses, and the last half of hardware addresses (MACs).
bundle-numbers = Names of pattern files are numbered: file-1.gif is the same file everywhere in this bundle.
bundle-readme = What each file holds
bundle-doctor = Checks of this computer: what works, what is missing
bundle-versions = Versions of the app and the system
bundle-settings = Settings of the app
bundle-jobs = The last { $n } uploads and how they ended
bundle-queue = Uploads that are running or unfinished
bundle-devices = Known devices and what they can do
bundle-audit = Audit trail: what was unlocked, deleted, overwritten, restored and changed
bundle-log = Log of the app
bundle-crash = Report of a crash
bundle-no-store = Why the saved data could not be read
bundle-no-file = No file '{ $name }' is in the bundle: it has { $names }

# the audit trail
audit-kind-unlocked = Unlocked
audit-kind-deleted = Deleted
audit-kind-overwritten = Overwritten
audit-kind-restored = Restored
audit-kind-settings = Settings changed
audit-kind-set-aside = Set aside
audit-kind-used-again = Used again
audit-kind-forgotten = Forgotten
audit-kind-silenced = Silenced
audit-none = none
audit-change = { $name }: { $old } → { $new }
audit-nickname = name
audit-size = LEDs
audit-wiring = wiring
audit-color-order = colour order
audit-power = power supply
audit-segment = segment
audit-device-settings = { $changes }
audit-forgotten = The device and its settings, last at { $address }
audit-set-aside = Nothing is sent to the device
audit-used-again = The device is used again
audit-silenced = The alert, for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
audit-silenced-until-solved = The alert, until it is solved
audit-settings = { $changes }
audit-file = File { $file } on the device
audit-old-copy = Old copy { $file } on the device, to make room for the new one
audit-local-file = File { $file } on this computer
audit-backup = The device, from the backup { $file }
audit-undo = What the device showed before the last upload
audit-unlocked = With a PIN or token, for this run
audit-unlocked-kept = With a PIN or token, which is kept in the keyring
history-changes = Changes
history-day-changes = { $n ->
    [one] 1 change
   *[other] { $n } changes
}
history-change = { $time }: { $kind }, { $subject }. { $detail }

# the dialog of the bundle
help-save-diagnostics = Save diagnostics…
bundle-dialog-title = Save diagnostics
bundle-dialog-about = These files help others to find a fault. Nothing is sent: you save them as one zip file, and decide who gets it.
bundle-collecting = Collecting…
bundle-row = { $name }, { $size }. { $about }
bundle-preview = Text of { $name }
bundle-save = Save as…
file-dialog-bundle = Save diagnostics
toast-bundle-saved = The diagnostics were saved
