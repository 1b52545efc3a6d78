"""The parameters of a list, declared once."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _


class RecordFilterForm(forms.Form):
    """What was asked of a list. A parameter that the list does not have is an error, never "everything"."""

    def clean(self):
        for name in self.data:
            if name not in self.fields and name != "page":
                self.add_error(None, _("This list has no parameter “%(name)s”.") % {"name": name[:50]})
        return super().clean()


class RecordFilterSet(django_filters.FilterSet):
    """A list's parameters: every list has `q`, words looked for in the folded text of its rows."""

    q = django_filters.CharFilter(method="search", label=_("Search"), max_length=200)

    class Meta:
        form = RecordFilterForm

    def search(self, queryset, name, value):
        return queryset.search(value)
