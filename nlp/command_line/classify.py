"""Learn intents from examples and guess those of other texts."""

import argparse
import json
from pathlib import Path
from typing import Any

from nlp.command_line.files import BadInput, read_json_lines, write_text
from nlp.retrieval.intent_classifier import Example, IntentClassifier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    help_text = 'JSONL {"id", "text", "intent"}, intent null: outside all intents'
    parser.add_argument("--train", type=Path, required=True, help=help_text)
    parser.add_argument("--test", type=Path, required=True, help='JSONL {"id", "text"}')
    parser.add_argument(
        "--out", type=Path, required=True, help='JSONL {"id", "intent", "confidence", "zone", "ranking"}'
    )
    parser.add_argument(
        "--validation", type=Path, help="JSONL like --train, only to set how sure is sure enough"
    )
    parser.add_argument("--kept", type=_share, help="share of the texts with an intent that must keep theirs")
    parser.add_argument("--seed", type=int, default=0)


def run(arguments: argparse.Namespace) -> dict[str, object]:
    examples = _examples(arguments.train)
    validation = _examples(arguments.validation) if arguments.validation else []
    questions = read_json_lines(arguments.test)
    asked = [_text(row, number, arguments.test) for number, row in enumerate(questions, start=1)]
    try:
        classifier = IntentClassifier(arguments.seed).fit(
            [one.text for one in examples], [one.intent for one in examples], validation, arguments.kept
        )
    except ValueError as error:
        message = f"{arguments.train}: {error}"
        raise BadInput(message) from error
    guesses = classifier.guess(asked)
    lines = [
        {
            "id": row.get("id"),
            "intent": guess.intent,
            "confidence": round(guess.confidence, 6),
            "zone": guess.zone,
            "ranking": [[intent, round(chance, 6)] for intent, chance in guess.ranking],
        }
        for row, guess in zip(questions, guesses, strict=True)
    ]
    write_text(arguments.out, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return {
        "train": len(examples),
        "test": len(questions),
        "intents": len(classifier.model.intents),
        "out_of_scope": sum(guess.intent is None for guess in guesses),
        "threshold": round(classifier.threshold, 4),
        "answers_from": round(classifier.model.judge.answers_from, 4),
    }


def _share(written: str) -> float:
    share = float(written)
    if not 0 < share < 1:
        raise ValueError
    return share


def _examples(path: Path) -> list[Example]:
    rows = enumerate(read_json_lines(path), start=1)
    return [Example(_text(row, number, path), _intent(row, number, path)) for number, row in rows]


def _text(row: dict[str, Any], number: int, path: Path) -> str:
    text = row.get("text")
    if not isinstance(text, str):
        message = f'{path}: row {number} has no "text"'
        raise BadInput(message)
    return text


def _intent(row: dict[str, Any], number: int, path: Path) -> str | None:
    intent = row.get("intent", "")
    if intent is None or (isinstance(intent, str) and intent):
        return intent
    message = f'{path}: row {number} has no "intent"'
    raise BadInput(message)
