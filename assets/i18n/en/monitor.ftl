## Messages of this area: monitor.

monitor-healthy = no failures
monitor-uploads-failed = { $failed } of { $ended } uploads failed
monitor-answers-missing = { $silent } of { $probes } requests without an answer
monitor-answers-slow = slow to answer

monitor-kind-repeated-failure = Repeated failure
monitor-kind-high-error-rate = High error rate
monitor-kind-timeout = No answer
monitor-kind-resource = Storage
monitor-kind-dependency = Missing on this computer
monitor-severity-info = Info
monitor-severity-warning = Warning
monitor-severity-critical = Critical
monitor-this-computer = This computer
monitor-failed-in-a-row = { $failed } uploads failed one after another; the last one: { $reason }
monitor-secret-refused = the device refused its PIN or token
monitor-rate-hour = { $failed } of { $ended } uploads failed in the last hour
monitor-rate-day = { $failed } of { $ended } uploads failed in the last 24 hours
monitor-timed-out = the device stopped answering during the last upload
monitor-device-full = the device has no room for another pattern
monitor-restarted = the device started again
monitor-network-dropped = { $devices } devices stopped answering at the same time
monitor-disk-low = only { $free } MB are free on the disk

metrics-device-ambiguous = several devices are called “{ $name }”
