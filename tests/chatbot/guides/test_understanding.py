"""What visitors write to the questions of the demo's guides, and what is understood by it.

A number is the button that is meant.
"""

import json
from functools import cache
from typing import Any

import pytest

from chatbot.services.demo import FOLDER
from chatbot.services.guides import tree
from chatbot.services.guides.phrases import Command, command_in
from chatbot.services.guides.tree import Choice
from chatbot.services.guides.understanding import Meant, meaning

UNSURE, OTHER = "one of the answers, but which?", "no answer at all"
BACK, AGAIN, LEAVE, GO_ON = Command.BACK, Command.AGAIN, Command.LEAVE, Command.GO_ON
SAID: dict[tuple[str, str], list[tuple[str, object]]] = {
    ("moved-here", "from"): [
        ("日本のほかの市区町村から", 1),
        ("よその市から来ました", 1),
        ("にほんのほかのしくちょうそんから", 1),
        ("ほかのしから", 1),
        ("ﾎｶﾉｼｶﾗ", 1),
        ("県外です", 1),
        ("県外からです", 1),
        ("かいがいから", 2),
        ("海外からです。", 2),
        ("がいこくからきました", 2),
        ("from abroad", 2),
        ("overseas", 2),
        ("Another city", 1),
        ("within Shiomi please", 3),
        ("しないで", 3),
        ("市内です", 3),
        ("２", 2),
        ("2番", 2),
        ("２番目です", 2),
        ("②", 2),
        ("二番", 2),
        ("にばん", 2),
        ("ふたつめ", 2),
        ("みっつめのやつ", 3),
        ("the second one", 2),
        ("second", 2),
        ("number 3", 3),
        ("option one", 1),
        ("9番", UNSURE),
        ("わからない", UNSURE),
        ("戻る", BACK),
        ("もどる", BACK),
        ("ひとつ前に戻ってください", BACK),
        ("go back", BACK),
        ("最初から", AGAIN),
        ("さいしょから", AGAIN),
        ("はじめからやり直したい", AGAIN),
        ("start over", AGAIN),
        ("やめる", LEAVE),
        ("もういいです", LEAVE),
        ("ﾔﾒﾙ", LEAVE),
        ("quit", LEAVE),
        ("続きをお願いします", GO_ON),
    ],
    ("moved-here", "left"): [
        ("はい", UNSURE),
        ("いいえ", 3),
        ("まだです", 3),
        ("not yet", 3),
        ("まだだしていません", 3),
        ("オンラインで出しました", 2),
        ("ゆうそうでだした", 1),
        ("I did it online", 2),
        ("yes, by post", 1),
    ],
    ("moved-here", "health"): [
        ("国保です", 2),
        ("こくほ", 2),
        ("しゃほ", 1),
        ("company insurance", 1),
        ("75歳以上です", 3),
        ("まだ入っていない", 2),
        ("保険料はいくらですか", OTHER),
        ("えーと、国民けんこう保険です", 2),
    ],
    ("moved-here", "children"): [
        ("いません", 4),
        ("こどもはいない", 4),
        ("小学生がいます", 1),
        ("あかちゃんがいる", 2),
        ("no children", 4),
        ("I have a baby", 2),
    ],
    ("moved-here", "moped"): [
        ("持ってないです", 2),
        ("げんつきがあります", 1),
        ("はい、持っています", 1),
        ("no, I don't", 2),
        ("持ってます", 1),
    ],
    ("moved-here", "dog"): [
        ("飼っていません", 2),
        ("かっています", 1),
        ("ハイ", 1),
        ("ｲｲｴ", 2),
        ("うん", 1),
        ("yes", 1),
        ("Yes please", 1),
        ("nope", 2),
        ("I know a good vet", OTHER),
        ("犬はどこで登録しますか", OTHER),
        ("犬はいません", 2),
        ("飼ってる", 1),
        ("前の質問に戻りたい", BACK),
        ("もう一度最初からお願いします", AGAIN),
        ("最初から答え直す", AGAIN),
        ("前に飼っていました", OTHER),
    ],
    ("moved-here", "water"): [
        ("大家さんがしてくれました", 1),
        ("まだ申し込んでいません", 2),
    ],
    ("new-baby", "registered"): [
        ("はい、出しました", 1),
        ("まだ出していない", 2),
    ],
    ("new-baby", "worker"): [
        ("公務員ではありません", 2),
        ("こうむいんです", 1),
    ],
    ("new-baby", "nursery"): [
        ("四月から", 1),
        ("しがつからです", 1),
        ("from April", 1),
        ("未定です", 3),
        ("not decided yet", 3),
    ],
    ("new-baby", "worry"): [
        ("だいじょうぶです", 2),
        ("相談したいことがあります", 1),
    ],
    ("bereavement", "reported"): [
        ("葬儀社が出してくれた", 1),
    ],
    ("bereavement", "health"): [
        ("わからない", 4),
        ("I don't know", 4),
        ("後期高齢者です", 2),
    ],
    ("bereavement", "head"): [
        ("世帯主ではありません", 3),
        ("はい", UNSURE),
    ],
    ("bereavement", "pension"): [
        ("もらっていました", 1),
    ],
    ("bereavement", "property"): [
        ("借家でした", 2),
    ],
    ("bereavement", "water"): [
        ("もう使わない", 2),
        ("使い続けます", 1),
        ("no longer used", 2),
    ],
}
TABLE = [(guide, step, words, meant) for (guide, step), said in SAID.items() for words, meant in said]


@cache
def choices_of(guide: str) -> dict[str, tuple[Choice, ...]]:
    """The answers of each question, numbered like their buttons."""
    content = json.loads((FOLDER / f"guides-{guide}.json").read_text(encoding="utf-8"))
    return {step["id"]: tuple(map(_choice, range(1, 100), step["choices"])) for step in content["steps"]}


def _choice(number: int, choice: dict[str, Any]) -> Choice:
    words = {**choice, "others": {"en": choice["en"]}}
    step = {
        "id": 1,
        "question": "",
        "help": "",
        "choices": [{"next": None, "ends": True, **words, "id": number, "items": []}],
    }
    about = {"title": "", "intro": "", "department": "", "url": "", "everyone": [], "steps": [step]}
    return tree.read(about).steps[0].choices[0]


def understood(guide: str, step: str, words: str) -> object:
    command = command_in(words)
    if command is not None:
        return command
    meant = meaning(words, choices_of(guide)[step])
    if meant.choice is not None:
        return meant.choice.id
    return UNSURE if meant.is_unsure else OTHER


@pytest.mark.parametrize(("guide", "step", "words", "meant"), TABLE)
def test_words_are_understood_as_the_button_they_mean(
    guide: str, step: str, words: str, meant: object
) -> None:
    assert understood(guide, step, words) == meant


def test_the_table_is_long_enough_to_say_something() -> None:
    assert len(TABLE) >= 100
    assert len({words for _guide, _step, words, _meant in TABLE}) > 90


@pytest.mark.parametrize("words", ["x" * 81, "あ" * 41])
def test_a_story_is_no_answer(words: str) -> None:
    assert meaning(words, choices_of("moved-here")["dog"]) == Meant()
