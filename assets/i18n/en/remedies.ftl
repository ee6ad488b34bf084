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
