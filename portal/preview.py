"""What somebody without an account sees of a draft that was shown to them: it alone, as if it was public."""

from datetime import timedelta
from typing import Any, ClassVar, Self, cast

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Q
from django.utils import timezone

from portal.models import Record
from portal.models.base import Owned


class Preview(AnonymousUser):
    """The bearer of a signed link to one record. The link says which, and ends by itself."""

    LASTS: ClassVar[timedelta] = timedelta(days=7)
    PARAMETER: ClassVar[str] = "preview"
    SALT: ClassVar[str] = "portal.preview"

    def __init__(self, record: Record):
        super().__init__()
        self.record = record

    @classmethod
    def address(cls, record: Record) -> str:
        """Where the record is shown to whoever has this address, until it ends."""
        token = signing.dumps([record._meta.label_lower, record.pk], salt=cls.SALT)
        return f"{record.get_absolute_url()}?{cls.PARAMETER}={token}"

    @classmethod
    def of(cls, model: type[Record], token: str) -> Self | None:
        """The preview that a token stands for; None if it is not one of ours, has ended, or shows nothing."""
        try:
            label, pk = signing.loads(token, salt=cls.SALT, max_age=cls.LASTS)
        except signing.BadSignature:
            return None
        record = model.objects.filter(pk=pk).first() if label == model._meta.label_lower else None
        return cls(record) if record else None

    def shows(self, model: type[Owned]) -> Q:
        """The condition for what is shown although it is not public: the record, and what is part of it."""
        if isinstance(self.record, model):
            return Q(pk=self.record.pk)
        now, shown = timezone.now(), Q(pk__in=[])
        for name in model.part_of:
            if isinstance(self.record, model.owner_model(name)):
                others = [other for other in model.part_of if other != name]
                with_it = Q(**{name: self.record}) & model.own_public_q(now, "")
                for other in others:
                    owner = model.owner_model(other).public_q(now, f"{other}__")
                    field = cast(Any, model._meta.get_field(other))
                    with_it &= (Q(**{f"{other}__isnull": True}) | owner) if field.null else owner
                shown |= with_it
        return shown
