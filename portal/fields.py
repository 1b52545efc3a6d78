"""Column types that both apps use: translated text and the folded search column."""

from collections.abc import Sequence
from inspect import getattr_static

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import Contains
from django.utils.translation import get_language
from translated_fields import TranslatedField, to_attribute

from portal.words import ALIKE, PLAIN, VOICED

LANGUAGES = ("en", "ja", "ru")  # the columns of every translated text; another language is a migration


LETTERS, THEIRS = "".join(ALIKE), "".join(ALIKE.values())


class Fold(models.Func):
    """`words.fold()` of columns joined by line breaks, in the database. None of them may be NULL.

    SQLite gets the function at connection (`portal.apps`). The columns are joined here because
    Django's Concat nests a COALESCE for each: ten of them overflow SQLite's parser.
    """

    function = "portal_fold"
    arg_joiner = " || '\n' || "
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        lowered = """lower(normalize(%(expressions)s, NFKC) COLLATE "und-x-icu")"""
        template = f"translate({lowered}, '{LETTERS}', '{THEIRS}')"
        return super().as_sql(compiler, connection, template=template, **extra)


class OwnColumnsField(models.GeneratedField):
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
    """What a folded column holds."""


@FoldedText.register_lookup
class HoldsWord(Contains):
    """`contains` that `WordsIndex` serves: three letters and more by trigrams, two (極東, AI) by pairs."""

    def as_postgresql(self, compiler, connection):
        if len(self.rhs) != 2 or self.rhs.strip() != self.rhs:
            return super().as_sql(compiler, connection)
        # instead of LIKE, not beside it: the trigrams would be read from one end to the other for it
        column, params = self.process_lhs(compiler, connection)
        return f"portal_pairs({column}) @> ARRAY[%s]", [*params, self.rhs]


class FoldedField(OwnColumnsField):
    """The columns in which a search looks, folded and joined by line breaks: names first, then texts.

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


class BySyllables(models.Func):
    """`words.by_syllables()` in the database: ガ beside カ, as a Japanese list has it."""

    function = "portal_by_syllables"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        (folded,) = self.get_source_expressions()
        sql, params = compiler.compile(folded)
        return f"translate({sql}, '{VOICED}', '{PLAIN}') || chr(1) || {sql}", [*params, *params]


class InCodeOrder(models.Func):
    """A text to sort by, letter by letter as Unicode numbers them, on both databases alike."""

    template = "%(expressions)s"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **extra)


class Alphabetical(models.F):
    """A translated text to sort by, in the visitor's language; where it does not exist, the text that does.

    Folded letters stand in Unicode in the order of the Latin and the Russian alphabet; kana do once their
    marks are left out. Kanji do not: in Japanese the column `reading` goes first.
    """

    def __init__(self, name: str, reading: str = ""):
        super().__init__(name)
        self.text, self.reading = name, reading

    def resolve_expression(self, *args, **kwargs):
        active = (get_language() or LANGUAGES[0])[:2]
        columns = [self.reading] if self.reading and active == "ja" else []
        columns += sorted(columns_of(self.text), key=lambda column: not column.endswith(f"_{active}"))
        texts = [NullIf(models.F(column), models.Value("")) for column in columns]
        folded = Fold(Coalesce(*texts, models.Value(""), output_field=models.TextField()))
        order = BySyllables(folded) if active == "ja" else folded
        return InCodeOrder(order).resolve_expression(*args, **kwargs)


class Text(str):
    """A translated text that knows which language it is in."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, value: str, lang: str):
        text = super().__new__(cls, value)
        text.lang = lang
        return text


def in_language(active: str | None, texts: Sequence[str]) -> Text:
    """Of a text in several languages, as LANGUAGES orders them, the active one's, else the first there is."""
    code = active[:2] if active else LANGUAGES[0]
    if code in LANGUAGES and (text := texts[LANGUAGES.index(code)]):
        return Text(text, code)
    return next(
        (Text(text, lang) for lang, text in zip(LANGUAGES, texts, strict=True) if text), Text("", code)
    )


def _reader(name, field):
    """Read the text in the active language, else the first that exists, and say which it is."""
    attributes = [to_attribute(name, language) for language in LANGUAGES]

    def read(instance):
        return in_language(get_language(), [getattr(instance, attribute, "") for attribute in attributes])

    return read


def T(field: models.Field, *, required: bool = True) -> TranslatedField:
    """One column for each language. English is `required` or not; the others may stay empty."""
    field.blank = not required
    optional = {"blank": True, "default": ""}
    specific = dict.fromkeys(LANGUAGES[1:], optional)
    if not required:
        specific[LANGUAGES[0]] = optional
    return TranslatedField(field, specific, languages=LANGUAGES, attrgetter=_reader)


def texts_of(model: type[models.Model]) -> list[str]:
    """The translated texts of a model, in the order of its fields."""
    english = f"_{LANGUAGES[0]}"
    names = [field.name.removesuffix(english) for field in model._meta.fields if field.name.endswith(english)]
    return [name for name in names if isinstance(getattr_static(model, name, None), TranslatedField)]


def columns_of(*names: str) -> tuple[str, ...]:
    """`columns_of("name")` names the columns of a translated text: name_en, name_ja, name_ru."""
    return tuple(to_attribute(name, language) for name in names for language in LANGUAGES)
