"""Decisions in words: one sentence each, in the language of whoever reads it."""

from typing import Any

from django.utils.translation import gettext as _

from consultations.models import Membership, PlannerDecision

Kind = PlannerDecision.Kind


def sentence(decision: PlannerDecision) -> str:
    """What was done, without who did it."""
    told: dict[str, Any] = decision.details
    if decision.kind != Kind.UNDO:
        return _act(decision.kind, told)
    act = _act(told.get("kind", ""), told)
    if told.get("again"):
        return _("Brought back: %(act)s") % {"act": act}
    return _("Undone: %(act)s") % {"act": act}


def notice(decision: PlannerDecision) -> str:
    """For those who look at the same page: who did what."""
    who, act = str(decision.decided_by), sentence(decision)
    return _("%(person)s decided: %(act)s") % {"person": who, "act": act}


def stance(value: str) -> str:
    return str(Membership.Stance(value).label) if value in Membership.Stance.values else _("No stance")


def _act(kind: str, told: dict[str, Any]) -> str:
    words = {"theme": told.get("theme", ""), "to": told.get("to", ""), "into": told.get("into", "")}
    words |= {"from": told.get("from", ""), "reason": told.get("reason", "")}
    if kind == Kind.RENAME:
        return _("“%(from)s” is now called “%(to)s”") % words
    if kind == Kind.MERGE:
        return _("“%(theme)s” merged into “%(into)s”") % words
    if kind == Kind.TAKE_APART:
        return _("“%(theme)s” taken apart from “%(from)s”") % words
    if kind == Kind.SET_ASIDE:
        return _("“%(theme)s” set aside (%(reason)s)") % words
    return _pinned(kind, words) or _about_opinions(kind, told)


def _pinned(kind: str, words: dict[str, str]) -> str:
    if kind == Kind.PIN:
        return _("“%(theme)s” pinned") % words
    if kind == Kind.UNPIN:
        return _("“%(theme)s” no longer pinned") % words
    if kind == Kind.BRING_BACK:
        return _("“%(theme)s” brought back") % words
    return ""


def _about_opinions(kind: str, told: dict[str, Any]) -> str:
    many = told.get("opinions", 0)
    which = _("The opinion %(receipt)s") if many == 1 else _("%(many)s opinions (%(receipt)s and others)")
    words = {"which": which % {"receipt": told.get("receipt", ""), "many": many}}
    words |= {"theme": told.get("theme", ""), "to": told.get("to") or "", "of": told.get("of") or ""}
    if kind == Kind.SPLIT:
        return _("%(which)s: new theme “%(theme)s”") % words
    if kind == Kind.MOVE:
        return _moved(words, told)
    if kind == Kind.COPY:
        text = _("%(which)s: copy of %(of)s") if words["of"] else _("%(which)s: no copy")
        return text % words
    return _("%(which)s: stance “%(stance)s”") % (words | {"stance": stance(told.get("stance", ""))})


def _moved(words: dict[str, Any], told: dict[str, Any]) -> str:
    if told.get("found"):
        return _("%(which)s: back to where the analysis put it") % words
    if words["to"]:
        return _("%(which)s: moved to “%(to)s”") % words
    return _("%(which)s: moved to no theme") % words
