"""Signed links that show one draft, as if it was public, to somebody without an account."""

from datetime import timedelta
from typing import Any, ClassVar, Self, cast

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from portal.models import Record, record_models
from portal.models.records import Owned


class Preview(AnonymousUser):
    """The user of a request with a signed link to one record; the link expires."""

    LASTS: ClassVar[timedelta] = timedelta(days=7)
    PARAMETER: ClassVar[str] = "preview"
    SALT: ClassVar[str] = "portal.preview"

    def __init__(self, record: Record, token: str):
        super().__init__()
        self.record, self.token = record, token

    @classmethod
    def address(cls, record: Record) -> str:
        """The address at which the record is shown until the link expires."""
        token = signing.dumps([record._meta.label_lower, record.pk], salt=cls.SALT)
        return record.get_absolute_url() + cls(record, token).query

    @classmethod
    def of(cls, token: str) -> Self | None:
        """The preview of a token; None if it is forged or expired, or the record is gone."""
        try:
            label, pk = signing.loads(token, salt=cls.SALT, max_age=cls.LASTS)
        except signing.BadSignature:
            return None
        model = next((model for model in record_models() if model._meta.label_lower == label), None)
        record = model.objects.filter(pk=pk).first() if model else None
        return cls(record, token) if record else None

    @property
    def query(self) -> str:
        """The query string of its page's address and of its pictures."""
        return f"?{self.PARAMETER}={self.token}"

    def shows(self, model: type[Owned]) -> Q:
        """The condition for what is shown though it is not public: the record, and what is part of it."""
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


def no_store(response: HttpResponseBase) -> HttpResponseBase:
    """Keep an answer to the bearer of a link out of caches and search engines."""
    patch_cache_control(response, no_store=True, private=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
