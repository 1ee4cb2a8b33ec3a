"""Opinions as nobody expects them: what any job must survive, by a short name."""

from tests.consultations.planning.material import ALL

_COMBINING = "a" + "\u0301" * 10_000
SETS = {
    "none": [],
    "one": ["バスを増やしてください。"],
    "empty": ["", "", " ", "\n\n"],
    "emoji": ["😀", "👨‍👩‍👧‍👦", "🚌🚌🚌"],
    "100 kB on one line": ["あ" * 34_000, "バス" * 17_000, ALL[0]],
    "control characters": ["a\x01b\x02", "\x7f\x9f", "\u202eバス", "\ufeff\u200b"],
    "half-width kana": ["ﾊﾞｽを増やして", "ﾊﾞｽｦﾌﾔｼﾃ", "ｺｳｴﾝ", "ﾊﾞ", "ﾟﾞ"],
    "all identical": ["同じ意見です。"] * 40,
    "brackets": ["[" * 10_000, "(((" * 5_000],
    "combining marks": [_COMBINING, _COMBINING],
    "one letter": ["あ"],
    "one letter each": list("あいうえおかきくけこ"),
    "only punctuation": ["。。。", "!?", "……"],
    "digits": ["1", "2", "3.14", "０１２３"],
    "mixed with good ones": [*ALL, ALL[0], "", "😀", "ﾊﾞｽ", "a\x01b", "[" * 5_000],
}
