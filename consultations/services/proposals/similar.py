"""Proposals like the one being written, so that people add to what is there instead of beside it."""

from collections.abc import Sequence

from consultations.models import Consultation, Proposal, SearchEntry
from consultations.models.covering import Shown
from nlp.text.folding import fold, fold_with_offsets

FEWEST_CHARACTERS = 8
MOST_CHARACTERS = 300
CANDIDATES = 50
ENOUGH = 0.25
"""The share of the pairs of characters that a proposal must have in common with what was typed."""
IN_TITLE = 2.0
FEW_PAIRS = 3
HIRAGANA = frozenset(map(chr, range(0x3041, 0x30A0)))


def proposals(*, consultation: Consultation, text: str, limit: int = 5) -> list[Proposal]:
    """Public proposals of the consultation that share the most with `text`, the closest first.

    Nothing is said about fewer than eight characters: everything resembles those.
    """
    pairs = telling_pairs(text[:MOST_CHARACTERS])
    if len(text.strip()) < FEWEST_CHARACTERS or not pairs:
        return []
    keys = SearchEntry.objects.resembling(pairs, consultation.pk, CANDIDATES)
    found = Proposal.objects.listed().filter(opinion__search_entry__in=keys).with_words().in_bulk()
    shares = {key: _share(pairs, one.opinion.shown) for key, one in found.items()}
    closest = sorted((key for key in shares if shares[key] >= ENOUGH), key=lambda key: (-shares[key], -key))
    return [found[key] for key in closest[:limit]]


def telling_pairs(text: str) -> list[str]:
    """The folded pairs of neighbouring characters that say what it is about.

    First those of kanji, katakana and digits; where there are few, also those with one hiragana, and never
    those of two or with a mark: endings and particles are in every proposal.
    """
    folded = fold_with_offsets(text)
    by_hiragana: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for index in range(len(folded.text) - 1):
        pair = folded.text[index : index + 2]
        written = (text[folded.offsets[index]], text[folded.offsets[index + 1]])
        if pair.isalnum():
            by_hiragana[sum(character in HIRAGANA for character in written)].append(pair)
    pairs = by_hiragana[0] if len(set(by_hiragana[0])) >= FEW_PAIRS else by_hiragana[0] + by_hiragana[1]
    return list(dict.fromkeys(pairs))


def _share(pairs: Sequence[str], shown: Shown) -> float:
    title, body = fold(shown.title), fold(shown.text)
    weights = [IN_TITLE if pair in title else 1.0 if pair in body else 0.0 for pair in pairs]
    return sum(weights) / len(weights) / IN_TITLE
