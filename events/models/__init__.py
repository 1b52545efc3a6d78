"""Trade fairs and their editions, who took part in them, and the forums where people met."""

from events.models.exhibitor import Exhibitor, Pavilion, Sector
from events.models.fair import Edition, EditionFigure, Fair
from events.models.forum import Appearance, Forum, Photo

__all__ = [
    "Appearance",
    "Edition",
    "EditionFigure",
    "Exhibitor",
    "Fair",
    "Forum",
    "Pavilion",
    "Photo",
    "Sector",
]
