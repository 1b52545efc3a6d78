"""Sorting translated texts in each language's own order, alike on both databases."""

from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from portal.fields.generated import Fold, FoldingField, regexp_sql, sql_text, translate_sql
from portal.fields.translated import LANGUAGES, columns_of
from portal.text.words import LONG_VOWELS, UNSORTED, UNVOICED_KANA


class CodePointText(models.TextField):
    """The type of a column that is sorted by Unicode's code points, as SQLite does by itself."""

    def db_parameters(self, connection):
        collation = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return {**super().db_parameters(connection), **collation}


class LetterOrder(models.Func):
    """A folded text without the punctuation before its first letter, by which nobody looks for a name."""

    template = f"ltrim(%(expressions)s, {sql_text(UNSORTED)})"
    output_field = models.TextField()


class CodePointOrder(models.Func):
    """A text that is sorted by code points, where no column holds it."""

    template = "%(expressions)s"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **extra)


class SyllableOrder(models.Func):
    """`words.syllable_order()` computed in the database: ガ beside カ, as in a Japanese list."""

    function = "portal_by_syllables"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        (folded,) = self.get_source_expressions()
        sql, params = compiler.compile(folded)
        order = translate_sql(sql, UNVOICED_KANA)
        for pattern, replacement in LONG_VOWELS:
            order = regexp_sql(order, pattern, replacement)
        return f"{order} || chr(1) || {sql}", [*params, *params]


class LetterOrderField(FoldingField):
    """A generated column to sort by: the first of some texts that is not empty, in the order of its letters.

    Folded letters stand in Unicode in the order of the Latin and the Russian alphabet.
    """

    @staticmethod
    def expression_of(columns):
        texts = [NullIf(models.F(column), models.Value("")) for column in columns]
        return LetterOrder(Fold(Coalesce(*texts, models.Value(""), output_field=models.TextField())))

    @staticmethod
    def output():
        return CodePointText()


class SyllableOrderField(LetterOrderField):
    """The same in the order of Japanese syllables, in which kana are once their marks are left out.

    Kanji are in no order that a reader knows: the reading of a name is the first of its texts.
    """

    @staticmethod
    def expression_of(columns):
        return SyllableOrder(LetterOrderField.expression_of(columns))


def order_columns(name: str, reading: str = "") -> tuple[LetterOrderField, ...]:
    """The three columns by which a translated text is sorted; what a language lacks stands in another one.

    `order_en, order_ja, order_ru = order_columns("name", reading="sort_key")`
    """
    fields: list[LetterOrderField] = []
    for language in LANGUAGES:
        columns = sorted(columns_of(name), key=lambda column: not column.endswith(f"_{language}"))
        if language == "ja":
            fields.append(SyllableOrderField(*([reading] if reading else []), *columns))
        else:
            fields.append(LetterOrderField(*columns))
    return tuple(fields)


class Alphabetical(models.F):
    """The column to sort rows by in the visitor's language, of the rows themselves or of related ones."""

    def __init__(self, relation: str = ""):
        # the name of no column: Django would sort by a column of that name which is selected as well
        self.columns = f"{relation}__order" if relation else "order"
        super().__init__(self.columns)

    def resolve_expression(self, *args, **kwargs):
        active = (get_language() or LANGUAGES[0])[:2]
        language = active if active in LANGUAGES else LANGUAGES[0]
        return models.F(f"{self.columns}_{language}").resolve_expression(*args, **kwargs)
