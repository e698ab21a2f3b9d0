from tests.media.conftest import folder as media_folder  # noqa: F401
