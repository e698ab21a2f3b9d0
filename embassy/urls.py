"""The top-level map. Public pages exist once in each language of the mission."""

from django.contrib import admin
from django.urls import include, path, register_converter

from counters import calendars
from embassy import errors, icons, oembed, page_files, sitemaps, views, well_known
from embassy.health import views as health
from embassy.lib.cards.addresses import DigestConverter
from embassy.lib.languages import prefixed
from releases import preview_page, serving

register_converter(DigestConverter, "digest")

urlpatterns = [
    # First, for these are most of what is asked for.
    *prefixed(
        path("", views.home, name="home"),
        path("card-<digest:digest>.png", views.name_card, name="name_card"),
        path("", include("releases.urls")),
        path("", include("counters.urls")),
    ),
    path("", include("embassy.accounts.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("embassy.api.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("robots.txt", views.robots, name="robots"),
    path("apple-touch-icon.png", icons.touch),
    path("favicon.ico", icons.favicon),
    path("oembed", oembed.answer, name="oembed"),
    path(".well-known/security.txt", well_known.security, name="security"),
    path(".well-known/trust.txt", well_known.trust),
    path("trust.txt", well_known.trust, name="trust"),
    path("site-<slug:digest>.css", page_files.site_style, name="site_style"),
    path("site-<slug:digest>.js", page_files.site_scripts, name="site_scripts"),
    path("brand-<slug:digest>.css", page_files.brand_style, name="brand_style"),
    path("emblem/icon/<path:name>", views.emblem_icon, name="emblem_icon"),
    path("emblem/<path:name>", views.emblem, name="emblem"),
    path("media/<path:name>", serving.media, name="media"),
    path("media/", serving.media, {"name": ""}),
    path("calendar/<str:token>.ics", calendars.feed, name="milestones_calendar"),
    # Under no language: the page is in that of the text.
    path("preview/<str:token>/", preview_page.preview, name="preview"),
    path("preview/<str:token>/media/<path:name>", preview_page.media),
    path("preview/<str:token>/media/", preview_page.media, {"name": ""}),
    # After the urls of releases, which say what a year is.
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-<year:year>-<number:file>.xml", sitemaps.year, name="sitemap_year"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = "embassy.errors.too_many_requests"
handler500 = errors.server_error
