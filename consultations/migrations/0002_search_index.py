"""The full-text index over pairs of characters, in the way each database does it best."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE consultations_searchgrams USING fts5(grams, brief, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER consultations_searchentry_gone AFTER DELETE ON consultations_searchentry "
    "BEGIN DELETE FROM consultations_searchgrams WHERE rowid = old.id; END",
]
POSTGRESQL = [
    "CREATE TABLE consultations_searchgrams (entry_id bigint PRIMARY KEY "
    "REFERENCES consultations_searchentry (id) ON DELETE CASCADE, grams tsvector NOT NULL, brief tsvector NOT NULL)",
    "CREATE INDEX consultations_searchgrams_gin ON consultations_searchgrams USING gin (grams) WITH (fastupdate = off)",
    "CREATE INDEX consultations_searchgrams_brief ON consultations_searchgrams USING gin (brief) WITH (fastupdate = off)",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER consultations_searchentry_gone")
    schema_editor.execute("DROP TABLE consultations_searchgrams")


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
