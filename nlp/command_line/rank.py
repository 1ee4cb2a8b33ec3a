"""Rank the entries of an FAQ for each question."""

import argparse
import re
from pathlib import Path

from nlp.command_line.files import BadInput, read_json_object, read_table, write_json
from nlp.retrieval.assessing import order
from nlp.retrieval.matching import EntryWords, Matcher
from nlp.retrieval.reading import Reader, without_contact
from nlp.retrieval.weights import WEIGHTS

_ENTRY = re.compile(r"\s*Question:(.*?)\nAnswer:(.*)", re.DOTALL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--corpus", type=Path, required=True, help="JSON {id: text} or CSV id,question,answer"
    )
    parser.add_argument("--queries", type=Path, required=True, help="JSON {id: text}")
    parser.add_argument("--top", type=int, default=10)
    parser.add_argument("--out", type=Path, required=True, help="JSON {query id: [[id, score], …]}")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    corpus = read_corpus(arguments.corpus)
    queries = read_json_object(arguments.queries)
    ids = list(corpus)
    reader = Reader()
    matcher = Matcher.of(
        [
            EntryWords([reader.read(question)], reader.read(without_contact(answer)))
            for question, answer in corpus.values()
        ]
    )
    rankings: dict[str, list[tuple[str, float]]] = {}
    for key, question in queries.items():
        ranked = order(matcher.look(reader.read_question(question)), WEIGHTS)
        rankings[key] = [(ids[row], round(score, 6)) for row, score in ranked[: arguments.top]]
    write_json(arguments.out, rankings)
    return {"corpus": len(corpus), "queries": len(queries)}


def read_corpus(path: Path) -> dict[str, tuple[str, str]]:
    """Return {id: (question, answer)} of a JSON object or a table. Raises BadInput."""
    if path.suffix.lower() == ".csv":
        return _corpus_of_table(path)
    return {key: _question_and_answer(text) for key, text in read_json_object(path).items()}


def _corpus_of_table(path: Path) -> dict[str, tuple[str, str]]:
    table = read_table(path)
    columns = (table.column(name) for name in ("id", "question", "answer"))
    corpus: dict[str, tuple[str, str]] = {}
    for number, (key, question, answer) in enumerate(zip(*columns, strict=True), start=1):
        if key in corpus:
            message = f"{path}: row {number} has the id {key!r} a second time"
            raise BadInput(message)
        corpus[key] = question, answer
    return corpus


def _question_and_answer(text: str) -> tuple[str, str]:
    found = _ENTRY.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")
