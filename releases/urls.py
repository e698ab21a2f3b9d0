from django.urls import path, register_converter
from django.urls.converters import IntConverter

from releases import views

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
    path("messages/<year:year>/<month:month>/", views.month, name="month"),
    path("messages/<slug:slug>/", views.release, name="release"),
    path("messages/<slug:slug>/editions/<number:number>/", views.edition, name="edition"),
    path("messages/<slug:slug>/card-<digest:digest>.png", views.card, name="card"),
    path("corrections/", views.corrections, name="corrections"),
]
