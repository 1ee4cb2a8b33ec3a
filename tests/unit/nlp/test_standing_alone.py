"""Which sentences say little without those around them."""

import pytest

from nlp.clustering.standing_alone import leans


@pytest.mark.parametrize(
    "sentence",
    [
        "これも同じです。",
        "そのため、歩道を広げてください。",
        "しかし、バスは来ません。",
        "第二に、費用が高いです。",
        "各論点について意見いたします。",
        "素案についての意見となります。",
        "中央町で花屋をしています。",
        "田中と申します。",
    ],
)
def test_what_points_back_or_only_introduces_leans_on_others(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "バスを増やしてください。",
        "反対",
        "子どもの遊び場が足りません。",
        "ただちに工事を始めてほしい。",
        "こどもの医療費を無料にしてください。",
        "ここあ保育園の定員を増やしてください。",
        "これからは高齢者が増えます。",
        "もしもの時の避難所が遠すぎます。",
        "花屋をしていますが、駅前に車を止める所がないので、荷をおろす間だけでも止められるようにしてもらわないと店を続けられません。",
        "",
    ],
)
def test_what_says_what_is_wanted_stands_alone(sentence: str) -> None:
    assert not leans(sentence)
