"""Duplicates in the admin: likely pairs, found to be different or merged after a preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from translated_fields import show_language_code

from portal.admin_base.features import CHANGED, AdminFeature
from portal.duplicates.merging import FieldComparison, MergePlan, RelationMove
from portal.duplicates.models import Distinction, Merger
from portal.duplicates.names import MatchKind, NameMatch
from portal.duplicates.proposals import count_related_rows, likely_pairs, similar_records
from portal.duplicates.relations import relations_to
from portal.history.display import EMPTY_VALUE, display_value
from portal.history.forms import ReasonForm
from portal.history.reasons import clean_comment
from portal.publishing.states import state_label
from portal.publishing.steps import public_counts
from portal.text.numbers import LARGEST_KEY, parse_key
from portal.text.punctuation import comma, comma_list, with_label

PAIRS_PER_PAGE = 25
MAX_LINKED_ROWS = 50  # of one relation in a preview, which says how many there are


@dataclass(frozen=True)
class RecordSummary:
    """One of two records side by side, with the number of rows that refer to it by their kind."""

    record: Any
    related_counts: dict[str, int]

    @property
    def description(self) -> str:
        kind = self.record.get_kind_display() if hasattr(self.record, "kind") else ""
        country = self.record.country.name if hasattr(self.record, "country") else ""
        return comma_list(kind, country, state_label(self.record))

    @property
    def related(self) -> list[str]:
        return [with_label(capfirst(kind), number) for kind, number in self.related_counts.items()]

    @property
    def merge_rank(self) -> tuple:
        """The higher one is the default target: public, with more related rows, recorded earlier."""
        return not self.record.is_withheld, sum(self.related_counts.values()), -self.record.pk


def match_reason(match: NameMatch) -> str:
    """Why two records are proposed as duplicates."""
    names = comma_list(*dict.fromkeys([match.one, match.other]))
    if match.kind == MatchKind.SAME:
        return _("same name: %s") % names
    if match.kind == MatchKind.SOUND:
        return _("names that sound the same: %s") % names
    if match.kind == MatchKind.INITIALS:
        return _("same surname and initials: %s") % names
    return _("names that differ by one letter: %s") % names


class Merging(AdminFeature):
    """Likely duplicates of a kind of record: found to be different, or merged after a preview."""

    def urls(self):
        return [
            self.page("duplicates/", self.duplicates_view, "duplicates"),
            self.page("merge/<int:one>/<int:other>/", self.merge_view, "merge"),
        ]

    def may_merge(self, request) -> bool:
        """Whether a user may change, publish and delete these records, and change and delete related rows."""
        models = [relation.related_model for relation in relations_to(self.model)]
        rights = [(self.model, action) for action in ("change", "publish", "delete")]
        rights += [(model, action) for model in models for action in ("change", "delete")]
        return all(
            request.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
            for model, action in rights
        )

    # The list

    def list_context(self, request):
        return {"duplicates_url": self.reverse("duplicates") if self.may_merge(request) else ""}

    def actions(self, request):
        return [merge_two] if self.may_merge(request) else []

    # Adding a record

    def after_save(self, request, obj, form, change):
        if change or not (similar := similar_records(obj)):
            return
        page, args = ("merge", [obj.pk]) if self.may_merge(request) else ("change", [])
        urls = ((self.reverse(page, other.pk, *args), other.name) for other in similar)
        links = format_html_join(comma(), '<a href="{}">{}</a>', urls)
        warning = _("Is this already recorded? Similar names: {}")
        self.admin.message_user(request, format_html(warning, links), messages.WARNING)

    # Likely pairs

    def duplicates_view(self, request):
        """The likely duplicates; with `?apart` the pairs found to be different, to be undone."""
        if not self.may_merge(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.save_distinction(request)
        apart = "apart" in request.GET
        pairs: Any = likely_pairs(self.model)
        if apart:
            pairs = Distinction.between(self.model).select_related("user").order_by("-found_at", "-pk")
        page: Any = Paginator(pairs, PAIRS_PER_PAGE).get_page(request.GET.get("p"))
        summaries = self.summaries({pk for pair in page for pk in (pair.one, pair.other)})
        title = _("Marked as different") if apart else _("Likely duplicates")
        context = {
            **self.page_context(request, title),
            "apart": apart,
            "page": page,
            "pairs": [
                (
                    pair,
                    summaries[pair.one],
                    summaries[pair.other],
                    None if apart else match_reason(pair.match),
                )
                for pair in page
                if pair.one in summaries and pair.other in summaries
            ],
        }
        return TemplateResponse(request, "admin/merging/duplicates.html", context)

    def records(self, pks: Iterable[int]) -> dict[int, Any]:
        """Records by number. Numbers that are too large for the database are ignored."""
        return self.model._default_manager.in_bulk([pk for pk in pks if pk <= LARGEST_KEY])

    def summaries(self, pks: Iterable[int]) -> dict[int, RecordSummary]:
        records = self.records(pks)
        counts = count_related_rows(self.model, records)
        return {pk: RecordSummary(record, counts[pk]) for pk, record in records.items()}

    def save_distinction(self, request):
        """Note that two records are different, or undo that."""
        pks = {pk for name in ("one", "other") if (pk := parse_key(request.POST.get(name, "")))}
        if len(self.records(pks)) != 2:
            raise Http404
        if "undo" in request.POST:
            Distinction.between(self.model, pks).delete()
            self.admin.message_user(request, _("They may be suggested again."), messages.SUCCESS)
        else:
            Distinction.note(self.model, pks, request.user)
            self.admin.message_user(request, _("They will not be suggested again."), messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    # Merging

    def merge_view(self, request, one, other):
        """Preview a merge; on POST execute it, unless it would now change something else."""
        if not self.may_merge(request):
            raise PermissionDenied
        summaries = self.summaries({one, other})
        if len(summaries) != 2:
            raise Http404
        chosen = request.POST.get("target") or request.GET.get("target", "")
        default = max(summaries.values(), key=lambda summary: summary.merge_rank)
        target = summaries.get(parse_key(chosen) or 0, default).record
        (duplicate,) = (summary.record for summary in summaries.values() if summary.record != target)
        if request.method == "POST":
            return self.execute_merge(request, target.pk, duplicate.pk)
        return self.preview(request, MergePlan(target, duplicate))

    def execute_merge(self, request, target: int, duplicate: int):
        overwrite = request.POST.getlist("overwrite")
        notice = _("This was changed after the preview. This is what merging would do now.")
        try:
            with transaction.atomic():  # the preview after it reads the rows again, without locks
                locked = self.model._default_manager.select_for_update(of=("self",)).order_by("pk")
                rows = locked.in_bulk([target, duplicate])
                if len(rows) == 2:
                    plan = MergePlan(rows[target], rows[duplicate], overwrite, lock=True)
                    if plan.blocking:
                        notice = _("Nothing was merged: there are conflicts to resolve first.")
                    elif plan.digest == request.POST.get("digest"):
                        self.admin.log_deletions(request, [plan.duplicate])
                        plan.execute(request.user, clean_comment(request.POST.get("why", "")))
                        message = _("“%(goes)s” was merged into “%(stays)s”.")
                        names = {"goes": plan.duplicate, "stays": plan.target}
                        self.admin.message_user(request, message % names, messages.SUCCESS)
                        self.admin.log_change(request, plan.target, CHANGED)
                        return HttpResponseRedirect(self.reverse("change", target))
        except ValidationError as error:
            notice = with_label(_("Nothing was merged"), " ".join(error.messages))
        except IntegrityError:
            notice = _("Nothing was merged: the database rejected the result.")
        rows = self.records([target, duplicate])
        if len(rows) != 2:
            raise Http404
        return self.preview(request, MergePlan(rows[target], rows[duplicate], overwrite), notice)

    def preview(self, request, plan: MergePlan, notice: str = ""):
        context = {
            **self.page_context(request, _("Merge two records")),
            "notice": notice,
            "plan": plan,
            "fields": [field_context(plan, field) for field in plan.fields if field.differs],
            "moves": [self.move_context(move) for move in plan.moves if move.rows],
            "collisions": [self.collision_context(each) for move in plan.moves for each in move.collisions],
            "blocking": [self.collision_context(each) for each in plan.blocking],
            "changed_counts": [] if plan.blocking else changed_counts(plan),
            "why": ReasonForm(initial={"why": request.POST.get("why", "")}),
            "shown": MAX_LINKED_ROWS,
        }
        status = 409 if notice else 200
        return TemplateResponse(request, "admin/merging/merge.html", context, status=status)

    def move_context(self, move: RelationMove) -> dict[str, Any]:
        return {
            "kind": move.relation.related_model._meta.verbose_name_plural,
            "number": len(move.rows),
            "links": [self.link_to(row) for row in move.rows[:MAX_LINKED_ROWS]],
        }

    def collision_context(self, plan: MergePlan) -> dict[str, Any]:
        return {
            "kind": plan.model._meta.verbose_name,
            "target": self.link_to(plan.target),
            "duplicate": self.link_to(plan.duplicate),
            "conflicts": comma_list(*map(label_of, plan.conflicts)),
            "filled": comma_list(*map(label_of, plan.filled)),
        }

    def link_to(self, row) -> tuple[str, str]:
        """The name of a row, and the address of the admin page on which it, or its owner, is changed."""
        owner = row
        while type(owner) not in self.admin.admin_site._registry:
            owner = next(filter(None, (getattr(owner, name) for name in owner.part_of)))
        opts = owner._meta
        return str(row), reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[owner.pk])

    # History

    def history_context(self, row, versions):
        """Links to the histories of merged duplicates, or to that of the record which this one became."""
        mergers = Merger.objects.filter(kind=self.model._meta.label_lower)
        pk = row.pk if row else versions.last_row.pk
        merged = [*mergers.filter(row=pk).order_by("merged_at")]
        last = self.model.history.filter(id__in=[merger.gone for merger in merged]).order_by("history_id")
        names = {version.id: str(version.instance) for version in last}
        return {
            "merged": [(merger, names.get(merger.gone, merger.slug)) for merger in merged],
            "merged_into": None if row else mergers.filter(gone=pk).first(),
        }


@admin.action(description=gettext_lazy("Merge the two selected records"))
def merge_two(model_admin, request, queryset):
    """Open the preview of a merge."""
    pks = [*queryset.order_by("pk").values_list("pk", flat=True)[:3]]
    if len(pks) == 2:
        name = f"admin:{queryset.model._meta.app_label}_{queryset.model._meta.model_name}_merge"
        return HttpResponseRedirect(reverse(name, args=pks))
    model_admin.message_user(request, _("Select the two records to merge."), messages.WARNING)
    return None


def changed_counts(plan: MergePlan) -> list[tuple[str, int, int]]:
    """The public totals that a merge changes: kind, number before, number after."""
    before, after = public_counts(), plan.try_out(public_counts)
    return [(kind, count, after[kind]) for kind, count in before.items() if after[kind] != count]


def field_context(plan: MergePlan, field: FieldComparison) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": label_of(field),
        "target_value": display_field(plan.target, field),
        "duplicate_value": display_field(plan.duplicate, field),
        "is_conflict": field.is_conflict,
        "is_filled": field.is_filled,
        "overwrite": field.name in plan.overwrite,
    }


def label_of(field: FieldComparison) -> str:
    with show_language_code(len(field.fields) == 1):
        return capfirst(str(field.fields[0].verbose_name))


def display_field(row, field: FieldComparison) -> str:
    """A row's value in words; of a translated text every language that there is, a line each."""
    values = ((column, getattr(row, column.name)) for column in field.fields)
    texts = [display_value(column, value.all() if column.many_to_many else value) for column, value in values]
    return "\n".join(text for text in texts if text != EMPTY_VALUE) or EMPTY_VALUE
