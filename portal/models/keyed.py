"""What every row of the record has: a natural key, history, and perhaps a slug and a page."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, reduce
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.fields.dates import date_columns, date_problem
from portal.models.constraints import not_empty
from portal.models.history import History
from portal.text.invisible import invisible_codes, strip_invisible
from portal.text.words import stem, words

MAX_MADE_SLUG = 75  # characters, which leaves room for a number


def follow_path(row: models.Model, path: str) -> Any:
    """The value at the end of a path of lookups (`edition__fair__slug`) from a row."""
    return reduce(getattr, path.split("__"), row)


@cache
def related_model(model: Any, path: str) -> Any:
    """The model at the end of a path of relations."""
    return reduce(lambda one, name: one._meta.get_field(name).related_model, path.split("__"), model)


@cache
def page_pattern(page: str, parts: int, language: str | None) -> str:
    """The address of a page in a language, with %s for its parts.

    Slugs and years stand in an address as they are, so that `reverse()` is asked once for each kind of page.
    """
    places = [f"{10**9 + place}" for place in range(parts)]
    pattern = reverse(page, args=places)
    return reduce(lambda address, place: address.replace(place, "%s", 1), places, pattern)


def page_address(page: str, *parts) -> str:
    """The address of a page in the active language."""
    return page_pattern(page, len(parts), get_language() or settings.LANGUAGE_CODE) % parts


def invisible_error(codes: str) -> ValidationError:
    message = _("It contains an invisible character (%(codes)s): delete it, or type the value again.")
    return ValidationError(message, code="invisible", params={"codes": codes})


@cache
def choice_labels(field: models.Field) -> dict:
    """The labels of a field's choices, by value."""
    return dict(field.flatchoices)


@cache
def written_fields(model: type[models.Model], codes: bool) -> list[models.Field]:
    """The fields whose values are typed: as codes (short names, values of closed lists), or as texts."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and bool(field.choices or isinstance(field, models.SlugField)) is codes
    ]


class KeyedQuerySet(models.QuerySet):
    def get_by_natural_key(self, *values):
        """Find a row by its `KEY`; a part of it that is a relation takes as many values as that one's.

        Raises ValueError for a key of another length.
        """
        paths = cast(type[Keyed], self.model).key_paths()
        return self.get(**dict(zip(paths, values, strict=True)))

    def published(self, at: datetime | None = None) -> Self:
        """All of them: a model that knows no drafts (sources, sectors) is public."""
        return self.all()

    def as_of(self, day: date | None) -> Self:
        """The rows whose event had happened by the end of `day`; all, where a model has no date."""
        return self

    def with_owners(self) -> Self:
        return self

    def search(self, text: str) -> Self:
        """Rows that contain every word of `text`, in any order, case, width or ending.

        A word may stand in their own `folded` column or in that of what they are found by (`FOUND_BY`).
        """
        found = self
        for word in words(text):
            found = found.filter(self.holding(word))
        return found

    def holding(self, word: str) -> Q:
        """The condition for containing one word. Each column is a query of its own: no index serves an OR."""
        model = cast(type[Keyed], self.model)
        own = Q(folded__contains=stem(word))
        if not model.FOUND_BY:
            return own
        rows = model._default_manager.order_by()
        places = [
            rows.filter(**{f"{path}__in": related.objects.published().filter(folded__contains=stem(word))})
            for path, related in ((path, related_model(model, path)) for path in model.FOUND_BY)
        ]
        return Q(pk__in=rows.filter(own).values("pk").union(*(place.values("pk") for place in places)))


class Keyed(models.Model):
    """A row that fixtures name by a natural key, and whose every change is kept in a history.

    `FOUND_BY` are the relations whose words find it too: a document by its parties. `PAST_DATES` are dates
    of what has happened when it is recorded.
    """

    KEY: ClassVar[tuple[str, ...]] = ("slug",)
    PAST_DATES: ClassVar[tuple[str, ...]] = ()
    FOUND_BY: ClassVar[tuple[str, ...]] = ()

    objects = KeyedQuerySet.as_manager()
    history = History(inherit=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.strip_invisible()
        with transaction.atomic(savepoint=False):  # the row and the mark of its change: both or none
            super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        """Django's, which asks for the type of each value; and whether the value can be meant."""
        self.strip_invisible()
        excluded = {*(exclude or ())}
        unseen = {name: text for name, text in self.invisible_fields().items() if name not in excluded}
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(excluded | {*unseen})
        except ValidationError as error:
            errors = error.error_dict
        for name, message in {**unseen, **self.implausible_fields()}.items():
            if name not in errors and name not in excluded:
                errors[name] = message
        if errors:
            raise ValidationError(errors)

    def invisible_fields(self) -> dict[str, Any]:
        """Codes with characters that nobody sees, which are named: an error by the name of the field."""
        return {
            field.name: invisible_error(codes)
            for field in written_fields(type(self), codes=True)
            if (codes := invisible_codes(str(getattr(self, field.attname))))
        }

    def strip_invisible(self) -> None:
        """Leave out of the texts what nobody sees: two names that differ by it are one to every reader."""
        for field in written_fields(type(self), codes=False):
            if isinstance(text := self.__dict__.get(field.attname), str):
                setattr(self, field.attname, strip_invisible(text))

    def _get_FIELD_display(self, field):
        # Django's own asks for the label of every choice, in the visitor's language, to find one
        value = getattr(self, field.attname)
        return str(choice_labels(field).get(value, value))

    def implausible_fields(self) -> dict[str, str]:
        """What is wrong with values that their fields take: a message by the name of the field."""
        problems = {}
        for name in date_columns(type(self)):
            if message := date_problem(getattr(self, name), is_past=name in self.PAST_DATES):
                problems[name] = message
        return problems

    @classmethod
    def key_paths(cls) -> list[str]:
        """The lookups of the values of a natural key, in order."""
        paths = []
        for name in cls.KEY:
            related = cast(type[Keyed] | None, cls._meta.get_field(name).related_model)
            paths += [f"{name}__{path}" for path in related.key_paths()] if related else [name]
        return paths

    def natural_key(self) -> tuple:
        key: list = []
        for name in self.KEY:
            value = getattr(self, name)
            key += value.natural_key() if isinstance(value, Keyed) else [value]
        return tuple(key)


class Slugged(Keyed):
    """A row with a slug, its public id, which stays when names change; fixtures own it.

    `page` names the address at which it is shown, if it is shown at all, and `page_paths` what stands in it.
    `NAMED_AFTER` names the fields of which the admin makes a slug where editors give none.
    """

    NAMED_AFTER: ClassVar[tuple[str, ...]] = ()
    page: ClassVar[str] = ""
    page_paths: ClassVar[tuple[str, ...]] = ("slug",)

    slug = models.SlugField(
        _("short name in addresses"),
        max_length=80,
        unique=True,
        help_text=_("Used in the page's address. If you change it, the old address leads here."),
    )

    class Meta:
        abstract = True
        constraints = [*not_empty("slug")]

    @classmethod
    def made_slug(cls, values: Mapping[str, Any]) -> str:
        """A slug of the slugs and words of what a row is named after; it may be taken."""
        made = ""
        for name in cls.NAMED_AFTER:
            value = values.get(name)
            part = slugify(str(getattr(value, "slug", value or "")))
            made = part if part.startswith(f"{made}-") else f"{made}-{part}".strip("-")
        return made[:MAX_MADE_SLUG].strip("-")

    def implausible_fields(self):
        problems = super().implausible_fields()
        if self.slug != self.slug.lower():  # people take two slugs that differ in case for one
            problems["slug"] = _("Use lower case: %(slug)s.") % {"slug": self.slug.lower()}
        return problems
