"""The parameters of a list, declared once."""

import django_filters
from django.utils.translation import gettext_lazy as _


class RecordFilterSet(django_filters.FilterSet):
    """A list's parameters: every list has `q`, words looked for in the folded text of its rows."""

    q = django_filters.CharFilter(method="search", label=_("Search"), max_length=200)

    def search(self, queryset, name, value):
        return queryset.search(value)
