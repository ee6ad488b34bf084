#!/usr/bin/env python3
"""Writes the sketches of tests/sketches/in and the table of what has to be read from them, tests/sketches/shapes.json.

usage: make.py            writes both
       make.py --check    compares them with what lies there, byte for byte; exits 1 where they differ

Each shape is one that tools and people really write (the table has an address for each); the sketches are our own and small.
tests/sketches.rs runs the program over the table. Nothing here shares code with the readers: what is expected is computed
from the drawing. Only the standard library is used, and the output is the same everywhere.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

import arrays
import colours
import dimensions
import encodings_rgb
import files
import mono
import odd
from shape import Table

# Why the program does not read a shape rightly yet. The test fails once it does: then the line goes.
PENDING = {
    "gimp_header": "the text of GIMP's .h export is read as bytes, and said to be a guess",
    "odd_cut_python": "a list without its end makes the file unknown bytes",
}

HERE = pathlib.Path(__file__).resolve().parent


def written():
    """Every file of this folder that is generated: name and bytes."""
    table = Table()
    for module in (files, encodings_rgb, mono, dimensions, colours, arrays, odd):
        module.add(table)
    for shape in table.shapes:
        if shape["name"] in PENDING:
            shape["pending"] = PENDING[shape["name"]]
    assert PENDING.keys() <= {shape["name"] for shape in table.shapes}
    lines = ",\n".join(json.dumps(shape, ensure_ascii=False) for shape in table.shapes)
    return {"shapes.json": f"[\n{lines}\n]\n".encode()} | {f"in/{name}": data for name, data in table.inputs.items()}


def main():
    files_now = written()
    if sys.argv[1:] == ["--check"]:
        there = {path.relative_to(HERE).as_posix() for path in (HERE / "in").iterdir()} | {"shapes.json"}
        wrong = sorted(there ^ files_now.keys())
        wrong += [name for name, data in files_now.items() if name in there and (HERE / name).read_bytes() != data]
        for name in wrong:
            print(f"tests/sketches/{name} is not what make.py writes", file=sys.stderr)
        return bool(wrong)
    (HERE / "in").mkdir(exist_ok=True)
    for old in (HERE / "in").iterdir():
        old.unlink()
    for name, data in files_now.items():
        (HERE / name).write_bytes(data)
    shapes = len(json.loads(files_now["shapes.json"]))
    print(f"{shapes} shapes, {sum(map(len, files_now.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
