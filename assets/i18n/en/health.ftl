# The health of devices, and alerts: page, bell, device page, notification, settings.

page-health = Health

## The page

health-loading = Waiting for the first measurements…
health-none = No devices yet
health-none-about = Find your devices. This page then shows how they are doing.
health-find-devices = Find devices

# How devices stand
health-online = Online
health-not-answering = Not answering
health-locked = Locked
health-offline = Offline
health-set-aside = Set aside
health-not-asked = Not checked

## The fleet

health-online-of = { $n ->
    [one] { $online } of 1 device online
   *[other] { $online } of { $n } devices online
}
health-score-none = No score: too few results in 24 h
health-score-of-all = { $n ->
    [one] Score of 1 device
   *[other] Score: the median of { $n } devices
}
health-score-of = { $n ->
    [one] Score of 1 device; { $without } without data
   *[other] Score: the median of { $n } devices; { $without } without data
}
health-score-about = 100 means that every upload reached its device and every check was answered within 1 s.
health-success-day = success, 24 h
health-success-hour = success, 1 h
health-speed-hour = speed, 1 h
health-waiting = in the queue
health-no-data = No data
health-percent = { $n } %

## Devices

health-devices = Devices
health-search = Search devices
health-search-hint = Name or address
health-order = Order
health-worst-first = Worst first
health-by-name = Name
health-with-problems = With problems
health-no-problems = No device has a problem.
health-none-match = No device matches the search.
health-column-device = Device
health-column-score = Score
health-column-answers = Answer time, 24 h
health-column-uploads = Uploads, 24 h
health-column-seen = Last seen
health-column-uptime = Uptime
health-seen = { $standing } · { $ago }
health-answers-about = Answer time: half of the answers within { $p50 }, 95 % within { $p95 }
health-answers-none = Answer time: no data
health-uploads-about = Uploads in 24 h: { $verified } verified, { $skipped } already there, { $unverified } not verifiable, { $failed } failed, { $cancelled } cancelled
health-uploads-none = Uploads in 24 h: none
# A row, read aloud
health-row = { $name }, { $standing }, last seen { $seen }. { $score }. { $answers }. { $uploads }. { $uptime }
health-row-score = Score { $score }: { $reason }
health-row-uptime = Running for { $uptime }.

## Times

health-never = never
health-ago-now = just now
health-ago = { $time } ago
health-hours = { $n } h
health-days = { $n } d
health-hours-minutes = { $hours } h { $minutes } min
health-days-hours = { $days } d { $hours } h

## Alerts

health-alerts = Alerts
health-n-critical = { $n } critical
health-n-warnings = { $n ->
    [one] 1 warning
   *[other] { $n } warnings
}
health-n-infos = { $n } for information
health-bell = Alerts: { $n }, worst: { $level }
health-bell-none = Alerts: none
health-no-alerts = No alerts
health-only-silenced = No alerts, apart from silenced ones
health-no-alerts-about = When a device needs attention, this is where it says why and what to do.
health-network = Network { $network }
health-alert-since = since { $time }
health-alert-solved = solved { $time }
health-alert-count = { $n } events
health-alert-mutes = { $n ->
    [one] covers 1 alert about a device
   *[other] covers { $n } alerts about devices
}
health-alert-silenced = silenced until solved
health-alert-silenced-until = silenced until { $time }
health-alerts-more = { $n ->
    [one] Show 1 more
   *[other] Show { $n } more
}
health-alerts-fewer = Show fewer
health-silenced = { $n } silenced
health-solved = { $n } solved
health-silence = Silence
health-silence-name = Silence: { $subject }
health-silence-hour = For 1 hour
health-silence-day = For 24 hours
health-silence-solved = Until it is solved
health-unsilence = End silence
health-open-device = Open device
health-try-again = Try again
health-open-settings = Open settings
health-open-help = Open Help

## The device page

health-device = Health
health-device-none = No measurements yet. They begin with the first check or upload.
health-last-hour = Last hour
health-last-day = Last 24 h
health-no-answers-yet = No answers in the last 24 h
health-slowest = slowest { $time }
health-day-ago = 24 h ago
health-now = now
health-measure-success = Success
health-measure-uploads = Uploads
health-measure-speed = Speed
health-measure-verify = Time to verify
health-measure-attempts = Attempts per upload
health-measure-p50 = Answer time, half within
health-measure-p95 = Answer time, 95 % within
health-measure-online = Time online
health-measure-errors = Errors
health-measure-uptime = Running for
health-error = { $n } × { $meaning }

## Notification of the system

health-notify-one = { $subject }: { $sentence }
health-notify-many = { $n } critical alerts
health-notify-more = and { $n } more

## Settings

health-setting-notify = Notify about critical alerts
health-setting-notify-about = Shows a notification of your desktop for each new critical alert, such as a full disk or a device that keeps failing.
