#!/usr/bin/env python3
"""Third-party WLED clients against a simulated device: the `wled` library that Home Assistant uses, unchanged, and curl.

usage: wled_peer.py URL FILE.gif     (URL like http://127.0.0.1:8080; needs curl and `pip install wled`)
The library itself refuses devices older than 0.14: for `wled13` only curl's part can pass.
Exits 0 when the library reads and changes the device, and curl's upload comes back byte by byte; 1 otherwise.
"""

import asyncio
import pathlib
import subprocess
import sys
import urllib.parse

import aiohttp
from aiohttp.abc import AbstractResolver
from wled import WLED, NightlightMode, SyncGroup

NAME = "wled_peer.gif"
PRESET = 7


class ToThePort(AbstractResolver):
    """The library always asks port 80: its one host name resolves to the device and its port."""

    def __init__(self, host, port):
        self.answer = {"hostname": "device", "host": host, "port": port, "family": 2, "proto": 0, "flags": 0}

    async def resolve(self, host, port=0, family=0):
        return [dict(self.answer, hostname=host)]

    async def close(self):
        pass


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, expected {expected!r}")
    print(f"ok: {what}: {found!r}")


def curl(*arguments):
    return subprocess.run(["curl", "-sS", "--max-time", "20", *arguments], check=True, capture_output=True).stdout


async def library(where):
    connector = aiohttp.TCPConnector(resolver=ToThePort(where.hostname, where.port), force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session, WLED("device", session=session) as led:
        device = await led.update()
        check("brand", device.info.brand, "WLED")
        check("mac has 12 digits", len(device.info.mac_address), 12)
        print("   ", device.info.version, device.info.name, device.info.leds.count, "LEDs,", len(device.effects), "effects")
        await led.master(on=False)
        check("off", (await led.update()).state.on, False)
        await led.master(on=True, brightness=42)
        state = (await led.update()).state
        check("on, and as bright as asked", (state.on, state.brightness), (True, 42))
        await led.segment(0, color_primary=(1, 2, 3), effect="Blink", speed=99)
        segment = (await led.update()).state.segments[0]
        check("effect", (segment.effect_id, segment.speed), (1, 99))
        check("colour", tuple(segment.color.primary)[:3], (1, 2, 3))
        await led.request("/json/state", method="POST", data={"psave": PRESET, "n": "Peer", "ib": True, "sb": True})
        for _ in range(40):
            device = await led.update()
            if PRESET in device.presets:
                break
            await asyncio.sleep(0.1)
        check("preset", device.presets[PRESET].name, "Peer")
        await led.master(brightness=9)
        await led.preset("Peer")
        for _ in range(40):
            device = await led.update()
            if device.state.brightness == 42:
                break
            await asyncio.sleep(0.1)
        check("preset loaded", (device.state.brightness, device.state.preset_id), (42, PRESET))
        await night_light(led)
        await sync(led)
        await socket(led)
        await upload_again(led)


async def night_light(led):
    await led.master(on=True, brightness=100)
    await led.nightlight(on=True, duration=1, mode=NightlightMode.FADE, target_brightness=40)
    night = (await led.update()).state.nightlight
    check("night light", (night.on, night.duration, night.mode, night.target_brightness), (True, 1, NightlightMode.FADE, 40))
    check("its time", 55 <= night.remaining <= 60, True)
    await asyncio.sleep(2.5)
    state = (await led.update()).state
    check("it dims", (state.on, 90 <= state.brightness < 100, state.nightlight.remaining < night.remaining), (True, True, True))
    await led.nightlight(on=False)
    night = (await led.update()).state.nightlight
    check("night light off", (night.on, night.remaining), (False, -1))
    await led.nightlight(on=True, fade=False)
    night = (await led.update()).state.nightlight
    check("without a fade", (night.on, night.mode, night.duration), (True, NightlightMode.INSTANT, 1))
    await led.master(brightness=40)
    check("over at its target", (await led.update()).state.nightlight.on, False)


async def sync(led):
    await led.sync(send=True, send_groups=SyncGroup.GROUP2 | SyncGroup.GROUP3, receive_groups=SyncGroup.GROUP4)
    sync = (await led.update()).state.sync
    groups = (SyncGroup.GROUP2 | SyncGroup.GROUP3, SyncGroup.GROUP4)
    check("sync", (sync.send, sync.receive, sync.send_groups, sync.receive_groups), (True, True, *groups))
    await led.request("/json/state", method="POST", data={"udpn": {"recv": False}})
    check("`recv` is only reported", (await led.update()).state.sync.receive, True)
    await led.sync(receive=False)
    sync = (await led.update()).state.sync
    check("no more receiving", (sync.receive, sync.receive_groups), (False, SyncGroup.NONE))
    await led.sync(send=False, receive=True)
    sync = (await led.update()).state.sync
    check("receiving from its own groups", (sync.send, sync.receive_groups), (False, groups[0]))


async def socket(led):
    heard = asyncio.Event()
    await led.connect()
    listening = asyncio.create_task(led.listen(lambda device: device.state.brightness == 77 and heard.set()))
    await led.master(brightness=77)
    await asyncio.wait_for(heard.wait(), 10)
    print("ok: the WebSocket reports a change")
    await led.disconnect()
    listening.cancel()


async def upload_again(led):
    device = await led.update()
    image = [effect.effect_id for effect in device.effects.values() if effect.name == "Image"]
    if not image:
        print("    no effect Image: nothing to play")
        return
    seg = [{"id": 0, "n": NAME, "fx": image[0], "sx": 128, "ix": 0, "frz": False}]
    await led.request("/json/state", method="POST", data={"on": True, "seg": seg, "v": True})
    state = (await led.update()).state
    check("plays", (state.segments[0].effect_id, state.segments[0].name), (image[0], NAME))


def main():
    url, path = sys.argv[1].rstrip("/"), sys.argv[2]
    said = curl("-F", f"data=@{path};filename=/{NAME}", f"{url}/upload").decode()
    check("curl's upload", said, "File Uploaded!")
    check("read back", curl(f"{url}/{NAME}") == pathlib.Path(path).read_bytes(), True)
    asyncio.run(library(urllib.parse.urlsplit(url)))


if __name__ == "__main__":
    main()
