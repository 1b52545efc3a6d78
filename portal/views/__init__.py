"""What every list and every page of a record have in common, and the kernel's own pages."""

from portal.views.former import OPEN, renamed
from portal.views.lists import RecordList, Rows, data
from portal.views.pages import About, Home, KeptPage, Method, RecordDetail
from portal.views.search import Search
from portal.views.service import Health, Media
from portal.views.sources import SourceDetail, SourceList

__all__ = [
    "OPEN",
    "About",
    "Health",
    "Home",
    "KeptPage",
    "Media",
    "Method",
    "RecordDetail",
    "RecordList",
    "Rows",
    "Search",
    "SourceDetail",
    "SourceList",
    "data",
    "renamed",
]
