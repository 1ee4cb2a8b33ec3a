"""Who may do what: the one table that pages, sockets and tests read.

`ROUTES` gives every URL one action; `RULES` says for every action which roles may do it, in which states of
the object, and whether it must be their own. A URL or an action without a row is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied


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
    MODERATE = "opinion.moderate"
    ENTER_STAFF = "staff.enter"
    IMPORT = "opinion.import"
    ANALYSE = "analysis.run"
    READ_ANALYSIS = "analysis.read"
    EDIT_THEME = "theme.edit"
    PUBLISH_THEMES = "theme.publish"
    FOLLOW_JOB = "job.follow"
    ASK = "chat.ask"
    EDIT_FAQ = "faq.edit"
    PUBLISH_FAQ = "faq.publish"


@dataclass(frozen=True)
class Rule:
    roles: frozenset[Role]
    states: frozenset[State] = frozenset(State)
    own: bool = False
    staff_exempt: frozenset[Role] = field(default_factory=frozenset)
    """Roles to which `states` and `own` do not apply."""


_PUBLIC = frozenset({State.PUBLIC})
_LIVE = frozenset({State.PUBLIC, State.DRAFT})
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
    Action.MODERATE: Rule(_MODERATORS),
    Action.ENTER_STAFF: Rule(STAFF),
    Action.IMPORT: Rule(_PLANNERS),
    Action.ANALYSE: Rule(_PLANNERS),
    Action.READ_ANALYSIS: Rule(_PLANNERS | {Role.MODERATOR}),
    Action.EDIT_THEME: Rule(_PLANNERS),
    Action.PUBLISH_THEMES: Rule(_PLANNERS),
    Action.FOLLOW_JOB: Rule(STAFF),
    Action.ASK: Rule(EVERYBODY),
    Action.EDIT_FAQ: Rule(_FAQ_EDITORS),
    Action.PUBLISH_FAQ: Rule(_FAQ_EDITORS),
}

ROUTES: dict[str, Action] = {
    "home": Action.READ,
    "healthz": Action.READ,
    "components": Action.READ,
    "set_language": Action.READ,
    "staff_home": Action.ENTER_STAFF,
    "account_login": Action.USE_ACCOUNT,
    "account_logout": Action.USE_ACCOUNT,
    "account_inactive": Action.USE_ACCOUNT,
    "account_signup": Action.USE_ACCOUNT,
    "account_email_verification_sent": Action.USE_ACCOUNT,
    "account_confirm_email": Action.USE_ACCOUNT,
    "account_reset_password": Action.USE_ACCOUNT,
    "account_reset_password_done": Action.USE_ACCOUNT,
    "account_reset_password_from_key": Action.USE_ACCOUNT,
    "account_reset_password_from_key_done": Action.USE_ACCOUNT,
    "account_reauthenticate": Action.MANAGE_ACCOUNT,
    "account_email": Action.MANAGE_ACCOUNT,
    "account_change_password": Action.MANAGE_ACCOUNT,
    "account_set_password": Action.MANAGE_ACCOUNT,
    "profile": Action.MANAGE_ACCOUNT,
    # consultations, residents' side
    "consultations:list": Action.READ,
    "consultations:detail": Action.READ,
    "consultations:section": Action.READ,
    "consultations:proposals": Action.READ,
    "consultations:proposal": Action.READ,
    "consultations:proposal_new": Action.POST_OPINION,
    "consultations:proposal_check": Action.POST_OPINION,
    "consultations:proposal_discard": Action.WITHDRAW_OPINION,
    "consultations:draft": Action.EDIT_OPINION,
    "consultations:support": Action.SUPPORT,
    "consultations:comment": Action.READ,
    "consultations:comment_new": Action.POST_OPINION,
    "consultations:opinion": Action.READ_OPINION,
    "consultations:receipt": Action.READ_RECEIPT,
    "consultations:opinion_edit": Action.EDIT_OPINION,
    "consultations:opinion_withdraw": Action.WITHDRAW_OPINION,
    "consultations:history": Action.READ_OPINION,
    "consultations:revision": Action.READ_OPINION,
    "consultations:my_opinions": Action.READ_RECEIPT,
    "consultations:moderation": Action.MODERATE,
    "consultations:moderate": Action.MODERATE,
    # consultations, the planner's desk
    "consultations:themes": Action.READ,
    "consultations:theme": Action.READ,
    "consultations:staff_list": Action.READ_ANALYSIS,
    "consultations:staff_detail": Action.READ_ANALYSIS,
    "consultations:import": Action.IMPORT,
    "consultations:import_columns": Action.IMPORT,
    "consultations:import_check": Action.IMPORT,
    "consultations:import_start": Action.IMPORT,
    "consultations:import_result": Action.IMPORT,
    "consultations:import_refused": Action.IMPORT,
    "consultations:analysis": Action.READ_ANALYSIS,
    "consultations:analysis_start": Action.ANALYSE,
    "consultations:themes_publish": Action.PUBLISH_THEMES,
    "consultations:themes_unpublish": Action.PUBLISH_THEMES,
    "consultations:theme_rename": Action.EDIT_THEME,
    "consultations:theme_merge": Action.EDIT_THEME,
    "consultations:theme_split": Action.EDIT_THEME,
    "consultations:opinion_move": Action.EDIT_THEME,
    "consultations:jobs": Action.FOLLOW_JOB,
    "consultations:job": Action.FOLLOW_JOB,
    "consultations:job_progress": Action.FOLLOW_JOB,
    "consultations:job_cancel": Action.FOLLOW_JOB,
    "consultations:job_retry": Action.FOLLOW_JOB,
    # the chat and its FAQ
    "chatbot:chat": Action.ASK,
    "chatbot:choose": Action.ASK,
    "chatbot:embed": Action.ASK,
    "chatbot:entry": Action.READ,
    "chatbot:faq": Action.READ,
    "chatbot:faq_add_utterance": Action.EDIT_FAQ,
    "chatbot:faq_archive": Action.EDIT_FAQ,
    "chatbot:faq_edit": Action.EDIT_FAQ,
    "chatbot:faq_import": Action.EDIT_FAQ,
    "chatbot:faq_import_preview": Action.EDIT_FAQ,
    "chatbot:faq_list": Action.EDIT_FAQ,
    "chatbot:faq_new": Action.EDIT_FAQ,
    "chatbot:faq_remove_utterance": Action.EDIT_FAQ,
    "chatbot:feedback": Action.ASK,
    "chatbot:messages": Action.ASK,
    "chatbot:publication": Action.PUBLISH_FAQ,
    "chatbot:publication_activate": Action.PUBLISH_FAQ,
    "chatbot:publication_list": Action.PUBLISH_FAQ,
    "chatbot:restart": Action.ASK,
    "chatbot:unanswered": Action.EDIT_FAQ,
    "chatbot:widget": Action.READ,
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
    return allows(roles_of(actor), action, state=state, own=own)


def require(actor: object, action: Action, *, state: State = State.PUBLIC, own: bool = False) -> None:
    if not may(actor, action, state=state, own=own):
        raise PermissionDenied
