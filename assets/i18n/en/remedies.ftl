# What to do about a problem. The value is for the window and never names options of the command line; .command is for the
# command line and never names buttons. A remedy that is the same on both has no .command.

remedy-allow-public-address = LED controllers are usually in your own network. Check the address.
    .command = LED controllers are usually in your own network. If this one is not, add --allow-public.
remedy-both = { $first } { $then }

remedy-not-remembered = Uploads, scans and streams go on, but are not saved.
remedy-other-home = Or choose another folder.
    .command = Or choose another folder with --home.

# the window and its settings
remedy-choose-other-folder = Choose a folder where you may write, on a disk with free space.
remedy-install-file-dialog = Install a desktop portal (xdg-desktop-portal) or zenity, then try again.
remedy-open-folder-by-hand = Copy the path and open the folder yourself.
remedy-type-path = Type or paste the path of the file into the field beside the button.
remedy-use-loopback = Check that loopback (127.0.0.1) works on this computer.
# the command line alone: these have no words for the window
remedy-add-to-group = Run `upload-bridge devices set DEVICE --group NAME` to add a device to a group, or `upload-bridge devices` to list all groups.
remedy-address-or-own-name = Use the address or the id of the device. To give it its own name, run `upload-bridge devices set ADDR --name NAME`.
remedy-check-loopback = Check that this computer allows connections to 127.0.0.1.
remedy-check-output-folder = Check that the folder exists, that you may write to it, and that the disk has room.
remedy-find-moved = Run `upload-bridge scan` to find its new address. If the other device has replaced it, run `upload-bridge devices forget { $id }`.
remedy-give-format = Add --to FORMAT, or use one of these extensions: { $formats }.
remedy-give-one-device = Give the address, the id or the name of one device. Run `upload-bridge devices` to list them.
remedy-install-again = Install the program again.
remedy-list-or-scan = Run `upload-bridge devices` to list the known devices, or `upload-bridge scan` to find new ones.
remedy-name-new-file = Give the new file a name.
remedy-new-file-or-stdout = Give the name of a new file, or - for standard output.
remedy-other-file-name = Give the new file another name.
remedy-other-name-or-force = Give another name, or add --force to replace the file.
remedy-other-simulator-options = Choose another --port, --bind or --dir.
remedy-run-again = Run the command again.
remedy-try-again-or-damaged = Try again. If that doesn't help, the device's file system may be damaged.
remedy-upload-again = Run the command again to send it.
remedy-write-pin = Write the PIN and a line break to the command's standard input.
