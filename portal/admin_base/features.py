"""What a feature (publication, history, spreadsheets ...) adds to the admin of a model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse

# Messages of Django's own log, from which it writes “Recent actions”.
ADDED: list[dict] = [{"added": {}}]
CHANGED: list[dict] = [{"changed": {}}]


class AdminFeature:
    """A declared contribution to a model admin.

    A `FeatureAdmin` lists its features, in order, and asks each of them at the hooks of Django's
    `ModelAdmin`. Every method here adds to what Django does; by default it adds nothing. `obj` is the stored
    row, None for a new one.
    """

    # Fields of the form that are no columns of the model; `fieldsets()` says where they stand.
    form_fields: ClassVar[Mapping[str, forms.Field]] = {}

    def __init__(self, admin: Any):
        self.admin = admin
        self.model, self.opts = admin.model, admin.opts

    # Pages

    def urls(self) -> list[URLPattern]:
        """Pages of its own, below the address of the list."""
        return []

    def page(self, route: str, view: Callable, name: str, **kwargs) -> URLPattern:
        """One of `urls()`, for staff alone, named like the admin's own pages: admin:<app>_<model>_<name>."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin.admin_site.admin_view(view), kwargs, name=name)

    def reverse(self, name: str, *args) -> str:
        """The address of a page of this admin."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def page_context(self, request, title: Any, **context) -> dict[str, Any]:
        """The context of a page of its own: what the admin's templates need, and `context`."""
        return {**self.admin.admin_site.each_context(request), "opts": self.opts, "title": title, **context}

    def around_form_view(self, view: Callable) -> Callable:
        """The view of the form, wrapped: `view(request, object_id, form_url, extra_context)`."""
        return view

    # The list

    def list_filters(self) -> Sequence[Any]:
        return ()

    def actions(self, request) -> Sequence[Callable]:
        """Actions on chosen rows that this user may take: functions of model admin, request and queryset."""
        return ()

    def list_context(self, request) -> dict[str, Any]:
        """What the template of the list is given."""
        return {}

    def label_remarks(self, row: Any) -> list[str]:
        """What tells a row from its namesakes where one is chosen from a list."""
        return []

    # The form

    def allows_change(self, request, obj: Any) -> bool:
        """Whether the feature lets a user change a row that Django's permissions let them change."""
        return True

    def fieldsets(self, request, obj: Any) -> list[tuple[Any, dict]]:
        """Fieldsets below those of the admin class."""
        return []

    def readonly_fields(self, request, obj: Any) -> Sequence[str]:
        return ()

    def prepare_form(self, request, obj: Any, form_class: Any) -> None:
        """Set what the form has to know of the request; the class is made anew for each."""

    def init_form(self, form: Any) -> None:
        """Complete a form that was just made."""

    def clean_form(self, form: Any) -> None:
        """Check `form.cleaned_data` and complete it; errors are added with `form.add_error()`."""

    def form_context(self, request, obj: Any, form: Any) -> dict[str, Any]:
        """What the template of the form is given."""
        return {}

    def attached_histories(self, key: Any) -> list[QuerySet]:
        """Versions of what belongs to the row with this key and is no part that its form edits in rows.

        Each queryset is of one model, a `RowReference`.
        """
        return []

    def redirect_after_save(self, obj: Any) -> str | None:
        """The page that is opened after a save instead of the list."""
        return None

    def history_context(self, row: Any, versions: Any) -> dict[str, Any]:
        """What the template of the history is given; `row` is None for one that was deleted."""
        return {}

    # A save, in the order of the methods: before and after the row is written, then its parts

    def before_save(self, request, obj: Any, form: Any) -> None:
        pass

    def after_save(self, request, obj: Any, form: Any, change: bool) -> None:
        pass

    def before_save_parts(self, request, form: Any, formset: Any) -> None:
        pass

    def after_save_parts(self, request, form: Any) -> None:
        pass

    # A deletion

    def before_delete(self, request, obj: Any) -> None:
        pass

    def protecting(self, rows: Any) -> list[str]:
        """Rows that keep others from being deleted, beside those that Django finds: how they are listed."""
        return []
