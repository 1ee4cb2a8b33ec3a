"""What a run has worked out so far, kept in the job so that another worker can go on from there."""

import io
import json
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
        self._pages = _unpacked(data) if data else {}

    def array(self, name: str, work: Callable[[], Array]) -> Array:
        if name not in self._pages:
            self._write(name, work())
        return self._pages[name]

    def json(self, name: str, work: Callable[[], Any]) -> Any:
        if name not in self._pages:
            text = json.dumps(work(), ensure_ascii=False, separators=(",", ":"))
            self._write(name, np.frombuffer(text.encode(errors="surrogatepass"), dtype=np.uint8))
        return json.loads(self._pages[name].tobytes().decode(errors="surrogatepass"))

    def arrays(self, name: str, work: Callable[[], dict[str, Array]]) -> dict[str, Array]:
        beginning = f"{name}."
        if not any(page.startswith(beginning) for page in self._pages):
            self._pages |= {beginning + part: page for part, page in work().items()}
            self._progress.keep(name, _packed(self._pages))
        return {
            page.removeprefix(beginning): array
            for page, array in self._pages.items()
            if page.startswith(beginning)
        }

    def _write(self, name: str, page: Array) -> None:
        self._pages[name] = page
        self._progress.keep(name, _packed(self._pages))


def _packed(pages: dict[str, Array]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **pages)
    return buffer.getvalue()


def _unpacked(data: bytes) -> dict[str, Array]:
    with np.load(io.BytesIO(data), allow_pickle=False) as pages:
        return {name: pages[name] for name in pages.files}
