"""The page of a release's preview links: issue one, see when each was opened, revoke it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import instant
from embassy.lib.desk import pill
from releases import previews
from releases.admin.listing import newest_of
from releases.models import PreviewLink, Release

HOURS = {
    "4": lazy("4 hours"),
    "24": lazy("1 day"),
    "72": lazy("3 days"),
    "168": lazy("1 week"),
    "720": lazy("30 days"),
}
REVOKE = "revoke"


class PreviewForm(forms.ModelForm):
    hours = forms.ChoiceField(label=lazy("Works for"), choices=list(HOURS.items()), initial="72")

    class Meta:
        model = PreviewLink
        fields = ["recipient", "note"]
        widgets = {
            "recipient": forms.TextInput({"class": "vTextField", "autocomplete": "off"}),
            "note": forms.TextInput({"class": "vTextField", "autocomplete": "off"}),
        }

    @property
    def span(self) -> timedelta:
        return timedelta(hours=int(self.cleaned_data["hours"]))


def view(desk: Any, request: Any, release: Release) -> HttpResponse:
    at = instant.now()
    if request.method == "POST" and REVOKE in request.POST:
        return revoke(desk, request, release, at)
    form = PreviewForm(request.POST if request.method == "POST" else None)
    address = ""
    if form.is_bound and form.is_valid():
        address = issue(desk, request, release, form, at)
        form = PreviewForm()
    return page(desk, request, release, form, address, at)


def issue(desk: Any, request: Any, release: Release, form: PreviewForm, at: datetime) -> str:
    """The address of a new link, for this one answer: it cannot be shown again. "" where it was refused."""
    given = form.cleaned_data
    try:
        link, token = previews.issue(
            newest_of(release),
            recipient=given["recipient"],
            note=given["note"],
            expires_at=at + form.span,
            by=request.user,
            at=at,
        )
    except previews.PreviewRefused as refusal:
        messages.error(request, str(refusal))
        return ""
    desk.log_change(request, release, f"preview link for {link}: edition {link.edition.number}")
    return settings.SITE_URL + reverse("preview", args=[token])


def revoke(desk: Any, request: Any, release: Release, at: datetime) -> HttpResponse:
    number = request.POST[REVOKE]
    links = PreviewLink.objects.filter(edition__release=release)
    link = get_object_or_404(links, pk=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0)
    if previews.revoke(link, by=request.user, at=at):
        desk.log_change(request, release, f"preview link for {link} revoked")
    messages.success(request, _("The preview link for %(recipient)s is dead.") % {"recipient": link})
    return HttpResponseRedirect(reverse("admin:releases_release_previews", args=[release.pk]))


def page(desk: Any, request: Any, release: Release, form: PreviewForm, address: str, at: datetime) -> HttpResponse:
    edition = newest_of(release)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": _("Preview links"),
        "subtitle": edition.title,
        "edition": edition,
        "release": release,
        "form": form,
        "address": address,
        "is_public": edition.has_been_public(at),
        "rows": rows(release, at),
        "mission": request.mission,
    }
    return TemplateResponse(request, "admin/releases/release/previews.html", context)


def rows(release: Release, at: datetime) -> list[tuple[PreviewLink, str]]:
    """The links of every edition with the pill of each. Two queries."""
    links = PreviewLink.objects.filter(edition__release=release).select_related("edition", "created_by", "revoked_by")
    return [(link, pill_of(link, at)) for link in links.prefetch_related("openings")]


def pill_of(link: PreviewLink, at: datetime) -> str:
    if link.revoked_at:
        return pill("ended", _("Revoked"))
    if link.edition.has_been_public(at):
        return pill("ended", _("Text is public"))
    return pill("published", _("Works")) if link.is_usable(at) else pill("ended", _("Expired"))
