"""The forms of records and of their parts: what they fill in by themselves, and what they check."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import InlineForeignKeyField, ModelChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.admin_base.autocomplete import LabelledAutocomplete
from portal.admin_base.features import AdminFeature
from portal.admin_base.widgets import WrappedTextInput
from portal.choices import Language
from portal.fields import LANGUAGES, columns_of, texts_of
from portal.fields.dates import partial_dates_of
from portal.models.keyed import invisible_error
from portal.text.invisible import invisible_codes

WRAPPED_FROM = 200  # characters: a text of one line that may be longer does not fit into a third of the form


class SlugForm(forms.ModelForm):
    """A form that makes the slug of a new row, if it is left empty, from the model's `NAMED_AFTER` fields."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.named_after:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = gettext_lazy("If left empty, it is generated from the record.")

    @property
    def named_after(self) -> tuple[str, ...]:
        is_new = self.instance._state.adding and "slug" in self.fields
        return getattr(self._meta.model, "NAMED_AFTER", ()) if is_new else ()

    def clean(self):
        super().clean()
        if self.named_after and not self.cleaned_data.get("slug", "refused"):
            self.cleaned_data["slug"] = self.free_slug()
        return self.cleaned_data

    def free_slug(self) -> str:
        """The slugs and words of what the record is named after, and a number if that is taken."""
        model = self._meta.model
        made, number = model.made_slug(self.cleaned_data), 1
        slug = made
        while model.objects.filter(slug=slug).exists():
            number += 1
            slug = f"{made}-{number}"
        return slug


class TranslatedTextForm(forms.ModelForm):
    """A form that shows which texts are missing, each in a box that knows its language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in texts_of(self._meta.model):
            columns = dict(zip(LANGUAGES, columns_of(name), strict=True))
            begun = any(getattr(self.instance, column) for column in columns.values())
            for language, column in columns.items():
                if not (field := self.fields.get(column)):
                    continue
                if (getattr(field, "max_length", None) or 0) >= WRAPPED_FROM:
                    field.widget = WrappedTextInput({**field.widget.attrs, "rows": 2})
                field.widget.attrs["lang"] = language
                if language != LANGUAGES[0]:
                    field.help_text = ""  # stands once for the three
                if begun and not getattr(self.instance, column):
                    note = _("no text yet: %(language)s") % {"language": Language(language).label}
                    field.widget.attrs["placeholder"] = note


class RecordForm(SlugForm, TranslatedTextForm):
    """The form of a record or a part: it checks every constraint of the row, also on fields it does not show.

    Django leaves out constraints on excluded fields, and the database then answers with an error page: for a
    publisher's form without its source field, for example.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, LabelledAutocomplete) and self.instance._state.fields_cache.get(name):
                related = getattr(self.instance, name)
                label = cast(ModelChoiceField, field).label_from_instance(related)
                widget.selected = (str(related.pk), label)

    def clean(self):
        """Name what nobody sees in a wrong value, and drop a precision that has no date.

        Such a precision is the form's own suggestion, not a statement.
        """
        super().clean()
        for name in list(self.errors):
            if codes := invisible_codes(str(self.data.get(self.add_prefix(name), ""))):
                self.add_error(name, invisible_error(codes))
        for name in partial_dates_of(self._meta.model):
            on, precision = f"{name}_on", f"{name}_precision"
            if on in self.cleaned_data and precision in self.cleaned_data and not self.cleaned_data[on]:
                self.cleaned_data[precision] = ""
        return self.cleaned_data

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        # the key of an owner that is being added in the same form is not known yet
        unsaved = [
            name
            for name, field in self.fields.items()
            if isinstance(field, InlineForeignKeyField) and field.parent_instance.pk is None
        ]
        try:
            self.instance.validate_constraints(exclude=unsaved)
        except ValidationError as error:
            self.add_error(None, error.messages)


class FeatureForm(RecordForm):
    """The form of a row with an admin of its own, with what the `features` of that admin add."""

    features: Sequence[AdminFeature] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for feature in self.features:
            feature.init_form(self)

    def clean(self):
        super().clean()
        for feature in self.features:
            feature.clean_form(self)
        return self.cleaned_data
