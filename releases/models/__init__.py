from releases.models.edition import END_OF_TIME, Edition, Purpose, State
from releases.models.feature import Feature
from releases.models.link import LinkResult
from releases.models.media import Attachment, AttachmentUse, Image, ImageUse
from releases.models.release import Kind, Release
from releases.models.taxonomy import Category, Office
from releases.models.writing import Autosave, Presence

__all__ = [
    "END_OF_TIME",
    "Attachment",
    "AttachmentUse",
    "Autosave",
    "Category",
    "Edition",
    "Feature",
    "Image",
    "ImageUse",
    "Kind",
    "LinkResult",
    "Office",
    "Presence",
    "Purpose",
    "Release",
    "State",
]
