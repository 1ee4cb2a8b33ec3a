"""`python -m benchmarks.ranking_weights --data FOLDER`: learn the weights in `nlp/retrieval/weights.py`.

From the questions of `faq/localgov` (dev), an FAQ without utterances, and from those utterances of the demo
FAQ that have no kanji, each asked of an index without it.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from benchmarks.demo_faq import demo_entries
from nlp.command_line.rank import read_corpus
from nlp.retrieval import learning, trials
from nlp.retrieval.faq_building import read_entry
from nlp.retrieval.learning import Example
from nlp.retrieval.matching import EntryWords, Matcher
from nlp.retrieval.reading import Reader, without_contact
from nlp.retrieval.weights import FEATURES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranking_weights", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    examples = localgov_examples(parser.parse_args().data / "faq/localgov") + plain_demo_examples()
    print("WEIGHTS =", learning.fit(examples, start=[0.0] * len(FEATURES)))


def localgov_examples(folder: Path) -> list[Example]:
    """One example a question of the dev set; grade 1 counts as right."""
    reader = Reader()
    corpus = read_corpus(folder / "corpus.json")
    matcher = Matcher.of(
        [EntryWords([reader.read(one)], reader.read(without_contact(two))) for one, two in corpus.values()]
    )
    places = {key: row for row, key in enumerate(corpus)}
    judged = json.loads((folder / "qrels_dev.json").read_text(encoding="utf-8"))
    questions = json.loads((folder / "queries_dev.json").read_text(encoding="utf-8"))
    examples = []
    for key, question in questions.items():
        look = matcher.look(reader.read_question(question))
        right = [places[one] for one, grade in judged[key].items() if grade >= 1]
        examples.append(Example(look.features, np.isin(look.rows, right)))
    return examples


def plain_demo_examples() -> list[Example]:
    reader = Reader()
    entries = [read_entry(reader, entry) for entry in demo_entries()]
    return [one for one in trials.examples(entries) if one.features[:, -1].any()]


if __name__ == "__main__":
    main()
