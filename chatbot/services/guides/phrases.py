"""What visitors of a guide say besides its answers: yes, no, a number, back, from the beginning, stop."""

import re
from enum import IntEnum

from nlp.text.folding import fold


class Command(IntEnum):
    """Buttons besides the answers, numbered well above them."""

    BACK = 101
    AGAIN = 102
    LEAVE = 103
    GO_ON = 104


_NEEDLESS = re.compile(r"[\s。.、,!！?？「」()（）・…~〜'’\"#:：;\-]+")
_POLITE = re.compile(r"^(あの|ええと|えっと|えーと)|(please|thankyou|thanks)$")
_ENDINGS = re.compile(
    r"(です[ねよ]?|だよ|[だよね]|ください|下さい|と(思|おも)います|[でを]?お願いします|で[よい]いです)$"
)
_SHORT_FORMS = (
    (re.compile(r"ません(でした)?$"), "ない"),
    (re.compile(r"(?<=[てで])ない$"), "いない"),
    (re.compile(r"(?<=[てで])い?(ます|る)$"), "いる"),
)
"""The same said politely, or carelessly, brought to one form."""
_LATIN_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_COUNTER = r"(番目|番|ばんめ|ばん|つ目|つめ|個目|こめ)"
_END_OF_NUMBER = r"(の(やつ|ほう|方|答え|こたえ|ボタン|ぼたん))?(です|で|にします|がいい(です)?)?"
_NUMBER = re.compile(rf"([0-9]{{1,2}}|[一二三四五六七八九十]){_COUNTER}?{_END_OF_NUMBER}")
_KANA_NUMBER = re.compile(
    rf"(?P<digit>いち|に|さん|よん|ご|ろく|なな|はち|きゅう)(ばんめ|ばん|番目|番){_END_OF_NUMBER}"
    rf"|(?P<times>ひと|ふた|みっ|よっ|いつ|むっ|なな)(つめ|つ目){_END_OF_NUMBER}"
)
_KANJI = {kanji: place for place, kanji in enumerate("一二三四五六七八九十", start=1)}
_KANA = dict(
    zip(["いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"], range(1, 10), strict=True)
)
_TIMES = dict(zip(["ひと", "ふた", "みっ", "よっ", "いつ", "むっ", "なな"], range(1, 8), strict=True))
_ENGLISH_NUMBERS = {
    word: place
    for words in (
        "one two three four five six seven eight nine ten",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th",
        "1 2 3 4 5 6 7 8 9 10",
    )
    for place, word in enumerate(words.split(), start=1)
}
_AROUND_NUMBERS = frozenset(
    [
        "the",
        "number",
        "no",
        "option",
        "answer",
        "button",
        "choice",
        "please",
        "i",
        "choose",
        "pick",
        "take",
        "a",
    ]
)


def bare(text: str) -> str:
    """Folded, without marks and polite words around it."""
    plain = _POLITE.sub("", _NEEDLESS.sub("", fold(text)))
    shorter = _ENDINGS.sub("", plain) or plain
    for polite, short in _SHORT_FORMS:
        shorter = polite.sub(short, shorter)
    return shorter


def latin_words(text: str) -> tuple[str, ...]:
    """The words of a text in Latin letters; none where it has Japanese ones."""
    folded = fold(text)
    return tuple(_LATIN_WORD.findall(folded)) if folded.isascii() or "’" in folded else ()


def command_in(text: str) -> Command | None:
    said = bare(text)
    if _BACK.fullmatch(said):
        return Command.BACK
    if _AGAIN.fullmatch(said):
        return Command.AGAIN
    return next((command for command, words in _COMMANDS.items() if said in words), None)


def says_yes(said: str) -> bool:
    return said in _YES


def says_no(said: str) -> bool:
    return said in _NO


def is_at_a_loss(said: str) -> bool:
    return said in _AT_A_LOSS


def number_in(text: str) -> int | None:
    """「2番」, 「ふたつめ」, "the second one"; None when it is no number."""
    said = bare(text)
    if found := _NUMBER.fullmatch(said):
        return _KANJI.get(found[1]) or int(found[1])
    if found := _KANA_NUMBER.fullmatch(said):
        return _KANA[found["digit"]] if found["digit"] else _TIMES[found["times"]]
    return _english_number(latin_words(text))


def _english_number(words: tuple[str, ...]) -> int | None:
    left = [word for word in words if word not in _AROUND_NUMBERS]
    if len(left) == 2 and left[1] in ("one", "answer"):  # the second one
        left.pop()
    return _ENGLISH_NUMBERS.get(left[0]) if len(left) == 1 else None


def _words(*texts: str) -> frozenset[str]:
    return frozenset(bare(word) for text in texts for word in text.split())


_DO = r"(る|って|ります|りたい|して|らせて|す|したい|します)?"
_BACK = re.compile(
    rf"(ひとつ|一つ|1つ)?(前|まえ)(の(質問|しつもん|ところ))?([にへ](戻|もど){_DO})?|(戻|もど){_DO}"
)
_AGAIN = re.compile(
    r"(もう一度|もういちど)?(最初|さいしょ|はじめ|初め|始め)(から|に|の質問に)(もう一度|もういちど)?"
    rf"((や|答え|こたえ)?り?(直|なお|戻|もど){_DO}|(お|始め|はじめ){_DO})?"
)
_COMMANDS = {
    Command.BACK: _words("前 まえ back goback previous backone oneback"),
    Command.AGAIN: _words(
        "やり直す やりなおす やり直したい リセット restart startover startagain reset fromthebeginning",
        "beginagain fromthestart",
    ),
    Command.LEAVE: _words(
        "やめる やめます やめたい やめて 止める 終わる おわる 終わります 終わりたい 終了 中止 もういい",
        "しゅうりょう キャンセル ガイドをやめる ここでやめる stop quit leave exit cancel leavetheguide",
    ),
    Command.GO_ON: _words(
        "続き 続ける 続きから つづき つづける つづきから 続けます 続けたい 再開 さいかい goon continue resume"
    ),
}
_YES = _words(
    "はい はーい うん ええ そう そうです あります います ある いる もちろん イエス その通り そのとおり",
    "yes y yeah yep yup ok okay sure ido iam idid ihave wedo wehave yesido yesiam yesihave",
)
_NO = _words(
    "いいえ いえ いや ううん 違う 違います ちがう ちがいます ありません いません ない いない なし ノー まだ",
    "特にない とくにない 特になし 特にありません no n nope nah notyet none idont iamnot ihavent idonthave",
    "noidont noihavent noiamnot",
)
_AT_A_LOSS = _words(
    "わからない 分からない わかりません 分かりません よくわからない よくわかりません 知らない 不明",
    "たぶん さあ どれ どれでもない どちらでもない どっち どちら どっちだろう 迷う どれを選べばいい",
    "idontknow notsure iamnotsure imnotsure maybe dunno noidea idonotknow",
)
