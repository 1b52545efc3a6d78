"""Form fields for the parameters of lists: what they accept, and the message for anything else."""

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


class DateField(forms.CharField):
    """A day, a month or a year, no more exact than it was typed: 2016-12-16, 2016-12, 2016."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise ValidationError(_("Enter a date as 2016-12-16, 2016-12 or 2016.")) from error


class WordsField(forms.CharField):
    """Words to search for. Their number is bounded, since each is looked for in whole tables."""

    MAX_WORDS = 12

    def clean(self, value):
        text = super().clean(value)
        if len(set(words(text))) > self.MAX_WORDS:
            raise ValidationError(_("Enter at most %(most)s words."), params={"most": self.MAX_WORDS})
        return text


NO_SUCH_PAGE = "no_such_page"  # the code of an error


def no_such_page() -> ValidationError:
    return ValidationError(_("This list has fewer pages."), code=NO_SUCH_PAGE)


class PageField(forms.RegexField):
    """The number of a page in its one spelling: no sign, no leading zero, no point."""

    def __init__(self, **kwargs):
        super().__init__(
            r"^[1-9][0-9]{0,19}\Z", error_messages={"invalid": _("Page numbers start at 1.")}, **kwargs
        )

    def clean(self, value):
        text = super().clean(value)
        return int(text) if text else None
