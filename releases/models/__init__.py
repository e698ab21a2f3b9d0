from releases.models.edition import END_OF_TIME, Edition, Purpose, State
from releases.models.feature import Feature
from releases.models.former_slug import FormerSlug
from releases.models.link import LinkResult
from releases.models.media import Attachment, AttachmentUse, Image, ImageUse
from releases.models.override import Override
from releases.models.preview import PreviewLink, PreviewOpening
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
    "FormerSlug",
    "Image",
    "ImageUse",
    "Kind",
    "LinkResult",
    "Office",
    "Override",
    "Presence",
    "PreviewLink",
    "PreviewOpening",
    "Purpose",
    "Release",
    "State",
]
