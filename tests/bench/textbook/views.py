from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.views.generic import DetailView, ListView, TemplateView

from tests.bench.textbook.models import Category, Release


class HomeView(TemplateView):
    template_name = "press/home.html"

    def get_context_data(self, **kwargs):
        releases = Release.objects.select_related("category")
        featured = releases.filter(is_featured=True).first()
        return super().get_context_data(featured=featured, latest=releases[:10], **kwargs)


class ReleaseListView(ListView):
    template_name = "press/list.html"
    paginate_by = 20

    def get_queryset(self):
        releases = Release.objects.select_related("category")
        if category := self.request.GET.get("category"):
            releases = releases.filter(category__slug=category)
        if year := self.request.GET.get("year"):
            releases = releases.filter(dated__year=year)
        if words := self.request.GET.get("q"):
            releases = releases.filter(
                Q(title__icontains=words) | Q(summary__icontains=words) | Q(body__icontains=words)
            )
        return releases

    def get_context_data(self, **kwargs):
        categories, years = Category.objects.all(), Release.objects.dates("dated", "year", order="DESC")
        return super().get_context_data(categories=categories, years=years, **kwargs)


class ReleaseView(DetailView):
    template_name = "press/release.html"
    queryset = Release.objects.select_related("category")


class LatestFeed(Feed):
    feed_type = Atom1Feed
    title, link, subtitle = "All messages", "/messages/", "Messages of the press office"

    def items(self):
        return Release.objects.select_related("category")[:20]

    def item_description(self, item):
        return item.body

    def item_categories(self, item):
        return [item.category.name]


def releases_as_json(request):
    page = Paginator(Release.objects.select_related("category"), 20).get_page(request.GET.get("page"))
    rows = [
        {
            "url": request.build_absolute_uri(release.get_absolute_url()),
            "title": release.title,
            "summary": release.summary,
            "dated": release.dated,
            "kind": release.kind,
            "category": release.category.slug,
        }
        for release in page
    ]
    return JsonResponse({"count": page.paginator.count, "pages": page.paginator.num_pages, "results": rows})


def hello(_request):
    return HttpResponse("hello")
