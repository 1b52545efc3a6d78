"""Pages of the plan, and the dossiers that join it with the fairs."""

from cooperation.views.dossiers import OrganizationDetail, OrganizationList, PersonDetail
from cooperation.views.follow_through import FollowThrough, FollowThroughData
from cooperation.views.memoranda import MemorandumDetail, MemorandumList
from cooperation.views.outcomes import OutcomeDetail, OutcomeList
from cooperation.views.plan import AreaDetail, AreaList, OccasionDetail, OccasionList

__all__ = [
    "AreaDetail",
    "AreaList",
    "FollowThrough",
    "FollowThroughData",
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
