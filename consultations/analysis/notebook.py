"""What a run has worked out so far, kept in the job so that another worker can go on from there."""

import io
import json
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from consultations.jobs import Progress

Array = npt.NDArray[Any]


class Notebook:
    """Each page is worked out once. Reading a page back gives the same bytes as working it out."""

    def __init__(self, progress: Progress) -> None:
        _stage, data = progress.checkpoint()
        self._progress = progress
        self._packed = _parts(data) if data else {}
        self._pages = {name: _unpacked(part) for name, part in self._packed.items()}

    def array(self, name: str, work: Callable[[], Array]) -> Array:
        if name not in self._pages:
            self._write(name, {name: work()})
        return self._pages[name]

    def json(self, name: str, work: Callable[[], Any]) -> Any:
        if name not in self._pages:
            text = json.dumps(work(), ensure_ascii=False, separators=(",", ":"))
            page = np.frombuffer(text.encode(errors="surrogatepass"), dtype=np.uint8)
            self._write(name, {name: page})
        return json.loads(self._pages[name].tobytes().decode(errors="surrogatepass"))

    def arrays(self, name: str, work: Callable[[], dict[str, Array]]) -> dict[str, Array]:
        beginning = f"{name}."
        if not any(page.startswith(beginning) for page in self._pages):
            self._write(name, {beginning + part: page for part, page in work().items()})
        return {
            page.removeprefix(beginning): array
            for page, array in self._pages.items()
            if page.startswith(beginning)
        }

    def _write(self, stage: str, pages: dict[str, Array]) -> None:
        self._pages |= pages
        self._packed |= {name: _packed(page) for name, page in pages.items()}
        self._progress.keep(stage, _whole(self._packed))


def _packed(page: Array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, page, allow_pickle=False)
    return zlib.compress(buffer.getvalue(), level=1)


def _unpacked(part: bytes) -> Array:
    page: Array = np.load(io.BytesIO(zlib.decompress(part)), allow_pickle=False)
    return page


def _whole(parts: dict[str, bytes]) -> bytes:
    """Pages are compressed once, as they come: the whole is written again after every stage."""
    buffer = io.BytesIO()
    np.savez(
        buffer, allow_pickle=False, **{name: np.frombuffer(part, np.uint8) for name, part in parts.items()}
    )
    return buffer.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with np.load(io.BytesIO(data), allow_pickle=False) as parts:
        return {name: parts[name].tobytes() for name in parts.files}
