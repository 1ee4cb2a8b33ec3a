"""Makes one file anew, in a process that may use so much memory and time and no more.

`python -m consultations.remaking ENDING [PIXELS] < file`: a line of JSON, then the new file.
Whatever a crafted file does to the libraries that read it, it does here and not in the web process.
"""

import io
import json
import resource
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS_REDUCED = 64_000_000
"""A JPEG can be read at half or a quarter of its size, so that even these cost little memory."""
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 2_048
"""Enough for a photo; who needs more, says how many pixels."""
MOST_PAGES = 100
MOST_DRAWN = 32_000_000
"""Bytes that a drawing or a font of a PDF may unfold to: the programs of readers are spared, too."""
PICTURE_MEGABYTES, PDF_MEGABYTES = 512, 160
SECONDS = 10

PICTURES = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",)}
_DROPPED = (
    *("/AA", "/A", "/OpenAction", "/JS", "/Annots", "/AF"),
    *("/Metadata", "/PieceInfo", "/Thumb", "/LastModified", "/OPI"),
)


class Refusal(Exception):
    """In one word, which `consultations.uploads` turns into a sentence."""


class Made(NamedTuple):
    content: bytes
    about: dict[str, Any]


def picture(data: bytes, ending: str, longest_side: int = LONGEST_SIDE) -> Made:
    try:
        image = Image.open(io.BytesIO(data), formats=tuple(PICTURES))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal("no_picture") from error
    # Telephones hang a second picture behind the first; then it has another name.
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    if ending not in PICTURES[kind]:
        raise Refusal("other_format")
    if image.width * image.height > (MOST_PIXELS_REDUCED if kind == "JPEG" else MOST_PIXELS):
        raise Refusal("many_pixels")
    try:
        # Made small first and turned upright then: turning needs the memory twice.
        image.thumbnail((longest_side, longest_side))
        upright = ImageOps.exif_transpose(image)
        plain = _without_extras(upright, keeps_colours_apart=kind == "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refusal("damaged_picture") from error
    target = io.BytesIO()
    form = "PNG" if kind == "PNG" else "JPEG"
    plain.save(target, form, **({"optimize": False} if form == "PNG" else {"quality": 85}))
    ending = "png" if form == "PNG" else "jpg"
    about = {"kind": "picture", "ending": ending, "width": plain.width, "height": plain.height}
    return Made(target.getvalue(), about)


def _without_extras(image: Image.Image, *, keeps_colours_apart: bool) -> Image.Image:
    """Only the pixels: on white where it was see-through, and none of the notes that came with them."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        see_through = image.convert("RGBA")
        paper = Image.new("RGBA", see_through.size, "white")
        image = Image.alpha_composite(paper, see_through)
    mode = "L" if image.mode in {"1", "L", "I;16", "I"} and keeps_colours_apart else "RGB"
    pixels = image.convert(mode)
    clean = Image.new(mode, pixels.size)
    clean.paste(pixels)
    return clean


def pdf(data: bytes, _ending: str, _longest_side: int = LONGEST_SIDE) -> Made:
    try:
        with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as clean:
            if len(source.pages) > MOST_PAGES:
                raise Refusal("many_pages")
            source.flatten_annotations("screen")
            clean.pages.extend(source.pages)
            _strip(clean)
            target = io.BytesIO()
            clean.remove_unreferenced_resources()
            clean.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            pages = len(clean.pages)
    except pikepdf.PasswordError as error:
        raise Refusal("locked") from error
    except (pikepdf.PdfError, zlib.error, RuntimeError, ValueError, TypeError) as error:
        raise Refusal("damaged_pdf") from error
    if not pages:
        raise Refusal("no_page")
    return Made(target.getvalue(), {"kind": "pdf", "ending": "pdf", "pages": pages})


def _strip(document: pikepdf.Pdf) -> None:
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _DROPPED:
            if key in thing:
                del thing[key]
        if isinstance(thing, pikepdf.Stream):
            _slim(thing)


def _slim(stream: pikepdf.Stream) -> None:
    if stream.get("/Subtype") != pikepdf.Name.Image and len(stream.read_bytes()) > MOST_DRAWN:
        raise Refusal("unfolds")
    *packings, kind = _filters(stream) or [""]
    if kind not in _PHOTOS:
        return
    if packings and packings != ["/FlateDecode"]:
        raise Refusal("damaged_pdf")
    photo = _unpacked(stream.read_raw_bytes()) if packings else stream.read_raw_bytes()
    stream.write(_PHOTOS[kind](photo), filter=pikepdf.Name(kind), decode_parms=_parameters(stream))


def _filters(stream: pikepdf.Stream) -> list[str]:
    """One or several, the outermost packing first; a document may spell one as a list of one."""
    named: Any = stream.get("/Filter", [])
    return [str(name) for name in ([named] if isinstance(named, pikepdf.Name) else list(named))]


def _parameters(stream: pikepdf.Stream) -> pikepdf.Dictionary | None:
    """Of the photo itself, such as how its colours are to be read."""
    said = stream.get("/DecodeParms")
    last = list(said)[-1] if isinstance(said, pikepdf.Array) and len(said) else said
    return last if isinstance(last, pikepdf.Dictionary) else None


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    photo = unpacker.decompress(data, MOST_DRAWN)
    if unpacker.unconsumed_tail:
        raise Refusal("unfolds")
    return photo


def _without_notes(jpeg: bytes) -> bytes:
    """The JPEG without its EXIF, XMP and IPTC parts; cameras write there where a photo was taken."""
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        if jpeg[at + 1] not in {0xE1, 0xED, 0xFE}:
            kept += jpeg[at : at + length]
        at += length
    return bytes(kept + jpeg[at:])


def _without_boxes(photo: bytes) -> bytes:
    """The JPEG 2000 picture without its boxes of notes, which say the same as the EXIF of a JPEG."""
    if not photo.startswith(b"\0\0\0\x0cjP  "):
        return photo
    kept, at = bytearray(), 0
    while at + 8 <= len(photo):
        length, kind = int.from_bytes(photo[at : at + 4], "big"), photo[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(photo[at + 8 : at + 16], "big")
        end = at + length if length >= 8 else len(photo)
        if kind not in {b"uuid", b"xml ", b"uinf"}:
            kept += photo[at:end]
        at = end
    return bytes(kept)


_PHOTOS: dict[str, Callable[[bytes], bytes]] = {"/DCTDecode": _without_notes, "/JPXDecode": _without_boxes}


def _confine(megabytes: int) -> None:
    """From here on this process gets no more than this, writes no file and does not work for long."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, used + megabytes * 1024 * 1024),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    ending, *pixels = sys.argv[1:]
    make: Callable[..., Made] = pdf if ending == "pdf" else picture
    _confine(PDF_MEGABYTES if ending == "pdf" else PICTURE_MEGABYTES)
    try:
        content, about = make(sys.stdin.buffer.read(), ending, *map(int, pixels))
    except Refusal as refusal:
        content, about = b"", {"refused": str(refusal)}
    except MemoryError:
        content, about = b"", {"refused": "unfolds"}
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
