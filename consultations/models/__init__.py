from consultations.models.analysis import AnalysisRun, Cluster, Evidence, Membership
from consultations.models.consultation import Consultation, Extension, Phase
from consultations.models.document import Document, DocumentVersion, Section, SectionText
from consultations.models.imports import ImportBatch
from consultations.models.job import Job, WorkerPulse
from consultations.models.moderation import ModerationDecision
from consultations.models.news import News
from consultations.models.numbers import Target
from consultations.models.opinion import Opinion, Revision
from consultations.models.order import Appeal, Report
from consultations.models.participation import (
    Comment,
    Proposal,
    Reaction,
    Submission,
    Support,
    SupportBudget,
    Thread,
)
from consultations.models.rounds import Round
from consultations.models.searching import SearchEntry
from consultations.models.taxonomy import Area, PolicyField
from consultations.models.theme import Theme, ThemeAssignment
from consultations.models.transfer import Archive, Export, Origin

__all__ = [
    "AnalysisRun",
    "Appeal",
    "Archive",
    "Area",
    "Cluster",
    "Comment",
    "Consultation",
    "Document",
    "DocumentVersion",
    "Evidence",
    "Export",
    "Extension",
    "ImportBatch",
    "Job",
    "Membership",
    "ModerationDecision",
    "News",
    "Opinion",
    "Origin",
    "Phase",
    "PolicyField",
    "Proposal",
    "Reaction",
    "Report",
    "Revision",
    "Round",
    "SearchEntry",
    "Section",
    "SectionText",
    "Submission",
    "Support",
    "SupportBudget",
    "Target",
    "Theme",
    "ThemeAssignment",
    "Thread",
    "WorkerPulse",
]
