from django.urls import path

from tests.bench.textbook import views

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("messages/", views.ReleaseListView.as_view(), name="list"),
    path("messages/feed.atom", views.LatestFeed(), name="feed"),
    path("messages/<slug:slug>/", views.ReleaseView.as_view(), name="release"),
    path("api/releases", views.releases_as_json, name="api"),
    path("hello", views.hello),
]
