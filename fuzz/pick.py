#!/usr/bin/env python3
"""Picks, from what a run of libFuzzer gathered, the few small inputs that reach most code: into fuzz/seeds/.

    fuzz/pick.py PROGRAM-FOLDER [TARGET…]        after fuzz/run; PROGRAM-FOLDER: fuzz/target/HOST/release

The inputs that are the first to reach most edges, at most 16 of a target, 1 KiB each.
"""

import pathlib
import subprocess
import sys
import tempfile

MOST_INPUTS, LARGEST = 16, 1 << 10
FUZZ = pathlib.Path(__file__).parent


def edges(program: pathlib.Path, folder: pathlib.Path):
    """The edges that each input of the folder reaches."""
    with tempfile.TemporaryDirectory() as work:
        control, empty = pathlib.Path(work, "control"), pathlib.Path(work, "empty")
        empty.mkdir()
        command = [program, "-merge=1", f"-merge_control_file={control}", empty, folder]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        lines = control.read_text().splitlines()
    count = int(lines[0])
    names = [pathlib.Path(line) for line in lines[2 : 2 + count]]
    reached = {}
    for line in lines[2 + count :]:
        kind, number, *rest = line.split()
        if kind == "COV":
            reached[names[int(number)]] = set(map(int, rest))
    return reached


def main() -> None:
    programs = pathlib.Path(sys.argv[1])
    for target in sys.argv[2:] or sorted(path.name for path in (FUZZ / "corpus").iterdir()):
        seeds = FUZZ / "seeds" / target
        seeds.mkdir(exist_ok=True)
        # libFuzzer tells an edge once, for the first input that reaches it, the smallest inputs first.
        reached = edges(programs / target, FUZZ / "corpus" / target)
        size = 0
        order = sorted(reached, key=lambda path: (-len(reached[path]), path.name))
        for path in [path for path in order if path.stat().st_size <= LARGEST][:MOST_INPUTS]:
            if not reached[path]:
                continue
            size += path.stat().st_size
            (seeds / f"found-{path.name[:8]}").write_bytes(path.read_bytes())
        print(target, len(list(seeds.iterdir())), "seeds,", size, "bytes picked")


if __name__ == "__main__":
    main()
