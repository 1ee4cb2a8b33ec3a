"""Words that set a group of texts apart: class-based TF-IDF."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log


def class_weights(groups: Mapping[int, Iterable[Sequence[str]]]) -> dict[int, dict[str, float]]:
    """Return per group the weight of each of its words: tf / words in the group · ln(1 + A / f).

    A is the average number of words a group, f how often the word occurs in all groups.
    """
    counts = {number: Counter(word for words in texts for word in words) for number, texts in groups.items()}
    overall: Counter[str] = Counter()
    for counted in counts.values():
        overall.update(counted)
    average = overall.total() / max(len(counts), 1)
    return {
        number: {
            word: count / counted.total() * log(1 + average / overall[word])
            for word, count in counted.items()
        }
        for number, counted in counts.items()
    }
