import os
from pathlib import Path

from project.catalogues import compile_stale

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Home"\nmsgstr "トップ"\n'


def test_only_what_changed_is_compiled(tmp_path: Path) -> None:
    source = tmp_path / "app" / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    target = source.with_suffix(".mo")
    assert compile_stale(tmp_path) == [target]
    assert compile_stale(tmp_path) == []
    later = target.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_stale(tmp_path) == [target]
    assert list(target.parent.glob("*.tmp")) == []
