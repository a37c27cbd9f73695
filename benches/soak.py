#!/usr/bin/env python3
"""A million short messages as one stream through `classify`: each answered once, in order, in memory that stays flat.

    benches/soak.py [--messages 1000000] [--command target/release/tongueprint]

Prints a row each twentieth of the way: messages a second by the clock and by the command's own processor time (which
a busy machine does not change) and its resident memory. Exit status 1 when an answer is missing, doubled, out of
order or no judgement, or when the memory of the second half goes over that of the first by more than a tenth.
"""

import argparse
import os
import resource
import subprocess
import sys
import threading
import time

SUBJECTS = ["We", "Our team", "The manager", "I", "My colleague", "Your company", "Nobody", "The bank"]
VERBS = ["explained you", "wait for", "have took", "must to pay for", "did not received", "asks about", "will publish"]
OBJECTS = ["the informations", "yours files", "a money", "the answer since two days", "this key", "that contract"]
ENDS = ["until friday", "in the nearest time", "or else we will sell them", "please", "if you want it back", "!!!"]
PARTS = [SUBJECTS, VERBS, OBJECTS, ENDS]


def message(number: int) -> str:
    """Message `number`: five to sixty words that differ from its neighbours'."""
    state = number * 2862933555777941757 + 3037000493
    words = []
    for _ in range(1 + number % 6):
        for part in PARTS:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            words.append(part[(state >> 33) % len(part)])
        words[-1] += "."
    return " ".join(words)


def feed(pipe, messages: int) -> None:
    for number in range(messages):
        pipe.write(f'{{"id":"m{number}","text":"{message(number)} No. {number}"}}\n'.encode())
    pipe.close()


def resident(pid: int) -> int:
    """KiB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def processor_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--command", default="target/release/tongueprint")
    options = parser.parse_args()
    command = [options.command, "classify", "--input", "jsonl", "--format", "json", "--threads", "1", "-"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=feed, args=(child.stdin, options.messages), daemon=True).start()
    step = max(1, options.messages // 20)
    began = last = time.monotonic()
    last_used = 0.0
    first_half, memory = 0, 0
    print("| answered | seconds | a second | a processor second | resident MiB |\n|--:|--:|--:|--:|--:|")
    answered = 0
    for line in child.stdout:
        if not line.startswith(f'{{"source":"m{answered}",'.encode()) or b'"ranking":[{' not in line:
            print(f"answer {answered} is {line[:120]!r}", file=sys.stderr)
            child.kill()
            return 1
        answered += 1
        if answered % 1000 == 0 and answered < options.messages:
            memory = max(memory, resident(child.pid))
        if answered % step == 0 and answered < options.messages:
            now, used = time.monotonic(), processor_seconds(child.pid)
            rates = step / (now - last), step / max(used - last_used, 0.01)
            print(f"| {answered} | {now - began:.0f} | {rates[0]:.0f} | {rates[1]:.0f} | {memory / 1024:.1f} |", flush=True)
            last, last_used = now, used
            if answered == options.messages // 2:
                first_half, memory = memory, 0
    status = child.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, used = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    print(
        f"\n{answered} of {options.messages} answered, each once and in order, exit status {status}, in {seconds:.0f} s "
        f"({answered / seconds:.0f} a second; {answered / used:.0f} a processor second); resident at most "
        f"{first_half / 1024:.1f} MiB in the first half, {memory / 1024:.1f} MiB in the second"
    )
    flat = memory <= first_half * 1.1
    return 0 if answered == options.messages and status == 0 and flat else 1


if __name__ == "__main__":
    sys.exit(main())
