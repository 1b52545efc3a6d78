"""What every row of the record has: a natural key, history, and (if it is a record) publication."""

from datetime import date, datetime
from functools import cache, reduce
from typing import Any, ClassVar, Self, cast

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from portal.fields import LANGUAGES, Text
from portal.models.rules import filled
from portal.words import language_of, stem, words


class CachedHistoryManager(HistoryManager):
    """The manager of a history. Its class is made once, not at each save, which is a seventh of the time."""

    @classmethod
    @cache
    def from_queryset(cls, *args):
        return super().from_queryset(*args)


class History(HistoricalRecords):
    """History of what was stated. What the database derives from it is not copied."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, history_manager=CachedHistoryManager, **kwargs)

    def create_historical_record_m2ms(self, history_instance, instance):
        if history_instance.history_type != "+":  # a new row is related to nothing yet
            super().create_historical_record_m2ms(history_instance, instance)

    def fields_included(self, model):
        return [field for field in super().fields_included(model) if not field.generated]


def follow(row: models.Model, path: str) -> Any:
    """What a path of lookups (`edition__fair__slug`) leads to from a row."""
    return reduce(getattr, path.split("__"), row)


@cache
def related_model(model: Any, path: str) -> Any:
    """The model at the end of a path of relations."""
    return reduce(lambda one, name: one._meta.get_field(name).related_model, path.split("__"), model)


@cache
def page_pattern(page: str, parts: int, language: str | None) -> str:
    """The address of a page in a language, with places for its parts.

    Slugs and years stand in an address as they are, so that `reverse()` is asked once for each kind of page.
    """
    places = [f"{10**9 + place}" for place in range(parts)]
    pattern = reverse(page, args=places)
    return reduce(lambda address, place: address.replace(place, "%s", 1), places, pattern)


def page_address(page: str, *parts) -> str:
    """The address of a page in the active language."""
    return page_pattern(page, len(parts), get_language() or settings.LANGUAGE_CODE) % parts


@cache
def labels_of(field: models.Field) -> dict:
    """What the values of a field with choices are called."""
    return dict(field.flatchoices)


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
        """Those that were there at the end of `day`: all, unless they are dated."""
        return self

    def with_owners(self) -> Self:
        return self

    def search(self, text: str) -> Self:
        """Rows that hold every word of `text`, in any order, case, width or ending.

        A word may stand in their own `folded` column or in that of what they are found by (`FOUND_BY`).
        """
        found = self
        for word in words(text):
            found = found.filter(self.holding(word))
        return found

    def holding(self, word: str) -> Q:
        """The condition for holding one word. Each place is looked up by itself: no index serves an OR."""
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
    """A row that fixtures can name without a number, and whose every change is kept.

    `FOUND_BY` are the relations whose words find it too: a document by its parties.
    """

    KEY: ClassVar[tuple[str, ...]] = ("slug",)
    FOUND_BY: ClassVar[tuple[str, ...]] = ()

    objects = KeyedQuerySet.as_manager()
    history = History(inherit=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic(savepoint=False):  # the row and the mark of its change: both or none
            super().save(*args, **kwargs)

    def _get_FIELD_display(self, field):
        # Django's own asks for the label of every choice, in the visitor's language, to find one
        value = getattr(self, field.attname)
        return str(labels_of(field).get(value, value))

    @classmethod
    def key_paths(cls) -> list[str]:
        """The lookups that the values of a natural key answer to, in order."""
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
    """A row with a public id of its own. The id stays when names change; fixtures own it.

    `page` names the address at which it is shown, if it is shown at all, and `page_paths` what stands in it.
    Of the fields in `NAMED_AFTER` the desk makes an id, where editors give none.
    """

    NAMED_AFTER: ClassVar[tuple[str, ...]] = ()
    page: ClassVar[str] = ""
    page_paths: ClassVar[tuple[str, ...]] = ("slug",)

    slug = models.SlugField(
        _("short name in addresses"),
        max_length=80,
        unique=True,
        help_text=_("Stands in the address; once changed, the old one leads here. Fixtures name it too."),
    )

    class Meta:
        abstract = True
        constraints = [*filled("slug")]


class OwnedQuerySet(KeyedQuerySet):
    """Rows that are public or not, by themselves or through their owner. Said here and nowhere else."""

    def published(self, at: datetime | None = None) -> Self:
        """What anyone may see at the moment `at` (now)."""
        return self.filter(cast(type[Owned], self.model).public_q(at or timezone.now()))

    def visible_to(self, user) -> Self:
        """What this visitor may see: staff who may view the model see drafts too, a `Preview` one of them."""
        model = cast(type[Owned], self.model)
        if hasattr(user, "shows"):
            return self.filter(model.public_q(timezone.now()) | user.shows(model))
        view = f"{model._meta.app_label}.view_{model._meta.model_name}"
        return self.all() if user.is_staff and user.has_perm(view) else self.published()

    def supported_by(self, source) -> Self:
        """Rows that rest on `source`, as their source or as a further one."""
        more = getattr(source, f"{self.model._meta.app_label}_{self.model._meta.model_name}_more", None)
        return self.filter(Q(source=source) | (Q(pk__in=more.values("pk")) if more else Q()))

    def with_owners(self) -> Self:
        """Fetch what the records are part of: their names and addresses are made with it."""
        owners = cast(type[Owned], self.model).owner_paths()
        return self.select_related(*owners) if owners else self


class RecordQuerySet(OwnedQuerySet):
    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)

    def with_sources(self) -> Self:
        """Fetch the sources with the records: a page prints them beside each statement."""
        return self.select_related("source").prefetch_related("more_sources")


class Owned(Keyed):
    """Something that may be `part_of` other records: it is public only when all of those are.

    An owner that is not set (a forum outside any fair) withholds nothing.
    """

    part_of: ClassVar[tuple[str, ...]] = ()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def owner_paths(cls, prefix: str = "") -> list[str]:
        """The relations that lead to all owners: for an exhibitor edition, edition__fair, organization."""
        paths = []
        for name in cls.part_of:
            paths += [f"{prefix}{name}", *cls.owner_model(name).owner_paths(f"{prefix}{name}__")]
        return paths

    @classmethod
    def owner_model(cls, name: str) -> "type[Owned]":
        return cast(type[Owned], cls._meta.get_field(name).related_model)

    def owners(self) -> list:
        """The records that this one is part of, and those they are part of, each once."""
        owners = []
        for name in self.part_of:
            if owner := getattr(self, name):
                owners += [owner, *owner.owners()]
        return list(dict.fromkeys(owners))

    @classmethod
    def own_public_q(cls, at: datetime, prefix: str) -> Q:
        return Q()

    @classmethod
    def public_q(cls, at: datetime, prefix: str = "") -> Q:
        """The condition for being public at `at`, as seen through the relation `prefix`."""
        condition = cls.own_public_q(at, prefix)
        for name in cls.part_of:
            field = cls._meta.get_field(name)
            owner = cls.owner_model(name).public_q(at, f"{prefix}{name}__")
            condition &= (Q(**{f"{prefix}{name}__isnull": True}) | owner) if field.null else owner
        return condition


class Part(Owned):
    """A part of a record (a signatory, an appearance, a photo): public exactly when its owner is."""

    class Meta:
        abstract = True


class Record(Slugged, Owned):
    """A statement of the record, with its source: drafted, published, corrected, never anonymous.

    `published_at` is the one fact about publication: NULL is a draft, a future moment is scheduled,
    a past one is public (if the owners in `part_of` are). A published record has a source: the
    database refuses one without. `has_page` is false for records shown on their owner's page.
    """

    has_page: ClassVar[bool] = True

    published_at = models.DateTimeField(
        _("public from"), null=True, blank=True, help_text=_("Empty: a draft. In the future: scheduled.")
    )
    source = models.ForeignKey(
        "portal.Source",
        models.PROTECT,
        verbose_name=_("source"),
        null=True,
        blank=True,
        related_name="%(app_label)s_%(class)s_set",
        help_text=_("Where this is stated. A record cannot be published without it."),
    )
    more_sources = models.ManyToManyField(
        "portal.Source",
        verbose_name=_("further sources"),
        blank=True,
        related_name="%(app_label)s_%(class)s_more",
        help_text=_("Others that state the same."),
    )
    submitted_at = models.DateTimeField(
        _("submitted for review at"), null=True, blank=True, help_text=_("Empty: still being written.")
    )
    reviewed_on = models.DateField(
        _("last checked against its sources on"), null=True, blank=True, help_text=_("Empty: never.")
    )

    objects = RecordQuerySet.as_manager()
    _history_m2m_fields: ClassVar[tuple[str, ...]] = ("more_sources",)

    class Meta(Slugged.Meta):
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(source__isnull=False),
                name="%(app_label)s_%(class)s_published_implies_source",
                violation_error_message=_("A record without a source cannot be published: name its source."),
            ),
        ]
        indexes = [models.Index(fields=["published_at"], name="%(app_label)s_%(class)s_pub")]

    def get_absolute_url(self) -> str:
        return page_address(self.page, *(follow(self, path) for path in self.page_paths))

    @classmethod
    def own_public_q(cls, at: datetime, prefix: str) -> Q:
        return Q(**{f"{prefix}published_at__lte": at})

    @property
    def withheld_by(self) -> "Record | None":
        """The first of this record and its owners that is not public: visitors do not see it."""
        return next((record for record in (self, *self.owners()) if record.is_draft), None)

    @property
    def is_draft(self) -> bool:
        """Not public by its own date. (Its owner may keep it back even when it is.)"""
        return self.published_at is None or self.published_at > timezone.now()

    @property
    def verbose_kind(self) -> str:
        return str(self._meta.verbose_name)

    def sources(self) -> list:
        """The source and the further ones, each once. Free after `with_sources()` or `attach_sources()`."""
        if (attached := self.__dict__.get("attached_sources")) is not None:
            return attached
        more = sorted(self.more_sources.all(), key=lambda source: source.slug)
        return list(dict.fromkeys([self.source, *more] if self.source else more))

    def publish(self, at: datetime | None = None) -> None:
        """Make the record public from `at` (now) on.

        Raises ValidationError, and writes nothing, when a rule of the record is broken.
        """
        before, self.published_at = self.published_at, at or timezone.now()
        try:
            self.full_clean()
        except Exception:
            self.published_at = before
            raise
        self.save()

    def unpublish(self) -> None:
        """Make the record a draft again, still to be written. Its text and history stay."""
        self.published_at = self.submitted_at = None
        self.save()


def attach_sources(records: list, known: dict | None = None) -> None:
    """Give some fetched records of one kind their sources, in two queries; one if they are all `known`.

    `with_sources()` says the same of a query; for the rows of a list it takes three times as long, since
    each row gets a manager and its own copy of the source.
    """
    if not records:
        return
    name, more = records[0]._meta.model_name, type(records[0]).more_sources
    pairs = more.through.objects.filter(**{f"{name}__in": [record.pk for record in records]})
    further: dict[int, list[int]] = {}
    for pk, source in pairs.values_list(f"{name}_id", "source_id"):
        further.setdefault(pk, []).append(source)
    sources = {} if known is None else known
    wanted = {record.source_id for record in records if record.source_id}.union(*further.values())
    if missing := wanted - sources.keys():
        sources.update(more.rel.model.objects.in_bulk(missing))
    for record in records:
        others = sorted((sources[pk] for pk in further.get(record.pk, ())), key=lambda source: source.slug)
        own = [sources[record.source_id]] if record.source_id else []
        record.attached_sources = list(dict.fromkeys([*own, *others]))


def other_names(record) -> list[Text]:
    """The names of an organisation or person other than the one shown: other languages', then aliases.

    Each is there once; an alias is in the language that its letters tell of, if they do.
    """
    names = [Text(getattr(record, f"name_{language}"), language) for language in LANGUAGES]
    names += [Text(alias, language_of(alias)) for alias in map(str.strip, record.aliases.splitlines())]
    return [name for name in dict.fromkeys(names) if name and name != record.name]


def owned_models() -> list[type[Owned]]:
    """Every kind of record and of part: whatever may be public or not."""
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def record_models() -> list[type[Record]]:
    """Every kind of record, in the order of the apps: what sources, search and tests walk over."""
    return [model for model in apps.get_models() if issubclass(model, Record)]
