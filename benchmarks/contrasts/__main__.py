"""`python -m benchmarks.contrasts`: simulated people in groups that differ in nothing, or in a few things."""

from collections.abc import Iterator, Sequence
from statistics import mean

import numpy as np

from benchmarks import sections
from benchmarks.contrasts import HEADING
from nlp.contrasts.finding import Contrast, Counts, contrasts

_TRIALS = 100
_SUBJECTS = 20
_LEVEL = 0.05
_GROUPS = {"ward": 6, "age": 5, "channel": 3}
_PLANTED = 4
"""Of the subjects, in one group of each attribute."""


def main() -> None:
    lines = [*_rows()]
    print("\n".join(lines))
    sections.write(HEADING, _report(lines))


def _rows() -> Iterator[str]:
    for people in (300, 1_000, 5_000):
        for gap in (0.0, 0.1, 0.2):
            yield f"| {people:,} people, {_planted(gap)} | {_figures(people, gap)} |"


def _planted(gap: float) -> str:
    return f"{_PLANTED} subjects {gap:.0%} more often in one group" if gap else "no differences"


def _figures(people: int, gap: float) -> str:
    generator = np.random.default_rng(people)
    false_shares, found_shares, by_chance, any_false = [], [], [], []
    for _ in range(_TRIALS):
        attributes, planted = _simulated(generator, people, gap)
        shown = [one for one in contrasts(attributes) if not one.is_hidden]
        told = [one for one in shown if (one.q or 0) <= _LEVEL]
        real = [one for one in told if _is_real(one, planted)]
        false_shares.append((len(told) - len(real)) / max(len(told), 1))
        any_false.append(len(told) > len(real))
        by_chance.append(sum((one.p or 0) <= _LEVEL and not _is_real(one, planted) for one in shown))
        own = [one for one in shown if (one.group, one.subject) in planted]
        found_shares.append(sum((one.q or 0) <= _LEVEL for one in own) / max(len(own), 1))
    power = f"{mean(found_shares):.2f} of the planted ones found, " if gap else ""
    return (
        f"{power}{mean(false_shares):.3f} of the findings false, "
        f"a false one in {mean(any_false):.3f} of the tables "
        f"(by p ≤ 0.05 alone {mean(by_chance):.1f} false ones a table)"
    )


def _simulated(
    generator: np.random.Generator, people: int, gap: float
) -> tuple[list[Counts], set[tuple[str, str]]]:
    """Everybody belongs to a group of each attribute; each says each subject or not."""
    base = generator.uniform(0.03, 0.4, size=_SUBJECTS)
    chances = np.tile(base, (people, 1))
    places = {name: generator.integers(0, groups, size=people) for name, groups in _GROUPS.items()}
    planted = {("ward0", f"s{subject}") for subject in range(_PLANTED)} if gap else set()
    if gap:
        chances[places["ward"] == 0, :_PLANTED] += gap
    said = generator.random((people, _SUBJECTS)) < chances
    attributes = [
        Counts(
            name,
            {f"{name}{group}": int((places[name] == group).sum()) for group in range(groups)},
            {
                (f"{name}{group}", f"s{subject}"): int(said[places[name] == group, subject].sum())
                for group in range(groups)
                for subject in range(_SUBJECTS)
            },
        )
        for name, groups in _GROUPS.items()
    ]
    return attributes, planted


def _is_real(one: Contrast, planted: set[tuple[str, str]]) -> bool:
    """Where one ward says it more often, the others of the attribute do say it less often than the rest."""
    return one.attribute == "ward" and any(subject == one.subject for _group, subject in planted)


def _report(lines: Sequence[str]) -> str:
    table = "\n".join(lines)
    groups = ", ".join(f"{count} of {name}" for name, count in _GROUPS.items())
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.contrasts`, {sections.machine()}:
{_TRIALS} simulated consultations a line, {_SUBJECTS} subjects, groups: {groups}.
Told are those with a q-value up to {_LEVEL}.

| what | figures |
|---|---|
{table}
"""


if __name__ == "__main__":
    main()
