"""How staff see what is not translated yet, and what is older than its English."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedFieldAdmin

from portal.choices import Language
from portal.fields import LANGUAGES, columns_of, texts_of
from portal.history.reasons import CHECKED, set_change_reason
from portal.quality.concerns import concerns
from portal.quality.translations import older, older_texts, translated_parts
from portal.text.punctuation import listed


class ConcernFilter(admin.SimpleListFilter):
    """The rows that a concern is about: what the first page of the desk counts."""

    def lookups(self, request, model_admin):
        own = (one for one in concerns() if one.model is model_admin.model)
        return [(one.name, one.label) for one in own if one.parameter == self.parameter_name]

    def queryset(self, request, queryset):
        for one in concerns():
            if (one.model, one.parameter, one.name) == (queryset.model, self.parameter_name, self.value()):
                return queryset.filter(one.condition())
        return queryset


class TranslationFilter(ConcernFilter):
    """Rows that lack a text in a language, or hold one older than its English: themselves or in a part."""

    title = _("translations")
    parameter_name = "translations"


class AttentionFilter(ConcernFilter):
    title = _("needs attention")
    parameter_name = "attention"


class WrappedLine(forms.Textarea):
    """A box that shows the whole of a text of one line: what is typed on several lines is joined."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.splitlines()) if isinstance(value, str) else value


class TranslationForm(forms.ModelForm):
    """A form that shows which texts are missing, each in a box that knows its language."""

    LONG = 200  # characters, from which on a text of one line does not fit into a third of the form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in texts_of(self._meta.model):
            columns = dict(zip(LANGUAGES, columns_of(name), strict=True))
            begun = any(getattr(self.instance, column) for column in columns.values())
            for language, column in columns.items():
                if not (field := self.fields.get(column)):
                    continue
                if (getattr(field, "max_length", None) or 0) >= self.LONG:
                    field.widget = WrappedLine({**field.widget.attrs, "rows": 2})
                field.widget.attrs["lang"] = language
                if language != LANGUAGES[0]:
                    field.help_text = ""  # said once for the three
                if begun and not getattr(self.instance, column):
                    note = _("no text yet: %(language)s") % {"language": Language(language).label}
                    field.widget.attrs["placeholder"] = note


class CheckedForm(forms.ModelForm):
    """A form on which staff say that they have read the translations again."""

    translations_hold = forms.BooleanField(
        label=_("The translations still say what the English says"), required=False
    )


class TranslationDesk(TranslatedFieldAdmin):
    """A desk that tells what is missing or older than its English, and takes word that it still holds."""

    def get_list_filter(self, request):
        own = {one.parameter for one in concerns() if one.model is self.model}
        added = [kind for kind in (AttentionFilter, TranslationFilter) if kind.parameter_name in own]
        return [*super().get_list_filter(request), *added]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and (texts := self.older(obj))):
            return fieldsets
        told = _("Their English was changed after they were written: {}.").format(listed(*texts))
        return [*fieldsets, (_("Translations"), {"fields": ("translations_hold",), "description": told})]

    def older(self, record) -> Sequence[Any]:
        """What the texts older than their English are called on the form, those of the parts too."""
        if not hasattr(record, "_older"):  # the admin asks for the form several times
            found = [(self.model, older_texts(self.model.objects.filter(pk=record.pk)))]
            for part, owner in translated_parts(self.model):
                found.append((part, older_texts(part.objects.filter(**{owner: record}))))
            record._older = [(model, column) for model, columns in found for column in columns]
        return [str(model._meta.get_field(column).verbose_name) for model, column in record._older]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("translations_hold"):
            for part, owner in translated_parts(self.model):
                outdated = Q()
                for language in LANGUAGES[1:]:
                    outdated |= older(part, language)
                row: Any
                for row in part.objects.filter(outdated, **{owner: form.instance}):
                    set_change_reason(row, form.cleaned_data.get("why", ""), CHECKED)
                    row.save()
