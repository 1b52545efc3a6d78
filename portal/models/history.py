"""The history that every row keeps: a version at each write, and the revision in which it was written."""

from functools import cache
from itertools import takewhile
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import get_m2m_field_name

NO_REVISION = (None, None)


def current_revision() -> UUID:
    """The id that all versions share which one database transaction writes.

    It is drawn at the first version and kept on the connection, beside the outermost atomic block, by which
    the transaction is known. Blocks in which a test case wraps everything do not count. Where a version is
    written outside of any transaction, it is a revision of its own.
    """
    connection: Any = transaction.get_connection()
    blocks = [*takewhile(lambda block: not block._from_testcase, reversed(connection.atomic_blocks))]
    if not blocks:
        return uuid4()
    outermost, _revision = getattr(connection, "revision", NO_REVISION)
    if outermost is not blocks[-1]:
        connection.revision = blocks[-1], uuid4()
        # a block that decorates a function is the same object at every call
        transaction.on_commit(lambda: setattr(connection, "revision", NO_REVISION))
    return connection.revision[1]


class RevisionField(models.UUIDField):
    """Filled in by whatever writes a version: `save()` of a row, `bulk_history_create()`, a form."""

    def pre_save(self, model_instance, add):
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, current_revision())
        return super().pre_save(model_instance, add)


class HistoricalVersion(models.Model):
    """What every historical table has besides the columns of simple-history.

    `revision` is empty in versions that were written before there was such a column.
    """

    revision = RevisionField(null=True, editable=False)

    class Meta:
        abstract = True


class CachedHistoryManager(HistoryManager):
    """The manager of a history. Its class is made once, not at each save, which is a seventh of the time."""

    @classmethod
    @cache
    def from_queryset(cls, *args):
        return super().from_queryset(*args)


class History(HistoricalRecords):
    """The history of a model, without the columns that the database generates."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, bases=[HistoricalVersion], history_manager=CachedHistoryManager, **kwargs)

    def create_historical_record_m2ms(self, history_instance, instance):
        """Copy the relations of a row to its version, as numbers; a row that was just added has none yet.

        simple-history's own fetches the related rows whole, which takes half the time of a save.
        """
        for field in history_instance._history_m2m_fields if history_instance.history_type != "+" else ():
            through = field.remote_field.through
            columns = [column.attname for column in through._meta.concrete_fields]
            rows = through._base_manager.filter(**{get_m2m_field_name(field): instance.pk})
            copies = self.m2m_models[field].objects
            copies.bulk_create(copies.model(history=history_instance, **row) for row in rows.values(*columns))

    def fields_included(self, model):
        return [field for field in super().fields_included(model) if not field.generated]
