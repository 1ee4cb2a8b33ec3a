"""An embedding model of the city's own, from a directory on this server. Off unless asked for."""

import hashlib
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from nlp.clustering.representation import Encoder


class NoEncoderError(Exception):
    """The model cannot be loaded as it is configured."""


@lru_cache(maxsize=1)
def load(factory: str, directory: Path) -> Encoder:
    """Return `factory` ("package.module:Name") called with `directory`; it must have `encode(texts)`.

    `sentence_transformers:SentenceTransformer` fits as it is. Raises NoEncoderError, naming what is missing.
    """
    module, _, name = factory.partition(":")
    if not directory.is_dir():
        message = f"there is no directory {directory}"
        raise NoEncoderError(message)
    try:
        encoder: Encoder = getattr(import_module(module), name)(str(directory))
    except (ImportError, AttributeError, ValueError) as error:
        message = f"{factory} cannot be loaded: {error}"
        raise NoEncoderError(message) from error
    if not callable(getattr(encoder, "encode", None)):
        message = f"{factory} has no encode(texts)"
        raise NoEncoderError(message)
    return encoder


@lru_cache(maxsize=1)
def fingerprint(directory: Path) -> str:
    """Return a SHA-256 over the names and bytes of all files of a model: other weights, other results."""
    over_all = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        over_all.update(f"{path.relative_to(directory)}\n".encode())
        with path.open("rb") as file:
            over_all.update(hashlib.file_digest(file, "sha256").digest())
    return over_all.hexdigest()
