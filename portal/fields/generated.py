"""Columns that the database generates from others: the folded text that a search looks in."""

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models.lookups import Contains

from portal.text import folding


def sql_text(text: str) -> str:
    """A text as a literal of SQL, as a template of a `Func` holds it."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def translate_sql(sql: str, letters: dict[str, str]) -> str:
    return f"translate({sql}, {sql_text(''.join(letters))}, {sql_text(''.join(letters.values()))})"


def regexp_sql(sql: str, pattern: str, replacement: str = "") -> str:
    return f"regexp_replace({sql}, {sql_text(pattern)}, {sql_text(replacement)}, 'g')"


def fold_sql(text: str) -> str:
    """The SQL of PostgreSQL that does to `text`, itself SQL, what `folding.fold()` does.

    Most texts are spared most of it: `translate()` compares each letter with each of its table.
    """
    sql = f"replace({regexp_sql(text, folding.UNSEEN)}, '´', '''')"
    sql = f"""lower(normalize({sql}, NFKC) COLLATE "und-x-icu")"""
    for pattern, replacement in folding.REPEATED:
        sql = regexp_sql(sql, pattern, replacement)
    sql = regexp_sql(f"normalize({sql}, NFD)", folding.LATIN_MARKS, r"\1")
    sql = regexp_sql(f"normalize({sql}, NFC)", folding.OTHER_MARKS)
    sql = spelled_out_sql(translate_sql(sql, folding.EQUIVALENT_LETTERS))
    sql = regexp_sql(sql, folding.DASH_AFTER_KANA, "ー")
    cjk = translate_sql(sql, folding.KANJI | folding.KANA)
    plain = spelled_out_sql(f"lower({text})")
    return (
        f"CASE WHEN {text} ~ {sql_text(folding.CJK)} THEN {cjk}"
        f" WHEN {text} ~ {sql_text(folding.NOT_ASCII)} THEN {sql} ELSE {plain} END"
    )


def spelled_out_sql(sql: str) -> str:
    for letters, spelled in folding.SPELLED_OUT.items():
        sql = f"replace({sql}, {sql_text(letters)}, {sql_text(spelled)})"
    return sql


class Fold(models.Func):
    """`folding.fold()` of columns joined by line breaks, computed in the database. None of them may be NULL.

    SQLite gets the function at connection (`portal.apps`). The columns are joined here because
    Django's Concat nests a COALESCE for each: ten of them overflow SQLite's parser.
    """

    function = "portal_fold"
    arg_joiner = " || '\n' || "
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        template = fold_sql("(%(expressions)s)")
        sql, params = super().as_sql(compiler, connection, template=template, **extra)
        return sql, [*params] * template.count("%(expressions)s")


class GeneratedFromColumns(models.GeneratedField):
    """A generated column, built from the names of other columns of its row and left out of fixtures.

    The database keeps it, so that every write path fills it: `save()`, `bulk_create()`, `update()`,
    `loaddata` (which skips `Field.pre_save`) and imports.
    """

    def __init__(self, *columns, **kwargs):
        if not columns:
            raise ImproperlyConfigured(f"{type(self).__name__} needs the columns it is made of")
        self.columns = columns
        super().__init__(
            expression=self.expression_of(columns),
            output_field=self.output(),
            db_persist=True,
            serialize=False,
            **kwargs,
        )

    @staticmethod
    def expression_of(columns):
        raise NotImplementedError

    @staticmethod
    def output():
        raise NotImplementedError

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        for derived in ("expression", "output_field", "db_persist", "serialize", "editable", "blank"):
            kwargs.pop(derived, None)
        return name, path, list(self.columns), kwargs


class FoldedText(models.TextField):
    """The type of a folded column, with a lookup of its own."""


@FoldedText.register_lookup
class ContainsWord(Contains):
    """`contains` that `WordsIndex` serves: three letters and more by trigrams, two (極東, AI) by pairs."""

    def as_postgresql(self, compiler, connection):
        if len(self.rhs) != 2 or self.rhs.strip() != self.rhs:
            return super().as_sql(compiler, connection)
        # instead of LIKE, not beside it: the trigrams would be read from one end to the other for it
        column, params = self.process_lhs(compiler, connection)
        return f"portal_pairs({column}) @> ARRAY[%s]", [*params, self.rhs]


class FoldingField(GeneratedFromColumns):
    """A generated column with folded text. A migration names the `version` of the folding that filled it."""

    def __init__(self, *columns, version: int = folding.FOLD_VERSION, **kwargs):
        self.version = version
        super().__init__(*columns, **kwargs)

    def deconstruct(self):
        name, path, columns, kwargs = super().deconstruct()
        return name, path, columns, {**kwargs, "version": self.version}


class FoldedField(FoldingField):
    """A generated column with the texts that a search looks in: folded, a line each, names first.

    Searched with `contains`, word by word: FTS5's trigrams and PostgreSQL's text search find no word of
    two kanji.
    """

    @staticmethod
    def expression_of(columns):
        return Fold(*columns)

    @staticmethod
    def output():
        return FoldedText()


# Trigrams: pg_trgm is a trusted extension, which the owner of a database may install in it. Pairs: those that
# begin at every second letter, then those that begin between them, which is ten times as fast as one by one.
TRIGRAMS_AND_PAIRS = r"""
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE OR REPLACE FUNCTION portal_pairs(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(
        regexp_replace($1, '(..)', E'\\1\x01', 'g') || E'\x01' ||
        regexp_replace(substr($1, 2), '(..)', E'\\1\x01', 'g'),
        E'\x01'
    )
$$;
"""


class WordsIndex(models.Index):
    """The index that keeps a search from reading a whole table, on PostgreSQL; SQLite has none for it.

    It brings the functions that it calls, so that migrations are written by `makemigrations` alone.
    """

    suffix = "words"

    def __init__(self, *, fields=("folded",), name=None):
        super().__init__(fields=fields, name=name)

    def create_sql(self, model, schema_editor, using="", **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return Statement("SELECT 1")
        return Statement(
            "%(functions)s"
            "CREATE INDEX %(name)s ON %(table)s USING gin (folded gin_trgm_ops, portal_pairs(folded))",
            functions=TRIGRAMS_AND_PAIRS,
            name=schema_editor.quote_name(self.name),
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model, schema_editor, **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return Statement("SELECT 1")
        return super().remove_sql(model, schema_editor, **kwargs)
