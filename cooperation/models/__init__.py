"""The plan's areas, the occasions of signing, the documents signed, and what became of them."""

from cooperation.models.area import Area
from cooperation.models.memorandum import AreaAssignment, Memorandum, RelatedDocument, Signatory
from cooperation.models.occasion import Occasion, ReportedTotal, Statement
from cooperation.models.outcome import Outcome, OutcomeLink, Step
from cooperation.models.plan import Plan

__all__ = [
    "Area",
    "AreaAssignment",
    "Memorandum",
    "Occasion",
    "Outcome",
    "OutcomeLink",
    "Plan",
    "RelatedDocument",
    "ReportedTotal",
    "Signatory",
    "Statement",
    "Step",
]
