"""Records and their parts: publication, sources, and what they are part of."""

from datetime import datetime
from typing import ClassVar, Self, cast

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.fields import LANGUAGES, Text
from portal.models.keyed import Keyed, KeyedQuerySet, Slugged, follow_path, page_address
from portal.text.words import language_of


class OwnedQuerySet(KeyedQuerySet):
    """Rows that are public or not, by themselves or through their owners. The one place that says so."""

    def published(self, at: datetime | None = None) -> Self:
        """The rows that are public at the moment `at` (now)."""
        return self.filter(cast(type[Owned], self.model).public_q(at or timezone.now()))

    def visible_to(self, user) -> Self:
        """The rows that a visitor may see: also drafts for staff who may view them, one for a `Preview`."""
        model = cast(type[Owned], self.model)
        if hasattr(user, "shows"):
            return self.filter(model.public_q(timezone.now()) | user.shows(model))
        view = f"{model._meta.app_label}.view_{model._meta.model_name}"
        return self.all() if user.is_staff and user.has_perm(view) else self.published()

    def supported_by(self, source) -> Self:
        """Rows that cite `source`, as their first source or as a further one."""
        more = getattr(source, f"{self.model._meta.app_label}_{self.model._meta.model_name}_more", None)
        return self.filter(Q(source=source) | (Q(pk__in=more.values("pk")) if more else Q()))

    def with_owners(self) -> Self:
        """Select the records that these are part of, which their names and addresses are made of."""
        owners = cast(type[Owned], self.model).owner_paths()
        return self.select_related(*owners) if owners else self


class RecordQuerySet(OwnedQuerySet):
    def drafts(self) -> Self:
        """Records with no date of publication, submitted or not; those that are scheduled have one."""
        return self.filter(published_at__isnull=True)

    def in_review(self) -> Self:
        """Drafts that their writers have submitted."""
        return self.filter(cast(type[Record], self.model).in_review_q())

    def withheld(self) -> Self:
        """Drafts and scheduled records."""
        return self.filter(Q(published_at__isnull=True) | Q(published_at__gt=timezone.now()))

    def with_sources(self) -> Self:
        """Fetch the sources with the records."""
        return self.select_related("source").prefetch_related("more_sources")


class Owned(Keyed):
    """A row that may be `part_of` other records, and is public only when all of those are.

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
        """The records that this one is part of, directly or not, each once."""
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
    """A statement with its source, which is drafted, reviewed, published and corrected.

    `published_at` is the one fact about publication: NULL is a draft, a future moment is scheduled,
    a past one is public (if the owners in `part_of` are). A published record has a source: the
    database refuses one without. `has_page` is false for records shown on their owner's page.
    """

    has_page: ClassVar[bool] = True
    PAST_DATES: ClassVar[tuple[str, ...]] = ("reviewed_on",)

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
        help_text=_("Where this is stated. A record cannot be published without a source."),
    )
    more_sources = models.ManyToManyField(
        "portal.Source",
        verbose_name=_("further sources"),
        blank=True,
        related_name="%(app_label)s_%(class)s_more",
        help_text=_("Other sources that state the same."),
    )
    submitted_at = models.DateTimeField(
        _("submitted for review at"), null=True, blank=True, help_text=_("Empty: still being written.")
    )
    reviewed_on = models.DateField(
        _("last checked against its sources on"), null=True, blank=True, help_text=_("Empty: never checked.")
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
                violation_error_message=_("A record cannot be published without a source: add one."),
            ),
        ]
        indexes = [models.Index(fields=["published_at"], name="%(app_label)s_%(class)s_pub")]

    def get_absolute_url(self) -> str:
        return page_address(self.page, *(follow_path(self, path) for path in self.page_paths))

    @classmethod
    def own_public_q(cls, at: datetime, prefix: str) -> Q:
        return Q(**{f"{prefix}published_at__lte": at})

    @classmethod
    def in_review_q(cls) -> Q:
        """The condition for a draft that its writer has submitted."""
        return Q(published_at__isnull=True, submitted_at__isnull=False)

    @property
    def withheld_by(self) -> "Record | None":
        """The first of this record and its owners that is not public; None if visitors see the record."""
        return self if self.is_withheld else self.hidden_by

    @property
    def hidden_by(self) -> "Record | None":
        """The first of its owners that is not public, which hides it whatever its own date says."""
        return next((owner for owner in self.owners() if owner.is_withheld), None)

    @property
    def is_withheld(self) -> bool:
        """Whether it is a draft or scheduled. An owner that is may hide a record which is not itself."""
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

    def save(self, **kwargs) -> None:
        """Write the row. A submission ends with publication: what is withdrawn later is a draft again."""
        if self.published_at and self.submitted_at:
            self.submitted_at = None
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "submitted_at"}
        super().save(**kwargs)

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
    """The names of an organisation or person beside the one shown: in other languages, then aliases.

    Each is there once; an alias is in the language that its letters tell of, if they do.
    """
    names = [Text(getattr(record, f"name_{language}"), language) for language in LANGUAGES]
    names += [Text(alias, language_of(alias)) for alias in map(str.strip, record.aliases.splitlines())]
    return [name for name in dict.fromkeys(names) if name and name != record.name]


def owned_models() -> list[type[Owned]]:
    """The models of all records and parts."""
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def record_models() -> list[type[Record]]:
    """The models of all records, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, Record)]
