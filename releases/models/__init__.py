from releases.models.edition import END_OF_TIME, Edition, Purpose, State
from releases.models.feature import Feature
from releases.models.former_slug import FormerSlug
from releases.models.media import Attachment, AttachmentUse, Image, ImageUse
from releases.models.override import Override
from releases.models.preview import PreviewLink, PreviewOpening
from releases.models.release import Kind, Release
from releases.models.taxonomy import Category, Office

__all__ = [
    "END_OF_TIME",
    "Attachment",
    "AttachmentUse",
    "Category",
    "Edition",
    "Feature",
    "FormerSlug",
    "Image",
    "ImageUse",
    "Kind",
    "Office",
    "Override",
    "PreviewLink",
    "PreviewOpening",
    "Purpose",
    "Release",
    "State",
]
