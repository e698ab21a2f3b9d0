from django.urls import path

from counters import views

app_name = "counters"

urlpatterns = [
    path("incidents/", views.incident_list, name="list"),
    path("incidents/<slug:slug>/", views.incident, name="incident"),
    path("incidents/<slug:slug>/embed/", views.embed, name="embed"),
    path("incidents/<slug:slug>/card-<digest:digest>.png", views.card, name="card"),
]
