"""What the lists of documents and outcomes have in common: a progress, and a bound on dossiers."""

from typing import Any, ClassVar, cast

from portal.lists.views import RecordList

# Rows of one kind on a dossier: more than anybody reads, and a bound. The page says when there are more.
LINES = 200


def pks(records) -> list[int]:
    return [record.pk for record in records]


class ProgressList(RecordList):
    """A list whose rows have a progress: its index knows it, for pages too that show some of the rows."""

    progress: ClassVar[dict[str, str]]  # what a row is given, and what the index calls it

    def fetch(self, pks):
        return self.with_progress(super().fetch(pks))

    def with_progress(self, rows: list) -> list:
        """Give some rows their progress. Drafts, which staff see, have no place in the index."""
        for attribute, name in self.progress.items():
            known = self.filterset.index.values(name, pks(rows))
            for row in rows:
                setattr(row, attribute, known.get(row.pk, [None])[0])
        drafts = {row.pk: row for row in rows if row.progress is None}
        for read in cast(Any, self.model.objects).with_progress().filter(pk__in=drafts) if drafts else ():
            for attribute in self.progress:
                setattr(drafts[read.pk], attribute, getattr(read, attribute))
        return rows
