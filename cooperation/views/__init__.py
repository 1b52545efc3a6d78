"""The pages of the plan, and those of organisations and people, which join it with the fairs."""

from cooperation.views.dossiers import OrganizationDetail, OrganizationList, PersonDetail
from cooperation.views.memoranda import MemorandumDetail, MemorandumList
from cooperation.views.outcomes import OutcomeDetail, OutcomeList
from cooperation.views.plan import AreaDetail, AreaList, OccasionDetail, OccasionList

__all__ = [
    "AreaDetail",
    "AreaList",
    "MemorandumDetail",
    "MemorandumList",
    "OccasionDetail",
    "OccasionList",
    "OrganizationDetail",
    "OrganizationList",
    "OutcomeDetail",
    "OutcomeList",
    "PersonDetail",
]
