# The engine: notes of uploads, streams, controls, tests of a connection, settings.

# uploads: a note of one or more sentences beside the result
job-may-hold = The { $kind } '{ $name }' was sent. The device may hold all or part of it.
job-left-on-other = All or part of the { $kind } '{ $name }' may be on the other device.
job-left-on-other-as = All or part of the { $kind } '{ $name }' ({ $files }) may be on the other device.
job-part-remains = The device did not answer. Part of the { $kind } '{ $name }' ({ $place }) may remain on it.
job-parts-remain = The device did not answer. Part of an upload of '{ $name }' ({ $files }) may remain on it.
job-old-copy-lost = The old '{ $name }' was deleted to make room, and the new one did not arrive.
job-sent-again = Sent again. Reason: { $reason }.
job-sent-again-elsewhere = Sent again. Reason: { $reason }. If the address briefly belonged to another device, '{ $files }' is on that device.
job-not-started = The pattern is stored, but it was not started: { $reason }.
job-whole-on-first = The { $kind } '{ $name }' is complete on the intended device. The device that answers now may have been asked to play '{ $name }' or to delete the pattern that it replaces.
job-device-streams = This device is playing live from this computer

# files of queued uploads
source-gone = The file can no longer be read: { $file } ({ $reason })
source-changed = The file has changed since it was queued: { $file }
source-closed = The pattern is no longer open

# too large to convert in memory
encode-too-large = For this device the pattern has { $frames } frames of { $leds } LEDs, { $size } MiB. At most { $max } MiB can be converted

# controls
control-nothing-to-undo = No earlier state of this device is saved
control-not-listed = This device is no longer in the list
backup-unreadable = The backup cannot be read: { $file } ({ $reason })
backup-not-a-file = it is not a backup file
output-exists = The file already exists: { $file }
output-unwritable = The file cannot be written: { $file } ({ $reason })

# PINs and tokens
secret-rejected = The device rejected this PIN or token
secret-not-kept = The PIN cannot be saved in the system's keyring: { $reason }
secret-no-keyring = no keyring answers on this system
secret-loopback = this run reaches only this computer and does not use the keyring
secret-timeout = it did not answer within { $seconds } s

# streams
stream-not-accepted = Nothing accepts { $protocol } frames at { $address }
stream-not-allowed = This computer may not send frames to { $address }
stream-not-sent = Frames cannot be sent to { $address }: { $reason }

# tests of a connection: what each stage found
diagnosis-name = name { $name }, port { $port }
diagnosis-no-name = no name to look up
diagnosis-in-subnet = { $ip } is in { $subnet }, the subnet of { $interface }
diagnosis-in-no-subnet = { $ip } is in none of this computer's subnets
diagnosis-unresolved = { $problem } ({ $detail })
diagnosis-connects = { $address } accepts connections
diagnosis-no-answer = No device answers at { $address } ({ $reason })
diagnosis-no-answer-within = no answer within { $seconds } s
diagnosis-refused = { $ip } is on, but refuses connections at port { $port }
diagnosis-web-server = its web server answers (HTTP status { $status })
diagnosis-web-server-long = its web server answers (a long page)
diagnosis-silent = The host accepts connections, but its web server was silent for { $seconds } s
diagnosis-cut = The host accepts connections, but closes them without an answer
diagnosis-not-http = A program listens at this port, but it is not a web server ({ $detail })
diagnosis-not-supported = A web server answers, but it is not a supported LED controller. Supported are: { $families }
diagnosis-device = { $family }, { $name } ({ $id })
diagnosis-named = { $name } ({ $id })
diagnosis-other-device = A different device answers at this address: { $found } instead of { $expected }
diagnosis-capabilities = { $abilities }; { $facts }
diagnosis-level-1 = reports no abilities (level 1), so uploads cannot be read back
diagnosis-leds = { $leds ->
    [one] 1 LED
   *[other] { $leds } LEDs
}
diagnosis-matrix = { $matrix } LEDs
diagnosis-leds-unknown = LED count unknown
diagnosis-free = { $size } free
diagnosis-firmware = firmware { $version }

# the settings file
settings-out-of-range = { $name } is { $value }; use a value from { $min } to { $max }
settings-values = The settings contain values that cannot be used: { $values }
settings-subnet = scan.subnets: { $reason }
settings-port = scan.ports contains 0; ports go from 1 to 65535
settings-unreadable = The settings cannot be read: { $reason }
settings-not-understood = The settings file cannot be understood: { $reason }
settings-not-utf8 = The settings file is not UTF-8 text
settings-bytes-not-utf8 = The settings file contains bytes that are not UTF-8
settings-not-saved = The settings were not saved: { $reason }
settings-unwritable = The settings cannot be saved: { $reason }

# the engine itself
engine-no-client = The network client cannot start: { $reason }
engine-no-journal = This run has no journal, so it cannot resume uploads of earlier runs
