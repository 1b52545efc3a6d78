"""Duplicates on a desk: what is likely recorded twice, told apart or merged after a preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from translated_fields import show_language_code

from portal.admin.desk import RecordAdmin
from portal.duplicates import called_like, likely_pairs, weights
from portal.history.display import EMPTY_VALUE, display_value
from portal.history.forms import WhyForm
from portal.history.reasons import clean_comment
from portal.merging import Line, Merging
from portal.models.merger import Distinction, Merger
from portal.names import Likeness
from portal.publishing.admin import STATES, PublicationDesk, public_counts, state_of
from portal.relations import relations_to
from portal.text.punctuation import comma, headed, listed

PAIRS = 25  # on a page
SHOWN = 50  # rows of a kind that a preview links to; it says how many there are


@dataclass(frozen=True)
class Side:
    """One of two rows beside each other: what it is, and how much hangs on it."""

    row: Any
    weight: dict[str, int]

    @property
    def about(self) -> str:
        kind = self.row.get_kind_display() if hasattr(self.row, "kind") else ""
        country = self.row.country.name if hasattr(self.row, "country") else ""
        return listed(kind, country, dict(STATES)[state_of(self.row)])

    @property
    def hanging(self) -> list[str]:
        return [headed(capfirst(kind), number) for kind, number in self.weight.items()]


def reason(like: Likeness) -> str:
    """Why two rows are proposed."""
    names = listed(*dict.fromkeys([like.one, like.other]))
    if like.how == Likeness.SAME:
        return _("same name: %s") % names
    if like.how == Likeness.HEARD:
        return _("names that sound the same: %s") % names
    return _("names that differ in a letter: %s") % names


class MergingDesk(RecordAdmin):
    """The desk of a kind whose rows may be recorded twice."""

    actions = (*PublicationDesk.actions, "merge_two")  # type: ignore[assignment]
    change_list_template = "admin/merging/change_list.html"
    history_template = "admin/merging/history.html"

    def get_urls(self):
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("duplicates/", view(self.duplicates_view), name=f"{name}_duplicates"),
            path("merge/<int:one>/<int:other>/", view(self.merge_view), name=f"{name}_merge"),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request) -> bool:
        """Whoever may change, publish and delete these rows, and change and delete what hangs on them."""
        models = [relation.related_model for relation in relations_to(self.model)]
        rights = [(self.model, action) for action in ("change", "publish", "delete")]
        rights += [(model, action) for model in models for action in ("change", "delete")]
        return all(
            request.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
            for model, action in rights
        )

    def address(self, page: str, *parts: int) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=parts)

    # In a list

    def changelist_view(self, request, extra_context=None):
        context = {
            **(extra_context or {}),
            "plain_list": super().change_list_template or "admin/change_list.html",
            "duplicates": self.address("duplicates") if self.has_merge_permission(request) else "",
        }
        return super().changelist_view(request, context)

    # not `merge`: that is what the guard of stale forms does
    @admin.action(description=gettext_lazy("Merge the two selected records"), permissions=["merge"])
    def merge_two(self, request, queryset):
        pks = [*queryset.order_by("pk").values_list("pk", flat=True)[:3]]
        if len(pks) == 2:
            return HttpResponseRedirect(self.address("merge", *pks))
        self.message_user(request, _("Choose the two records that are to be one."), messages.WARNING)
        return None

    # When one is added

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change or not (alike := called_like(obj)):
            return
        page, more = ("merge", [obj.pk]) if self.has_merge_permission(request) else ("change", [])
        there = ((self.address(page, other.pk, *more), other.name) for other in alike)
        links = format_html_join(comma(), '<a href="{}">{}</a>', there)
        told = _("Is this recorded already? These are called alike: {}")
        self.message_user(request, format_html(told, links), messages.WARNING)

    # Pairs

    def duplicates_view(self, request):
        """What is likely recorded twice; or what was told apart, to be taken back."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.tell_apart(request)
        apart = "apart" in request.GET
        page: Any = Paginator(self.pairs(apart), PAIRS).get_page(request.GET.get("p"))
        rows = self.sides({pk for pair in page for pk in (pair.one, pair.other)})
        pairs = [
            (pair, rows[pair.one], rows[pair.other], None if apart else reason(pair.like))
            for pair in page
            if pair.one in rows and pair.other in rows
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Told apart") if apart else _("Likely duplicates"),
            "opts": self.opts,
            "apart": apart,
            "page": page,
            "pairs": pairs,
        }
        return TemplateResponse(request, "admin/merging/duplicates.html", context)

    def pairs(self, apart: bool) -> Any:
        if apart:
            return Distinction.between(self.model).select_related("user").order_by("-found_at", "-pk")
        return likely_pairs(self.model)

    def rows(self, pks: Iterable[int]) -> dict[int, Any]:
        """Some rows by their numbers; a number that none can have is that of no row."""
        return self.model._default_manager.in_bulk([pk for pk in pks if pk <= BigIntegerField.MAX_BIGINT])

    def sides(self, pks: Iterable[int]) -> dict[int, Side]:
        rows = self.rows(pks)
        heavy = weights(self.model, rows)
        return {pk: Side(row, heavy[pk]) for pk, row in rows.items()}

    def tell_apart(self, request):
        """Keep that two rows are not the same, or take that back."""
        pks = {int(pk) for name in ("one", "other") if (pk := request.POST.get(name, "")).isdecimal()}
        if len(self.rows(pks)) != 2:
            raise Http404
        if "back" in request.POST:
            Distinction.between(self.model, pks).delete()
            self.message_user(request, _("They may be proposed again."), messages.SUCCESS)
        else:
            Distinction.note(self.model, pks, request.user)
            self.message_user(request, _("They are not proposed again."), messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    # Merging

    def merge_view(self, request, one, other):
        """What merging two rows would do; done once that is confirmed, if it would still do the same."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        sides = self.sides({one, other})
        if len(sides) != 2:
            raise Http404
        asked = request.POST.get("stays") or request.GET.get("stays", "")
        stays = sides.get(int(asked) if asked.isdecimal() else 0) or max(sides.values(), key=likelier)
        (goes,) = (side for side in sides.values() if side is not stays)
        if request.method != "POST":
            return self.preview(request, Merging(stays.row, goes.row))
        return self.confirm(request, stays.row.pk, goes.row.pk)

    def confirm(self, request, stays: int, goes: int):
        take = request.POST.getlist("take")
        notice = _("This was changed since it was previewed. This is what merging would do now.")
        try:
            with transaction.atomic():  # what is shown again is read in it, and holds nobody up after it
                held = self.model._default_manager.select_for_update(of=("self",)).order_by("pk")
                rows = {row.pk: row for row in held.filter(pk__in=[stays, goes])}
                if len(rows) == 2:
                    merging = Merging(rows[stays], rows[goes], take, hold=True)
                    if merging.obstacles:
                        notice = _("Nothing was merged: something stands against it.")
                    elif merging.digest == request.POST.get("digest"):
                        merging.write(request.user, clean_comment(request.POST.get("why", "")))
                        return self.merged(request, merging)
        except ValidationError as error:
            notice = headed(_("Nothing was merged"), " ".join(error.messages))
        except IntegrityError:
            notice = _("Nothing was merged: the database refused what it would have come to.")
        rows = self.rows([stays, goes])
        if len(rows) != 2:
            raise Http404
        return self.preview(request, Merging(rows[stays], rows[goes], take), notice)

    def merged(self, request, merging: Merging):
        done = _("“%(goes)s” was merged into “%(stays)s”.")
        self.message_user(request, done % {"goes": merging.goes, "stays": merging.stays}, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", merging.stays.pk))

    def preview(self, request, merging: Merging, notice: str = ""):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge two records"),
            "opts": self.opts,
            "notice": notice,
            "merging": merging,
            "lines": [self.told(merging, line) for line in merging.lines if line.mine != line.theirs],
            "moves": [self.moved(move) for move in merging.moves if move.moved],
            "dropped": [self.twins(twin) for move in merging.moves for twin in move.twins],
            "obstacles": [self.twins(twin) for twin in merging.obstacles],
            "effect": [] if merging.obstacles else self.effect(merging),
            "why": WhyForm(initial={"why": request.POST.get("why", "")}),
            "shown": SHOWN,
        }
        status = 409 if notice else 200
        return TemplateResponse(request, "admin/merging/merge.html", context, status=status)

    @staticmethod
    def effect(merging: Merging) -> list[tuple[str, int, int]]:
        """What it changes for visitors: kind, number before, number after."""
        before, after = public_counts(), merging.try_out(public_counts)
        return [(kind, count, after[kind]) for kind, count in before.items() if after[kind] != count]

    @staticmethod
    def told(merging: Merging, line: Line) -> dict[str, Any]:
        """A field of both rows, in words."""
        return {
            "name": line.name,
            "label": label_of(line),
            "mine": in_words(merging.stays, line),
            "theirs": in_words(merging.goes, line),
            "contested": line.is_contested,
            "filled": line.is_filled,
            "taken": line.name in merging.take,
        }

    def moved(self, move) -> dict[str, Any]:
        return {
            "kind": move.relation.related_model._meta.verbose_name_plural,
            "number": len(move.moved),
            "rows": [self.linked(row) for row in move.moved[:SHOWN]],
        }

    def twins(self, twin: Merging) -> dict[str, Any]:
        return {
            "kind": twin.model._meta.verbose_name,
            "stays": self.linked(twin.stays),
            "goes": self.linked(twin.goes),
            "contested": listed(*map(label_of, twin.contested)),
            "filled": listed(*map(label_of, twin.filled)),
        }

    def linked(self, row) -> tuple[str, str]:
        """A row by name, and where it is changed: on its own desk or on that of what it is part of."""
        desk = row
        while type(desk) not in self.admin_site._registry:
            desk = next(filter(None, (getattr(desk, owner) for owner in desk.part_of)))
        return str(row), reverse(
            f"admin:{desk._meta.app_label}_{desk._meta.model_name}_change", args=[desk.pk]
        )

    # Afterwards

    def about(self, row, chronicle) -> dict[str, Any]:
        """With the history of a row the way to that of those merged into it, or of the one that it is now."""
        about = super().about(row, chronicle)
        mergers, key = Merger.objects.filter(kind=self.model._meta.label_lower), about["object"].pk
        merged = [*mergers.filter(row=key).order_by("merged_at")]
        last = self.model.history.filter(id__in=[one.gone for one in merged]).order_by("history_id")
        names = {version.id: str(version.instance) for version in last}
        return {
            **about,
            "merged": [(one, names.get(one.gone, one.slug)) for one in merged],
            "merged_into": None if about["is_there"] else mergers.filter(gone=key).first(),
        }


def likelier(side: Side) -> tuple:
    """Of two rows the one that rather stays: what is public, what more hangs on, what was there first."""
    return not side.row.is_draft, sum(side.weight.values()), -side.row.pk


def label_of(line: Line) -> str:
    with show_language_code(len(line.fields) == 1):
        return capfirst(str(line.fields[0].verbose_name))


def in_words(row, line: Line) -> str:
    """What a row says in a field; of a text in several languages what there is of it."""
    values = (getattr(row, one.name) for one in line.fields)
    told = [
        display_value(one, value.all() if one.many_to_many else value)
        for one, value in zip(line.fields, values, strict=True)
    ]
    return "\n".join(text for text in told if text != EMPTY_VALUE) or EMPTY_VALUE
