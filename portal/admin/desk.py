"""What the desks of all kinds of record have in common."""

from typing import cast

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import SplitDateTimeField
from django.forms.models import InlineForeignKeyField, ModelChoiceField
from translated_fields import TranslatedFieldAdmin

from portal.admin.autocomplete import Choosable, KnownAutocomplete
from portal.admin.defaults import FilledDesk, FilledForm
from portal.admin.pictures import PictureWidget
from portal.admin.wording import PlainDeletion
from portal.fields.pictures import PictureField
from portal.history.admin import HistoryDesk
from portal.history.forms import ReasonForm, WhyDesk
from portal.models import Record
from portal.publishing.admin import STATES, PublicationDesk, PublicationFilter, state_of
from portal.publishing.withdrawal import WithdrawalDesk, WithdrawalForm
from portal.quality.admin import CheckedForm, TranslationDesk, TranslationForm
from portal.text.words import fold


def exact(name: str, label):
    """A column of a change list that shows a date as exactly as it is known, and sorts by it."""

    @admin.display(description=label, ordering=f"{name}_on", empty_value="-")
    def column(record):
        return getattr(record, name)

    return column


class MomentWidget(AdminSplitDateTime):
    """A day and a time of day, each with the name that Django prints beside it, for those who hear it."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        labels = (context["date_label"], context["time_label"])
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["attrs"]["aria-label"] = label
        return context


class RecordForm(FilledForm, TranslationForm):
    """A form that holds to every constraint of the row, also to those on fields it does not show.

    Django leaves out constraints that touch excluded fields, and the database answers with an error
    page: a publisher's form without its source field, for example.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocomplete) and self.instance._state.fields_cache.get(name):
                related = getattr(self.instance, name)
                widget.known = (str(related.pk), cast(ModelChoiceField, field).label_from_instance(related))

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


class CheckedRecordForm(CheckedForm, ReasonForm, RecordForm):
    """The form of a row with a desk of its own."""


class StatementForm(WithdrawalForm, CheckedRecordForm):
    """The form of a record."""


class DeskAdmin(TranslatedFieldAdmin):
    """What records and the inlines of their parts have in common: folded search, autocomplete, no N+1."""

    form = RecordForm
    formfield_overrides = {
        models.DateTimeField: {"form_class": SplitDateTimeField, "widget": MomentWidget},
        models.URLField: {"assume_scheme": "https"},
        PictureField: {"widget": PictureWidget},
    }

    def related_fields(self, *, many: bool):
        return [
            field.name
            for field in (self.model._meta.many_to_many if many else self.model._meta.fields)
            if field.is_relation and (not many or field.remote_field.through._meta.auto_created)
        ]

    def get_autocomplete_fields(self, request):
        return [*self.related_fields(many=False), *self.related_fields(many=True)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", KnownAutocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return self.with_choices(field, db_field)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return self.with_choices(field, db_field)

    def with_choices(self, field, db_field):
        """What is chosen is called on the form as it was in the choice."""
        desk = self.admin_site._registry.get(db_field.related_model)
        if field and isinstance(desk, Choosable):
            field.label_from_instance = desk.choice
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Beside a choice are the ways to add and to change: not to delete what others name too."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
            widget.can_view_related = widget.can_view_related and not widget.can_change_related
        return field

    def get_queryset(self, request):
        paths = self.related_fields(many=False)
        for name in list(paths):
            related = self.model._meta.get_field(name).related_model
            if issubclass(related, Record):
                paths += related.owner_paths(f"{name}__")
        queryset = super().get_queryset(request)
        return queryset.select_related(*paths) if paths else queryset


class PartInline(DeskAdmin, admin.StackedInline):
    """Parts of a record, edited with it: never in a table, which texts in three languages make too wide."""

    extra = 0


class HistoryAdmin(Choosable, FilledDesk, TranslationDesk, WhyDesk, DeskAdmin, PlainDeletion, HistoryDesk):
    """A desk with history, and with a search that folds case, width and script as the public one does."""

    form = CheckedRecordForm
    list_per_page = 50
    show_full_result_count = False

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term.replace("\0", " ")))

    def view_on_site(self, obj):
        return obj.get_absolute_url()


class SharedAdmin(HistoryAdmin):
    """The desk of what is public at once and belongs to no record: sources, sectors.

    Whoever writes drafts adds one; once something public rests on it, publishers alone change it.
    """

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        publishes = request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")
        return allowed and (obj is None or publishes or not obj.in_public_use)


class RecordAdmin(WithdrawalDesk, PublicationDesk, HistoryAdmin):
    """The desk of a kind of record: drafts are written, published, withdrawn; never without a source."""

    form = StatementForm
    search_fields: tuple[str, ...] = ("folded__contains",)
    list_filter: tuple = (PublicationFilter,)
    stays: tuple[str, ...] = ("source",)

    def remarks(self, row):
        state = state_of(row)
        return [*super().remarks(row), *([] if state == "public" else [str(dict(STATES)[state])])]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["beneath"] = list(self.beneath(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)
