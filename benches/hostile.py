#!/usr/bin/env python3
"""Inputs that a careless reader would choke on, at growing sizes: processor time and peak memory of `classify`.

    benches/hostile.py [--sizes 1,2,4,8,16,32,60] [--only letters,marks] [--command target/release/tongueprint]

Sizes in MiB. Prints a Markdown table: a row an input, a cell a size, `seconds / peak MiB`, or the code of the refusal.
Processor time is what the machine's load disturbs least. Exit status 1 when the time for a byte at the largest size is
more than twice that at the next smaller ones' mean, or a run was killed.
"""

import argparse
import io
import json
import os
import random
import resource
import sys
import tempfile
import zipfile
import zlib

PROSE = (
    "We are write you about the informations which you did not received since two weeks. If you will pay until "
    "friday, our manager will explain you how it is possible to open yours files again. He said me that the price "
    "depends from the time, so please do not wait.\n\n"
)
MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: pay\nMIME-Version: 1.0\n"


def fill(piece, size: int) -> bytes:
    piece = piece.encode() if isinstance(piece, str) else piece
    return (piece * (size // len(piece) + 1))[:size]


def letters(size: int) -> bytes:
    dice = random.Random(1)
    return "".join(dice.choices("etaoinshrdlu", k=size)).encode()


def words(size: int) -> bytes:
    dice = random.Random(2)
    parts = [word for word in PROSE.split() if word.isalpha()]
    text, length = [], 0
    while length < size:
        text.append(dice.choice(parts) + str(dice.randrange(100)))
        length += len(text[-1]) + 1
    return " ".join(text).encode()[:size]


def nested_mail(size: int) -> bytes:
    parts, length, level = [MAIL], len(MAIL), 0
    while length < size:
        parts.append(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level))
        length += len(parts[-1])
        level += 1
    return b"".join(parts) + b"Content-Type: text/plain\n\ndeep"


def mail_of_parts(size: int) -> bytes:
    return MAIL + b"Content-Type: multipart/mixed; boundary=b\n\n" + fill(
        b"--b\nContent-Type: text/plain\n\nWe wait for you answer.\n", size
    ) + b"\n--b--\n"


def forwarded_mail(size: int) -> bytes:
    return fill(MAIL + b"Content-Type: message/rfc822\n\n", size) + b"\n\nWe wait for you answer."


def pdf(content: bytes, packed: bool = True) -> bytes:
    entries = b""
    if packed:
        content, entries = zlib.compress(content, 1), b"/Filter/FlateDecode"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<<" + entries + b"/Length %d>>\nstream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table


def docx(body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("word/document.xml", b"<w:document><w:body>" + body)
    return file.getvalue()


INPUTS = {
    # name: (what it is, ending, bytes of a size)
    "prose": ("ordinary prose", "txt", lambda n: fill(PROSE, n)),
    "words": ("prose, every word another", "txt", words),
    "one": ("one letter", "txt", lambda n: b"a" * n),
    "letters": ("letters without a space", "txt", letters),
    "marks": ("combining marks", "txt", lambda n: b"a" + fill("\u0301", n)),
    "unordered": ("combining marks out of order", "txt", lambda n: b"a" + fill("\u0301\u0327", n)),
    "scripts": ("one word of mixed scripts", "txt", lambda n: fill("aа\u03b1z\u0436", n)),
    "dotted": ("letters and periods", "txt", lambda n: fill("a.", n - 2) + b"bc"),
    "doubled": ("letters and two periods", "txt", lambda n: fill("a..", n)),
    "slashes": ("letters and slashes", "txt", lambda n: fill("a/", n)),
    "paths": ("paths that lead nowhere", "txt", lambda n: fill("./-", n)),
    "at": ("addresses without an end", "txt", lambda n: fill("a@", n)),
    "joined": ("joined symbols", "txt", lambda n: fill("\u2194\u200d", n)),
    "spaced": ("single letters", "txt", lambda n: fill("a ", n)),
    "commas": ("two letters and a comma", "txt", lambda n: fill("ab,", n)),
    "lines": ("empty lines", "txt", lambda n: b"a" + b"\n" * (n - 2) + b"b"),
    "foreign": ("another script, a line a word", "txt", lambda n: fill("\u0436\u0436 a\n", n)),
    "invisible": ("letters and zero-width blanks", "txt", lambda n: fill("a\u200b", n)),
    "wide": ("full-width letters", "txt", lambda n: fill("\uff41", n)),
    "leet": ("leetspeak", "txt", lambda n: fill("y0ur f1les ", n)),
    "sentence": ("a sentence without an end", "txt", lambda n: fill("the manager of my friend and ", n)),
    "keys": ("keys", "txt", lambda n: fill("-----BEGIN KEY-----\nMIIBCgKCAQEA\n", n)),
    "angles": ("`<` as HTML", "html", lambda n: b"<html>" + b"<" * n + b" text"),
    "tags": ("open tags", "html", lambda n: b"<html>" + fill("<div>", n) + b" text"),
    "attributes": ("tags full of attributes", "html", lambda n: b"<html>" + fill(
        b"<p " + b" ".join(b"%s=1" % name for name in (b"%x" % k for k in range(700))) + b">", n) + b" text"),
    "references": ("character references", "html", lambda n: b"<html>" + fill("&#x41;&am", n)),
    "comments": ("open comments", "html", lambda n: b"<html>" + fill("<!--", n) + b" text"),
    "nested_mail": ("nested MIME", "eml", nested_mail),
    "parts": ("MIME parts", "eml", mail_of_parts),
    "forwarded": ("mails in mails", "eml", forwarded_mail),
    "groups": ("open RTF groups", "rtf", lambda n: b"{\\rtf1 " + b"{" * n + b"text"),
    "controls": ("RTF characters", "rtf", lambda n: b"{\\rtf1 " + fill("\\'e9\\u233?", n)),
    "brackets": ("`[` as Markdown", "md", lambda n: b"[" * n),
    "stars": ("`*a` as Markdown", "md", lambda n: fill("*a_b ", n)),
    "quotes": ("nested quotes as Markdown", "md", lambda n: fill("> ", n) + b"text"),
    "ticks": ("backticks as Markdown", "md", lambda n: b" ".join(b"`" * k for k in range(1, int((2 * n) ** 0.5)))),
    "painted": ("operators of a PDF page", "pdf", lambda n: pdf(fill("q Q ", n))),
    "shown": ("text of a PDF page", "pdf", lambda n: pdf(b"BT /F1 12 Tf " + fill("(We wait.) Tj T* ", n) + b" ET")),
    "arrays": ("open PDF arrays", "pdf", lambda n: pdf(b"[" * n, packed=False)),
    "word": ("open Word elements", "docx", lambda n: docx(fill("<w:p><w:r>", n) + b"<w:t>text</w:t>")),
}


def run(command: str, path: str):
    """Processor seconds, peak MiB, and what came out."""
    with tempfile.TemporaryFile() as out:
        pid = os.fork()
        if pid == 0:
            os.dup2(out.fileno(), 1)
            resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
            os.execvp(command, [command, "classify", "--format", "json", "--threads", "1", path])
        _, status, usage = os.wait4(pid, 0)
        out.seek(0)
        text = out.read()
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1) or not text:
        outcome = f"KILLED {code}"
    else:
        outcome = json.loads(text).get("error", {}).get("code", "")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1,2,4,8,16,32,60")
    parser.add_argument("--only")
    parser.add_argument("--command", default="target/release/tongueprint")
    options = parser.parse_args()
    sizes = [float(size) for size in options.sizes.split(",")]
    names = options.only.split(",") if options.only else list(INPUTS)
    print("| input | " + " | ".join(f"{size:g} MiB" for size in sizes) + " |\n|---|" + "--:|" * len(sizes))
    bad = []
    for name in names:
        what, ending, make = INPUTS[name]
        cells, rates = [], []
        for size in sizes:
            with tempfile.NamedTemporaryFile(suffix="." + ending) as file:
                file.write(make(int(size * 2**20)))
                file.flush()
                seconds, peak, outcome = run(options.command, file.name)
            cells.append(f"{seconds:.1f} / {peak:.0f}" + (f" {outcome}" if outcome else ""))
            if outcome.startswith("KILLED"):
                bad.append(name)
                break
            if seconds > 1 and not outcome:
                rates.append(seconds / size)
        if len(rates) > 1 and rates[-1] > 2 * sum(rates[:-1]) / len(rates[:-1]):
            bad.append(name)
        print(f"| {what} | " + " | ".join(cells) + " |", flush=True)
    if bad:
        print("grows faster than the input, or was killed: " + ", ".join(bad), file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
