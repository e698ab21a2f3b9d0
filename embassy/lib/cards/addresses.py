"""The digest of a card in its address."""

from django.urls.converters import StringConverter


class DigestConverter(StringConverter):
    regex = "[0-9a-f]{20}"
