"""Who may do what: the one table that pages, sockets and tests read.

`accounts.routes` gives every URL one action; `RULES` says for every action which roles may do it, in which
states of the object, and whether it must be their own. A URL or an action without a row is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone


class Role(StrEnum):
    VISITOR = "visitor"
    RESIDENT = "resident"
    MODERATOR = "moderator"
    PLANNER = "planner"
    FAQ_EDITOR = "faq_editor"
    ADMINISTRATOR = "administrator"


EVERYBODY = frozenset(Role)
MEMBERS = EVERYBODY - {Role.VISITOR}
STAFF = MEMBERS - {Role.RESIDENT}


class State(StrEnum):
    """The states of an object that a rule may ask for."""

    PUBLIC = "public"
    DRAFT = "draft"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    READ = "read"
    USE_ACCOUNT = "account.use"
    MANAGE_ACCOUNT = "account.manage"
    READ_OPINION = "opinion.read"
    POST_OPINION = "opinion.post"
    EDIT_OPINION = "opinion.edit"
    WITHDRAW_OPINION = "opinion.withdraw"
    READ_RECEIPT = "opinion.receipt"
    SUPPORT = "proposal.support"
    REACT = "comment.react"
    VOTE = "statement.vote"
    COSIGN = "proposal.cosign"
    ANSWER = "proposal.answer"
    REPORT = "opinion.report"
    APPEAL = "opinion.appeal"
    MODERATE = "opinion.moderate"
    ENTER_STAFF = "staff.enter"
    SET_UP = "consultation.set_up"
    IMPORT = "opinion.import"
    TRANSCRIBE = "opinion.transcribe"
    ANALYSE = "analysis.run"
    READ_ANALYSIS = "analysis.read"
    EDIT_THEME = "theme.edit"
    PUBLISH_THEMES = "theme.publish"
    DRAFT_RESPONSE = "response.draft"
    APPROVE_RESPONSE = "response.approve"
    PUBLISH_RESULT = "result.publish"
    FOLLOW_JOB = "job.follow"
    SET_TARGETS = "targets.set"
    MOVE_IN = "archive.import"
    EXPORT_PUBLIC = "export.public"
    EXPORT_PRIVATE = "export.private"
    FOLLOW = "news.follow"
    SEND_NOTICE = "notice.send"
    ASK = "chat.ask"
    ANSWER_CHAT = "chat.answer"
    EDIT_FAQ = "faq.edit"
    PUBLISH_FAQ = "faq.publish"


PARTICIPATION = frozenset(
    {
        Action.POST_OPINION,
        Action.EDIT_OPINION,
        Action.SUPPORT,
        Action.REACT,
        Action.VOTE,
        Action.COSIGN,
    }
)
"""What a suspended person may not do. They read, follow, appeal and withdraw as before."""
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a suspension that has none."""


class Suspended(PermissionDenied):
    """A moderator has suspended this person; the pages say until when, why, and how to object."""


@dataclass(frozen=True)
class Rule:
    roles: frozenset[Role]
    states: frozenset[State] = frozenset(State)
    own: bool = False
    staff_exempt: frozenset[Role] = field(default_factory=frozenset)
    """Roles to which `states` and `own` do not apply."""


_PUBLIC = frozenset({State.PUBLIC})
_LIVE = frozenset({State.PUBLIC, State.DRAFT, State.HELD})
_MODERATORS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
_PLANNERS = frozenset({Role.PLANNER, Role.ADMINISTRATOR})
_FAQ_EDITORS = frozenset({Role.FAQ_EDITOR, Role.ADMINISTRATOR})

RULES: dict[Action, Rule] = {
    Action.READ: Rule(EVERYBODY),
    Action.USE_ACCOUNT: Rule(EVERYBODY),
    Action.MANAGE_ACCOUNT: Rule(MEMBERS),
    Action.READ_OPINION: Rule(EVERYBODY, states=_PUBLIC, staff_exempt=_MODERATORS | _PLANNERS),
    Action.POST_OPINION: Rule(MEMBERS, states=_PUBLIC),
    Action.EDIT_OPINION: Rule(MEMBERS, states=_LIVE, own=True),
    Action.WITHDRAW_OPINION: Rule(MEMBERS, states=_LIVE, own=True),
    Action.READ_RECEIPT: Rule(MEMBERS, own=True),
    Action.SUPPORT: Rule(MEMBERS, states=_PUBLIC),
    Action.REACT: Rule(MEMBERS, states=_PUBLIC),
    Action.VOTE: Rule(MEMBERS, states=_PUBLIC),
    Action.COSIGN: Rule(MEMBERS),
    Action.ANSWER: Rule(_PLANNERS),
    Action.REPORT: Rule(MEMBERS, states=_PUBLIC),
    Action.APPEAL: Rule(MEMBERS, states=frozenset({State.HIDDEN}), own=True),
    Action.MODERATE: Rule(_MODERATORS),
    Action.ENTER_STAFF: Rule(STAFF),
    Action.SET_UP: Rule(_PLANNERS),
    Action.IMPORT: Rule(_PLANNERS),
    Action.TRANSCRIBE: Rule(_PLANNERS | {Role.MODERATOR}),
    Action.ANALYSE: Rule(_PLANNERS),
    Action.READ_ANALYSIS: Rule(_PLANNERS | {Role.MODERATOR}),
    Action.EDIT_THEME: Rule(_PLANNERS),
    Action.PUBLISH_THEMES: Rule(_PLANNERS),
    Action.DRAFT_RESPONSE: Rule(_PLANNERS),
    Action.APPROVE_RESPONSE: Rule(_PLANNERS),
    Action.PUBLISH_RESULT: Rule(_PLANNERS),
    Action.FOLLOW_JOB: Rule(STAFF),
    Action.SET_TARGETS: Rule(_PLANNERS),
    Action.MOVE_IN: Rule(_PLANNERS),
    Action.EXPORT_PUBLIC: Rule(_PLANNERS),
    Action.EXPORT_PRIVATE: Rule(_PLANNERS),
    Action.FOLLOW: Rule(MEMBERS),
    Action.SEND_NOTICE: Rule(_PLANNERS),
    Action.ASK: Rule(EVERYBODY),
    Action.ANSWER_CHAT: Rule(_FAQ_EDITORS | {Role.MODERATOR}),
    Action.EDIT_FAQ: Rule(_FAQ_EDITORS),
    Action.PUBLISH_FAQ: Rule(_FAQ_EDITORS),
}


def roles_of(actor: object) -> frozenset[Role]:
    if isinstance(actor, AnonymousUser) or not getattr(actor, "is_authenticated", False):
        return frozenset({Role.VISITOR})
    if not getattr(actor, "is_active", False):
        return frozenset({Role.VISITOR})
    held: frozenset[Role] = getattr(actor, "roles", frozenset())
    return held


def allows(held: Iterable[Role], action: Action, *, state: State = State.PUBLIC, own: bool = False) -> bool:
    """The verdict for one action on one object."""
    rule = RULES[action]
    able = rule.roles & frozenset(held)
    if not able:
        return False
    if able & rule.staff_exempt:
        return True
    return state in rule.states and (own or not rule.own)


def may(actor: object, action: Action, *, state: State = State.PUBLIC, own: bool = False) -> bool:
    if action in PARTICIPATION and is_suspended(actor):
        return False
    return allows(roles_of(actor), action, state=state, own=own)


def is_suspended(actor: object) -> bool:
    until: datetime | None = getattr(actor, "suspended_until", None)
    return until is not None and until > timezone.now()


def require(actor: object, action: Action, *, state: State = State.PUBLIC, own: bool = False) -> None:
    if action in PARTICIPATION and is_suspended(actor):
        raise Suspended
    if not may(actor, action, state=state, own=own):
        raise PermissionDenied
