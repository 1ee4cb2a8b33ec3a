"""Names of people by GiNZA's named entities (ja_ginza), where phrases did not give them away.

GiNZA: Matsuda, H. (2020). The model takes 440 MB and 10 ms a sentence, so it works in a process of its own
that ends with the batch: `python -m nlp.text.entities` reads a JSON list of texts and writes, for each, the
places of names as [start, end]. No server that answers people imports this module.
"""

import json
import sys
from collections.abc import Iterator, Sequence

import spacy
from spacy.tokens import Doc

from nlp.text import names
from nlp.text.cleaning import without_breaking_characters
from nlp.text.spans import Span

MODEL = "ja_ginza"
LONGEST = 5_000
"""Characters of one text that are read; the chat takes 4 kB."""


class People:
    """Holds the model for as long as it is kept. Not to be shared by threads."""

    def __init__(self) -> None:
        unused = ["parser", "morphologizer", "compound_splitter", "bunsetu_recognizer"]
        self._model = spacy.load(MODEL, exclude=unused)

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """The names in each text, in order, without overlaps."""
        safe = [without_breaking_characters(text[:LONGEST]) for text in texts]
        return [list(_names_in(doc)) for doc in self._model.pipe(safe, batch_size=32)]


def _names_in(doc: Doc) -> Iterator[Span]:
    """The model takes マイナ, 山田 of 山田小学校 and words in hiragana for names now and then."""
    for entity in doc.ents:
        span = Span(entity.start_char, entity.end_char)
        if entity.label_ == "Person" and names.could_be(doc.text, span):
            yield span


def main() -> None:
    json.dump(People().find(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
