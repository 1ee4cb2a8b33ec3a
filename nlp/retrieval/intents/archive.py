"""An intent model as bytes: arrays and one JSON document, no code, so safe to load from a database."""

import io
import json
import zipfile
from typing import Any

import numpy as np

from nlp.retrieval.intents.features import Features
from nlp.retrieval.intents.judge import IntentJudge, Point
from nlp.retrieval.intents.model import IntentModel, Learned, Linear
from nlp.retrieval.intents.network import Network
from nlp.retrieval.intents.terms import Terms

FORMAT = 1


class BadModel(ValueError):
    """The bytes are not a model of this version."""


def pack(model: IntentModel) -> bytes:
    """Return the model as bytes; weights are kept in half precision."""
    learned, features = model.learned, model.learned.features
    document = {
        "format": FORMAT,
        "intents": learned.intents,
        "words": list(features.words.columns),
        "runs": list(features.runs.columns),
        "judge": model.judge._asdict(),
    }
    arrays = {"words": features.words.weights, "runs": features.runs.weights}
    arrays |= {f"network_{number}": weights for number, weights in enumerate(learned.network)}
    arrays |= {f"linear_{number}": weights for number, weights in enumerate(learned.linear or ())}
    if features.centre is not None:
        arrays["centre"] = features.centre
    halves = {name: array.astype(np.float16) for name, array in arrays.items()}
    written = np.frombuffer(json.dumps(document, ensure_ascii=False).encode(), dtype=np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, document=written, **halves)
    return packed.getvalue()


def unpack(data: bytes) -> IntentModel:
    """Load what `pack` returned. Raises BadModel for anything else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            return _model(json.loads(archive["document"].tobytes()), dict(archive))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as error:
        message = f"not an intent model: {error}"
        raise BadModel(message) from error


def _model(document: dict[str, Any], halves: dict[str, Any]) -> IntentModel:
    if document["format"] != FORMAT:
        message = f"format {document['format']}, this version reads {FORMAT}"
        raise BadModel(message)
    arrays = {name: array.astype(np.float32) for name, array in halves.items() if name != "document"}
    words, runs = (Terms(document[name], arrays[name]) for name in ("words", "runs"))
    network = Network(*(arrays[f"network_{number}"] for number in range(4)))
    linear = Linear(arrays["linear_0"], arrays["linear_1"]) if "linear_0" in arrays else None
    learned = Learned(document["intents"], Features(words, runs, arrays.get("centre")), network, linear)
    judge = document["judge"]
    curve = tuple(Point(*point) for point in judge["curve"])
    return IntentModel(learned, IntentJudge(**{**judge, "weights": tuple(judge["weights"]), "curve": curve}))
