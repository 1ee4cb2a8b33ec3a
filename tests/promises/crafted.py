"""Files as nobody sends them by accident."""

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, TiffImagePlugin

GIGABYTE = 1_000_000_000
PLACE = b"35.123456-SECRET"
SCRIPT = b"this.tripwire=1"
HIDDEN = b"hidden-in-the-file"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saving: Any) -> bytes:
    target = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    image.putpixel((3, 3), (255, 0, 0))
    image.save(target, kind, **saving)
    return target.getvalue()


def photo_with_place(kind: str = "JPEG") -> bytes:
    """What a telephone writes into a picture: where, when, with what; once more as XMP, and a note."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker-SECRET"
    exif[0x9286] = PLACE.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", tuple(TiffImagePlugin.IFDRational(number) for number in (35, 7, 24))
    gps[29] = PLACE.decode()
    saving: dict[str, Any] = {"exif": exif.tobytes(), "xmp": xmp()}
    if kind == "JPEG":
        saving["comment"] = PLACE
    return picture(kind, **saving)


def xmp() -> bytes:
    return (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>" + PLACE + b"</exif:GPSLatitude></x:xmpmeta>"
    )


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("evil.html", "<script>tripwire</script>" + HIDDEN.decode())
    return target.getvalue()


def page() -> bytes:
    return b"<!doctype html><html><script>tripwire()</script>" + HIDDEN + b"</html>"


def jpeg_with_page_inside() -> bytes:
    """The page stands in a comment right behind the head, where a browser that guesses would look."""
    plain = picture()
    return plain[:2] + b"\xff\xfe" + (len(page()) + 2).to_bytes(2, "big") + page() + plain[2:]


def png_head(width: int, height: int) -> bytes:
    """A PNG that says how large it is and has next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress(b"\0" * 10_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x06\0\0\0")
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def large_picture(kind: str, size: tuple[int, int], mode: str = "RGB", **saving: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **saving)
    return target.getvalue()


def png_with_a_long_note() -> bytes:
    """Its text unfolds to a gigabyte."""
    plain = picture("PNG")
    data = b"note\0\0" + squeezed(GIGABYTE)
    chunk = len(data).to_bytes(4, "big") + b"zTXt" + data + zlib.crc32(b"zTXt" + data).to_bytes(4, "big")
    return plain[:33] + chunk + plain[33:]


def several_pictures_in_one() -> bytes:
    """As many telephones write: a JPEG with a second one behind it."""
    target = io.BytesIO()
    first, second = Image.new("RGB", (60, 40), "teal"), Image.new("RGB", (30, 20), "red")
    first.save(target, "MPO", save_all=True, append_images=[second])
    return target.getvalue()


def with_photo_in_a_list(made: pikepdf.Pdf) -> None:
    with_photo(made, packing=Array([Name.DCTDecode]))


def with_packed_photo(made: pikepdf.Pdf) -> None:
    with_photo(made, zlib.compress(photo_with_place()), Array([Name.FlateDecode, Name.DCTDecode]))


def with_wavelet_photo(made: pikepdf.Pdf) -> None:
    """JPEG 2000, with a box of notes before the picture itself."""
    plain = picture("JPEG2000")
    at = plain.index(b"jp2c") - 4
    note = (8 + len(xmp())).to_bytes(4, "big") + b"xml " + xmp()
    with_photo(made, plain[:at] + note + plain[at:], Name.JPXDecode)


@cache
def squeezed(size: int, level: int = 9) -> bytes:
    packer = zlib.compressobj(level)
    piece = b"\0" * 1_000_000
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def pdf(add: Callable[[pikepdf.Pdf], None] | None = None, **saving: object) -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        made.pages[0].Contents = Stream(made, b"BT ET")
        if add:
            add(made)
        target = io.BytesIO()
        made.save(target, **saving)  # type: ignore[arg-type]
    return target.getvalue()


def with_everything_active(made: pikepdf.Pdf) -> None:
    """Scripts, a program to start, a form that sends, an embedded file, a camera's notes, its author."""
    script = Dictionary(S=Name.JavaScript, JS=String(SCRIPT.decode()))
    launch = Dictionary(S=Name.Launch, F=String("calc.exe"))
    root = made.Root
    root.OpenAction = made.make_indirect(script)
    root.AA = Dictionary(WC=script)
    root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
    made.attachments["evil.exe"] = HIDDEN
    root.Metadata = Stream(made, xmp())
    made.docinfo["/Author"] = PLACE.decode()
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 200, 200], A=launch, AA=Dictionary(E=script)
    )
    first = made.pages[0]
    first.Annots = Array([made.make_indirect(link)])
    first.AA = Dictionary(O=script)
    first.Metadata = Stream(made, xmp())
    first.PieceInfo = Dictionary(Secret=Dictionary(Private=String(PLACE.decode())))
    root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(made, HIDDEN))


def with_photo(made: pikepdf.Pdf, data: bytes | None = None, packing: Any = Name.DCTDecode) -> None:
    photo = Stream(made, data or photo_with_place())
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 60, 40
    photo.ColorSpace, photo.BitsPerComponent = Name.DeviceRGB, 8
    photo.Filter = packing
    photo.Metadata = Stream(made, xmp())
    made.pages[0].Resources = Dictionary(XObject=Dictionary(P=photo))
    made.pages[0].Contents = Stream(made, b"q 60 0 0 40 0 0 cm /P Do Q")


def locked_pdf(owner: str = "owner", user: str = "user") -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner=owner, user=user))


def pdf_of(objects: list[bytes], *, root: int = 1) -> bytes:
    """A PDF written by hand, with its table of objects."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, table)
    return bytes(body)


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(data), data)


def _plain_objects(contents: bytes) -> list[bytes]:
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>",
        contents,
        _stream(b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]", b""),
    ]


def bomb_in_the_contents(filters: bytes = b"/FlateDecode", data: bytes | None = None) -> bytes:
    """A page whose drawing unfolds to a gigabyte."""
    return pdf_of(_plain_objects(_stream(b"/Filter" + filters, squeezed(GIGABYTE) if data is None else data)))


def twice_squeezed_contents() -> bytes:
    return bomb_in_the_contents(b"[/FlateDecode/FlateDecode]", zlib.compress(squeezed(GIGABYTE), 9))


def bomb_of_objects(
    name: bytes = b"/ObjStm", padding: bytes = b"", filters: bytes = b"/FlateDecode", times: int = 1
) -> bytes:
    """The catalogue itself lies in a packed stream of objects that unfolds to a gigabyte."""
    inner = b"1 0 <</Type/Catalog/Pages 2 0 R>>"
    packer = zlib.compressobj(9)
    piece = b" " * 1_000_000
    data = packer.compress(inner) + b"".join(packer.compress(piece) for _ in range(1_000)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    objects = {
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        4: _stream(b"/Type%s/N 1/First 4/Filter%s%s" % (name, filters, padding), data),
    }
    body, places = bytearray(b"%PDF-1.7\n"), {}
    for number, written in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    start = len(body)
    rows = [(0, 0, 255), (2, 4, 0), *((1, places[number], 0) for number in (2, 3, 4)), (1, start, 0)]
    table = b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(4, "big") + last.to_bytes(1, "big")
        for kind, place, last in rows
    )
    body += b"5 0 obj\n%s\nendobj\n" % _stream(b"/Type/XRef/Size 6/W[1 4 1]/Root 1 0 R", table)
    body += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(body)


def macro_document() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/vbaProject.bin", SCRIPT)
    return target.getvalue()


def drawing_with_script() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="tripwire()"><script>tripwire()</script></svg>'
