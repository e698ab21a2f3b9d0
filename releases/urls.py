from django.urls import path, register_converter
from django.urls.converters import IntConverter

from releases import views
from releases.documents import views as documents
from releases.feeds import views as feeds

app_name = "releases"


class NumberConverter(IntConverter):
    """A number that fits every column."""

    regex = "[1-9][0-9]{0,3}"


class YearConverter(IntConverter):
    """Years that a calendar date can have, in four digits."""

    regex = "[1-9][0-9]{3}"


class MonthConverter(IntConverter):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02d}"


register_converter(NumberConverter, "number")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

urlpatterns = [
    path("messages/", views.release_list, name="list"),
    path("messages/feed.atom", feeds.messages, {"file_format": "atom"}, name="feed_atom"),
    path("messages/feed.rss", feeds.messages, {"file_format": "rss"}, name="feed_rss"),
    path("messages/feed.json", feeds.messages, {"file_format": "json"}, name="feed_json"),
    path("messages/<year:year>/<month:month>/", views.month, name="month"),
    path("messages/<slug:slug>/", views.release, name="release"),
    path("messages/<slug:slug>.txt", documents.text_view, name="text"),
    path("messages/<slug:slug>.pdf", documents.pdf_view, name="pdf"),
    path("messages/<slug:slug>/editions/<number:number>/", views.edition, name="edition"),
    path("messages/<slug:slug>/card-<digest:digest>.png", views.card, name="card"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/feed.atom", feeds.corrections, {"file_format": "atom"}, name="corrections_feed"),
    path("corrections/feed.rss", feeds.corrections, {"file_format": "rss"}, name="corrections_feed_rss"),
    path("corrections/feed.json", feeds.corrections, {"file_format": "json"}, name="corrections_feed_json"),
]
