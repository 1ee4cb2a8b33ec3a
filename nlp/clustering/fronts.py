"""What stands in front of a sentence without belonging to it: list marks and numbers of submissions."""

import re

_FRONT = re.compile(
    r"(?:[\s・●○■□◆◇※＊*•→▶►☆★]"
    r"|[-–—](?=\s)"
    r"|[（(][0-9０-９一二三四五六七八九十ア-ンA-Za-z]{1,2}[)）]"
    r"|[0-9０-９]{1,2}[.．、)）](?![0-9０-９])"
    r"|[①-⑳]"
    r"|[0-9０-９]{9,}\s?)+"
)


def behind_front(text: str, start: int, end: int) -> int:
    """Return where the words of `text[start:end]` begin; `start` when there is nothing but marks."""
    front = _FRONT.match(text, start, end)
    return front.end() if front and front.end() < end else start
