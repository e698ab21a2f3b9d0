from django.urls import path
from django.views.generic import RedirectView

from embassy.api import docs, v1
from embassy.lib.methods import read_only

to_docs = read_only(RedirectView.as_view(pattern_name="api_docs"))

urlpatterns = [
    path("", to_docs),
    path("v1/", to_docs),
    path("v1/docs", docs.page, name="api_docs"),
    path("v1/openapi.json", docs.openapi, name="api_openapi"),
    path("v1/", v1.api.urls),
]
