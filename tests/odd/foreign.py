#!/usr/bin/env python3
"""A web server that is not a supported LED controller: other firmware, as its documentation describes it, and faulty servers.
usage: foreign.py LISTEN_IP:PORT KIND      (loopback only; each path that is asked for is a line on standard output)
KIND  fpp            Falcon Player: imitates WLED's /json/info with brand "FPP"
      fpp-old        an older Falcon Player: /api/system/info only
      espixelstick   /api/system/info; everything else 404 {"status":"Page Not found"}
      espixelstick-3 an older one: only its page, compressed, names it
      awtrix         AWTRIX 3: /api/stats
      pixelit        PixelIt: /api/matrixinfo; every other unknown path is redirected to /update
      esphome        its page; unknown paths 404
      tasmota        names itself in the head of every page
      tasmota-locked the same with a password: only /cm identifies it
      slow           esphome, two seconds late
      router         pages of HTML for everything that is asked for
      garbage        bytes that are no HTTP
      huge           10 MB of page for "/", 404 else
      endless        a page that never ends for "/", 404 else
      closes         takes connections and closes them
      slash          redirects every path to itself with a slash at the end, as a web server in front does
"""
import gzip, json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

address, kind = sys.argv[1:]
ip, port = address.split(":")

INFO = {"HostName": "roof", "HostDescription": "", "Platform": "Raspberry Pi", "Variant": "Pi 4", "Mode": "player", "Version": "8.4",
        "typeId": 19}
ESPS = INFO | {"Platform": "ESPixelStick", "Variant": "ESPixelStick-ESP32", "Mode": "remote", "Version": "4.0.3", "typeId": 195}
STATS = {"bat": 80, "type": 0, "lux": 5, "ram": 100000, "bri": 30, "uptime": 9, "wifi_signal": -61, "messages": 2, "version": "0.96",
         "indicator1": False, "indicator2": False, "indicator3": False, "app": "Time", "uid": "awtrix_0a0b0c", "matrix": True}
WLED = {"brand": "FPP", "product": "FalconPlayer", "ver": "0.15.0", "vid": 1, "name": "roof", "leds": {"count": 50}, "fxcount": 1,
        "palcount": 1, "mac": "020304050607"}
ESPHOME = "<!DOCTYPE html><html><head></head><body><esp-app></esp-app><script src=\"https://oi.esphome.io/v3/www.js\"></script></body></html>"
LOCKED = {"WARNING": "Need user=<username>&password=<password>"}
PAGES = {
    "fpp": {"/json/info": WLED, "/api/system/info": INFO},
    "fpp-old": {"/": "<html><title>roof</title>", "/api/system/info": INFO},
    "espixelstick": {"/": "<html>", "/api/system/info": ESPS},
    "espixelstick-3": {"/": gzip.compress(b"<a class=\"navbar-brand\" href=\"#\">ESPixelStick</a>")},
    "awtrix": {"/": gzip.compress(b"<title>Setup</title>"), "/api/stats": STATS},
    "pixelit": {"/": "<html><title>?</title>", "/api/matrixinfo": {"pixelitVersion": "2.5.0", "matrixsize": {"cols": 32, "rows": 8}}},
    "esphome": {"/": ESPHOME},
    "slow": {"/": ESPHOME},
    "tasmota": {"/": "<html>"},
    "tasmota-locked": {},
    "huge": {"/": "x" * 10_000_000},
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def version_string(self):
        return "Tasmota/12.1.1 (ESP8285)" if kind == "tasmota" else "web"

    def answer(self, status, body, headers=()):
        if isinstance(body, dict):
            body, content = json.dumps(body), "application/json"
        else:
            content = "text/html"
        packed = isinstance(body, bytes)
        body = body if packed else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_GET(self):
        print(self.path, flush=True)
        if kind == "slow":
            time.sleep(2)
        if kind == "closes":
            self.close_connection = True
            return
        if kind == "garbage":
            self.wfile.write(b"\0\1\2 this is not HTTP\r\n\r\n")
            self.close_connection = True
            return
        if kind == "router":
            return self.answer(200, "<html><title>Router</title>")
        if kind == "slash":
            return self.answer(301, "", {"Location": f"http://{address}{self.path}/"})
        if kind == "endless" and self.path == "/":
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 1000)
                time.sleep(0.05)
        if kind == "tasmota-locked":
            if self.path.startswith("/cm?"):
                return self.answer(401, LOCKED)
            if self.path == "/":
                return self.answer(401, "", {"WWW-Authenticate": 'Basic realm="Login Required"'})
        body = PAGES.get(kind, {}).get(self.path)
        if body is not None:
            self.answer(200, body)
        elif kind == "pixelit":
            self.answer(302, "", {"Location": "/update"})
        else:
            self.answer(404, {"status": "Page Not found"} if kind == "espixelstick" else "File Not Found")

    do_POST = do_HEAD = do_DELETE = do_GET


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


Server((ip, int(port)), Handler).serve_forever()
