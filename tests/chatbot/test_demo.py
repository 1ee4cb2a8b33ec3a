import shutil
from pathlib import Path

import pytest

from chatbot.models import FaqEntry, FaqRevision, Publication, TestQuestion, Utterance
from chatbot.services import answering, demo
from consultations.models import Job
from tests.factories import NOW

pytestmark = pytest.mark.django_db
JOURNEY = "引っ越してきたのですが何をすればいいですか"


@pytest.fixture
def _loaded() -> None:
    assert demo.load(now=NOW).state == Job.State.DONE


@pytest.mark.usefixtures("_loaded")
def test_the_demo_faq_is_as_large_as_promised_and_published() -> None:
    assert FaqEntry.objects.count() >= 60
    assert FaqEntry.objects.values("field").distinct().count() >= 10
    assert all(entry.utterances.count() >= 5 for entry in FaqEntry.objects.all())
    assert TestQuestion.objects.count() >= 120
    published = Publication.objects.get()
    assert published.is_active
    assert published.revisions.count() == FaqEntry.objects.count()


@pytest.mark.usefixtures("_loaded")
def test_loading_the_demo_again_changes_nothing() -> None:
    before = FaqRevision.objects.count(), Utterance.objects.count(), Publication.objects.count()
    demo.load(now=NOW)
    assert before == (FaqRevision.objects.count(), Utterance.objects.count(), Publication.objects.count())


@pytest.mark.usefixtures("_loaded")
def test_the_newcomer_of_the_demo_is_offered_several_readings() -> None:
    found = answering.find(JOURNEY, now=NOW)
    assert found.outcome == "candidates"
    assert len(found.revisions) == 3


@pytest.mark.usefixtures("_loaded")
def test_the_demo_faq_does_well_enough_on_its_test_questions() -> None:
    quality = Publication.objects.get().quality
    assert quality["hit_rate"] >= 0.7
    assert quality["decline_rate"] >= 0.6


def test_a_broken_demo_file_is_named(tmp_path: Path) -> None:
    for name in demo.FILES:
        shutil.copy(demo.FOLDER / name, tmp_path)
    with (tmp_path / "utterances.csv").open("a", encoding="utf-8") as file:
        file.write("no-such-key,何か\n")
    with pytest.raises(ValueError, match=r"utterances\.csv, row \d+, key"):
        demo.load(now=NOW, folder=tmp_path)
