"""Wordings that tell a side, in English; in lower case."""

import re

from nlp.stance.cues import AGREE, CONCESSION, CONDITION, IGNORED, OPPOSE, QUESTION, REQUEST, Cue

ENGLISH = tuple(
    Cue(name, says, weight, re.compile(pattern, re.VERBOSE))
    for name, says, weight, pattern in (
        (
            "en names",
            IGNORED,
            0,
            r"\bsupport\ (?:group|centre|center|staff|desk|service)s?\b|\bagainst\ the\ law\b",
        ),
        (
            "en agree",
            AGREE,
            3.0,
            r"""\b(?:i|we)(?:\ \w+){0,2}\ (?:support|agree|endorse|welcome|approve|back)\b
                |\bin\ favou?r\b|\bno\ objections?\b|\b(?:great|good|excellent|wonderful)\ (?:idea|plan
                |proposal|work|step)\b|\blook(?:ing)?\ forward\b|\bi\ (?:love|like)\ (?:the|this)\b""",
        ),
        (
            "en oppose",
            OPPOSE,
            3.1,
            r"""\b(?:oppose|object\ to|disagree|reject|protest)\b|\bam\ against\b|\bare\ against\b
                |\bno\ way\b|\bwaste\ of\b|\b(?:do\ not|don't|cannot|can't|not)\ (?:\w+\ )?(?:support
                |agree|accept|approve|need)\b|\bplease\ (?:do\ not|don't|stop|cancel)\b|\bshould\ (?:not
                |be\ (?:cancell?ed|stopped|withdrawn))\b|\b(?:terrible|bad|awful)\ (?:idea|plan)\b""",
        ),
        (
            "en condition",
            CONDITION,
            0,
            r"""\bas\ long\ as\b|\bprovided(?:\ that)?\b|\bon\ condition\b|\bonly\ if\b|\bunless\b
                |\bif\b""",
        ),
        ("en concession", CONCESSION, 0, r"\bbut\b|\bhowever\b|\balthough\b|\bthough\b|\bexcept\b"),
        (
            "en request",
            REQUEST,
            2.1,
            r"""\bplease\b|\bshould\b|\b(?:could|can|would)\ you\b|\bwould\ be\ (?:great|nice|good
                |helpful)\b|\b(?:we|i)\ (?:need|want|wish|hope|ask|request|suggest)\b|\bmust\b""",
        ),
        (
            "en question",
            QUESTION,
            2.3,
            r"\b(?:what|when|where|why|who|how|which|is|are|will|does|do|did|has|have)\b[^.?!]*\?",
        ),
        ("en mark", QUESTION, 1.2, r"\?"),
    )
)
