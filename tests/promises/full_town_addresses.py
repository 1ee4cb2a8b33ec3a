"""Where the pages of the full town begin, and those to which forms lead or mails, posters and other sites."""

from collections.abc import Iterator
from itertools import product

from accounts.models import User
from chatbot import models as chat
from consultations import models as kept
from consultations.models import Consultation
from consultations.services.following import mailing

STAFF = "/staff/consultations"
_PARTS = (
    *("points.json", "words.json", "map.svg", "timeline.svg", "timeline.csv", "people.csv"),
    *("?view=timeline", "?view=people", "?view=map"),
)


def of(author: User) -> list[str]:
    return [
        *_begun(),
        *_consultations(),
        *_opinions(author),
        *_came_in(),
        *_of_the_chat(),
        f"/mail/end/{mailing.end_token(person=author)}/",
    ]


def _begun() -> Iterator[str]:
    yield from ("/chat/widget/", "/chat/embed/", "/chat/leave/", "/my/suspension/", "/accounts/name/")
    yield from ("/healthz", "/accounts/confirm-email/", "/accounts/inactive/", "/accounts/reauthenticate/")
    yield from ("/accounts/password/reset/done/", "/accounts/password/reset/key/done/")
    yield from (f"{STAFF}/new/{kind}/" for kind in Consultation.Kind)
    yield from (f"{STAFF}/plan/plan/{part}/" for part in ("check", "changes"))
    yield "/consultations/plan/changes/"


def _consultations() -> Iterator[str]:
    slugs = list(Consultation.objects.order_by("pk").values_list("slug", flat=True))
    for slug in slugs:
        yield f"/consultations/{slug}/"
        yield f"/consultations/{slug}/results/"
    for slug, part in product(
        slugs, ("", "questions/", "questions/new/", "statements/", "correct/", "rules/", "decisions/")
    ):
        yield f"{STAFF}/{slug}/{part}"
    for run, part in product(kept.AnalysisRun.objects.select_related("consultation"), _PARTS):
        yield f"{STAFF}/{run.consultation.slug}/analysis/{part}"
    for place in kept.Membership.objects.select_related("run__consultation", "revision__opinion")[:3]:
        receipt = place.revision.opinion.receipt
        yield f"{STAFF}/{place.run.consultation.slug}/analysis/opinions/{receipt}/"
    for question in kept.Question.objects.select_related("consultation"):
        yield f"{STAFF}/{question.consultation.slug}/questions/{question.pk}/"
        yield f"/consultations/{question.consultation.slug}/results/{question.pk}/"
    for one in Consultation.objects.all():
        yield f"/s/{one.pk}/"


def _opinions(author: User) -> Iterator[str]:
    for opinion in author.opinions.order_by("pk"):
        yield f"/staff/moderation/{opinion.receipt}/"
        for part in ("receipt", "appeal", "edit", "about", "history"):
            yield f"/opinions/{opinion.receipt}/{part}/"
    yield from (f"/staff/appeals/{one.pk}/" for one in kept.Appeal.objects.all())
    for proposal in kept.Proposal.objects.select_related("opinion__consultation"):
        path = f"/consultations/{proposal.opinion.consultation.slug}/proposals/{proposal.pk}"
        yield from (f"{path}/{part}/" for part in ("draft", "check", "extras", "cosigners"))
    for comment in kept.Comment.objects.filter(replies_count__gt=0):
        yield f"/comments/{comment.pk}/replies/"
    for thread in kept.Thread.objects.filter(comments_count__gt=0):
        yield f"/threads/{thread.pk}/city/"


def _came_in() -> Iterator[str]:
    for batch in kept.ImportBatch.objects.select_related("consultation"):
        for part in ("", "check/", "result/", "refused/"):
            yield f"{STAFF}/{batch.consultation.slug}/import/{batch.pk}/{part}"
    for sheet in kept.Sheet.objects.select_related("consultation"):
        for part in ("", "second/", "compare/", "masks/", "original/", "slip/"):
            yield f"{STAFF}/{sheet.consultation.slug}/intake/{sheet.pk}/{part}"
    for job in kept.Job.objects.all():
        yield f"/staff/jobs/{job.pk}/"
        yield f"/staff/jobs/{job.pk}/progress/"


def _of_the_chat() -> Iterator[str]:
    yield from (f"/staff/faq/import/{one.pk}/" for one in chat.FaqUpload.objects.all())
    yield from (f"/staff/chat/talks/{one.pk}/" for one in chat.Handover.objects.all())
    for guide in chat.Guide.objects.all():
        yield from (f"/staff/guides/{guide.key}/{part}" for part in ("", "preview/", "history/", "about/"))
