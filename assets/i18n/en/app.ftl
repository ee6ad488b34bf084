# What the window's state says: toasts, why something cannot be done, what is wrong with a form.

# Why a device cannot take the open pattern.
app-leds-unknown = LED count unknown
app-set-aside = It is set aside
app-locked = It is locked

# Why Send cannot be pressed.
send-blocked-no-pattern = Open a pattern first.
send-blocked-nothing = Open a pattern first, then select devices.
send-blocked-reading = The pattern is still being read.
send-blocked-choosing = Choose how to read the file first.
send-blocked-no-devices = Scan for devices, or add one by its address.
send-blocked-none-selected = Select at least one device.
send-blocked-none-can = None of the selected devices can take the pattern.

# Toasts about failures that belong together.
toast-file-failed = { $name } could not be opened
toast-files-failed = { $n } files could not be opened
toast-device-locked = { $name } is locked
toast-devices-locked = { $n } devices are locked
toast-device-silent = { $name } does not answer
toast-devices-silent = { $n } devices do not answer
toast-no-device = No device at { $name }
toast-no-devices = No device at { $n } addresses
toast-item = { $name }: { $line }

# Toasts about uploads.
toast-upload-failed = { $device } failed
toast-uploads-failed =
    { $all ->
        [one] { $failed } of 1 device failed
       *[other] { $failed } of { $all } devices failed
    }
toast-uploads-failed-about = Each row says why, and what to do.
toast-verified =
    { $n ->
        [one] { $pattern } is on 1 device
       *[other] { $pattern } is on { $n } devices
    }
toast-verified-about = Read back and compared.
toast-sent =
    { $n ->
        [one] { $pattern } was sent to 1 device
       *[other] { $pattern } was sent to { $n } devices
    }
toast-sent-about =
    { $n ->
        [one] The device cannot give back what it stores, so the upload is not verified.
       *[other] The devices cannot give back what they store, so the uploads are not verified.
    }

# Toasts about the history and files.
toast-exported = The history was exported
toast-saved = Saved
toast-saved-about = The file is { $file }.
toast-saved-differs = Saved, but not as listed
toast-saved-differs-about = The device lists { $listed } bytes for this file, but sent { $received } bytes. Save it again.
toast-not-listed = { $device } is not in the list
toast-not-listed-about = Scan for it, or add it by its address, then select it.
toast-map-unreadable = The map cannot be read

# What a device did, or did not do.
toast-not-done = { $device } did not do it
toast-not-done-unnamed = A device did not do it
done-blink = The device blinks, then continues as before.
done-deleted = Deleted { $file }.
done-playing = The device is playing { $file }.
done-undo = The device shows what it showed before the last upload.
done-restored = The backup was restored, read back and compared.
done-kept = Kept as { $place }.

# What is wrong with a form.
form-frame-time = The frame time is a number of milliseconds, such as 20.
form-matrix = A matrix is width and height, such as 16x16.
form-leds = The LED count is a number, such as 256.
form-size = Enter a number of LEDs, such as 300, or width and height, such as 16x16.
form-map-grid = The grid of a map is its width and height, such as 40x60.
form-no-map = Choose a file with the position of each LED.
form-panels = Enter the number of panels across and down, such as 2x2, and the size of each panel, such as 16x16.
form-panels-too-many = The panels can have { $max } LEDs in total.
form-channel-current = The current of a channel goes from 0 to { $max } mA.
form-idle-current = The current of a dark LED goes from 0 to { $max } mA.
form-voltage = The voltage goes from 0 to { $max } V.
form-supply = The supply goes from 0 to { $max } A.
form-no-subnet = Enter a subnet, such as 192.168.1.0/24, or switch off the address scan
form-port = “{ $port }” is not a port: ports go from 1 to 65535
form-ports-too-many = At most { $max } ports
