"""Japanese in Latin letters as hiragana: Hepburn and Kunrei, as people type them without long marks."""

import re

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "y": "や？ゆ？よ",
    "r": "らりるれろ",
    "w": "わ？？？を",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
_BEFORE_Y = {"ky": "き", "gy": "ぎ", "ny": "に", "hy": "ひ", "my": "み", "ry": "り", "by": "び", "py": "ぴ"}
_SOFT = _BEFORE_Y | {"sh": "し", "sy": "し", "ch": "ち", "ty": "ち", "j": "じ", "jy": "じ", "zy": "じ"}
_SYLLABLES = (
    {row + vowel: sign for row, signs in _ROWS.items() for vowel, sign in zip("aiueo", signs, strict=True)}
    | {
        first + vowel: sign + small
        for first, sign in _SOFT.items()
        for vowel, small in zip("auo", "ゃゅょ", strict=True)
    }
    | {
        "shi": "し",
        "chi": "ち",
        "tsu": "つ",
        "fu": "ふ",
        "ji": "じ",
        "fa": "ふぁ",
        "fi": "ふぃ",
        "fo": "ふぉ",
        "di": "でぃ",
    }
)
_LONG = str.maketrans(
    {"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ei", "ō": "ou", "â": "aa", "û": "uu", "ô": "ou"}
)
_PARTICLES = {"wa": "は", "o": "を", "e": "へ", "he": "へ"}
_WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
_LONGEST = 3


def kana(text: str) -> str:
    """Each word that is whole syllables as hiragana, the others as they are; spaces between words go."""
    plain = text.lower().translate(_LONG)
    return re.sub(r"\s+", "", _WORD.sub(lambda found: kana_of_word(found[0]) or found[0], plain))


def kana_of_word(word: str) -> str:
    """Empty when it is no Japanese word."""
    if word in _PARTICLES:
        return _PARTICLES[word]
    letters = re.sub(r"[-']", "", re.sub(r"cho$", "chou", word.lower().translate(_LONG)))
    found, place = "", 0
    while place < len(letters):
        sign, length = _sign(letters, place)
        if not sign or "？" in sign:
            return ""
        found, place = found + sign, place + length
    return found


def _sign(letters: str, place: int) -> tuple[str, int]:
    here, after = letters[place], letters[place + 1 : place + 2]
    if (here == after and here in "kstpcgz") or (here, after) == ("t", "c"):
        return "っ", 1
    for end in range(min(place + _LONGEST, len(letters)), place, -1):
        if sign := _SYLLABLES.get(letters[place:end]):
            return sign, end - place
    return ("ん", 1) if here == "n" or (here == "m" and after in tuple("bpm")) else ("", 0)
