"""The full-text index over pairs of characters, in the way each database does it best."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE consultations_searchgrams USING fts5(grams, brief, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER consultations_searchentry_gone AFTER DELETE ON consultations_searchentry "
    "BEGIN DELETE FROM consultations_searchgrams WHERE rowid = old.id; END",
]
POSTGRESQL = [
    "CREATE TABLE consultations_searchgrams "
    "(entry_id bigint PRIMARY KEY, grams tsvector NOT NULL, brief tsvector NOT NULL)",
    "CREATE INDEX consultations_searchgrams_gin ON consultations_searchgrams USING gin (grams) WITH (fastupdate = off)",
    "CREATE INDEX consultations_searchgrams_brief ON consultations_searchgrams USING gin (brief) WITH (fastupdate = off)",
    # A trigger and no foreign key: a table with one pointing at it cannot be truncated by itself.
    "CREATE FUNCTION consultations_searchentry_gone() RETURNS trigger AS $$ BEGIN "
    "DELETE FROM consultations_searchgrams WHERE entry_id = OLD.id; RETURN OLD; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER consultations_searchentry_gone AFTER DELETE ON consultations_searchentry "
    "FOR EACH ROW EXECUTE FUNCTION consultations_searchentry_gone()",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER consultations_searchentry_gone")
    else:
        schema_editor.execute("DROP TRIGGER consultations_searchentry_gone ON consultations_searchentry")
        schema_editor.execute("DROP FUNCTION consultations_searchentry_gone")
    schema_editor.execute("DROP TABLE consultations_searchgrams")


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
