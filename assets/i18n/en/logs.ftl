## Messages of this area: logs.

settings-log-size = Log folder at most
settings-log-size-about = { $min } to { $max } MB. The app deletes the oldest log files first. Takes effect after a restart.

# Sentences of the Log page. A device is named by its nickname or its own name, a pattern by its name.
log-upload-queued = { $pattern } is queued for { $device }
log-upload-started = Sending { $pattern } to { $device }
log-upload-turn = Sending { $pattern } to { $device }: waiting until another upload to this device ends
log-upload-limited = { $pattern } waits to be sent to { $device }: a limit of uploads is reached, next at { $until }
log-upload-cut = Sending { $pattern } to { $device }: connection cut after { $done } of { $total } KB, trying again
log-upload-cut-early = Sending { $pattern } to { $device }: connection cut, trying again
log-upload-broke-off-early = Sending { $pattern } to { $device } stopped, trying again. { $reason }
log-upload-broke-off = Sending { $pattern } to { $device }: stopped after { $done } of { $total } KB, trying again. { $reason }
log-upload-waits = Sending { $pattern } to { $device }: waiting for the device. { $reason }
log-upload-resent = Sending { $pattern } to { $device } again. { $reason }
log-upload-reread = Reading { $pattern } on { $device } again. { $reason }
log-upload-verified = { $attempts ->
    [one] { $pattern } is verified on { $device }: { $size } in { $seconds } s
   *[other] { $pattern } is verified on { $device }: { $size } in { $seconds } s, { $attempts } attempts
}
log-upload-unverified = { $pattern } is on { $device }, not verifiable: the device cannot give back what it stores ({ $size } sent)
log-upload-skipped = { $device } already has { $pattern }: read back and equal
log-upload-failed = Upload of { $pattern } to { $device } failed. { $reason }
log-upload-cancelled = Sending { $pattern } to { $device } was cancelled
log-stream-started = Playing { $pattern } live on { $device }
log-stream-ended = Playing { $pattern } live on { $device } has ended
log-stream-failed = Playing { $pattern } live on { $device } failed. { $reason }
log-device-found = { $device } answers at { $address }
log-device-offline = { $device } does not answer
log-device-online = { $device } answers again
log-device-restarted = { $device } has restarted
log-device-locked = { $device } is locked: it asks for its PIN or token
log-device-unlocked = { $device } is unlocked
log-network-dropped = The network { $network } dropped: { $count } devices stopped answering at once, uploads to them pause
log-network-back = The network { $network } is back
log-scan-done = { $count ->
    [0] Scan ended: no devices found
    [one] Scan ended: { $count } device found
   *[other] Scan ended: { $count } devices found
}

log-crashed = Upload Bridge crashed in an earlier run. Details are in { $file }.

# The Log page.
log-filter-device = Lines of device
log-all-devices = All devices
log-filter-upload = Lines of upload
log-all-uploads = All uploads
log-upload-name = { $pattern } to { $device }
log-upload-number = Upload { $number }
log-clear-filter = Clear
log-show-device = Show { $device }
log-show-upload = Show the upload of { $pattern } to { $device }
