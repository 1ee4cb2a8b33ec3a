"""From the ZIP to the consultation on the screen, and files that are no such ZIP."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.importers.decidim import archive as archives
from consultations.models import Archive, Consultation, Job, Opinion
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import run_job
from tests.consultations.transfer import zips
from tests.consultations.transfer.conftest import brought

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PATH = "/staff/archives/"
NEW = {
    "where": "new",
    "title": "海辺のまちづくり",
    "slug": "umibe",
    "question": "海辺に何が要りますか。",
    "department": "都市整備部",
    "is_published": "on",
}


def uploaded(browser: Client, content: bytes) -> Archive:
    response = browser.post(PATH, {"file": SimpleUploadedFile("open-data.zip", content)})
    assert response.status_code == 302, response.content.decode()
    return Archive.objects.latest("pk")


def refused(browser: Client, content: bytes) -> str:
    response = browser.post(PATH, {"file": SimpleUploadedFile("open-data.zip", content)})
    assert response.status_code == 422
    assert not Archive.objects.exists()
    return response.content.decode()


def test_the_whole_way(planner: User) -> None:
    browser = signed_in(planner)
    archive = uploaded(browser, zips.decidim())
    page = browser.get(f"{PATH}{archive.pk}/", headers={"accept-language": "ja"}).content.decode()
    assert zips.HOST in page
    assert "海辺のまちづくり" in page, "the name of the only space stands in the form"
    assert browser.post(f"{PATH}{archive.pk}/", NEW).status_code == 302
    assert "<progress" in browser.get(f"{PATH}{archive.pk}/").content.decode()
    job = run_job(Job.objects.get())
    assert job.result["url"] == f"{PATH}{archive.pk}/"
    assert browser.get(job.get_absolute_url()).status_code == 200
    result = browser.get(f"{PATH}{archive.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "8 proposals and 10 comments" in result
    assert Consultation.objects.get(slug="umibe").opinions.count() == 18
    assert [event.action for event in AuditEvent.objects.order_by("number")] == [
        "archive.upload",
        "archive.start",
    ]
    visitor = Client()
    assert visitor.get("/consultations/umibe/").status_code == 200
    assert visitor.get("/consultations/umibe/proposals/").status_code == 200


def test_into_a_consultation_that_is_there(planner: User, target: Consultation) -> None:
    browser = signed_in(planner)
    archive = uploaded(browser, zips.decidim())
    browser.post(f"{PATH}{archive.pk}/", {"where": "existing", "consultation": str(target.pk)})
    run_job(Job.objects.get())
    assert Opinion.objects.filter(consultation=target).count() == 18
    second = uploaded(browser, zips.decidim())
    assert target.title in browser.get(f"{PATH}{second.pk}/").content.decode()


def test_wrong_rows_are_shown_with_their_place(planner: User) -> None:
    browser = signed_in(planner)
    rows = [zips.proposal(1), zips.proposal(2, published_at="きのう")]
    archive = uploaded(browser, zips.decidim(proposals=rows))
    page = browser.get(f"{PATH}{archive.pk}/").content.decode()
    assert "published_at" in page
    assert "きのう" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"slug": "ひらがな"},
        {"slug": "taken"},
        {"where": "existing"},
        {"where": "existing", "consultation": "1"},
        {"where": "elsewhere"},
        {"space": "not-there"},
    ],
)
def test_an_incomplete_choice_is_refused_in_words(planner: User, wrong: dict[str, str]) -> None:
    factories.consultation(slug="taken")
    browser = signed_in(planner)
    archive = uploaded(browser, zips.decidim())
    response = browser.post(f"{PATH}{archive.pk}/", NEW | wrong)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not Job.objects.exists()


def test_only_planners_bring_archives(client: Client, yui: User, moderator: User, planner: User) -> None:
    archive = uploaded(signed_in(planner), zips.decidim())
    assert client.get(PATH).status_code == 302
    for person in (yui, moderator, factories.user(Role.FAQ_EDITOR)):
        for path in (PATH, f"{PATH}{archive.pk}/"):
            assert signed_in(person).get(path).status_code == 403
            assert signed_in(person).post(path, NEW).status_code == 403


def zipped(
    name: str = "a-open-data-proposals.csv", content: bytes = b"id;title\n1;a\n", times: int = 1
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(name if times == 1 else f"{number}{name}", content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        b"PK\x03\x04" + b"\0" * 100,
        zipped()[:-30],
        zipped("../../etc/cron.d/open-data-proposals.csv"),
        zipped("/etc/open-data-proposals.csv"),
        zipped("..\\..\\open-data-proposals.csv"),
        zipped("C:\\open-data-proposals.csv"),
        zipped("readme.txt"),
        zipped(content=b"0" * 30_000_000),
        zipped(times=archives.MOST_PARTS + 1),
        zipped(times=2),
    ],
    ids=[
        *("empty", "no zip", "damaged", "cut", "traversal", "absolute", "backslashes", "drive", "no table"),
        *("bomb", "many files", "two of a kind"),
    ],
)
def test_what_is_no_such_zip_is_refused_quickly(planner: User, content: bytes) -> None:
    started = time.perf_counter()
    assert "error-summary" in refused(signed_in(planner), content)
    assert time.perf_counter() - started < 1


def test_a_table_that_says_it_is_small_is_not_read_further(planner: User) -> None:
    content = bytearray(zipped(content=b"id;title\n" + b"1;a\n" * 1000))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (100).to_bytes(4, "little")  # the size in the directory, a lie
    assert "error-summary" in refused(signed_in(planner), bytes(content))


def test_supports_from_before_the_move_stand_beside_those_of_here(
    planner: User, target: Consultation, client: Client
) -> None:
    brought(zips.decidim(proposals=[zips.proposal(1, votes=1234)], comments=[]), target, planner)
    proposal = Opinion.objects.get().proposal
    for path in ("/consultations/moved/proposals/", f"/consultations/moved/proposals/{proposal.pk}/"):
        page = client.get(path, headers={"accept-language": "ja"}).content.decode()
        assert "+1,234（移行前）" in page
