from consultations.models.analysis import AnalysisRun, Cluster, Evidence, Membership, ThemeMention
from consultations.models.attachments import Attachment
from consultations.models.attributes import AttributeQuestion
from consultations.models.consultation import Consultation, Extension, Phase
from consultations.models.decisions import CopyDecision, DecisionChange, PlannerDecision, StanceDecision
from consultations.models.document import Document, DocumentVersion, Section, SectionText
from consultations.models.flags import Fingerprint, Flag, ListedWord, ToLookAt
from consultations.models.following import Follow, Frequency, MailChoice, Mailing, Notification
from consultations.models.followup import Cosigner, Milestone, OfficialAnswer
from consultations.models.imports import ImportBatch
from consultations.models.intake import PAPER_CHANNELS, Mask, Sheet, SheetDraft, Transcript
from consultations.models.job import Job, WorkerPulse
from consultations.models.moderation import ModerationDecision
from consultations.models.news import News
from consultations.models.notices import AgeBand, AudienceProfile, Notice
from consultations.models.numbers import Target
from consultations.models.opinion import Opinion, Revision
from consultations.models.order import Appeal, EndedDiscussion, Report
from consultations.models.participation import (
    Comment,
    OfficialStatus,
    Proposal,
    Reaction,
    Submission,
    Support,
    SupportBudget,
    Thread,
)
from consultations.models.personal import PersonalFinding, PersonalReading
from consultations.models.places import Place
from consultations.models.planning_drafts import Blueprint, ChangeCause, Correction, PlanDraft, PreviewLink
from consultations.models.quoting import Mention, Quotation
from consultations.models.responses import (
    AnsweredTheme,
    DepartmentComment,
    Response,
    ResponseCategory,
    ResponseStep,
    ResponseWording,
)
from consultations.models.results import Publication, PublishedFile, PublishedPlace, PublishedRow
from consultations.models.rounds import Round
from consultations.models.searching import SearchEntry
from consultations.models.statements import GroupPlace, GroupSearch, Statement, Vote
from consultations.models.surveys import Answer, AnswerSheet, Option, Question, SheetRevision, TextAnswer
from consultations.models.suspension import Suspension
from consultations.models.taxonomy import Area, PolicyField
from consultations.models.theme import Theme, ThemeAssignment
from consultations.models.transfer import Archive, Export, Origin

__all__ = [
    "PAPER_CHANNELS",
    "AgeBand",
    "AnalysisRun",
    "Answer",
    "AnswerSheet",
    "AnsweredTheme",
    "Appeal",
    "Archive",
    "Area",
    "Attachment",
    "AttributeQuestion",
    "AudienceProfile",
    "Blueprint",
    "ChangeCause",
    "Cluster",
    "Comment",
    "Consultation",
    "CopyDecision",
    "Correction",
    "Cosigner",
    "DecisionChange",
    "DepartmentComment",
    "Document",
    "DocumentVersion",
    "EndedDiscussion",
    "Evidence",
    "Export",
    "Extension",
    "Fingerprint",
    "Flag",
    "Follow",
    "Frequency",
    "GroupPlace",
    "GroupSearch",
    "ImportBatch",
    "Job",
    "ListedWord",
    "MailChoice",
    "Mailing",
    "Mask",
    "Membership",
    "Mention",
    "Milestone",
    "ModerationDecision",
    "News",
    "Notice",
    "Notification",
    "OfficialAnswer",
    "OfficialStatus",
    "Opinion",
    "Option",
    "Origin",
    "PersonalFinding",
    "PersonalReading",
    "Phase",
    "Place",
    "PlanDraft",
    "PlannerDecision",
    "PolicyField",
    "PreviewLink",
    "Proposal",
    "Publication",
    "PublishedFile",
    "PublishedPlace",
    "PublishedRow",
    "Question",
    "Quotation",
    "Reaction",
    "Report",
    "Response",
    "ResponseCategory",
    "ResponseStep",
    "ResponseWording",
    "Revision",
    "Round",
    "SearchEntry",
    "Section",
    "SectionText",
    "Sheet",
    "SheetDraft",
    "SheetRevision",
    "StanceDecision",
    "Statement",
    "Submission",
    "Support",
    "SupportBudget",
    "Suspension",
    "Target",
    "TextAnswer",
    "Theme",
    "ThemeAssignment",
    "ThemeMention",
    "Thread",
    "ToLookAt",
    "Transcript",
    "Vote",
    "WorkerPulse",
]
