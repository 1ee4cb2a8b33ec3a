"""An FAQ index as bytes: a zip with one JSON document and arrays."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.retrieval.alignment import Lists
from nlp.retrieval.belonging import UNFITTED, Belonging
from nlp.retrieval.bm25 import Bm25Index
from nlp.retrieval.confidence import Judge, padded
from nlp.retrieval.matching import SPACES, Matcher
from nlp.retrieval.weights import FEATURES

FORMAT = 2
_DOCUMENT = "index.json"
_WHEN = (1980, 1, 1, 0, 0, 0)
_QUICK_TO_PACK = 1
_ENGLISH = "english."

Array = npt.NDArray[np.generic]


class BadIndex(ValueError):
    """The bytes are not an index of this version."""


class CurvePoint(NamedTuple):
    """What answering from this confidence on would do: the share of questions answered, and of 100 answers
    given how many would be wrong."""

    answers_from: float
    answered: float
    wrong_per_hundred: float


class OfferPoint(NamedTuple):
    """What declining below this confidence would do: the share of answerable questions that keep their right
    entry, and of 100 questions about something else how many would be let through."""

    offers_from: float
    kept: float
    let_through_per_hundred: float


class InEnglish(NamedTuple):
    """The entries that have English words, for questions in English."""

    keys: list[str]
    matcher: Matcher


class Contents(NamedTuple):
    """All there is to an index."""

    keys: list[str]
    synonyms: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    judge: Judge
    curve: tuple[CurvePoint, ...]
    matcher: Matcher
    belonging: Belonging = UNFITTED
    english: InEnglish | None = None
    offers: tuple[OfferPoint, ...] = ()


def pack(contents: Contents) -> bytes:
    """Return the index as bytes; the same contents give the same bytes."""
    document = {"format": FORMAT, "features": FEATURES, **_described(contents)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _write(archive, _DOCUMENT, json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        for name, array in _all_arrays(contents):
            written = io.BytesIO()
            np.save(written, array, allow_pickle=False)
            _write(archive, f"{name}.npy", written.getvalue())
    return packed.getvalue()


def _described(contents: Contents) -> dict[str, Any]:
    english = contents.english
    return contents._asdict() | {
        "judge": contents.judge._asdict(),
        "belonging": contents.belonging._asdict(),
        "matcher": _spaces_of(contents.matcher),
        "english": english and {"keys": english.keys, "matcher": _spaces_of(english.matcher)},
    }


def _spaces_of(matcher: Matcher) -> dict[str, Any]:
    spaces = matcher.spaces
    return {name: {"size": spaces[name].size, "words": list(spaces[name].words)} for name in SPACES}


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _WHEN), data, zipfile.ZIP_DEFLATED, _QUICK_TO_PACK)


def _all_arrays(contents: Contents) -> Iterator[tuple[str, Array]]:
    yield from _arrays(contents.matcher)
    if contents.english:
        yield from ((f"{_ENGLISH}{name}", array) for name, array in _arrays(contents.english.matcher))


def _arrays(matcher: Matcher) -> Iterator[tuple[str, Array]]:
    yield "first_way", matcher.first_way
    for name, lists in (("entries", matcher.entries), ("ways", matcher.ways)):
        yield f"{name}.starts", lists.starts
        yield f"{name}.numbers", lists.numbers
    for name in SPACES:
        for part, array in matcher.spaces[name].parts().items():
            yield f"{name}.{part}", array


def unpack(data: bytes) -> Contents:
    """Return the contents `pack` was given. Raises BadIndex."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = json.loads(archive.read(_DOCUMENT).decode("utf-8", "surrogatepass"))
            _check(document)
            return _contents(document, archive)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        message = f"not an FAQ index: {error}"
        raise BadIndex(message) from error


def _check(document: dict[str, Any]) -> None:
    if document["format"] != FORMAT or document["features"] != list(FEATURES):
        message = f"format {document['format']}, this version reads {FORMAT}"
        raise BadIndex(message)


def _contents(document: dict[str, Any], archive: zipfile.ZipFile) -> Contents:
    fitted = document["judge"]
    return Contents(
        keys=document["keys"],
        synonyms=tuple(tuple(group) for group in document["synonyms"]),
        weights=tuple(document["weights"]),
        judge=Judge(**{**fitted, "weights": padded(fitted["weights"])}),
        curve=tuple(CurvePoint(*point) for point in document["curve"]),
        matcher=_matcher("", document["matcher"], archive),
        belonging=_belonging(document),
        english=_english(document, archive),
        offers=tuple(OfferPoint(*point) for point in document.get("offers", ())),
    )


def _english(document: dict[str, Any], archive: zipfile.ZipFile) -> InEnglish | None:
    described = document.get("english")
    return described and InEnglish(described["keys"], _matcher(_ENGLISH, described["matcher"], archive))


def _matcher(prefix: str, described: dict[str, Any], archive: zipfile.ZipFile) -> Matcher:
    entries, ways = (
        Lists(_array(archive, f"{prefix}{what}.starts"), _array(archive, f"{prefix}{what}.numbers"))
        for what in ("entries", "ways")
    )
    spaces = {name: _space(f"{prefix}{name}", described[name], archive) for name in SPACES}
    return Matcher(spaces, _array(archive, f"{prefix}first_way"), entries, ways)


def _belonging(document: dict[str, Any]) -> Belonging:
    """Indexes made before there was such a thing have none, and their judges do not ask for it."""
    described = document.get("belonging")
    if described is None:
        return UNFITTED
    return Belonging(described["words"], tuple(described["meaning"]), described["offset"])


def _space(name: str, described: dict[str, Any], archive: zipfile.ZipFile) -> Bm25Index:
    parts = {part: _array(archive, f"{name}.{part}") for part in ("starts", "rows", "weights")}
    return Bm25Index.of_parts(described["size"], described["words"], parts)


def _array(archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    read: npt.NDArray[Any] = np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)
    return read
