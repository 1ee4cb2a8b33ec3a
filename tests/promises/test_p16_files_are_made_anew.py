"""What residents attach is made anew or refused, quickly and in little memory; the rest stays private."""

import io
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from consultations import remaking, uploads
from consultations.uploads import remake, shown_name
from tests.promises import crafted

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES, SECONDS = 100, 1.0

HOSTILE: dict[str, Callable[[], bytes]] = {
    "packed-objects.pdf": crafted.bomb_of_objects,
    "packed-objects-otherwise-spelt.pdf": lambda: crafted.bomb_of_objects(name=b"/#4fbjStm"),
    "packed-objects-far-behind-their-head.pdf": lambda: crafted.bomb_of_objects(
        padding=b"/Pad(" + b"x" * 600 + b")"
    ),
    "packed-twice.pdf": lambda: crafted.bomb_of_objects(filters=b"[/FlateDecode/FlateDecode]", times=2),
    "drawing-of-a-gigabyte.pdf": crafted.bomb_in_the_contents,
    "drawing-packed-twice.pdf": crafted.twice_squeezed_contents,
    "locked.pdf": crafted.locked_pdf,
    "an-archive.pdf": crafted.archive,
    "macros.docx": crafted.macro_document,
    "macros.pdf": crafted.macro_document,
    "macros.docx.png": crafted.macro_document,
    "drawing.svg": crafted.drawing_with_script,
    "drawing.png": crafted.drawing_with_script,
    "page.jpg": crafted.page,
    "page.html": crafted.page,
    "fifty-thousand-squared.png": lambda: crafted.png_head(50_000, 50_000),
    "nothing-behind-its-head.png": lambda: crafted.png_head(4_000, 4_000),
    "long-note.png": crafted.png_with_a_long_note,
    "really-a-png.jpg": lambda: crafted.picture("PNG"),
    "really-a-gif.png": lambda: crafted.picture("GIF"),
    "cut-short.jpg": lambda: crafted.picture(size=(900, 900))[:700],
    "cut-short.pdf": lambda: crafted.pdf()[:200],
    "empty.png": lambda: b"",
    "no-ending": crafted.picture,
}


@cache
def hostile(name: str) -> bytes:
    return HOSTILE[name]()


PROBE = """
import json, resource, sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from consultations.uploads import Refused, remake
def highest():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
data, before = sys.stdin.buffer.read(), highest()
try:
    said = remake(data, sys.argv[1]).kind
except Refused as refusal:
    said = "refused"
print(json.dumps([said, (highest() - before) / 1024]))
"""
ALONE = """
import resource, sys
from consultations import remaking
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
if sys.argv.pop() == "unconfined":
    remaking._confine = lambda megabytes: None
remaking.main()
"""


def in_another_process(data: bytes, name: str) -> tuple[str, float]:
    """What becomes of the file, and how many megabytes the process that took it in needed for that."""
    command = [sys.executable, "-c", PROBE, name]
    done = subprocess.run(command, cwd=ROOT, input=data, stdout=subprocess.PIPE, check=True)
    said, megabytes = json.loads(done.stdout)
    return said, megabytes


def alone(data: bytes, name: str, *, confined: bool = True) -> tuple[dict[str, Any], float, float]:
    """The process that makes it anew: its answer, its CPU seconds and the most megabytes it held."""
    command = [sys.executable, "-c", ALONE, name.rpartition(".")[2], "confined" if confined else "unconfined"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    process.stdin.write(data)
    process.stdin.close()
    answer = process.stdout.read().partition(b"\n")[0]
    _pid, _status, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return json.loads(answer or b"{}"), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


@pytest.fixture(scope="module")
def idle() -> tuple[float, float]:
    """What the process costs for a file of no size."""
    _answer, seconds, megabytes = alone(crafted.pdf(), "a.pdf")
    return seconds, megabytes


@pytest.mark.parametrize("name", HOSTILE)
def test_a_crafted_file_is_refused_and_costs_the_site_next_to_nothing(name: str) -> None:
    said, megabytes = in_another_process(hostile(name), name)
    assert said == "refused"
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.rpartition(".")[2] in uploads.ENDINGS])
def test_nor_does_it_cost_the_process_that_looks_into_it_much(name: str, idle: tuple[float, float]) -> None:
    """CPU seconds, as the machine may be busy; held against the time that starting and importing takes."""
    _answer, seconds, megabytes = alone(hostile(name), name)
    assert seconds - idle[0] < SECONDS
    assert megabytes - idle[1] < MEGABYTES


def test_control_without_its_limits_a_packed_file_takes_a_gigabyte(idle: tuple[float, float]) -> None:
    _answer, _seconds, megabytes = alone(hostile("drawing-packed-twice.pdf"), "a.pdf", confined=False)
    assert megabytes - idle[1] > 5 * MEGABYTES


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", crafted.photo_with_place()),
        ("a.png", crafted.photo_with_place("PNG")),
        ("a.webp", crafted.photo_with_place("WEBP")),
        ("many.jpg", crafted.several_pictures_in_one()),
    ],
)
def test_of_a_photo_nothing_stays_but_what_is_seen(name: str, data: bytes) -> None:
    made = remake(data, name)
    assert b"SECRET" in data or name == "many.jpg", "there is something to leave behind"
    assert crafted.PLACE not in made.content
    for word in (b"SECRET", b"GPS", b"xmp", b"Exif", b"adobe"):
        assert word not in made.content
    with Image.open(io.BytesIO(made.content)) as kept:
        assert not kept.getexif()
        assert not set(kept.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
        assert (kept.width, kept.height) == (made.width, made.height) == (60, 40)


@pytest.mark.parametrize(
    ("name", "data", "begins", "ends"),
    [
        ("a.png", crafted.picture("PNG") + crafted.archive(), b"\x89PNG", b"IEND\xaeB`\x82"),
        ("a.jpg", crafted.picture() + crafted.archive(), b"\xff\xd8\xff", b"\xff\xd9"),
        ("a.jpg", crafted.jpeg_with_page_inside(), b"\xff\xd8\xff", b"\xff\xd9"),
        ("a.jpg", crafted.picture() + crafted.page(), b"\xff\xd8\xff", b"\xff\xd9"),
        ("a.pdf", crafted.pdf() + crafted.archive(), b"%PDF-", b"%%EOF\n"),
        ("a.pdf", crafted.pdf() + crafted.page(), b"%PDF-", b"%%EOF\n"),
    ],
)
def test_what_is_two_things_becomes_one(name: str, data: bytes, begins: bytes, ends: bytes) -> None:
    made = remake(data, name).content
    assert made.startswith(begins)
    assert made.endswith(ends)
    for word in (b"PK\x03\x04", b"evil", b"<script", crafted.HIDDEN):
        assert word not in made


def everything_in(content: bytes) -> bytes:
    """All objects of a PDF with their streams unpacked."""
    with pikepdf.open(io.BytesIO(content)) as kept:
        target = io.BytesIO()
        kept.save(target, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    return target.getvalue()


def unpacked_photo(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        image = document.pages[0].images["/P"]
        packed = isinstance(image.Filter, pikepdf.Array) and image.Filter[0] == pikepdf.Name.FlateDecode
        return zlib.decompress(image.read_raw_bytes()) if packed else image.read_raw_bytes()


def test_of_a_pdf_nothing_stays_that_acts_or_hides() -> None:
    before = everything_in(crafted.pdf(crafted.with_everything_active))
    signs = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/XFA", b"/AA")
    hidden = (crafted.SCRIPT, crafted.HIDDEN, crafted.PLACE, b"calc.exe", b"evil.exe")
    assert [word for word in (*signs, *hidden) if word not in before] == []
    after = everything_in(remake(crafted.pdf(crafted.with_everything_active), "a.pdf").content)
    assert [word for word in (*signs, *hidden) if word in after] == []


@pytest.mark.parametrize(
    "with_photo",
    [
        crafted.with_photo,
        crafted.with_photo_in_a_list,
        crafted.with_packed_photo,
        crafted.with_wavelet_photo,
    ],
)
def test_a_photo_inside_a_pdf_says_no_longer_where_it_was_taken(
    with_photo: Callable[[pikepdf.Pdf], None],
) -> None:
    sent = crafted.pdf(with_photo)
    assert crafted.PLACE in sent + unpacked_photo(sent)
    made = remake(sent, "a.pdf").content
    assert crafted.PLACE not in made
    assert crafted.PLACE not in everything_in(made)
    assert crafted.PLACE not in unpacked_photo(made)
    assert Image.open(io.BytesIO(unpacked_photo(made))).size == (60, 40)


def test_control_a_picture_saved_as_it_was_would_keep_its_place() -> None:
    with Image.open(io.BytesIO(crafted.photo_with_place())) as photo:
        target = io.BytesIO()
        photo.save(target, "JPEG", exif=photo.getexif(), comment=photo.info["comment"])
    assert crafted.PLACE in target.getvalue()


def test_control_a_pdf_of_the_same_pages_alone_would_keep_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remaking, "_strip", lambda document: None)
    made = remaking.pdf(crafted.pdf(crafted.with_everything_active), "pdf").content
    assert crafted.SCRIPT in everything_in(made)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.png",
        "..\\..\\windows\\a.png",
        "/etc/cron.d/a.png",
        "a\0b.png",
        "con:<>|?*.png",
        "\u202egnp.exe.png",
        f"{'長' * 300}.png",
        ".png",
        "a.pdf.exe.png",
    ],
)
def test_the_name_leads_nowhere(name: str) -> None:
    made = uploads.Made("picture", b"", "png")
    shown = shown_name(name, made)
    assert shown.endswith(".png")
    assert len(shown) <= uploads.NAME_LIMIT
    assert not set(shown) & set('/\\\0<>:"|?*\u202e')
    assert not shown.startswith(".")
