"""Which theme a cluster continues, so that names and decisions outlive a new run."""

from collections.abc import Collection, Mapping

LEAST_OVERLAP = 0.3
LEAST_FOR_HELD = 0.1
"""What a person pinned, named, made or set aside is let go of less easily."""


def match(
    old: Mapping[int, set[int]],
    new: Mapping[int, set[int]],
    *,
    held: Collection[int] = (),
    going_on: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Return the theme (key of `old`) that each cluster (key of `new`) continues; one to one.

    The overlap is Jaccard's over the opinions that both runs have read: what arrived in between counts
    for neither. Best pairs first, lower numbers first among equals; then what is left goes to `held` themes.
    At last `going_on`, clusters that a run went on with, keep their theme while a single opinion of it stays:
    of a theme of two the overlap says little.
    """
    seen_before = set().union(*old.values())
    seen_now = set().union(*new.values())
    pairs = sorted(
        (-_overlap(members & seen_now, found & seen_before), theme, cluster)
        for theme, members in old.items()
        for cluster, found in new.items()
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for least, themes in ((LEAST_OVERLAP, old.keys()), (LEAST_FOR_HELD, set(held))):
        for distance, theme, cluster in pairs:
            if -distance >= least and theme in themes and theme not in taken and cluster not in matched:
                matched[cluster] = theme
                taken.add(theme)
    for cluster, theme in sorted((going_on or {}).items()):
        if cluster not in matched and theme not in taken and old.get(theme, set()) & new.get(cluster, set()):
            matched[cluster] = theme
            taken.add(theme)
    return matched


def _overlap(one: set[int], other: set[int]) -> float:
    both = len(one | other)
    return len(one & other) / both if both else 0.0
