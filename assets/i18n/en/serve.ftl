## Messages of this area: serve.
turn-task = Another upload to this device is running
turn-process = Another Upload Bridge process is using this device
turn-process-sends = Another Upload Bridge process ({ $pid }) is sending to this device
turn-process-plays = Another Upload Bridge process ({ $pid }) is playing live on this device
turn-process-uses = Another Upload Bridge process ({ $pid }) is changing something on this device
device-busy-process = another Upload Bridge process ({ $pid }) is using it
device-busy-other-process = another Upload Bridge process is using it
help-cache-patterns = Decoded patterns
help-cache-encodings = Encoded patterns
help-cache-thumbnails = Thumbnails
help-cache-about = { $percent } % of { $asked } look-ups found in memory. { $entries } kept: { $size } of { $capacity }.
help-cache-unused = No data
