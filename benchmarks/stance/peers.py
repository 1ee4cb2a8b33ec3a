"""What others would do: a list of keywords, and a linear model over words alone."""

from collections.abc import Callable, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

Reader = Callable[[Sequence[str]], list[tuple[str, float]]]
Rows = Sequence[tuple[str, str]]

_KEYWORDS = (
    ("oppose", ("反対", "やめて", "中止", "撤回", "oppose", "against")),
    ("agree", ("賛成", "支持", "賛同", "評価", "support", "agree")),
    ("question", ("?", "？", "ますか", "ですか", "でしょうか", "教えて")),
    ("request", ("ほしい", "欲しい", "ください", "べき", "求め", "要望", "please", "should")),
)


def keywords(texts: Sequence[str]) -> list[tuple[str, float]]:
    """The first list with a word in the text decides; 条件 and なら before 賛成 make a condition."""
    return [(_by_keyword(text.lower()), 1.0) for text in texts]


def _by_keyword(text: str) -> str:
    if "賛成" in text and any(word in text for word in ("条件", "なら", "ただし")):
        return "conditional"
    return next((stance for stance, words in _KEYWORDS if any(word in text for word in words)), "")


def linear(rows: Rows) -> Reader:
    """Pairs and triples of letters, TF-IDF, logistic regression, fitted on `rows` (text, stance)."""
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
        LogisticRegression(C=10, max_iter=1000),
    )
    model.fit([text for text, _stance in rows], [stance for _text, stance in rows])

    def read(texts: Sequence[str]) -> list[tuple[str, float]]:
        shares = model.predict_proba(list(texts))
        return [(str(model.classes_[row.argmax()]), float(row.max())) for row in shares]

    return read
