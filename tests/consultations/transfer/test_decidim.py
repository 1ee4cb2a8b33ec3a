"""A Decidim ZIP of each generation, with what such files hold in reality, becomes proposals and talks."""

import io
import json
from datetime import UTC, datetime

import pytest

from accounts.models import User
from consultations import jobs
from consultations.importers.decidim import material, work
from consultations.importers.limits import UnreadableFileError
from consultations.models import Archive, Comment, Consultation, Job, Opinion, Origin, Proposal, Thread
from consultations.services.transfer import decidim
from consultations.services.transfer.decidim import AlreadyStartedError, NewConsultation, NothingToTakeError
from tests.consultations.planning.material import run_job
from tests.consultations.transfer import zips
from tests.consultations.transfer.conftest import brought
from tests.consultations.transfer.zips import comment, proposal
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
GENERATIONS = ["newest", "0.30", "0.2"]


def opinion(number: int, entity: str = "proposals") -> Opinion:
    return Opinion.objects.with_words().get(origin__source_key=f"decidim:{zips.HOST}:{entity}:{number}")


def remark(number: int) -> Comment:
    return opinion(number, "proposal_comments").comment


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_generation_comes_over_whole(target: Consultation, planner: User, generation: str) -> None:
    archive = brought(zips.decidim(generation), target, planner)
    assert archive.counts == {"proposals": 8, "comments": 10, "wrong": 0}
    assert opinion(11).words.title == "提案その11"
    assert opinion(11).words.text == "海辺に木陰がほしいです。"
    assert opinion(11).proposal.supports_elsewhere == 11
    assert opinion(11).published_at == datetime(2021, 2, 3, 1, tzinfo=UTC)
    table = next(one for one in archive.findings["tables"] if one["entity"] == "proposals")
    assert table["generation"] == generation


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("bom", [False, True])
def test_separator_and_mark_are_found(separator: str, bom: bool) -> None:  # noqa: FBT001
    found = material.read(io.BytesIO(zips.decidim(separator=separator, bom=bom)))
    assert len(found.titled) == 8
    assert not found.problems


def test_the_trees_are_built_anew(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    first, last = remark(101), remark(104)
    assert (last.depth, last.root, last.parent) == (3, first, remark(103))
    assert last.thread.proposal == opinion(11).proposal
    assert (first.opinion.stance, remark(102).opinion.stance, last.opinion.stance) == ("agree", "oppose", "")


def test_what_does_not_fit_is_kept_and_said(target: Consultation, planner: User) -> None:
    archive = brought(zips.decidim(), target, planner)
    assert (remark(105).depth, remark(105).parent) == (3, remark(103)), "deeper than comments nest"
    assert (remark(107).depth, remark(107).thread.proposal) == (0, opinion(12).proposal), "its parent is gone"
    assert remark(108).thread.consultation == target, "its root is not in the file"
    assert archive.findings["oddities"] == {
        "orphans": 1,
        "lifted": 1,
        "no_root": 1,
        "no_author": 2,
        "custom_state": 1,
        "withdrawn": 1,
    }


def test_the_guard_against_formulas_is_taken_off(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    assert opinion(13).words.title == "=1+1"
    assert opinion(13).words.text == "-10度でも＝歩ける"
    assert remark(109).opinion.words.text == "@市役所 お願いします\n+1です"


def test_another_language_stands_in_where_japanese_is_empty(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    assert (opinion(14).words.title, opinion(14).words.text) == ("Shade by the sea", "More trees.")


def test_the_text_of_the_rich_editor_becomes_lines_and_other_text_stays(
    target: Consultation, planner: User
) -> None:
    rows = [
        proposal(1, **{"body/ja": "<p>一つめ<br>二つめ</p>"}),
        proposal(2, **{"body/ja": "3 < 5 & 6 > 4"}),
    ]
    brought(zips.decidim(proposals=rows, comments=[]), target, planner)
    assert opinion(1).words.text == "一つめ\n二つめ"
    assert opinion(2).words.text == "3 < 5 & 6 > 4"


def test_withdrawn_proposals_are_not_shown_but_keep_their_discussion(
    target: Consultation, planner: User
) -> None:
    brought(zips.decidim(), target, planner)
    gone = opinion(15)
    assert not gone.is_public
    assert gone.withdrawn_at == datetime(2021, 3, 1, 9, tzinfo=UTC)
    assert remark(110).thread.proposal == gone.proposal


def test_fields_areas_places_states_and_answers_are_kept(target: Consultation, planner: User) -> None:
    brought(zips.decidim("0.2"), target, planner)
    assert str(opinion(11).policy_field) == "防災"
    assert str(opinion(11).area) == "港地区"
    assert opinion(18).origin.details["answer"] == "検討します。"
    assert opinion(13).origin.details["state"] == "accepted"


def test_a_place_is_kept(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    details = opinion(16).origin.details
    assert (details["latitude"], details["longitude"]) == ("34.3401", "134.0434")
    place = opinion(16).place
    assert (place.name, str(place.latitude)) == ("港町1-2", "34.34010")


def test_an_answer_given_there_stands_here_too(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    assert opinion(13).proposal.status == opinion(13).proposal.answers.get().status == "accepted"
    assert opinion(16).proposal.status == ""  # a state of that city's own: it stays in the details


def test_nobody_can_be_recognised_and_the_same_person_stays_the_same(
    target: Consultation, planner: User
) -> None:
    archive = brought(zips.decidim(), target, planner)
    everything = json.dumps(
        [
            list(Opinion.objects.values("author_name", "attributes")),
            list(Origin.objects.values("details")),
            archive.findings,
        ],
        ensure_ascii=False,
    )
    assert "本名" not in everything
    first, second = remark(101).opinion, remark(102).opinion
    assert first.author_name == second.author_name, "one person there, one name here"
    assert first.author_name.startswith("利用者-")
    assert remark(106).opinion.author_name == ""
    assert first.author is None


def test_two_imports_give_the_same_person_different_names(planner: User) -> None:
    one, two = (Archive(uploaded_at=NOW) for _ in range(2))
    assert one.name_key != two.name_key


def test_the_same_file_twice_adds_nothing(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    before = Opinion.objects.count()
    brought(zips.decidim(), target, planner)
    assert Opinion.objects.count() == before == 18


def test_a_later_file_adds_what_is_new_under_the_names_known(target: Consultation, planner: User) -> None:
    brought(zips.decidim(comments=zips.DISCUSSION[1:3]), target, planner)
    brought(zips.decidim(), target, planner)
    assert Opinion.objects.count() == 18
    assert remark(104).parent == remark(103)
    assert remark(101).opinion.author_name == remark(102).opinion.author_name


def test_the_counters_count_what_can_be_read(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    for thread in Thread.objects.all():
        shown = thread.comments.filter(opinion__in=Opinion.objects.counted()).count()
        assert thread.comments_count == shown
    assert opinion(11).proposal.thread.comments_count == 5
    assert remark(101).replies_count == 4


def test_only_one_space_of_several(target: Consultation, planner: User) -> None:
    other = {"participatory_space/url": "https://kataro.shiomi.example/processes/other"}
    rows = [proposal(1), proposal(2, **other)]
    content = zips.decidim(proposals=rows, comments=[comment(5, 1), comment(6, 2)])
    brought(content, target, planner, space=other["participatory_space/url"])
    assert [one.words.title for one in Opinion.objects.with_words().filter(kind="proposal")] == ["提案その2"]
    assert remark(6).thread.proposal == opinion(2).proposal
    assert Comment.objects.count() == 1


def test_debates_become_proposals_with_their_comments(target: Consultation, planner: User) -> None:
    debates = zips.table(("id", "title/ja", "description/ja"), [{"id": 4, "title/ja": "夜の公園"}])
    root = "https://kataro.shiomi.example/processes/umibe/f/2/debates/4"
    said = comment(8, 4, commentable_type="Decidim::Debates::Debate", root_commentable_url=root)
    content = zips.decidim(debates=debates, debate_comments=zips.table(zips.COMMENTS["newest"], [said]))
    brought(content, target, planner)
    assert opinion(8, "debate_comments").comment.thread.proposal == opinion(4, "debates").proposal


def test_a_wrong_row_is_named_exactly_and_the_others_come(target: Consultation, planner: User) -> None:
    rows = [
        proposal(1),
        proposal(1),
        proposal(2, published_at="きのう"),
        proposal(3, **{"title/ja": "", "body/ja": ""}),
        proposal(4, **{"body/ja": "あ" * 20_001}),
        proposal(5, **{"body/ja": "鐘\x07の音"}),
        proposal("", **{"title/ja": "番号なし"}),
    ]
    circle = [comment(1, 1, parent=2), comment(2, 1, parent=1), comment(3, 1)]
    archive = brought(zips.decidim(proposals=rows, comments=circle), target, planner)
    found = {(one["file"], one["row"], one["column"], one["code"]) for one in archive.findings["problems"]}
    assert found == {
        ("proposals", 3, "id", "number_twice"),
        ("proposals", 4, "published_at", "unreadable_date"),
        ("proposals", 5, "body", "no_text"),
        ("proposals", 6, "body", "text_too_long"),
        ("proposals", 7, "body/ja", "control_character"),
        ("proposals", 8, "id", "no_number"),
        ("proposal_comments", 2, "commentable_id", "circle"),
        ("proposal_comments", 3, "commentable_id", "circle"),
    }
    assert Proposal.objects.count() == 1
    assert Comment.objects.count() == 1


def test_a_chain_of_twenty_thousand_replies_costs_no_more_than_a_flat_one() -> None:
    rows = [comment(n, 1, parent=n - 1 if n > 1 else 0, body="はい") for n in range(1, 20_001)]
    found = material.read(io.BytesIO(zips.decidim(comments=rows)))
    assert len(found.replies["proposal_comments"].placed) == 20_000


def test_a_new_consultation_is_closed_from_the_start(planner: User) -> None:
    archive = decidim.upload(name="a.zip", file=io.BytesIO(zips.decidim()), uploaded_by=planner, now=NOW)
    new = NewConsultation(
        "umibe", "海辺のまちづくり", "海辺に何が要りますか。", "都市整備部", is_published=True
    )
    run_job(decidim.start(archive=archive, space="", target=new, requested_by=planner, now=NOW))
    made = Consultation.objects.get(slug="umibe")
    assert made.stage_at(NOW) == "closed"
    assert made.opinions.count() == 18


def test_started_twice_it_runs_once(target: Consultation, planner: User) -> None:
    archive = brought(zips.decidim(), target, planner)
    with pytest.raises(AlreadyStartedError):
        decidim.start(archive=archive, space="", target=target, requested_by=planner, now=NOW)


def test_an_archive_without_proposals_is_refused_at_the_start(target: Consultation, planner: User) -> None:
    archive = decidim.upload(
        name="a.zip", file=io.BytesIO(zips.packed({"meetings": b"id\n1\n"})), uploaded_by=planner, now=NOW
    )
    with pytest.raises(NothingToTakeError):
        decidim.start(archive=archive, space="", target=target, requested_by=planner, now=NOW)


def test_killed_in_the_middle_it_goes_on(
    target: Consultation, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 3)
    archive = decidim.upload(name="a.zip", file=io.BytesIO(zips.decidim()), uploaded_by=planner, now=NOW)
    job = decidim.start(archive=archive, space="", target=target, requested_by=planner, now=NOW)
    written = jobs.Progress.at

    def die(progress: jobs.Progress, stage: str, percent: int) -> None:
        if stage == work.COMMENTS and percent > 60:
            raise jobs.LeaseLost
        written(progress, stage, percent)

    monkeypatch.setattr(jobs.Progress, "at", die)
    run_job(job)
    assert 0 < Opinion.objects.count() < 18
    monkeypatch.setattr(jobs.Progress, "at", written)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, worker="")
    assert run_job(job).state == "done"
    assert Opinion.objects.count() == 18


def test_a_table_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        material.read(io.BytesIO(zips.packed({"proposals": "id;title\n1;あ\n".encode("cp932")})))


def test_a_loose_quotation_mark_is_named_by_its_line() -> None:
    with pytest.raises(UnreadableFileError, match=r"proposals\.csv"):
        material.read(io.BytesIO(zips.packed({"proposals": b'id;title\n1;"open\n'})))
