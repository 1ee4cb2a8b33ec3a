"""A place and the city's answer leave with the proposal they belong to."""

import csv
import io
import zipfile

import pytest

from accounts.models import User
from consultations.exports import decidim, opinions
from consultations.models import Export, OfficialStatus
from consultations.services.proposals import answers
from tests import factories
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_place_and_the_answer_given_here_go_out_in_every_format(planner: User) -> None:
    consultation = factories.idea_collection()
    proposal = factories.proposal(consultation, title="港に木陰を")
    factories.place(proposal, name="港公園", latitude="34.02800", longitude="139.03200")
    answers.answer(
        proposal=proposal,
        status=OfficialStatus.ACCEPTED,
        text="来年度に植えます。",
        department="みなと振興課",
        planner=planner,
        now=NOW,
    )
    export = Export(consultation=consultation, kind="public", format="csv")
    (made,) = [
        opinions.row(export, opinion)
        for piece in opinions.pieces(opinions.of_export(export))
        for opinion in piece
    ]
    assert (made["place"], made["latitude"], made["status"]) == ("港公園", "34.02800", "accepted")
    assert made["city_answer"] == "来年度に植えます。"
    target = io.BytesIO()
    decidim.write_zip(target, export, iter(opinions.of_export(export)))
    with zipfile.ZipFile(target) as archive:
        name = next(name for name in archive.namelist() if name.endswith("-proposals.csv"))
        (row,) = csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
    assert (row["state"], row["answer/ja"]) == ("accepted", "来年度に植えます。")
    assert (row["latitude"], row["address"]) == ("34.02800", "港公園")
