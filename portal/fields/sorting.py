"""Sorting translated texts in the visitor's language, alike on both databases."""

from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from portal.fields.generated import Fold
from portal.fields.translated import LANGUAGES, columns_of
from portal.text.words import UNVOICED_KANA, VOICED_KANA


class SyllableOrder(models.Func):
    """`words.syllable_order()` computed in the database: ガ beside カ, as in a Japanese list."""

    function = "portal_by_syllables"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **extra):
        (folded,) = self.get_source_expressions()
        sql, params = compiler.compile(folded)
        return f"translate({sql}, '{VOICED_KANA}', '{UNVOICED_KANA}') || chr(1) || {sql}", [*params, *params]


class CodePointOrder(models.Func):
    """A text sorted by Unicode code points, alike on both databases."""

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
        order = SyllableOrder(folded) if active == "ja" else folded
        return CodePointOrder(order).resolve_expression(*args, **kwargs)
