"""Pairs of neighbouring characters: the units in which Japanese can be searched without a dictionary.

Nie, J.-Y., Gao, J., Zhang, J., & Zhou, M. (2000). On the use of words and n-grams for Chinese information
retrieval. Bigrams find two-character words, which the trigram indexes of databases cannot.
"""


def tokens(folded: str) -> list[str]:
    """What a text or a term is indexed by: the pairs of each run without spaces, then its last character.

    The last character, alone, keeps runs apart (no phrase reaches over it) and makes every character the
    beginning of some token, so that a single one can be looked for by its prefix.
    """
    found: list[str] = []
    for run in folded.split(" "):
        found += [run[index : index + 2] for index in range(len(run) - 1)]
        found += run[-1:]
    return found


def encode(token: str) -> str:
    """The token in ASCII letters and digits, so that no database reads punctuation or operators into it."""
    return "".join(f"{ord(character):x}z" for character in token)
