"""Static files as WhiteNoise serves them, without what is there for the site itself or for a developer (OPS-02)."""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

OURS_ALONE = (".map", "staticfiles.json")


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """No source maps, no manifest, and nothing whose name begins with a dot: each is the 404 of any other address."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        if not is_ours_alone(url):
            super().add_file_to_dictionary(url, path, stat_cache=stat_cache)

    def find_file(self, url: str) -> Any:
        return None if is_ours_alone(url) else super().find_file(url)


def is_ours_alone(url: str) -> bool:
    return url.endswith(OURS_ALONE) or "/." in url
