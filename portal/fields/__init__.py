"""Column types of the record: translated text, generated columns, dates and pictures."""

from portal.fields.generated import (
    Fold,
    FoldedField,
    FoldedText,
    FoldingField,
    GeneratedFromColumns,
    WordsIndex,
)
from portal.fields.sorting import Alphabetical, LetterOrderField, SyllableOrderField, order_columns
from portal.fields.translated import LANGUAGES, T, Text, columns_of, in_language, texts_of

__all__ = [
    "LANGUAGES",
    "Alphabetical",
    "Fold",
    "FoldedField",
    "FoldedText",
    "FoldingField",
    "GeneratedFromColumns",
    "LetterOrderField",
    "SyllableOrderField",
    "T",
    "Text",
    "WordsIndex",
    "columns_of",
    "in_language",
    "order_columns",
    "texts_of",
]
