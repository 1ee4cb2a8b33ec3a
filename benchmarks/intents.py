"""How well intents are told: CLINC150 in English, MASSIVE in Japanese, each beside a simple peer."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.rows import Row
from benchmarks.runs import run
from nlp.retrieval.intents.typing_errors import with_typing_errors
from nlp.text.tokens import tokenizer_for_this_thread

Example = tuple[str, str | None]
Numbers = npt.NDArray[np.float64]

_Answer = Callable[[Path, Sequence[Example], Sequence[Example]], "Answers"]

_FEW = 10
_LEFT_OUT = 15
_ROUNDS = 3
_BINS = 15
_PEER = "peer: linear on words"


class Answers(NamedTuple):
    """For each text asked: the best intent, how sure that is, and from where it counts."""

    best: list[str]
    sureness: Numbers
    threshold: float
    costs: Mapping[str, float]

    def right(self, truth: Sequence[str | None]) -> npt.NDArray[np.bool_]:
        return np.array([one == other for one, other in zip(self.best, truth, strict=True)])


def clinc(data: Path, out: Path) -> Iterator[Row]:
    """In-scope accuracy counts a declined question as wrong; thresholds come from val and oos_val alone."""
    sets = {
        name: [(text, None if intent == "oos" else intent) for text, intent in rows]
        for name, rows in _json(data / "intents/clinc150/data_full.json").items()
    }
    validation, tested = sets["val"] + sets["oos_val"], sets["test"] + sets["oos_test"]
    for kept, wanted in ((0.92, "≥ 0.72 declined, AUROC ≥ 0.965"), (0.875, "≥ 0.90 declined")):
        subject = f"classify: CLINC150, {kept} asked for"
        ours = _ours(out, sets["train"], tested, validation, kept)
        yield Row(subject, _in_and_out(ours, tested), wanted, ours.costs)
        peer = _peer(sets["train"], [*validation, *tested])
        known, asked = _parted(peer, len(validation))
        threshold = _keeping(known, [intent for _, intent in validation], kept)
        yield Row(f"{subject}, {_PEER}", _in_and_out(asked._replace(threshold=threshold), tested), "", {})
    ours = _ours(out, sets["train"] + sets["oos_train"], tested)
    yield Row("classify: CLINC150, 100 outside examples only", _in_and_out(ours, tested), "", ours.costs)


def massive(data: Path, out: Path) -> Iterator[Row]:
    rows = [json.loads(line) for line in _lines(data / "intents/massive_ja_train_dev.jsonl")]
    parts = {
        part: [(row["text"], row["intent"]) for row in rows if row["partition"] == part]
        for part in ("train", "dev")
    }
    train, dev = parts["train"], parts["dev"]
    for who, answer in (("", _ours), (f", {_PEER}", _peer_of_files)):
        typed = with_typing_errors([text for text, _ in dev], seed=77)
        asked = [*dev, *((text, intent) for text, (_, intent) in zip(typed, dev, strict=True))]
        clean, noisy = _parted(answer(out, train, asked), len(dev))
        right, noisy_right = (one.right([intent for _, intent in dev]) for one in (clean, noisy))
        error = f", ECE {_calibration_error(clean.sureness, right):.3f}" if not who else ""
        figures = f"{right.mean():.3f} right, {noisy_right.mean():.3f} with one typing error{error}"
        wanted = "" if who else "≥ 0.865, ≥ 0.82, ≤ 0.025"
        yield Row(f"classify: MASSIVE ja, {len(train)} examples{who}", figures, wanted, clean.costs)
        few = [_few_right(answer, out, train, dev, seed) for seed in range(_ROUNDS)]
        figures = f"{mean(few):.3f} right (mean of {_ROUNDS} draws)"
        yield Row(
            f"classify: MASSIVE ja, {_FEW} examples an intent{who}", figures, "" if who else "≥ 0.64", {}
        )
        near = [_near(answer, out, train, dev, seed) for seed in range(_ROUNDS)]
        figures = f"AUROC {mean(near):.3f} ({min(near):.3f} to {max(near):.3f}, {_ROUNDS} draws)"
        yield Row(
            f"classify: MASSIVE ja, {_LEFT_OUT} of 60 intents left out{who}",
            figures,
            "" if who else "≥ 0.86",
            {},
        )


def _ours(
    out: Path,
    train: Sequence[Example],
    asked: Sequence[Example],
    validation: Sequence[Example] = (),
    kept: float | None = None,
) -> Answers:
    found = out / "intents.jsonl"
    arguments: list[str | Path] = ["--out", found]
    for name, rows in (("train", train), ("test", asked), ("validation", validation)):
        if rows:
            arguments += [f"--{name}", _written(out / f"{name}.jsonl", rows)]
    line = run("classify", *arguments, *(["--kept", str(kept)] if kept else []))
    guesses = [json.loads(guess) for guess in _lines(found)]
    sureness = np.array([guess["confidence"] for guess in guesses])
    return Answers([guess["ranking"][0][0] for guess in guesses], sureness, line["threshold"], line)


def _peer(train: Sequence[Example], asked: Sequence[Example]) -> Answers:
    """Support vectors over words, sure by their best margin."""
    model = make_pipeline(TfidfVectorizer(analyzer=_words, sublinear_tf=True), LinearSVC(random_state=0))
    model.fit([text for text, _ in train], [intent for _, intent in train])
    margins = model.decision_function([text for text, _ in asked])
    best = [str(model.classes_[place]) for place in margins.argmax(axis=1)]
    return Answers(best, margins.max(axis=1), 0.0, {})


def _peer_of_files(_out: Path, train: Sequence[Example], asked: Sequence[Example]) -> Answers:
    return _peer(train, asked)


def _words(text: str) -> list[str]:
    return [one.normal for one in tokenizer_for_this_thread().morphemes(text.lower()) if one.normal.strip()]


def _parted(answers: Answers, first: int) -> tuple[Answers, Answers]:
    parts = (slice(None, first), slice(first, None))
    one, other = (
        answers._replace(best=answers.best[part], sureness=answers.sureness[part]) for part in parts
    )
    return one, other


def _keeping(answers: Answers, truth: Sequence[str | None], kept: float) -> float:
    """The judge's own rule: the share asked for and one standard error, of the texts with an intent."""
    inside = sum(intent is not None for intent in truth)
    most = int(np.ceil((kept + np.sqrt(kept * (1 - kept) / inside)) * inside))
    ranked = np.sort(answers.sureness[answers.right(truth)])[::-1]
    return float(ranked[min(most, len(ranked)) - 1])


def _in_and_out(answers: Answers, asked: Sequence[Example]) -> str:
    truth = [intent for _, intent in asked]
    inside = np.array([intent is not None for intent in truth])
    kept = answers.sureness >= answers.threshold
    right = (answers.right(truth) & kept)[inside].mean()
    return (
        f"{right:.3f} of {inside.sum()} right, {1 - kept[~inside].mean():.3f} of {(~inside).sum()} "
        f"out-of-scope declined, AUROC {roc_auc_score(inside, answers.sureness):.4f}"
    )


def _few_right(
    answer: _Answer, out: Path, train: Sequence[Example], dev: Sequence[Example], seed: int
) -> float:
    chance = Random(seed)  # noqa: S311
    texts: dict[str | None, list[str]] = {}
    for text, intent in train:
        texts.setdefault(intent, []).append(text)
    few = [
        (text, intent) for intent, all_ in texts.items() for text in chance.sample(all_, min(_FEW, len(all_)))
    ]
    return float(answer(out, few, dev).right([intent for _, intent in dev]).mean())


def _near(answer: _Answer, out: Path, train: Sequence[Example], dev: Sequence[Example], seed: int) -> float:
    intents = sorted({intent for _, intent in train if intent})
    left_out = set(Random(seed).sample(intents, _LEFT_OUT))  # noqa: S311
    answers = answer(out, [(text, intent) for text, intent in train if intent not in left_out], dev)
    return float(roc_auc_score([intent not in left_out for _, intent in dev], answers.sureness))


def _calibration_error(sureness: Numbers, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error in 15 equal bins (Guo et al. 2017)."""
    bins = np.minimum((sureness * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(sureness[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    ]
    return float(sum(gaps))


def _written(path: Path, examples: Sequence[Example]) -> Path:
    rows = ({"id": str(n), "text": text, "intent": intent} for n, (text, intent) in enumerate(examples))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
