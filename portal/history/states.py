"""The state of a record and its parts, as a token that forms carry and addresses name."""

import re
from typing import Self

from django.db.models import Count, Max, QuerySet, Value


class RecordState(tuple[tuple[int, int], ...]):
    """For the record and each kind of its parts: the newest `history_id`, and the number of versions.

    The number tells of a version that was written before the newest one, and committed after it.
    """

    TOKEN = re.compile(r"\d{1,18}-\d{1,18}(\.\d{1,18}-\d{1,18})*", re.ASCII)

    def __str__(self) -> str:
        return ".".join(f"{newest}-{number}" for newest, number in self)

    @classmethod
    def of(cls, histories: list[QuerySet]) -> Self:
        """The state now. Read it before the rows: then rows may be newer than their state, never older."""
        found = [
            history.order_by()
            .values(table=Value(table))
            .annotate(newest=Max("history_id"), number=Count("history_id"))
            for table, history in enumerate(histories)
        ]
        rows = found[0].union(*found[1:], all=True) if found[1:] else found[0]
        states = {row["table"]: (row["newest"] or 0, row["number"]) for row in rows}
        return cls(states.get(table, (0, 0)) for table in range(len(histories)))

    def parse(self, token: str) -> Self | None:
        """The state that a token stands for; None if the record was never in such a state until this one."""
        if not self.TOKEN.fullmatch(token):
            return None
        state = type(self)(tuple(map(int, pair.split("-"))) for pair in token.split("."))
        passed = len(state) == len(self) and all(
            then <= now for (then, _), (now, _) in zip(state, self, strict=True)
        )
        return state if passed else None
