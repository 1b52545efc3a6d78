"""The base of every admin class: a `ModelAdmin` whose hooks ask the features that a class declares."""

import re
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models.constants import LOOKUP_SEP
from django.forms import SplitDateTimeField
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from translated_fields import show_language_code

from portal.admin_base.autocomplete import (
    AutocompleteLabelMixin,
    LabelledAutocomplete,
    MultipleAutocomplete,
    RowsField,
)
from portal.admin_base.columns import readable_deletion
from portal.admin_base.features import AdminFeature
from portal.admin_base.forms import FeatureForm, RecordForm
from portal.admin_base.ordering import OrderedChangeList
from portal.admin_base.widgets import LabelledDateTime, PictureWidget
from portal.choices import Precision
from portal.fields.dates import partial_dates_of
from portal.fields.pictures import PictureField
from portal.models import Record
from portal.text.folding import fold
from portal.text.numbers import MAX_DIGITS, parse_key

Features = tuple[type[AdminFeature], ...]
# The lookups that addresses of lists name: of filters, date hierarchies and links to related rows.
LOOKUPS_OF_LINKS = {"exact", "isnull", "gte", "lt", "year", "month", "day"}
MAX_PARTS = 200  # of one kind that a form takes, so that nobody occupies a worker with empty ones
EXACT_LOOKUP = re.compile(r"(__id)?__exact$")  # how the address of a list names the value of a filter


class UnknownFilter(Exception):
    """The address of a list names a filter or a value that there is not."""


class FieldsMixin(BaseModelAdmin):
    """How fields of records and parts are edited: relations by autocomplete, without a query for each row."""

    form = RecordForm
    formfield_overrides = {
        models.DateTimeField: {"form_class": SplitDateTimeField, "widget": LabelledDateTime},
        models.URLField: {"assume_scheme": "https"},
        PictureField: {"widget": PictureWidget},
    }

    def relations(self, *, many: bool) -> list[str]:
        """The names of the relations to one row, or to many that are no parts of their own."""
        fields = self.model._meta.many_to_many if many else self.model._meta.fields
        return [
            field.name
            for field in fields
            if field.is_relation and (not many or field.remote_field.through._meta.auto_created)
        ]

    def get_autocomplete_fields(self, request):
        return [*self.relations(many=False), *self.relations(many=True)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        widget = LabelledAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        kwargs.setdefault("widget", widget)
        return self.labelled(super().formfield_for_foreignkey(db_field, request, **kwargs), db_field)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        widget = MultipleAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        kwargs = {"widget": widget, "form_class": RowsField, **kwargs}
        return self.labelled(super().formfield_for_manytomany(db_field, request, **kwargs), db_field)

    def labelled(self, field, db_field):
        """The field of a relation, with chosen rows named as they were in the choice."""
        related = self.admin_site._registry.get(db_field.related_model)
        if field and isinstance(related, AutocompleteLabelMixin):
            field.label_from_instance = related.autocomplete_label
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Beside a relation are links to add and to change a row; not to delete what others name too."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
            widget.can_view_related = widget.can_view_related and not widget.can_change_related
        return field

    def get_queryset(self, request):
        paths = self.relations(many=False)
        for name in list(paths):
            related = self.model._meta.get_field(name).related_model
            if issubclass(related, Record):
                paths += related.owner_paths(f"{name}__")
        queryset = super().get_queryset(request)
        return queryset.select_related(*paths) if paths else queryset


class PartInline(FieldsMixin, admin.StackedInline):
    """Parts of a record, edited with it: stacked, since texts in three languages are too wide for a table."""

    extra = 0
    max_num = MAX_PARTS

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, **{"absolute_max": MAX_PARTS, **kwargs})


class FeatureAdmin(AutocompleteLabelMixin, FieldsMixin, admin.ModelAdmin):
    """A model admin that is put together of features.

    `features` are asked in their order at each hook below; no other class of ours overrides the hooks, but
    for single admin classes that know better. `carry_over` names the fields that “Save and add another”
    keeps.
    """

    features: Features = ()
    carry_over: tuple[str, ...] = ()
    form: Any = FeatureForm
    list_per_page = 50
    show_full_result_count = False
    search_fields: tuple[str, ...] = ("folded__contains",)
    change_form_template = "admin/record_form.html"
    change_list_template = "admin/record_list.html"
    delete_confirmation_template = "admin/record_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/record_delete_selected_confirmation.html"

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.installed = [feature(self) for feature in self.features]
        fields = {name: field for one in self.installed for name, field in one.form_fields.items()}
        self.form = type(self.form)(self.form.__name__, (self.form,), {**fields, "features": self.installed})

    # Pages

    def get_urls(self):
        return [*(url for one in self.installed for url in one.urls()), *super().get_urls()]

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    # The list

    def get_search_results(self, request, queryset, search_term):
        """Search as visitors do: without regard to case, width and script."""
        return super().get_search_results(request, queryset, fold(search_term.replace("\0", " ")))

    def get_changelist(self, request, **kwargs):
        return OrderedChangeList

    def get_list_filter(self, request):
        added = [filter_class for one in self.installed for filter_class in one.list_filters()]
        return [*super().get_list_filter(request), *added]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET:
            for one in self.installed:
                actions |= {action.__name__: self.get_action(action) for action in one.actions(request)}
        return actions

    def lookup_allowed(self, lookup, value, request=None):
        """Only what links of ours ask for: no regular expression over a table, no number of 20 digits."""
        if value.isdecimal() and len(value) > MAX_DIGITS:
            return False
        if lookup.rpartition(LOOKUP_SEP)[2] not in LOOKUPS_OF_LINKS:
            with suppress(FieldDoesNotExist, NotRelationField):
                get_fields_from_path(self.model, lookup)
                return super().lookup_allowed(lookup, value, request)
            filters = self.get_list_filter(request)
            return lookup in {getattr(one, "parameter_name", None) for one in filters}
        return super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, DisallowedModelAdminLookup) as error:
            raise UnknownFilter from error

    def changelist_view(self, request, extra_context=None):
        context = dict(extra_context or {})
        for one in self.installed:
            context |= one.list_context(request)
        try:
            return with_languages(super().changelist_view, request, context)
        except UnknownFilter:
            return self.list_refused(request)

    def list_refused(self, request):
        """The answer to an address that names a filter or a value which the list does not have."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(str(self.opts.verbose_name_plural)),
            "asked": sorted(request.GET.lists()),
        }
        return TemplateResponse(request, "admin/list_refused.html", context, status=400)

    def response_action(self, request, *args, **kwargs):
        """Django's, for those of the chosen rows whose keys a row can have."""
        request.POST = request.POST.copy()
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, [key for key in chosen if parse_key(key)])
        return super().response_action(request, *args, **kwargs)

    def label_remarks(self, row):
        return [
            *super().label_remarks(row),
            *(text for one in self.installed for text in one.label_remarks(row)),
        ]

    # The form

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or all(one.allows_change(request, obj) for one in self.installed))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        for one in self.installed:
            view = one.around_form_view(view)
        return with_languages(view, request, object_id, form_url, extra_context)

    def get_changeform_initial_data(self, request):
        """The values that the address names, or the filters of the list from which a row is added."""
        filters = QueryDict(request.GET.get("_changelist_filters", ""))
        filtered = {
            EXACT_LOOKUP.sub("", name): value for name, value in filters.items() if EXACT_LOOKUP.search(name)
        }
        initial = {f"{name}_precision": Precision.DAY for name in partial_dates_of(self.model)}
        for name, value in {**filtered, **request.GET.dict()}.items():
            with suppress(FieldDoesNotExist, ValidationError):
                field = self.model._meta.get_field(name)
                if field.editable and field.concrete and not field.many_to_many:
                    initial[name] = field.clean(value, None) if field.is_relation else field.to_python(value)
        return initial

    def get_fieldsets(self, request, obj=None):
        added = [fieldset for one in self.installed for fieldset in one.fieldsets(request, obj)]
        return [*super().get_fieldsets(request, obj), *added]

    def get_readonly_fields(self, request, obj=None):
        added = [name for one in self.installed for name in one.readonly_fields(request, obj)]
        return (*super().get_readonly_fields(request, obj), *added)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        for one in self.installed:
            one.prepare_form(request, obj, form_class)
        return form_class

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        for one in self.installed:
            context |= one.form_context(request, obj, context["adminform"].form)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # A save: the row, then its parts

    def save_model(self, request, obj, form, change):
        for one in self.installed:
            one.before_save(request, obj, form)
        super().save_model(request, obj, form, change)
        for one in self.installed:
            one.after_save(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for one in self.installed:
            one.before_save_parts(request, form, formset)
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for one in self.installed:
            one.after_save_parts(request, form)

    def response_add(self, request, obj, post_url_continue=None):
        return self.after_response(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self.after_response(request, obj, super().response_change(request, obj))

    def after_response(self, request, obj, response):
        """Django's redirect after a save, or a feature's."""
        for one in self.installed:
            if (address := one.redirect_after_save(obj)) and IS_POPUP_VAR not in request.POST:
                return HttpResponseRedirect(address)
        return self.with_carry_over(request, obj, response)

    def with_carry_over(self, request, obj, response):
        """The redirect to the form of another row, with the values that are the same for both."""
        kept = {name: obj.serializable_value(name) for name in self.carry_over}
        kept = {name: value for name, value in kept.items() if value is not None}
        if "_addanother" in request.POST and kept:
            address, _separator, query = response["Location"].partition("?")
            parameters = QueryDict(query, mutable=True)
            for name, value in kept.items():
                parameters[name] = value
            response["Location"] = f"{address}?{parameters.urlencode()}"
        return response

    # A deletion

    def get_deleted_objects(self, objs, request):
        to_delete, counts, perms_needed, protected = readable_deletion(
            *super().get_deleted_objects(objs, request)
        )
        added = [text for one in self.installed for text in one.protecting(objs)]
        return to_delete, counts, perms_needed, [*protected, *added]

    def delete_model(self, request, obj):
        for one in self.installed:
            one.before_delete(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)


def with_languages(view, *args):
    """The rendered page of a view, with the language after the label of a translated column: “Title [ja]”."""
    with show_language_code(True):
        response = view(*args)
        if hasattr(response, "render"):
            response.render()
        return response
