"""What each feature counts in the order of the entries: learnt from questions whose answers are known.

Made by `python -m benchmarks.ranking_weights` from 375 questions to one city's FAQ without utterances and
from the demo FAQ's own utterances; a publication may fit them to its city (see `learning`).
"""

FEATURES = (
    "whole",
    "matters",
    "way_matters",
    "pairs",
    "letters",
    "fits",
    "fitted",
    "mean",
    "length",
    "sounds_if_plain",
)
"""In the order of the columns `matching.Matcher` makes.

`whole`, `matters`, `pairs`, `letters`: BM25 with all of the entry. `way_matters`: of its most alike way.
`fits`, `fitted`, `mean`: see `alignment`. `length`: of the entry's own question. `sounds_if_plain`: BM25 of
kana with all its ways, for questions without kanji.
"""

WEIGHTS = (0.2387, 0.3945, 0.2999, 0.0573, 0.4634, 0.3372, 0.3671, 0.3955, -0.2883, 1.3016)
