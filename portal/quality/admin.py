"""Concerns and translations in the admin: filters of lists, and a fieldset of the form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.admin_base.columns import ListFilter
from portal.admin_base.features import AdminFeature
from portal.fields import LANGUAGES
from portal.history.reasons import CHECKED, set_change_reason
from portal.quality.concerns import concerns
from portal.quality.translations import outdated_columns, outdated_q, translated_parts
from portal.text.punctuation import comma_list


class ConcernFilter(ListFilter):
    """The rows of a concern, as the admin's first page counts them."""

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


class Translations(AdminFeature):
    """Shows which texts are missing or older than their English; staff confirm those that still hold."""

    form_fields = {
        "translations_hold": forms.BooleanField(
            label=_("The translations still match the English"), required=False
        )
    }

    def list_filters(self):
        own = {one.parameter for one in concerns() if one.model is self.model}
        return [kind for kind in (AttentionFilter, TranslationFilter) if kind.parameter_name in own]

    def fieldsets(self, request, obj):
        if not (obj and (texts := self.outdated_labels(obj))):
            return []
        note = _("The English was changed after these were translated: {}.").format(comma_list(*texts))
        return [(_("Translations"), {"fields": ("translations_hold",), "description": note})]

    def outdated_labels(self, record) -> Sequence[str]:
        """The labels of the texts older than their English, those of the parts too."""
        if not hasattr(record, "_outdated_texts"):  # the admin asks for the fieldsets several times
            found = [(self.model, outdated_columns(self.model.objects.filter(pk=record.pk)))]
            for part, owner in translated_parts(self.model):
                found.append((part, outdated_columns(part.objects.filter(**{owner: record}))))
            record._outdated_texts = [(model, column) for model, columns in found for column in columns]
        return [str(model._meta.get_field(column).verbose_name) for model, column in record._outdated_texts]

    def before_save(self, request, obj, form):
        if form.cleaned_data.get("translations_hold"):
            set_change_reason(obj, form.cleaned_data.get("why", ""), CHECKED)

    def after_save_parts(self, request, form):
        if not form.cleaned_data.get("translations_hold"):
            return
        for part, owner in translated_parts(self.model):
            outdated = Q()
            for language in LANGUAGES[1:]:
                outdated |= outdated_q(part, language)
            row: Any
            for row in part.objects.filter(outdated, **{owner: form.instance}):
                set_change_reason(row, form.cleaned_data.get("why", ""), CHECKED)
                row.save()
