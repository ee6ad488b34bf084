#!/usr/bin/env python3
"""Drops files on a window as a file manager does (XDND version 5), without a mouse.

usage: xdnd.py WINDOW_ID FILE...     (needs `pip install python-xlib`)
Exits 0 when the window took the drop and said that it finished. HOVER=SECONDS holds the files over it that long.
"""

import os
import pathlib
import select
import sys
import time

from Xlib import X, display
from Xlib.protocol import event

ANSWER_S = 5  # a window that is drawn in software on a busy machine takes its time


class Source:
    """What is dragged, and the X client that offers it."""

    def __init__(self, window_id, files):
        self.data = "".join(pathlib.Path(f).resolve().as_uri() + "\r\n" for f in files).encode()
        self.display = display.Display()
        self.atom = self.display.intern_atom
        screen = self.display.screen()
        self.window = screen.root.create_window(
            0, 0, 1, 1, 0, screen.root_depth, event_mask=X.PropertyChangeMask
        )
        self.target = self.display.create_resource_object("window", window_id)
        if not self.target.get_full_property(self.atom("XdndAware"), X.AnyPropertyType):
            sys.exit(f"window {window_id} takes no drops")
        size, corner = self.target.get_geometry(), self.target.translate_coords(screen.root, 0, 0)
        self.middle = (-corner.x + size.width // 2, -corner.y + size.height // 2)
        self.window.set_selection_owner(self.atom("XdndSelection"), X.CurrentTime)

    def send(self, name, *values):
        values = [self.window.id, *values]
        values += [0] * (5 - len(values))
        message = event.ClientMessage(window=self.target, client_type=self.atom(name), data=(32, values))
        self.target.send_event(message)
        self.display.flush()

    def serve(self, request):
        """Hands over the addresses of the files."""
        place = request.property or request.target
        request.requestor.change_property(place, request.target, 8, self.data)
        answer = event.SelectionNotify(
            time=request.time,
            requestor=request.requestor,
            selection=request.selection,
            target=request.target,
            property=place,
        )
        request.requestor.send_event(answer)
        self.display.flush()

    def wait_for(self, name):
        """Values of the message `name`; None when it does not come. "selection": until the files were asked for."""
        end = time.monotonic() + ANSWER_S
        while time.monotonic() < end:
            if not self.display.pending_events():
                select.select([self.display.fileno()], [], [], 0.05)
                continue
            got = self.display.next_event()
            if got.type == X.SelectionRequest:
                self.serve(got)
                if name == "selection":
                    return []
            elif got.type == X.ClientMessage and self.display.get_atom_name(got.client_type) == name:
                return list(got.data[1])
        return None


def main(window_id, files):
    source = Source(window_id, files)
    x, y = source.middle
    source.send("XdndEnter", 5 << 24, source.atom("text/uri-list"))
    source.send("XdndPosition", 0, (x << 16) | y, X.CurrentTime, source.atom("XdndActionCopy"))
    status = source.wait_for("XdndStatus")
    if not status or not status[1] & 1:
        sys.exit(f"the window does not want it: {status}")
    source.wait_for("selection")
    time.sleep(float(os.environ.get("HOVER", "0")))
    source.send("XdndDrop", 0, X.CurrentTime)
    finished = source.wait_for("XdndFinished")
    if not finished or not finished[1] & 1:
        sys.exit(f"the window did not finish: {finished}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(int(sys.argv[1], 0), sys.argv[2:])
