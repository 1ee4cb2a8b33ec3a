"""What came into the full town on paper and in files."""

import io
from datetime import date

from accounts.models import User
from accounts.policy import Role
from consultations import models as kept
from consultations.models import Consultation
from consultations.services.intake import desk, submissions
from consultations.services.planning import imports
from consultations.services.transfer import decidim
from tests import factories
from tests.consultations.transfer import zips
from tests.factories import DAY, NOW


def paper(staff: User, ideas: Consultation) -> None:
    """Sheets in each state, typed by two people, with a note of personal data."""
    other = factories.user(Role.PLANNER)
    for number, second in ((1, ""), (2, "歩道が狭い。"), (3, "歩道が広い。")):
        sheet = submissions.enter(
            consultation=ideas,
            arrival=submissions.Arrival(f"{number}", "paper", date(2026, 11, 18), has_personal_data=True),
            words=submissions.Words("歩道が狭い。", attributes={"年代": "若い人"}),
            clerk=staff if number == 3 else other,
            form_key=f"sheet-{number}".ljust(24, "0"),
            now=NOW,
        )
        if second:
            submissions.enter_again(
                sheet=sheet,
                words=submissions.Words(second),
                has_personal_data=True,
                clerk=other if number == 3 else staff,
                form_key=f"again-{number}".ljust(24, "0"),
                now=NOW,
            )
    desk.keep_draft(consultation=ideas, clerk=staff, place="first", fields={"text": "書きかけ"}, now=NOW)


def moved(staff: User, ideas: Consultation) -> None:
    """Files that came in: of submissions, of another platform; and what went out."""
    content = "番号,意見\n1,バスがほしい\n2,\n".encode()
    batch = imports.upload(consultation=ideas, name="意見.csv", content=content, uploaded_by=staff, now=NOW)
    kept.ImportBatch.objects.filter(pk=batch.pk).update(
        row_errors=[{"row": 3, "column": "意見", "code": "no_text", "value": "空の値"}],
        mapping={"text": "意見"},
    )
    archive = decidim.upload(name="別の市.zip", file=io.BytesIO(zips.decidim()), uploaded_by=staff, now=NOW)
    kept.Origin.objects.create(
        opinion=ideas.opinions.earliest("pk"), consultation=ideas, archive=archive, source_key="x/1",
        details={"category": "別の分類"},
    )  # fmt: skip
    kept.Export.objects.create(
        consultation=ideas, kind="private", format="csv", reason="集計のため。", file="x.csv",
        requested_by=staff, created_at=NOW, ready_at=NOW, expires_at=NOW + DAY,
    )  # fmt: skip
    kept.Target.objects.create(measure="opinions", year=2027, goal=100, source="総合計画", set_at=NOW)
