"""Hostile words in every field that takes words: on every page of the desk and of the site they are only words
(XSS-01, XSS-03, XSS-08)."""

from datetime import timedelta

import html5lib
import pytest
from django.contrib.auth.models import User

from embassy.models import Mission, Notice
from releases import previews, workflow
from releases.models import Edition, Override, State
from tests import factories
from tests.admin.conftest import NOW
from tests.admin.test_permissions import PAGES
from tests.embassy.reading import crawl
from tests.media.rows import attach, make_attachment, make_image, make_picture, show

HIDDEN = "\u202e\u2066\ufeff\x7f"
"""Turn a line around, or cannot be seen."""
HOSTILE = (
    f"a{HIDDEN}gnp.exe</title></textarea></style></script><script>pwned()</script><img src=x onerror=pwned()>"
    "<svg onload=pwned()><b id=pwned>\"'><x onclick=pwned()>&lt;script&gt;{{7*7}}{% debug %}${7*7}"
)
BODY = f"<p>{HOSTILE}</p><p><a href='javascript:pwned()' onclick=pwned()>x</a></p><style>*{{display:none}}</style>"
NAMES = {"en": HOSTILE, "fr": HOSTILE}


@pytest.fixture
def rows(mission):
    """Something of everything, every text hostile; the keys that the addresses name."""
    Mission.objects.update(needs_second_officer=False)
    root = User.objects.create_superuser("root", first_name=HOSTILE[:150], last_name="R")
    office, category = factories.make_office(name=NAMES), factories.make_category(name=NAMES)
    words = {
        "summary": HOSTILE,
        "place": HOSTILE[:120],
        "body": BODY,
        "office": office,
        "categories": [category],
        "created_by": root,
    }
    image = make_image(HOSTILE[:200], credit=HOSTILE[:200], licence=HOSTILE[:200])
    file = make_attachment(HOSTILE[:200])
    draft = factories.make_draft(HOSTILE, slug="draft", **words)
    review = factories.make_draft(HOSTILE, slug="review", **words)
    for edition in (draft, review):
        show(edition, image, alt=HOSTILE, caption=HOSTILE)
        attach(edition, file, label=HOSTILE[:200])
    Edition.objects.filter(pk=review.pk).update(state=State.IN_REVIEW, review_note="")
    workflow.send_back(Edition.objects.get(pk=review.pk), by=root, reason=HOSTILE, at=NOW)
    Edition.objects.filter(pk=review.pk).update(state=State.IN_REVIEW)
    yesterday = NOW - timedelta(days=1)
    live = factories.make_live(HOSTILE, slug="live", live_from=yesterday, **words)
    first = factories.make_live(HOSTILE, slug="corrected", live_from=yesterday, **words)
    corrected = factories.follow(first, live_from=NOW - timedelta(hours=1), note=HOSTILE, title=f"Now {HOSTILE}")
    gone = factories.make_live(HOSTILE, slug="gone", live_from=yesterday, **words)
    withdrawn = factories.follow(gone, purpose="withdrawal", live_from=NOW - timedelta(hours=1), note=HOSTILE)
    scheduled = factories.make_live(HOSTILE, slug="scheduled", live_from=NOW + timedelta(days=1), **words)
    previews.issue(
        draft, recipient=HOSTILE[:200], note=HOSTILE[:200], expires_at=NOW + timedelta(days=1), by=root, at=NOW
    )
    incident = factories.make_incident(name=NAMES, description=NAMES, steps=[(NOW.date(), NAMES)], slug="incident")
    texts = {
        "draft": draft, "review": review, "live": live, "corrected": corrected,
        "withdrawn": withdrawn, "scheduled": scheduled,
    }  # fmt: skip
    return {
        **{name: edition.release_id for name, edition in texts.items()},
        "override": Override.objects.create(edition=live, by=root, reason=HOSTILE, at=NOW).pk,
        "image": image.pk,
        "picture": make_picture().pk,
        "attachment": file.pk,
        "entry": 1,
        "category": category.pk,
        "office": office.pk,
        "feature": factories.make_feature(live, yesterday).pk,
        "incident": incident.pk,
        "notice": Notice.objects.create(heading=NAMES, text=NAMES, shown_from=yesterday).pk,
        "user": root.pk,
        "group": 1,
    }


def is_run(script):
    """Whether the words have become a script. In a data block they are data as long as no tag can begin in it."""
    text = script.text or ""
    return "<" in text if script.get("type") == "application/ld+json" else "pwned" in text


def dangers(response):
    """What a browser would run or be misled by."""
    text = response.content.decode()
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    found = [f"U+{ord(letter):04X}" for letter in HIDDEN if letter in text]
    for element in tree.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "x" or element.get("id") == "pwned" or (tag == "script" and is_run(element)):
            found.append(tag)
        found += [
            name for name in element.attrib if name.startswith("on") or str(element.get(name)).startswith("javascript")
        ]
    return found + [sign for sign in ("49{%", "$49") if sign in text]


def test_no_page_of_the_desk_takes_words_for_anything_else(desk, rows):
    found, seen = {}, 0
    for name, (path, *_who) in PAGES.items():
        response = desk.get(path.format(**rows))
        if response.status_code == 200 and "html" in response["Content-Type"]:
            found[name] = dangers(response)
            seen += "7*7" in response.content.decode()

    assert {name: problems for name, problems in found.items() if problems} == {}
    assert (len(found) > 50, seen > 25) == (True, True)


def test_no_page_of_the_site_takes_words_for_anything_else(client, rows):
    pages = crawl(client, "/")

    found = {path: dangers(page) for path, page in pages.items() if "html" in page.get("Content-Type", "")}

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert len(found) > 15


def test_hostile_words_that_are_typed_come_back_as_words(desk, rows):
    """A refused form, a search, a message after saving."""
    typed = {"title": HOSTILE, "summary": HOSTILE, "place": HOSTILE, "slug": HOSTILE, "note": HOSTILE}
    answers = [
        desk.post("/admin/releases/release/add/", typed),
        desk.get("/admin/search/", {"q": HOSTILE}),
        desk.get("/admin/releases/release/", {"q": HOSTILE}),
        desk.post(f"/admin/releases/release/{rows['live']}/rename/", {"slug": HOSTILE, "reason": HOSTILE}),
        desk.post(f"/admin/releases/release/{rows['scheduled']}/hold/", {"reason": HOSTILE}, follow=True),
    ]

    hidden = [f"U+{ord(letter):04X}" for letter in HIDDEN]  # what was typed comes back to its writer as it was typed
    assert [[danger for danger in dangers(answer) if danger not in hidden] for answer in answers] == [[]] * 5
