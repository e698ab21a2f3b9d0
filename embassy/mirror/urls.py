"""The addresses of the site, and of the pages that a mirror alone has. The running site does not know these."""

from django.urls import path

from embassy import urls as site
from embassy.lib.languages import prefixed
from embassy.mirror import views
from embassy.mirror.addresses import ABOUT, SEARCH

urlpatterns = [
    *prefixed(
        path(ABOUT, views.about, name="mirror_about"),
        path(SEARCH, views.search, name="mirror_search"),
    ),
    *site.urlpatterns,
]

handler400, handler403, handler404 = site.handler400, site.handler403, site.handler404
handler429, handler500 = site.handler429, site.handler500
