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
