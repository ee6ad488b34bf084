# The store: one file with devices, settings of devices, the journal and the history.

store-failed = The saved data cannot be read or written: { $reason }
store-folder = The app's folder cannot be written: { $reason }
store-lock = The file that marks this run as running cannot be locked: { $reason }
store-row-damaged = A saved upload cannot be read: { $reason }
store-damaged = The file of saved data is damaged: { $reason }
store-damaged-in-use = The file of saved data is damaged, and another run of Upload Bridge still uses it
store-being-replaced = Another run of Upload Bridge is still replacing the file of saved data
store-newer = A newer version of Upload Bridge wrote the saved data (format { $found }; this version reads up to { $known })
store-no-home = This account has no folder for app data

store-reason-full = the disk is full
store-reason-read-only = it is read-only
store-reason-damaged = the file is damaged
store-reason-in-use = another program is using the file
store-reason-not-allowed = this account may not write there
store-value = '{ $text }'
store-path-not-text = the path is not valid text

store-not-saving = Nothing is saved in this run. { $reason }
store-not-saving-in = Nothing is saved in this run. { $reason } (in { $folder })
store-file-in-place-of-runs = A file was in the place of the app's folder 'runs'
store-replaced = The file of saved data was damaged and has been replaced

# what was kept of a damaged file
store-kept = Kept: { $parts }
store-kept-nothing = Nothing in it could be read; scan to find your devices again
store-kept-devices = { $count ->
    [one] 1 device with its settings
   *[other] { $count } devices with their settings
}
store-kept-jobs = { $count ->
    [one] 1 unfinished upload
   *[other] { $count } unfinished uploads
}
store-kept-entries = { $count ->
    [one] 1 history entry
   *[other] { $count } history entries
}
