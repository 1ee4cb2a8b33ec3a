"""Names of people, by what stands around them: 「〜と申します」, 「〜さん」, 「氏名：」, 「母の〜が」.

The dictionary knows which words can be names (Sudachi's 人名); the words around decide whether one is meant,
so that 「潮崎の家」 and 「マイナカード」 stay. Made for a web process: no model, about 0.3 ms a question.
"""

import re
import threading
from collections.abc import Iterator
from typing import Any

from sudachipy import SplitMode

from nlp.text.cleaning import pieces, without_breaking_characters
from nlp.text.spans import Span
from nlp.text.tokens import tagger

_KANJI = "一-龠々ヶ〆"
_WORD = rf"[{_KANJI}ぁ-んァ-ヴー]"
_HONORIFIC_WORDS = (
    "さん さま サン 様 氏 殿 先生 課長 部長 係長 局長 室長 所長 園長 校長 主任 主査 主事 議員 医師 名義 本人"
)
_DEAR_WORDS = "ちゃん くん 君"
_NOBODY_WORDS = "犬 猫 ねこ ワン わん 赤 皆 みんな ばあ じい ばー じー 坊"
_RELATIVE_WORDS = """
妻 夫 母 父 娘 息子 長男 長女 次男 次女 三男 三女 祖母 祖父 姉 妹 兄 弟 孫 子 子ども 子供 家族 両親 親
主人 家内 嫁 旦那 叔父 叔母 伯父 伯母 義母 義父 代理 代理人 遺族 友人 同僚 世帯主 申請者 うち
課 係 担当
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
_KINDS = {"姓": "S", "名": "M", "一般": "F"}
_SIGNS = {
    "は": "w",
    "の": "o",
    "です": "c",
    "だ": "c",
    "ござい": "c",
    "と": "t",
    "って": "t",
    "・": "d",
    "＝": "d",
}
_SPEAKS = ("申", "言", "云", "いい", "いう", "もうし", "もうす")

# One letter for each word: S surname, M given name, F other name, L a place that can be a surname, h さん,
# g くん and ちゃん, e 長, r relative or office, c です, t と, i 申す, w は, o の, d ・, s space, k katakana,
# p a sign, j a particle, n a noun, x all else.
_PERSON = "[SMF](?:[sd]?[SMFk])*"
_SURE = (
    re.compile("S[s]?M"),
    re.compile(f"(?:(?<!n){_PERSON}|S|L)(?=s?[hg]|[rn]e)"),
    re.compile(f"(?:{_PERSON}|L|k(?:[sd]?[SMFk])+)(?=ti)"),
    re.compile("[SMFk]d[SMFk]d[SMFk](?=c)"),
    re.compile("[kn](?=g)"),
)
"""Whatever the script."""
_LIKELY = (
    re.compile(f"(?<![nSMFkx]){_PERSON}(?=[xj]?c)"),
    re.compile(f"(?<=r){_PERSON}(?=[jwotcp])"),
    re.compile(f"(?<=ro){_PERSON}(?=[jwotcp])"),
    re.compile(f"(?<![nkx]){_PERSON}(?=or)"),
)
"""Only what is written in kanji or katakana: many a string of hiragana could be a name."""

_END = r"(?=[\s　、。,.，．;；」』）)]|$|です|と申|といい)"
_LABEL = (
    "氏[ 　]?名|お?名前|なまえ|姓名|ふりがな|フリガナ|申請者|申請人|届出人|世帯主|本人|対象者|被保険者|契約者"
    "|名義人?|児童名|園児名"
)
_FULL_NAME = rf"[{_KANJI}]{{1,4}}[ 　]?[{_KANJI}ぁ-ん]{{0,4}}|[ァ-ヴー][ァ-ヴー・＝]{{1,23}}|[ぁ-ん]{{2,10}}"
_ONE_LETTER = "[林森原堀関東南西北金辻谷岡星菅泉沢浜畑牧桂榎楠柳桜梶橘榊轟畠]"
_LATIN = r"[A-Z][A-Za-z'’-]{1,20}"
_PHRASES = (
    re.compile(
        rf"(?:{_LABEL})[ 　]*[:：][ 　]*(?P<value>{_WORD}{{1,10}}(?:[ 　・]{_WORD}{{1,10}}){{0,3}}?){_END}"
    ),
    re.compile(rf"(?:^|[、。\s　はの])(?P<value>{_FULL_NAME})(?=と(?:申し|申す|もうし|もうす))"),
    re.compile(
        rf"(?:^|[、。\s　]|名義は|名前は)(?P<value>{_ONE_LETTER})(?=です(?:が|けど)?(?:[、。\s　]|$))"
    ),
    re.compile(
        r"\b(?:[Mm]y\s+name\s+is|MY\s+NAME\s+IS|[Nn]ame\s*:|I\s+am\s+called|M(?:r|rs|s|iss)\.?)\s+"
        rf"(?P<value>{_LATIN}(?:\s+{_LATIN}){{0,3}})"
    ),
    re.compile(
        rf"\b(?:I\s+am|I['’]m|[Tt]his\s+is)\s+(?!(?:City|Ward|Town|The|My)\b)(?P<value>{_LATIN}(?:\s+{_LATIN}){{1,3}})"
    ),
)
_NO_PERSON = re.compile(
    r"(?:課|係|部|局|室|市|市役所|役所|町内会|自治会|会社|の?者|保険|年金|手当|制度|証|届|税|窓口|会|店|館|園|校|住民|市民)$"
)
_LEAD = re.compile(r"^(?:私|わたし|わたくし|僕|ぼく|俺|当方|うち|ここ)?(?:は|の|、)?")
_LETTERS = (
    _SIGNS
    | dict.fromkeys(_HONORIFIC_WORDS.split(), "h")
    | dict.fromkeys(_DEAR_WORDS.split(), "g")
    | dict.fromkeys(_RELATIVE_WORDS.split(), "r")
    | {"長": "e"}
)
_of_thread = threading.local()


def find(text: str) -> list[Span]:
    """Names of people in `text` (any text), in order, without overlaps; rather one too few than a word."""
    safe = without_breaking_characters(text)
    found: list[Span] = []
    for span in sorted([*_by_phrases(safe), *_by_words(safe)], key=lambda one: (one.start, -one.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def is_no_person(name: str) -> bool:
    """An office, a group or a paper: 市民課, 自治会, 国民健康保険."""
    return _NO_PERSON.search(name) is not None and not set(_letters(name)) & set("SMF")


def could_be(text: str, span: Span) -> bool:
    """Whether this place of `text`, which something else took for a name, may be one.

    Its words can be names, or it is foreign (グエン・ヴァン), and no noun goes on from it (佐藤医院).
    """
    name = text[span.start : span.end]
    letters, after = _letters(name), _letters(text[span.end :])
    is_written = re.search(rf"[{_KANJI}ァ-ヴ]", name) is not None and len(name) > 1
    return (
        is_written
        and re.fullmatch("[SMFLkdsn]+", letters) is not None
        and re.search("[SMF]|kd", letters) is not None
        and after[:1] not in {"n", "k", "e"}
        and not is_no_person(name)
    )


def _by_phrases(text: str) -> Iterator[Span]:
    for pattern in _PHRASES:
        for match in pattern.finditer(text):
            start, end = match.span("value")
            start += (
                len(lead[0]) if (lead := _LEAD.match(match["value"])) and lead[0] != match["value"] else 0
            )
            if not is_no_person(text[start:end]):
                yield Span(start, end)


def _by_words(text: str) -> Iterator[Span]:
    for offset, piece in pieces(text):
        words = _words(piece)
        letters = "".join(letter for _start, _end, letter in words)
        for pattern in (*_SURE, *_LIKELY):
            for match in pattern.finditer(letters):
                span = Span(words[match.start()][0], words[match.end() - 1][1])
                if _holds(piece[span.start : span.end], match[0], is_sure=pattern in _SURE):
                    yield Span(offset + span.start, offset + span.end)


def _letters(text: str) -> str:
    return "".join(letter for piece in pieces(text) for _start, _end, letter in _words(piece[1]))


def _words(piece: str) -> list[tuple[int, int, str]]:
    return [(word.begin(), word.end(), _letter(word)) for word in _tokenizer().tokenize(piece)]


def _holds(name: str, letters: str, *, is_sure: bool) -> bool:
    if name.isascii() or is_no_person(name):
        return False
    if letters in {"M", "F", "k", "n"} and name in _NOBODY:
        return False
    return (is_sure and len(name) > 1) or re.search(rf"[{_KANJI}]|[ァ-ヴ].", name) is not None


def _letter(word: Any) -> str:
    surface: str = word.surface()
    kinds: tuple[str, ...] = word.part_of_speech()
    if kinds[2] == "人名":
        return _KINDS[kinds[3]]
    if kinds[2] == "地名" and kinds[3] == "一般" and len(surface) < 4:
        return "L"
    return _LETTERS.get(surface) or _letter_of_kind(surface, kinds[0])


def _letter_of_kind(surface: str, kind: str) -> str:
    if kind == "動詞" and surface.startswith(_SPEAKS):
        return "i"
    if kind == "名詞":
        return "k" if re.fullmatch("[ァ-ヴー]+", surface) else "n"
    return {"助詞": "j", "空白": "s", "補助記号": "p"}.get(kind, "x")


def _tokenizer() -> Any:
    """Long units (国民健康保険 is one word), the calling thread's own: Sudachi's are not to be shared."""
    if not hasattr(_of_thread, "tokenizer"):
        _of_thread.tokenizer = tagger(SplitMode.C, {"pos"})
    return _of_thread.tokenizer
