"""Opinions about three things, worded differently enough to be told apart by an analysis."""

from consultations import jobs
from consultations.models import AnalysisRun, Consultation, Job
from consultations.services.planning import analysis
from consultations.tasks import handler_for
from tests import factories
from tests.factories import NOW

BUS = [
    "バスの本数を増やしてほしいです。朝の通勤時間に一時間に一本では足りません。",
    "路線バスの便が少なく、病院への通院に困っています。バスの増便をお願いします。",
    "バス停に屋根がほしいです。雨の日にバスを待つのがつらいです。",
    "夜の最終バスが早すぎます。仕事帰りに乗れるバスを走らせてください。",
    "コミュニティバスの路線を東の団地まで延ばしてください。高齢者の足になります。",
    "バスの運賃を子どもは無料にしてほしい。バスで図書館に通えます。",
]
PARK = [
    "公園の遊具が古くて危ないです。公園の点検と修理をお願いします。",
    "中央公園に木陰を増やしてください。夏の公園は暑くて子どもが遊べません。",
    "公園のトイレが暗くて汚いです。公園の清掃を増やしてください。",
    "犬の散歩ができる公園がほしいです。公園の中に囲いを作ってください。",
    "公園の街灯を明るくしてください。夜の公園は怖いです。",
    "公園でボール遊びができる場所を作ってください。公園の決まりが厳しすぎます。",
]
SCHOOL = [
    "小学校の給食をもっと温かく出してほしいです。給食の時間も短いと思います。",
    "学校の体育館に冷房を入れてください。避難所になる学校だから大切です。",
    "学校のタブレット学習を家でも使えるようにしてください。",
    "中学校の部活動の先生が足りません。学校と地域で支えてほしい。",
    "学校の給食に地元の野菜を使ってください。給食は食育になります。",
    "通学路の安全を学校と一緒に点検してほしいです。",
]
ALL = [*BUS, *PARK, *SCHOOL]


def fill(consultation: Consultation, texts: list[str] = ALL) -> None:
    batch = factories.import_batch(consultation)
    for text in texts:
        factories.submission(consultation, text=text, batch=batch)


def analysed(consultation: Consultation, *, key: str = "one", afresh: bool = False) -> AnalysisRun:
    """Analyse everything handed in, as a worker would."""
    job = analysis.start(
        consultation=consultation, requested_by=None, idempotency_key=key, now=NOW, afresh=afresh
    )
    run_job(job)
    return AnalysisRun.objects.get(job=job)


def run_job(job: Job) -> Job:
    jobs.run(job.pk, handler_for)
    job.refresh_from_db()
    return job


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]
