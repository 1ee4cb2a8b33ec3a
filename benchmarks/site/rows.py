"""Many opinions quickly: written in bulk, in words that a city hears."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from consultations import indexing
from consultations.models import Comment, Consultation, Opinion, Proposal, Revision, Thread
from consultations.models.opinion import digest

CHUNK = 2_000
THINGS = [
    *("公園", "駅前", "市役所", "図書館", "バス", "防災", "避難所", "子ども", "高齢者", "保育園"),
    *("学校", "道路", "歩道", "自転車", "照明", "商店街", "観光", "港", "海岸", "祭り", "病院"),
    *("介護", "手話", "外国人", "ごみ", "分別", "リサイクル", "太陽光", "樹木", "緑地", "河川"),
    *("浸水", "訓練", "駐車場", "渋滞", "電車", "運賃", "アプリ", "窓口", "予約", "申請", "税金"),
    *("給食", "部活動", "体育館", "プール", "文化財", "博物館", "音楽", "農業", "漁業", "空き家"),
    *("移住", "仕事", "起業", "大学", "若者", "町内会", "回覧板", "ボランティア", "寄付", "街路樹"),
    *("遊歩道", "展望台", "朝市", "水路", "花壇", "ベンチ", "遊具", "カメラ", "放送", "掲示板"),
    *("広報"),
]
WISHES = [
    "を増やしてほしいと思います。",
    "が足りず困っています。",
    "の使い方を見直すべきです。",
    "について考えを聞かせてください。",
    "は今のままで十分だと感じます。",
    "に予算を回すのは賛成です。",
    "の安全を最優先にしてください。",
    "まで歩けるようにしたいです。",
]


def sentences(chance: random.Random, least: int = 3, most: int = 10) -> str:
    return "".join(chance.choice(THINGS) + chance.choice(WISHES) for _ in range(chance.randint(least, most)))


def opinions(
    consultation: Consultation, kind: str, count: int, *, seed: int = 1, texts: Sequence[str] = ()
) -> Iterator[list[Opinion]]:
    """Publish `count` opinions without their forms, a chunk at a time; of `texts` one each, when given."""
    chance, now = random.Random(seed), timezone.now()  # noqa: S311 - the same rows in every run
    for start in range(0, count, CHUNK):
        made = Opinion.objects.bulk_create(
            Opinion(
                consultation=consultation,
                kind=kind,
                receipt=f"B{consultation.pk}-{kind[:4]}-{start + number}",
                submission_key=f"bench-{consultation.pk}-{kind}-{start + number}",
                created_at=now,
                published_at=now - timedelta(minutes=chance.randrange(500_000)),
            )
            for number in range(min(CHUNK, count - start))
        )
        given = texts[start : start + len(made)] or [""] * len(made)
        revisions = Revision.objects.bulk_create(
            _revision(opinion, chance, text) for opinion, text in zip(made, given, strict=True)
        )
        for opinion, revision in zip(made, revisions, strict=True):
            opinion.current = revision
        Opinion.objects.bulk_update(made, ["current"])
        indexing.new_opinions([opinion.pk for opinion in made])
        yield made


def comments(thread: Thread, count: int, *, seed: int = 1, root: Comment | None = None) -> None:
    """As comments side by side, or all of them as replies to one."""
    for made in opinions(thread.subject(), Opinion.Kind.COMMENT, count, seed=seed):
        Comment.objects.bulk_create(
            Comment(opinion=one, thread=thread, parent=root, root=root, depth=1 if root else 0)
            for one in made
        )
    if root:
        thread.comments.all().recount_replies()
    Thread.objects.filter(pk=thread.pk).update(comments_count=count)


def proposals(consultation: Consultation, count: int, *, seed: int = 1) -> None:
    for made in opinions(consultation, Opinion.Kind.PROPOSAL, count, seed=seed):
        written = Proposal.objects.bulk_create(Proposal(opinion=one) for one in made)
        Thread.objects.bulk_create(Thread(proposal=one) for one in written)


def settle() -> None:
    """Let the database look at what it holds, as it would have done by itself over the weeks."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _revision(opinion: Opinion, chance: random.Random, text: str = "") -> Revision:
    title = ""
    if opinion.kind == Opinion.Kind.PROPOSAL:
        title = f"{chance.choice(THINGS)}と{chance.choice(THINGS)}をつなぐ{chance.choice(THINGS)}"
    text = text or sentences(chance)
    return Revision(
        opinion=opinion,
        number=1,
        title=title,
        text=text,
        sha256=digest(title, text),
        created_at=opinion.created_at,
    )
