"""The releases on the publishing desk, one file a model."""

from releases.admin.feature import FeatureAdmin
from releases.admin.media import AttachmentAdmin, ImageAdmin
from releases.admin.release import ReleaseAdmin
from releases.admin.taxonomy import CategoryAdmin, OfficeAdmin

__all__ = ["AttachmentAdmin", "CategoryAdmin", "FeatureAdmin", "ImageAdmin", "OfficeAdmin", "ReleaseAdmin"]
