## Messages of this area: limits.

limit-uploads-reached =
    { $max ->
        [one] The limit of 1 upload per hour is reached
       *[other] The limit of { $max } uploads per hour is reached
    }
limit-bytes-reached = The limit of { $max } per hour is reached
limit-device-uploads-reached =
    { $max ->
        [one] The limit of 1 upload per hour to this device is reached
       *[other] The limit of { $max } uploads per hour to this device is reached
    }
limit-device-bytes-reached = The limit of { $max } per hour to this device is reached
limit-file-too-large = The file takes { $bytes } on the device, more than the limit of { $max } for one file
limit-file-above-hour = The file takes { $bytes } on the device, more than the limit of { $max } per hour
limit-file-above-device-hour = The file takes { $bytes } on the device, more than the limit of { $max } per hour to one device

# the Settings page
limit-title = Upload limits
limit-off = No limit
limit-on = Limit
limit-none = none
limit-uploads = Uploads per hour
limit-uploads-about = To all devices together, in any 60 minutes; 1 to { $max }. An upload that finds the pattern on the device does not count.
limit-mb = Data per hour (MB)
limit-mb-about = Megabytes sent to all devices together, in any 60 minutes; 1 to { $max }.
limit-device-uploads = Uploads per hour to each device
limit-device-uploads-about = In any 60 minutes; 1 to { $max }. Spares the flash memory of the device.
limit-device-mb = Data per hour to each device (MB)
limit-device-mb-about = Megabytes sent to one device, in any 60 minutes; 1 to { $max }.
limit-concurrent = Uploads at once
limit-concurrent-about = More uploads wait in the queue; 1 to { $max }.
limit-file = Largest file (KB)
limit-file-about = Kilobytes of the pattern as the device stores it; 1 to { $max }. A larger pattern is not sent.
limit-when = When a limit per hour is reached
limit-when-about = Uploads wait in the queue until the limit allows them, or fail at once.
limit-when-wait = Wait
limit-when-refuse = Fail

# uploads that wait for a limit
job-limited = Limited
job-limited-uploads = Next at { $at }. Limit: uploads per hour.
job-limited-bytes = Next at { $at }. Limit: data per hour.
job-limited-device-uploads = Next at { $at }. Limit: uploads per hour to this device.
job-limited-device-bytes = Next at { $at }. Limit: data per hour to this device.
uploads-limited = { $caption } Limited: next at { $at }.
tally-limited = limited: next at { $at }

# networks that dropped
network-dropped = The network { $network } dropped.
network-dropped-about = Uploads to its { $n } devices pause until one answers.
job-network-dropped = The network dropped. Waiting for an answer.
