"""A Decidim ZIP of 10,000 comments comes in; 100,000 opinions go out as a file."""

import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from accounts.policy import Role
from benchmarks.site import rows as bulk
from consultations import jobs
from consultations.exporting.work import WRITERS
from consultations.exports import opinions as exported
from consultations.models import Comment, Consultation, Export, Opinion
from consultations.services.transfer import decidim
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.transfer import zips

COMMENTS, PROPOSALS, OUT = 10_000, 200, 100_000
WARM = 5_000


def rows() -> Iterator[tuple[str, str, str]]:
    yield _import()
    yield from _export()


def _import() -> tuple[str, str, str]:
    planner = factories.user(Role.PLANNER)
    target = factories.closed_consultation(slug="moved", kind=Consultation.Kind.IDEA_COLLECTION)
    content = zips.decidim(
        proposals=[zips.proposal(number) for number in range(1, PROPOSALS + 1)],
        comments=[_comment(number) for number in range(1, COMMENTS + 1)],
    )
    started = time.perf_counter()
    now = timezone.now()
    archive = decidim.upload(name="a.zip", file=io.BytesIO(content), uploaded_by=planner, now=now)
    looked = time.perf_counter() - started
    job = decidim.start(archive=archive, space="", target=target, requested_by=planner, now=now)
    jobs.run(job.pk, handler_for)
    took = time.perf_counter() - started
    there = Comment.objects.filter(opinion__consultation=target).count()
    figures = f"{took:.1f} s ({looked:.1f} s of it the preview), {there:,} comments in trees"
    return f"import of a Decidim ZIP with {COMMENTS:,} comments", figures, "< 60 s"


def _comment(number: int) -> dict[str, object]:
    """Chains of five, so that every depth is written."""
    depth = (number - 1) % 5
    return zips.comment(number, number % PROPOSALS + 1, parent=number - 1 if depth else 0, depth=depth)


def _export() -> Iterator[tuple[str, str, str]]:
    consultation = factories.consultation(slug="large")
    for _made in bulk.opinions(consultation, Opinion.Kind.SUBMISSION, WARM, seed=1):
        pass
    _seconds(consultation, "csv")  # what the first export loads is not what a long one needs
    large = factories.consultation(slug="larger")
    for _made in bulk.opinions(large, Opinion.Kind.SUBMISSION, OUT, seed=2):
        pass
    for form in ("csv", "json"):
        _forget_the_peak()
        before = _memory("VmRSS")
        seconds, count = _seconds(large, form)
        figures = f"{seconds:.1f} s, {count:,} rows, {_memory('VmHWM') - before:.0f} MB more at the peak"
        yield f"export of {OUT:,} opinions as {form.upper()}", figures, "< 60 s, constant memory"


def _seconds(consultation: Consultation, form: str) -> tuple[float, int]:
    export = Export(
        consultation=consultation, kind=Export.Kind.PUBLIC, format=form, created_at=timezone.now()
    )
    found = exported.of_export(export)
    with tempfile.TemporaryFile() as file:
        started = time.perf_counter()
        count = WRITERS[form][1](file, export, (one for piece in exported.pieces(found) for one in piece))
        return time.perf_counter() - started, count


def _memory(name: str) -> float:
    """Of this process in megabytes, as Linux keeps it: `VmRSS` now, `VmHWM` at the highest."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def _forget_the_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
