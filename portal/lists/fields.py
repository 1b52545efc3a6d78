"""How the values of parameters are read: what is accepted, and what is said of what is not."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.fields.dates import PartialDate
from portal.text.words import words


class SeveralField(forms.Field):
    """Any number of values of one parameter, each read by `read`; a blank one (an empty box) says nothing."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, read, **kwargs):
        self.read = read
        super().__init__(**kwargs)

    def clean(self, values):
        given = list(dict.fromkeys(value.strip() for value in values or () if value.strip()))
        return [self.read(value) for value in given]


class DateField(forms.CharField):
    """A day, a month or a year, no more exact than it was typed: 2016-12-16, 2016-12, 2016."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise ValidationError(_("Give a date as 2016-12-16, 2016-12 or 2016.")) from error


class WordsField(forms.CharField):
    """What to look for. Each word is looked for in whole tables, so that there is a bound on them."""

    MOST = 12

    def clean(self, value):
        text = super().clean(value)
        if len(set(words(text))) > self.MOST:
            raise ValidationError(_("Give at most %(most)s words."), params={"most": self.MOST})
        return text


class PageField(forms.RegexField):
    """The number of a page, written one way only: no sign, no leading zero, no point."""

    def __init__(self, **kwargs):
        super().__init__(
            r"^[1-9][0-9]{0,8}\Z", error_messages={"invalid": _("Give a page from 1.")}, **kwargs
        )

    def clean(self, value):
        text = super().clean(value)
        return int(text) if text else None
