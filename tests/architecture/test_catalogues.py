"""Nothing on screen is left untranslated."""

import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from tests.architecture.sources import APPS, ROOT, catalogues, name_of

params = pytest.mark.parametrize("path", catalogues(), ids=name_of)


def is_translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


@params
def test_no_string_is_left_empty_or_unsure(path: Path) -> None:
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    assert [entry.msgid for entry in entries if not is_translated(entry)] == []
    assert [entry.msgid for entry in entries if entry.fuzzy] == []


@params
def test_what_is_filled_in_is_the_same_in_both_languages(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and "python-format" in entry.flags:
                assert placeholders(text) == placeholders(entry.msgid_plural or entry.msgid), entry.msgid


def placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


@pytest.mark.parametrize("app", APPS)
def test_every_string_of_the_source_is_in_the_catalogue(
    app: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("install the Debian package gettext (make system-packages)")
    copy = tmp_path / app
    shutil.copytree(ROOT / app, copy, ignore=shutil.ignore_patterns("*.pyc", "*.mo", "static"))
    (copy / "locale").mkdir(exist_ok=True)
    monkeypatch.chdir(copy)
    call_command("makemessages", locale=["ja"], no_location=True, verbosity=0)
    collected = copy / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    if not collected.exists():
        return
    kept = ROOT / app / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    wanted, known = strings_of(collected), strings_of(kept)
    assert wanted - known == set(), f"run make messages and translate these in {name_of(kept)}"
    assert known - wanted == set(), f"no longer used; run make messages in {app}"


def strings_of(catalogue: Path) -> set[tuple[str | None, str]]:
    if not catalogue.exists():
        return set()
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
