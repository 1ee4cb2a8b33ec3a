"""Files from residents, made anew before they are kept: nothing but the picture or the pages comes through.

A picture is decoded and written again, so that place, camera, thumbnails and whatever was hung onto the file
stay behind. A PDF is rebuilt from its pages alone, without scripts, forms, embedded files or metadata.
"""

import json
import logging
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from subprocess import DEVNULL, PIPE, TimeoutExpired
from threading import BoundedSemaphore

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
NAME_LIMIT = 100
SECONDS = 20
ENDINGS = ("jpg", "jpeg", "png", "webp", "pdf")

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_ROOT = Path(__file__).resolve().parents[1]
_at_once = BoundedSemaphore(2)
"""How many files this process has made anew at the same time; the others wait for their turn."""
_REASONS = {
    "no_picture": _("This is not a photo that can be read."),
    "other_format": _("The name of the file says one format and its content another."),
    "many_pixels": _("The picture has too many pixels. Please make it smaller."),
    "damaged_picture": _("The photo is damaged and cannot be read to its end."),
    "many_pages": _("The PDF has more than 100 pages. Please send the part that matters."),
    "locked": _("The PDF is locked with a password. Please send it without."),
    "damaged_pdf": _("The PDF is damaged and cannot be read."),
    "no_page": _("The PDF has no page."),
    "unfolds": _("The file unfolds to far more than it seems to be, and is not opened."),
}


class Refused(Exception):
    """The file cannot be taken; `reason` says why to whom sent it."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Made:
    """The file as it is kept."""

    kind: str
    content: bytes
    ending: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None


def remake(data: bytes, file_name: str, *, longest_side: int | None = None) -> Made:
    """The picture or PDF that `data` is; `Refused` when it is neither, or more than one thing."""
    if not data:
        raise Refused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please make it smaller."))
    ending = PurePosixPath(file_name.replace("\\", "/")).suffix.lower().lstrip(".")
    if ending not in ENDINGS:
        raise Refused(_("Only photos (JPEG, PNG, WebP) and PDF files can be attached."))
    if ending == "pdf" and not data.startswith(b"%PDF-"):
        raise Refused(_("This is not a PDF file."))
    return _made_anew(data, ending, longest_side)


def shown_name(file_name: str, made: Made) -> str:
    """The last part of the name as it can be shown and saved anywhere, with the true ending."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    readable = "".join(
        c for c in unicodedata.normalize("NFC", stem) if unicodedata.category(c) not in _UNSEEN
    )
    clean = re.sub(r'[<>:"/\\|?*]+', "_", readable).strip(" .")[: NAME_LIMIT - 5]
    return f"{clean or made.kind}.{made.ending}"


def _made_anew(data: bytes, ending: str, longest_side: int | None) -> Made:
    command = [sys.executable, "-m", "consultations.remaking", ending]
    if longest_side:
        command.append(str(longest_side))
    try:
        with _at_once:
            done = subprocess.run(  # noqa: S603 - of what was sent, only a known ending is in the command
                command, cwd=_ROOT, input=data, stdout=PIPE, stderr=DEVNULL, timeout=SECONDS, check=False
            )
    except TimeoutExpired as error:
        raise Refused(_REASONS["unfolds"]) from error
    head, _newline, content = done.stdout.partition(b"\n")
    if done.returncode or not head:
        logger.warning("a file ended the process that read it: %s", done.returncode)
        raise Refused(_REASONS["unfolds"])
    about = json.loads(head)
    if reason := about.pop("refused", ""):
        raise Refused(_REASONS[reason])
    return Made(content=content, **about)
