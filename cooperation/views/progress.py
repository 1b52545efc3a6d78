"""What the lists of documents and of outcomes share: each row has a progress."""

from typing import Any, ClassVar, cast

from portal.lists.views import RecordList


def pks(records) -> list[int]:
    return [record.pk for record in records]


class ProgressList(RecordList):
    """A list whose rows have a progress, read from its index; other pages show rows of it, too."""

    progress: ClassVar[dict[str, str]]  # the attributes of a row, each with its name in the index

    def fetch(self, pks):
        return self.with_progress(super().fetch(pks))

    def with_progress(self, rows: list) -> list:
        """Set the progress of some rows. Drafts, which staff see, are not in the index."""
        for attribute, name in self.progress.items():
            known = self.filterset.index.values(name, pks(rows))
            for row in rows:
                setattr(row, attribute, known.get(row.pk, [None])[0])
        drafts = {row.pk: row for row in rows if row.progress is None}
        for read in cast(Any, self.model.objects).with_progress().filter(pk__in=drafts) if drafts else ():
            for attribute in self.progress:
                setattr(drafts[read.pk], attribute, getattr(read, attribute))
        return rows
