"""An FAQ index as bytes: a zip with one JSON document."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from nlp.retrieval.confidence import Judge
from nlp.retrieval.matching import EntryWords, Words

FORMAT = 1
_MEMBER = "index.json"
_WHEN = (1980, 1, 1, 0, 0, 0)


class BadIndex(ValueError):
    """The bytes are not an index of this version."""


def pack(keys: Sequence[str], entries: Sequence[EntryWords], judge: Judge) -> bytes:
    """Return the index's parts as bytes; the same parts give the same bytes."""
    document = {"format": FORMAT, "judge": judge._asdict(), "keys": list(keys), "entries": entries}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo(_MEMBER, _WHEN), json.dumps(document, ensure_ascii=False), zipfile.ZIP_DEFLATED
        )
    return packed.getvalue()


def unpack(data: bytes) -> tuple[list[str], list[EntryWords], Judge]:
    """Return the parts `pack` was given. Raises BadIndex."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = json.loads(archive.read(_MEMBER))
        return _parts(document)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        message = f"not an FAQ index: {error}"
        raise BadIndex(message) from error


def _parts(document: dict[str, Any]) -> tuple[list[str], list[EntryWords], Judge]:
    if document["format"] != FORMAT:
        message = f"format {document['format']}, this version reads {FORMAT}"
        raise BadIndex(message)
    fitted = document["judge"]
    judge = Judge(**{**fitted, "weights": tuple(fitted["weights"])})
    entries = [
        EntryWords([Words(*way) for way in ways], Words(*answer)) for ways, answer in document["entries"]
    ]
    return document["keys"], entries, judge
