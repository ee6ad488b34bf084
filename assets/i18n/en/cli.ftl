# Errors of the command line. What to do about them is in remedies.ftl.

cli-address-taken = { $device } is no longer at { $address }: another device has this address.
cli-cancelled = The upload was cancelled.
cli-device-unknown = There is no known device '{ $name }'.
cli-engine-ended = The command has stopped unexpectedly.
cli-file-differs = { $name } was not saved: the device lists { $listed } bytes, but sent { $bytes }.
cli-file-exists = The file already exists: { $file }
cli-file-unwritable = The file cannot be written ({ $error }): { $file }
cli-format-not-given = The format of the new file is unknown: its name has no known extension.
cli-group-not-one = '{ $name }' is a group, but this command takes one device.
cli-group-unknown = There is no group { $group }. The groups are: { $groups }.
cli-name-ambiguous = { $count } devices are called '{ $name }': { $places }.
cli-no-groups = There is no group { $group }, and there are no other groups.
cli-no-pin = Standard input has no PIN, although --pin-stdin is given.
cli-no-sample = The bundled sample is missing.
cli-output-exists = The file already exists.
cli-output-is-folder = This is a folder.
cli-output-is-source = The new file is the source file, which is never overwritten.
cli-output-is-special = This is not a regular file.
cli-output-unwritable = The new file cannot be written: { $error }.
cli-simulator-failed = The simulated devices cannot start: { $error }.
cli-too-large-for-stdout = The pattern is too large for standard output.
