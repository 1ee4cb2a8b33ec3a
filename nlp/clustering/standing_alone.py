"""Sentences that say little when they are read by themselves, as quotations are."""

import re

_POINTS_BACK = re.compile(
    r"これ(?!から)|それ|[こそ](?:の|んな|こ[でにはがもをのへとや、]|う(?:[しいなで]|、))|また(?!た)|さら(?:に|なる)|しかし|でも|ですが|だが|だから"
    r"|なので|ただ(?:し、|、)|なお(?!さ|す|る|し)|つまり|よって|従って|したがって|なぜなら|あと[は、]|一方|例えば|たとえば"
    r"|特に|加えて|同様|上記|前[述者]|後者|以上|[先ま]ず|次に|第[一二三]に|が、|既に|すでに|もちろん|ちなみに|逆に"
    r"|もし(?!も)|そして|故に|ゆえに|ところが|けれど|むしろ"
)
_OF_THE_WRITER = re.compile(
    r"(?:と申します|をしています|をしております|[をし]ている者です|(?:描|書)いて(?:います|おります))[。．.\s]*$"
)
_ANNOUNCES = re.compile(
    r"(?:意見|コメント)(?:を?(?:いた|致|申し上げ|差し上げ|述べ|提出)\S*|です|と?になります|となります)[。．.\s]*$"
)
_ANNOUNCEMENT = 60
"""Announcements and introductions are short; a longer sentence says something besides."""


def leans(sentence: str) -> bool:
    """Tell whether a Japanese `sentence` needs another one: it points back, or says only who writes of what.

    >>> leans("これも同じです。"), leans("各論点について意見いたします。"), leans("バスを増やしてください。")
    (True, True, False)
    """
    short = len(sentence) <= _ANNOUNCEMENT
    introduces = short and (_OF_THE_WRITER.search(sentence) or _ANNOUNCES.search(sentence))
    return bool(introduces or _POINTS_BACK.match(sentence))
