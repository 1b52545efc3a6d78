"""How staff see what is not translated yet, and what is older than its English."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.forms.models import _get_foreign_key
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedFieldAdmin

from portal.choices import Language
from portal.fields import LANGUAGES, columns_of, texts_of
from portal.models import Keyed
from portal.punctuation import listed
from portal.translations import CHECKED, missing, older, older_texts


def translated_parts(desk: Any) -> Iterator[tuple[type[Keyed], str]]:
    """The parts edited on a desk that have translated texts, and by which field they name their owner."""
    for inline in desk.inlines:
        if texts_of(inline.model):
            yield inline.model, _get_foreign_key(desk.model, inline.model, fk_name=inline.fk_name).name


class TranslationFilter(admin.SimpleListFilter):
    """Rows that lack a text in a language, or hold one older than its English: themselves or in a part."""

    title = _("translations")
    parameter_name = "translations"

    def __init__(self, request, params, model, model_admin):
        self.parts = list(translated_parts(model_admin))
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        names = {code: Language(code).label for code in LANGUAGES}
        lacking = [(f"no-{code}", _("{}: missing"), names[code]) for code in LANGUAGES]
        outdated = [(f"old-{code}", _("{}: older than the English"), names[code]) for code in LANGUAGES[1:]]
        return [(value, format_lazy(phrase, name)) for value, phrase, name in (*lacking, *outdated)]

    def queryset(self, request, queryset):
        value = self.value()
        if value not in [choice for choice, _label in self.lookup_choices]:
            return queryset
        condition, language = (missing if value.startswith("no") else older), value[-2:]
        found = condition(queryset.model, language)
        for part, owner in self.parts:
            found |= Q(pk__in=part.objects.filter(condition(part, language)).values(owner))
        return queryset.filter(found)


class TranslationForm(forms.ModelForm):
    """A form that shows which texts are missing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in texts_of(self._meta.model):
            columns = dict(zip(LANGUAGES, columns_of(name), strict=True))
            if any(getattr(self.instance, column) for column in columns.values()):
                for language, column in columns.items():
                    if column in self.fields and not getattr(self.instance, column):
                        note = _("no text yet: %(language)s") % {"language": Language(language).label}
                        self.fields[column].widget.attrs["placeholder"] = note


class CheckedForm(forms.ModelForm):
    """A form on which staff say that they have read the translations again."""

    translations_hold = forms.BooleanField(
        label=_("The translations still say what the English says"), required=False
    )


class TranslationDesk(TranslatedFieldAdmin):
    """A desk that tells what is missing or older than its English, and takes word that it still holds."""

    def get_list_filter(self, request):
        translated = texts_of(self.model) or any(translated_parts(self))
        return [*super().get_list_filter(request), *([TranslationFilter] if translated else [])]

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
            for part, owner in translated_parts(self):
                found.append((part, older_texts(part.objects.filter(**{owner: record}))))
            record._older = [(model, column) for model, columns in found for column in columns]
        return [str(model._meta.get_field(column).verbose_name) for model, column in record._older]

    def save_model(self, request, obj, form, change):
        if form.cleaned_data.get("translations_hold"):
            obj._change_reason = CHECKED
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("translations_hold"):
            for part, owner in translated_parts(self):
                row: Any
                for row in part.objects.filter(**{owner: form.instance}):
                    row._change_reason = CHECKED
                    row.save()
