"""Django's cached loader, which makes a digest of names at each look-up of a template: here once for the same names."""

from typing import Any

from django.template.loaders import cached


class Loader(cached.Loader):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._keys: dict[tuple[str, ...], str] = {}

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """There are as many keys as templates that extend another, and the templates themselves."""
        names = (template_name, *(origin.name for origin in skip or ()))
        if names not in self._keys:
            self._keys[names] = super().cache_key(template_name, skip)
        return self._keys[names]
