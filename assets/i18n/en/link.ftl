# Why a request to a device failed. Each stands after what was under way: "Sending failed: the connection was refused".

link-forbidden = only loopback addresses are allowed in this run, not { $address }
    .command = only loopback addresses are allowed in this run (--loopback-only), not { $address }
link-refused = the connection was refused
link-unreachable = the device could not be reached ({ $detail })
link-no-connection = no connection
link-cut-sending = the connection was lost while sending
link-cut-waiting = the connection was lost while waiting for the answer
link-cut-reading = the connection was lost while reading the answer
link-cut-web-socket = the WebSocket connection was lost
link-timed-out = no answer within { $seconds } s
link-circuit-open = the device failed several times and is left alone; the next attempt is in { $seconds } s
link-isolated = you set the device aside, so nothing is sent to it
link-status = it answered with HTTP status { $status }
link-status-because = it answered with HTTP status { $status }: { $detail }
link-elsewhere = a different device answered: { $found } instead of { $expected }
link-stale = it gave the answer to another request
link-protocol = its answer makes no sense ({ $detail })
link-too-long = its answer has more than { $max } bytes
link-exhausted = { $cause } ({ $attempts ->
    [one] 1 attempt
   *[other] { $attempts } attempts
})

link-not-http = not HTTP
link-early-answer = status { $status } before the whole body was sent
link-bad-path = not a valid path
link-zone = a URL cannot hold an address with a zone
link-no-web-socket = no WebSocket there
link-json-depth = JSON of more than { $levels } levels
link-json-position = not JSON from line { $line }, column { $column } on

# The same as a sentence of its own.
net-forbidden = Only loopback addresses are allowed in this run, not { $address }
    .command = Only loopback addresses are allowed in this run (--loopback-only), not { $address }
