"""Compiles the translations without the gettext package, and only those that changed."""

import os
from pathlib import Path

import polib


def compile_stale(base: Path) -> list[Path]:
    """Bring every catalogue under `base` up to date; answer which were written."""
    written = []
    for source in sorted(base.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Written aside and renamed: a server that starts meanwhile never reads half a catalogue.
        aside = target.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(aside))
        aside.replace(target)
        written.append(target)
    return written
