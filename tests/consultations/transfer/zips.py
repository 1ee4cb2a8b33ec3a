"""Decidim open-data ZIPs made on the spot, in the column lists of each generation and with every oddity."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

HOST = "kataro.shiomi.example"
Rows = Sequence[Mapping[str, Any]]

_AUTHOR = ("id", "author/id", "author/name", "author/url")
_SPACE = ("participatory_space/id", "participatory_space/url", "component/id")
_ORIGINAL = (
    *("url", "meeting_urls", "related_proposals", "is_amend"),
    *("original_proposal/title", "original_proposal/url"),
)
_LATE = (
    *("withdrawn", "withdrawn_at", "created_at", "updated_at", "created_in_meeting", "coauthorships_count"),
    *("cost", "cost_report/ja", "execution_period/ja"),
)


def _new(likes: str) -> tuple[str, ...]:
    return (
        *(*_AUTHOR, "taxonomies/id", "taxonomies/name/ja", *_SPACE, "title/ja", "title/en"),
        *(
            "title/machine_translations/pt-BR",
            "body/ja",
            "body/en",
            "address",
            "latitude",
            "longitude",
            "state",
        ),
        *("state_published_at", "reference", "answer/ja", "answered_at", "votes", f"{likes}/total_count"),
        *(f"{likes}/user_endorsements", "comments", "attachments", "follows_count", "published_at"),
        *(*_ORIGINAL, *_LATE),
    )


PROPOSALS = {
    "newest": _new("likes"),
    "0.30": _new("endorsements"),
    "0.2": (
        *(
            "id",
            "category/id",
            "category/name/ja",
            "scope/id",
            "scope/name/ja",
            *_SPACE,
            "title",
            "body",
            "state",
        ),
        *("reference", "answer/ja", "supports", "endorsements/total_count", "endorsements/user_endorsements"),
        *("comments", "attachments", "followers", "published_at", *_ORIGINAL),
    ),
}
_COMMENT = (
    *("id", "created_at", "body", "locale", "author/id", "author/name", "alignment", "depth"),
    *("commentable_id", "commentable_type", "root_commentable_url"),
)
COMMENTS = {
    "newest": _COMMENT,
    "0.30": (*_COMMENT[:8], "user_group/id", "user_group/name", *_COMMENT[8:]),
    "0.2": _COMMENT,
}
SEPARATORS = {"newest": ";", "0.30": ",", "0.2": ";"}


def table(columns: Sequence[str], rows: Rows, *, separator: str = ";", bom: bool = False) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(columns)
    for row in rows:
        unknown = set(row) - set(columns)
        assert not unknown, unknown
        writer.writerow([_guarded(str(row.get(column, ""))) for column in columns])
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def packed(tables: Mapping[str, bytes], *, host: str = HOST) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entity, content in tables.items():
            archive.writestr(f"{host}-open-data-{entity}.csv", content)
    return file.getvalue()


def decidim(
    generation: str = "newest",
    proposals: Rows | None = None,
    comments: Rows | None = None,
    *,
    separator: str = "",
    bom: bool = False,
    **more: bytes,
) -> bytes:
    form: dict[str, Any] = {"separator": separator or SEPARATORS[generation], "bom": bom}
    tables = {
        "proposals": table(PROPOSALS[generation], proposals or PROPOSALS_OF[generation], **form),
        "proposal_comments": table(
            COMMENTS[generation], DISCUSSION if comments is None else comments, **form
        ),
        "participatory_processes": table(
            ("id", "title/ja", "url"), [{"id": 3, "title/ja": "海辺のまちづくり"}], **form
        ),
        "meetings": b"\n",
        "results": b"",
    }
    return packed(tables | more)


def proposal(number: int | str, **fields: Any) -> dict[str, Any]:
    """A row of the newest generation."""
    defaults = {
        "id": number,
        "author/id": f"{number}7",
        "author/name": f"本名 {number}",
        "participatory_space/id": 3,
        "participatory_space/url": "https://kataro.shiomi.example/processes/umibe",
        "title/ja": f"提案その{number}",
        "body/ja": "海辺に木陰がほしいです。",
        "votes": number,
        "published_at": "2021-02-03 10:00:00 +0900",
        "url": f"https://kataro.shiomi.example/processes/umibe/f/9/proposals/{number}",
    }
    return defaults | {name.replace("__", "/"): value for name, value in fields.items()}


def comment(number: int, on: int, *, parent: int = 0, depth: int = 0, **fields: Any) -> dict[str, Any]:
    defaults = {
        "id": number,
        "created_at": f"2021-02-04 10:{number % 60:02}:00 UTC",
        "body": f"コメント{number}です。",
        "locale": "ja",
        "author/id": number * 3,
        "author/name": f"別の本名 {number}",
        "alignment": 0,
        "depth": depth,
        "commentable_id": parent or on,
        "commentable_type": "Decidim::Comments::Comment" if parent else "Decidim::Proposals::Proposal",
        "root_commentable_url": f"https://kataro.shiomi.example/processes/umibe/f/9/proposals/{on}",
    }
    return defaults | {name.replace("__", "/"): value for name, value in fields.items()}


_ODD = [
    proposal(11),
    proposal(12, author__id="", author__name="", votes="", **{"body/ja": '引用符"と;区切り,と\n改行'}),
    proposal(
        13, **{"title/ja": "=1+1", "body/ja": "-10度でも＝歩ける"}, state="accepted", answered_at="2021-05-01"
    ),
    proposal(14, **{"title/ja": "", "title/en": "Shade by the sea", "body/ja": "", "body/en": "More trees."}),
    proposal(15, state="withdrawn", withdrawn="true", withdrawn_at="2021-03-01 09:00:00 UTC"),
    proposal(16, latitude="34.3401", longitude="134.0434", address="港町1-2", state="waiting_for_budget"),
    proposal(
        17,
        **{"body/ja": "<p>一つめ<br>二つめ</p><ul><li>三つめ</li></ul>", "taxonomies/name/ja": "防災, 公園"},
    ),
    proposal(18, **{"title/ja": "あ" * 150, "answer/ja": "検討します。"}, reference="K-18"),
]
_RARE = [
    proposal(
        19,
        **{
            "title/en": "Benches",
            "body/en": "Benches by the sea.",
            "title/machine_translations/pt-BR": "Bancos",
        },
        **{"body/ja": "'=引用符で始まる式", "answer/ja": "+10基を置きます。"},
        **{"original_proposal/title": "元の提案, その一", "cost": "1200000", "cost_report/ja": "概算;税込"},
        **{"original_proposal/url": "https://kataro.shiomi.example/p/2", "execution_period/ja": "2年"},
        state="evaluating",
        state_published_at="2021-04-01 09:00:00 +0900",
        answered_at="2021-04-01 09:00:00 +0900",
        taxonomies__id="4, 9",
        comments="2",
        attachments="1",
        meeting_urls="https://kataro.shiomi.example/m/1, https://kataro.shiomi.example/m/2",
        related_proposals="https://kataro.shiomi.example/p/3, https://kataro.shiomi.example/p/4",
        is_amend="true",
        created_at="2021-02-01 10:00:00 UTC",
        updated_at="2021-02-09 10:00:00 UTC",
        created_in_meeting="false",
        coauthorships_count="3",
    ),
    proposal(20, state="rejected", votes="0", **{"answer/ja": "実施しません。"}),
    proposal(21, state="not_answered", **{"title/ja": "", "title/machine_translations/pt-BR": "Sombra"}),
]


def _as_old(row: dict[str, Any]) -> dict[str, Any]:
    """The same proposal as a version up to 0.2x would have written it."""
    old = {name: value for name, value in row.items() if name in PROPOSALS["0.2"]}
    title = row["title/ja"] or row.get("title/en") or row["title/machine_translations/pt-BR"]
    old |= {"title": title, "supports": row["votes"]}
    old["body"] = row["body/ja"] or row.get("body/en", "")
    return old | {"category/id": 5, "category/name/ja": "防災", "scope/id": 6, "scope/name/ja": "港地区"}


PROPOSALS_OF = {
    "newest": [row | {"likes/total_count": 2} for row in _ODD],
    "0.30": [row | {"endorsements/total_count": 2} for row in _ODD],
    "0.2": [_as_old(row) for row in _ODD],
}
DISCUSSION = [
    comment(104, 11, parent=103, depth=3),  # before its parent
    comment(101, 11, alignment=1),
    comment(102, 11, parent=101, depth=1, alignment=-1, author__id=303, author__name="別の本名 101"),
    comment(103, 11, parent=102, depth=2),
    comment(105, 11, parent=104, depth=4),  # deeper than comments nest here
    comment(106, 12, author__id="", author__name=""),
    comment(107, 12, parent=999, depth=1),  # its parent was deleted
    comment(108, 77),  # on a proposal that is not in the file
    comment(109, 13, body="@市役所 お願いします\n+1です"),
    comment(110, 15),
]
_DEBATE = {
    "id": 4,
    "author/id": 12,
    "author/name": "本名 12",
    "title/ja": "夜の海辺",
    "description/ja": "<p>夜はどう使いますか。</p>",
    "description/en": "<p>And at night?</p>",
    "url": "https://kataro.shiomi.example/processes/umibe/f/8/debates/4",
    "created_at": "2021-02-01 10:00:00 +0900",
}
DEBATED = [
    comment(201, 4, alignment=1)
    | {
        "commentable_type": "Decidim::Debates::Debate",
        "root_commentable_url": "https://kataro.shiomi.example/processes/umibe/f/8/debates/4",
    },
    comment(202, 4, parent=201, depth=1)
    | {"root_commentable_url": "https://kataro.shiomi.example/processes/umibe/f/8/debates/4?commentId=202"},
]
_RARE_COMMENT = comment(111, 19, locale="en", body='I agree; "fully", with both.', alignment=1)
_PEOPLE_BESIDE = {
    "newest": {"likes/total_count": 2, "likes/user_endorsements": "山田, 佐藤", "follows_count": 4},
    "0.30": {"endorsements/total_count": 2, "endorsements/user_endorsements": "山田", "follows_count": 4},
    "0.2": {"endorsements/total_count": 2, "endorsements/user_endorsements": "山田", "followers": 4},
}


def every_oddity(generation: str) -> bytes:
    """All that the formats know, in one archive; but every comment has something it stands below."""
    rare = [_as_old(row) for row in _RARE] if generation == "0.2" else _RARE
    rooted = [row for row in DISCUSSION if row["id"] != 108]
    group = {"user_group/id": 8, "user_group/name": "海辺の会"} if generation == "0.30" else {}
    form: dict[str, Any] = {"separator": SEPARATORS[generation]}
    return decidim(
        generation,
        [row | _PEOPLE_BESIDE[generation] for row in (*PROPOSALS_OF[generation], *rare)],
        [*rooted, _RARE_COMMENT | group],
        debates=table(tuple(_DEBATE), [_DEBATE], **form),
        debate_comments=table(COMMENTS[generation], DEBATED, **form),
    )


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
