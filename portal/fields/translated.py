"""Translated text: one column for each language."""

from collections.abc import Sequence
from inspect import getattr_static

from django.db import models
from django.utils.translation import get_language
from translated_fields import TranslatedField, to_attribute

LANGUAGES = ("en", "ja", "ru")  # the columns of every translated text; another language is a migration


class Text(str):
    """A text with the code of the language that it is in."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, value: str, lang: str):
        text = super().__new__(cls, value)
        text.lang = lang
        return text


def in_language(active: str | None, texts: Sequence[str]) -> Text:
    """Of texts in the order of LANGUAGES the one in the active language, else the first not empty."""
    code = active[:2] if active else LANGUAGES[0]
    if code in LANGUAGES and (text := texts[LANGUAGES.index(code)]):
        return Text(text, code)
    return next(
        (Text(text, lang) for lang, text in zip(LANGUAGES, texts, strict=True) if text), Text("", code)
    )


def _reader(name, field):
    """The getter of a translated text: a `Text` in the active language, else in the first there is."""
    attributes = [to_attribute(name, language) for language in LANGUAGES]

    def read(instance):
        return in_language(get_language(), [getattr(instance, attribute, "") for attribute in attributes])

    return read


def T(field: models.Field, *, required: bool = True) -> TranslatedField:
    """A translated text: a column for each language, of which English alone may be `required`."""
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
