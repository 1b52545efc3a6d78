"""Form fields for the parameters of lists: what they accept, and the message for anything else."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.fields.dates import PartialDate
from portal.text.words import words


class MultipleValuesField(forms.Field):
    """Any number of values of one parameter, each read by `read`; blank ones (empty boxes) are ignored."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, read, **kwargs):
        self.read = read
        super().__init__(**kwargs)

    def clean(self, values):
        texts = list(dict.fromkeys(value.strip() for value in values or () if value.strip()))
        return [self.read(text) for text in texts]


# How pages of the portal and forms elsewhere write a date: 2016年12月16日, 2016/12/16, 16.12.2016.
WRITTEN = (
    re.compile(r"(?P<year>[0-9]{4})年((?P<month>[0-9]{1,2})月((?P<day>[0-9]{1,2})日)?)?"),
    re.compile(r"(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})(/(?P<day>[0-9]{1,2}))?"),
    re.compile(r"((?P<day>[0-9]{1,2})\.)?(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"),
)


def iso(text: str) -> str:
    """A date in ISO 8601, if it is written in one of the other ways; else the text as it is."""
    text = unicodedata.normalize("NFKC", text)
    if found := next(filter(None, (way.fullmatch(text) for way in WRITTEN)), None):
        parts = (found["year"], found["month"], found["day"])
        return "-".join(part.zfill(2) for part in parts if part)
    return text


class DateField(forms.CharField):
    """A day, a month or a year, no more exact than it was typed: 2016-12-16, 2016-12, 2016."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.fromisoformat(iso(text))
        except ValueError as error:
            raise ValidationError(_("Give a date as 2016-12-16, 2016-12 or 2016.")) from error


class WordsField(forms.CharField):
    """Words to search for. Their number is bounded, since each is looked for in whole tables."""

    MAX_WORDS = 12

    def clean(self, value):
        text = super().clean(value)
        if len(set(words(text))) > self.MAX_WORDS:
            raise ValidationError(_("Give at most %(most)s words."), params={"most": self.MAX_WORDS})
        return text


class PageField(forms.RegexField):
    """The number of a page in its one spelling: no sign, no leading zero, no point."""

    def __init__(self, **kwargs):
        super().__init__(
            r"^[1-9][0-9]{0,8}\Z", error_messages={"invalid": _("Give a page from 1.")}, **kwargs
        )

    def clean(self, value):
        text = super().clean(value)
        return int(text) if text else None
