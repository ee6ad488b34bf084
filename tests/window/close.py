#!/usr/bin/env python3
"""Asks a window to close, as the cross in its title bar does (WM_DELETE_WINDOW).

usage: close.py WINDOW_ID     (needs `pip install python-xlib`)
"""

import sys

from Xlib import X, display
from Xlib.protocol import event

if len(sys.argv) != 2:
    sys.exit(__doc__)
screen = display.Display()
window = screen.create_resource_object("window", int(sys.argv[1], 0))
values = [screen.intern_atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]
window.send_event(
    event.ClientMessage(window=window, client_type=screen.intern_atom("WM_PROTOCOLS"), data=(32, values))
)
screen.sync()
