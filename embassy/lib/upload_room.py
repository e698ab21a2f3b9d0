"""An upload for which the disk has no room: said beside the field, where Django would answer with a server error."""

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from embassy.lib import storage


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Leaves a file out that cannot be written, and notes on the request why it is not there."""

    request: Any

    def new_file(self, *args: Any, **options: Any) -> None:
        try:
            super().new_file(*args, **options)
        except OSError as error:
            self._skip(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._skip(error)

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError:
            self._note()
            return None

    def _skip(self, error: OSError) -> None:
        self._note()
        raise SkipFile from error

    def _note(self) -> None:
        if self.request is not None:
            self.request.has_no_room = True


def problem(request: HttpRequest) -> str:
    """Why a file of this request is missing; "" where none is."""
    return storage.no_room() if hasattr(request, "has_no_room") else ""
