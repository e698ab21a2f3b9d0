from django.urls import path

from counters import elsewhere, views

app_name = "counters"

urlpatterns = [
    path("incidents/", views.incident_list, name="list"),
    path("incidents/<slug:slug>/", views.incident, name="incident"),
    path("incidents/<slug:slug>/embed/", elsewhere.embed, name="embed"),
    path("incidents/<slug:slug>.svg", elsewhere.picture, name="picture"),
    path("incidents/<slug:slug>.json", elsewhere.data, name="data"),
    path("incidents/<slug:slug>/card-<digest:digest>.png", views.card, name="card"),
]
