import pytest

from consultations.models import Consultation
from consultations.models.consultation import Stage
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_each_factory_makes_rows_that_the_database_accepts() -> None:
    open_one = factories.idea_collection()
    factories.document(open_one)
    proposal = factories.proposal(open_one)
    root = factories.comment(proposal)
    factories.comment(proposal, parent=root)
    factories.support(factories.user(), proposal)
    factories.submission(open_one)
    factories.revision(root.opinion, text="書き直しました。")
    assert proposal.thread.comments_count == 2


def test_consultations_stand_where_their_name_says() -> None:
    stages = [
        made.stage_at(NOW)
        for made in (
            factories.consultation(),
            factories.forthcoming_consultation(),
            factories.closed_consultation(),
        )
    ]
    assert stages == [Stage.OPEN, Stage.FORTHCOMING, Stage.CLOSED]
    assert Consultation.objects.open_at(NOW).count() == 1
    assert Consultation.objects.forthcoming_at(NOW).count() == 1
    assert Consultation.objects.closed_at(NOW).count() == 1
