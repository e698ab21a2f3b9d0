from releases.models.edition import END_OF_TIME, Edition, Purpose, State
from releases.models.feature import Feature
from releases.models.preview import PreviewLink, PreviewOpening
from releases.models.release import Kind, Release
from releases.models.taxonomy import Category, Office

__all__ = [
    "END_OF_TIME",
    "Category",
    "Edition",
    "Feature",
    "Kind",
    "Office",
    "PreviewLink",
    "PreviewOpening",
    "Purpose",
    "Release",
    "State",
]
