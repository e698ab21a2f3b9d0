"""The public site as plain files: whole, without a broken link, nothing hidden (AVL-02, EMB-01, EMB-12)."""

from datetime import timedelta

import pytest

from embassy import page_files
from embassy.lib import instant
from embassy.mirror import building
from embassy.mirror.asking import Answer
from embassy.mirror.places import Place, Refused
from embassy.models import Notice
from releases import workflow
from releases.models import Edition, Purpose, State
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_draft,
    make_incident,
    make_live,
    make_mission,
    make_office,
    next_draft,
    utc,
)
from tests.media.rows import attach, make_attachment, make_image, show
from tests.mirror.conftest import AT
from tests.mirror.reading import broken, elsewhere, pages, parsed, words

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVERY_MINUTE = ["SHA256SUMS", "mirror.json", "mirror/as-of.css", "mirror/index.html"]
"""What each build writes that is as of another minute."""


@pytest.fixture
def site(officer):
    """Two languages, texts with all that a text can have, an incident."""
    make_mission(languages=["en", "fr"], needs_second_officer=False)
    office, category = make_office(), make_category()
    for number in range(2):
        make_live(f"Text {number}", slug=f"filler-{number}", categories=[category])
    draft = make_draft("With pictures", slug="pictures", office=office, translation_key="peace")
    show(draft, make_image("pic"))
    attach(draft, make_attachment())
    draft.live_from = PUBLISHED
    workflow.record([[draft]])
    make_live("Avec images", slug="images", language="fr", translation_key="peace")
    first = make_live("A misspelt text", slug="corrected")
    follow(first, title="A corrected text", live_from=PUBLISHED + HOUR)
    follow(
        make_live("A wrong text", slug="wrong"), purpose=Purpose.WITHDRAWAL, live_from=PUBLISHED + HOUR, note="Wrong."
    )
    renamed = Edition.objects.select_related("release").get(release__slug="filler-0")
    workflow.rename(renamed, by=officer, slug="renamed", reason="A name.", at=AT - HOUR)
    links = '<p><a href="https://elsewhere.example/x?y=1&amp;z=2#a">out</a> <a href="/messages/pictures/">in</a></p>'
    make_live("Links", slug="links", body=links)
    make_incident(slug="vessel", steps=[(PUBLISHED.date(), "Asked.")]).releases.add(draft.release)


@pytest.mark.usefixtures("site")
def test_every_link_leads_to_a_file_and_none_leads_elsewhere_that_did_not_before(mirror):
    built = mirror.build()

    assert broken(mirror.folder) == []
    assert elsewhere(mirror.folder) == {
        "http://localhost:8000/",  # on the page about the mirror: the site itself
        "https://elsewhere.example/x?y=1&z=2#a",
        "mailto:press@ruritania.example",
        "tel:+33199004685",
    }
    assert built.dead == []


@pytest.mark.usefixtures("site")
def test_everything_that_a_reader_can_reach_is_there(mirror):
    for number in range(18):
        make_live(f"More {number}", categories=[make_category()])
    mirror.build()
    found = mirror.files.keys()

    wanted = {
        "index.html", "fr/index.html", "404.html", "robots.txt", "sitemap.xml", "sitemap-pages.xml", "news-sitemap.xml",
        ".well-known/security.txt", "trust.txt", "favicon.ico", "apple-touch-icon.png",
        "messages/index.html", "messages/page/2/index.html", "messages/2026/05/index.html", "messages/feed.atom",
        "messages/feed-1.atom", "messages/feed.rss", "messages/feed.json", "messages/kind/statement/index.html",
        "messages/kind/statement/page/2/index.html", "messages/category/consular/index.html",
        "messages/category/consular/feed.atom", "messages/issuer/press-office/index.html",
        "messages/year/2026/index.html", "messages/pictures/index.html",
        "messages/pictures.txt", "messages/corrected/editions/1/index.html",
        "messages/renamed/index.html", "messages/filler-0/index.html", "messages/wrong/index.html",
        "fr/messages/images/index.html", "fr/messages/kind/speech/index.html",
        "corrections/index.html", "corrections/feed.atom", "incidents/index.html", "incidents/vessel/index.html",
        "incidents/vessel/embed/index.html", "incidents/vessel.svg", "incidents/vessel.billboard.svg",
        "incidents/vessel.json", "search/index.html", "fr/mirror/index.html", "static/js/theme.js",
        page_files.scripts_url()[1:], "static/fonts/brygada-1918-latin-wght-normal.woff2",
    }  # fmt: skip
    assert wanted - found == set()
    assert len([name for name in found if name.startswith("media/")]) == 7  # three widths in two formats, a note


@pytest.mark.usefixtures("site")
def test_nothing_that_needs_the_server_is_there(mirror):
    mirror.build()
    forms = [
        (page.name, form.get("action"), sorted(field.get("name") for field in form.iter("input")))
        for page in pages(mirror.folder)
        for form in parsed(page).iter("form")
    ]

    assert {(action.rpartition("../")[2], tuple(fields)) for _page, action, fields in forms} <= {
        ("search/index.html", ("q",)),
        ("index.html", ("q",)),
        ("/search/index.html", ("q",)),
        ("fr/search/index.html", ("q",)),
    }
    assert [name for name in mirror.files if name.startswith(("admin", "api", "preview", "health", "oembed"))] == []
    assert "oembed" not in mirror.text("messages/pictures/index.html")
    assert "For developers" not in mirror.text("index.html")


def test_nothing_hidden_is_in_it(mirror, officer, writer):
    """EMB-01: words, names and addresses of what is no reader's business yet, or of who works here."""
    make_mission(needs_second_officer=False, languages=["en", "fr"])
    officer.username, officer.first_name = "kanarienvogelofficer", "Kanarienvogel"
    officer.save()
    category = make_category()
    public = make_live("A public text", slug="public", categories=[category], translation_key="peace")
    content = {"summary": "kanarienvogel", "body": "<p>kanarienvogel</p>", "place": "kanarienvogel"}
    draft = make_draft("kanarienvogel", slug="kanarienvogel-draft", categories=[category], **content)
    show(draft, make_image("kanarienvogel"), alt="kanarienvogel")
    attach(draft, make_attachment("kanarienvogel"), label="kanarienvogel")
    make_draft(
        "kanarienvogel", slug="kanarienvogel-review", state=State.IN_REVIEW, review_note="kanarienvogel", **content
    )
    later = make_draft("kanarienvogel", slug="kanarienvogel-later", language="fr", translation_key="peace", **content)
    workflow.approve(later, by=officer, live_from=AT + MINUTE, at=AT)
    correction = next_draft(public.release, by=officer, note="kanarienvogel")
    Edition.objects.filter(pk=correction.pk).update(title="kanarienvogel", **content)
    make_incident(slug="kanarienvogel", name="kanarienvogel", shown_from=AT + MINUTE)
    Notice.objects.create(heading="kanarienvogel", shown_from=AT + MINUTE)
    mirror.build(has_cards=True)

    sung = [name for name, content in mirror.files.items() if b"kanarienvogel" in (name.encode() + content).lower()]
    assert sung == []
    assert [name for name in mirror.files if name.startswith("media/")] == []

    mirror.build(at=AT + MINUTE)
    assert "fr/messages/kanarienvogel-later/index.html" in mirror.files  # the canary can be heard


@pytest.mark.usefixtures("site")
def test_a_second_build_of_the_same_minute_writes_nothing(mirror):
    mirror.build()
    before = {path: path.stat() for path in [mirror.folder, *mirror.folder.rglob("*")]}
    again = mirror.build()

    after = {path: path.stat() for path in [mirror.folder, *mirror.folder.rglob("*")]}
    state = lambda found: {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}  # noqa: E731
    assert (again.changed, again.removed) == ([], [])
    assert state(after) == state(before)
    assert sorted(path.name for path in mirror.folder.parent.iterdir()) == ["media", "mirror"]


@pytest.mark.usefixtures("site")
def test_ten_minutes_later_what_says_the_minute_is_new_and_nothing_else(mirror):
    mirror.build()
    shared = (mirror.folder / "index.html").stat().st_ino
    built = mirror.build(at=AT + 10 * MINUTE)

    assert built.changed == sorted(
        {*EVERY_MINUTE, "fr/mirror/index.html", "incidents/vessel.json", "fr/incidents/vessel.json"} - {"SHA256SUMS"}
    )
    assert (mirror.folder / "index.html").stat().st_ino == shared


def test_a_correction_changes_the_pages_that_show_it_and_no_other(mirror):
    make_mission()
    first = make_live("A misspelt text", slug="first", dated=PUBLISHED.date())
    make_live("Another text", slug="second", kind="speech", dated=PUBLISHED.date() - timedelta(days=90))
    mirror.build()
    follow(first, title="A corrected text", live_from=AT + MINUTE, note="A name.")
    built = mirror.build(at=AT + MINUTE)

    pages = {name for name in built.changed if name.endswith((".html", ".txt", ".atom", ".xml"))}
    feeds = {f"messages/{part}feed.atom" for part in ("", "kind/statement/", "year/2026/")}
    lists = {f"messages/{part}index.html" for part in ("", "kind/statement/", "year/2026/", "2026/05/")}
    assert pages == {
        "index.html", "mirror/index.html", "messages/first/index.html", "messages/first.txt",
        "messages/first/editions/1/index.html", "messages/first/editions/2/index.html",
        "messages/second/index.html",  # names its neighbour
        "corrections/index.html", "corrections/feed.atom",
        "sitemap.xml", "sitemap-2026-1.xml", "sitemap-pages.xml", *feeds, *lists,
    }  # fmt: skip


def test_a_withdrawal_reaches_the_mirror_at_the_next_build(mirror):
    """EMB-12"""
    make_mission()
    text = make_live("A wrong text", slug="wrong", body="<p>Falsehoods.</p>")
    mirror.build()
    follow(text, purpose=Purpose.WITHDRAWAL, live_from=AT + MINUTE, note="It was wrong.")
    mirror.build(at=AT + MINUTE)

    assert "It was wrong." in mirror.text("messages/wrong/index.html")
    assert "wrong" not in mirror.text("messages/index.html")
    assert mirror.text("mirror/words/en/index.js") == 'mirrorIndex({"beginnings":[],"size":25});\n'


def test_an_urgent_notice_is_on_every_page_from_the_next_build_on(mirror):
    """AVL-03, the mirror's part: pages with a header, the page of errors among them."""
    make_mission()
    make_live("A text", slug="text")
    mirror.build()
    Notice.objects.create(heading="The consulate is closed", shown_from=AT + MINUTE, level="emergency")
    mirror.build(at=AT + MINUTE)

    without = [path for path in pages(mirror.folder) if "The consulate is closed" not in words(path)]
    assert [str(path.relative_to(mirror.folder)) for path in without] == [
        "messages/text/editions/1/index.html"
    ]  # leads on
    assert "The consulate is closed" in mirror.text("404.html")


def test_every_page_says_that_it_is_a_copy_and_as_of_when_in_both_cities(mirror):
    make_mission(languages=["en", "fr"])
    mirror.build()

    said = [words(path) for path in pages(mirror.folder)]
    assert [
        page for page in said if "This is a copy of the site." not in page and "Ceci est une copie" not in page
    ] == []
    moment = "Copied as it stood on 1 June 2026, 11:00 in Lutetia (12:00 in Strelsau)."
    assert moment in words(mirror.folder / "mirror/index.html")
    style = mirror.text("mirror/as-of.css").splitlines()[0]
    # Each other character by its code point, which a blank ends.
    assert (
        style
        == '.mirror-notice__moment:lang(en)::after { content: "'
        + "".join(
            character if character.isalnum() or character == " " else f"\\{ord(character):06x} " for character in moment
        )
        + '"; }'
    )


def test_a_mirror_of_the_past_is_as_the_site_stood_and_stands_still(mirror):
    make_mission()
    make_live("An early text", slug="early")
    make_live("A late text", slug="late", live_from=PUBLISHED + 5 * HOUR)
    make_incident(slug="vessel")
    mirror.build(at=PUBLISHED + HOUR, is_standing=True)

    home = mirror.text("index.html")
    assert ("An early text" in home, "A late text" in home, "data-frozen" in home) == (True, False, True)
    assert "messages/late/index.html" not in mirror.files
    assert "Copied as it stood on 4 May 2026, 12:00 in Lutetia (13:00 in Strelsau)." in words(
        mirror.folder / "index.html"
    )
    assert ">12:00</time>" in home
    assert "as-of=" not in home


def test_a_mirror_of_now_leaves_the_time_to_the_script(mirror):
    make_mission()
    make_incident(slug="vessel")
    mirror.build()
    page = parsed(mirror.folder / "index.html")

    times = [
        (time.get("datetime"), time.text)
        for box in page.iter("li")
        if box.get("data-clock")
        for time in box.iter("time")
    ]
    assert times == [("", None), ("", None)]
    assert (page.get("data-at"), page.get("data-frozen"), page.get("data-mirror")) == (None, None, "./")
    figures = [
        (figure.get("data-since"), figure.get("data-days")) for figure in page.iter("span") if figure.get("data-since")
    ]
    assert figures == [("2026-01-01", "151")]


def test_a_link_of_the_site_that_leads_nowhere_is_taken_out_and_named(mirror):
    make_mission()
    links = '<a href="/messages/lost/">the lost text</a> or <a href="/messages/lost/?utm_source=x#p1">again</a>'
    make_live("A text", slug="text", body=f"<p>See {links}.</p>")
    built = mirror.build()

    assert built.dead == ["/messages/lost/"]
    assert "See <span>the lost text</span> or <span>again</span>." in mirror.text("messages/text/index.html")
    assert broken(mirror.folder) == []


def test_a_failure_of_the_site_leaves_the_last_mirror_as_it_was(mirror, monkeypatch):
    make_mission()
    make_live("A text", slug="text")
    mirror.build()
    before = mirror.files
    monkeypatch.setattr("embassy.mirror.asking.static_file", lambda name: Answer(500))

    with pytest.raises(Refused, match=r"The site failed at \d+ addresses, so the last mirror stays:\n/static/"):
        mirror.build(at=AT + MINUTE)
    assert mirror.files == before


@pytest.mark.usefixtures("site")
def test_an_interrupted_build_goes_on_where_it_stopped(mirror, monkeypatch):
    mirror.build(at=AT - HOUR)
    before = mirror.files

    def stop(done, _found):
        if done > 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror.build(is_now=True, progress=stop)
    assert mirror.files == before

    built = mirror.build(at=AT + MINUTE, is_now=True)
    assert (built.continued > 50, built.plan.at) == (True, AT)
    assert broken(mirror.folder) == []
    continued = mirror.files
    mirror.build(at=AT)
    assert mirror.files == continued


def test_what_was_published_meanwhile_is_told(mirror):
    make_mission()
    publish = building.generation.of_this_site().raise_by_one

    assert mirror.build().is_overtaken is False
    assert mirror.build(at=AT + MINUTE, progress=lambda done, _found: done == 5 and publish()).is_overtaken is True


def test_a_file_that_a_power_cut_has_emptied_is_made_again(mirror):
    make_mission()

    def stop(done, _found):
        if done > 10:
            (Place(mirror.folder).files / "index.html").write_bytes(b"")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror.build(progress=stop)
    built = mirror.build()

    assert built.continued > 0
    assert "This is a copy of the site." in words(mirror.folder / "index.html")


@pytest.mark.usefixtures("site")
def test_a_plain_text_says_itself_that_it_is_utf_8(mirror):
    mirror.build()
    starts = {name: content[:3] for name, content in mirror.files.items() if name.endswith(".txt")}

    assert {name for name, start in starts.items() if start == b"\xef\xbb\xbf"} == {
        name for name in starts if "messages/" in name
    }


@pytest.mark.parametrize(
    ("at", "change"),
    [(AT + 2 * HOUR, lambda: None), (AT + MINUTE, lambda: building.generation.of_this_site().raise_by_one())],
    ids=["long ago", "something was published"],
)
def test_an_interrupted_build_is_begun_anew_when_it_is_out_of_date(mirror, at, change):
    make_mission()

    def stop(done, _found):
        if done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror.build(is_now=True, progress=stop)
    change()
    built = mirror.build(at=at, is_now=True)

    assert (built.continued, built.plan.at) == (0, at)


def test_a_folder_that_is_no_mirror_is_left_alone(mirror):
    make_mission()
    mirror.folder.mkdir()
    (mirror.folder / "letters.txt").write_text("Dear all")

    with pytest.raises(Refused, match="is not empty and holds no mirror: name another folder"):
        mirror.build()
    assert mirror.files == {"letters.txt": b"Dear all"}


def test_two_builds_of_one_mirror_do_not_run_at_once(mirror):
    make_mission()
    with Place(mirror.folder).alone(), pytest.raises(Refused, match="Another build of this mirror is running"):
        mirror.build()


@pytest.mark.usefixtures("site")
def test_with_an_address_of_its_own_it_says_so_to_the_world(mirror):
    mirror.build(base_url="https://mirror.example/copy", has_cards=True)
    page, feed = mirror.text("messages/pictures/index.html"), mirror.text("messages/feed.atom")

    assert '<link rel="canonical" href="https://mirror.example/copy/messages/pictures/">' in page
    assert '<meta property="og:url" content="https://mirror.example/copy/messages/pictures/">' in page
    assert '"item":"https://mirror.example/copy/messages/2026/05/"' in page
    assert 'href="https://mirror.example/copy/messages/feed.atom"' in feed
    assert "<loc>https://mirror.example/copy/fr/messages/images/</loc>" in mirror.text("sitemap-2026-1.xml")
    assert "Sitemap: https://mirror.example/copy/sitemap.xml" in mirror.text("robots.txt")
    assert f'src="/copy{page_files.scripts_url()}"' in mirror.text("404.html")
    card = page.partition('og:image" content="https://mirror.example/copy/')[2].partition('"')[0]
    assert mirror.files[card].startswith(b"\x89PNG")
    assert broken_but_for_errors(mirror) == []


def broken_but_for_errors(mirror):
    """The page of errors leads to the root of the server, which is not the folder here."""
    return [link for link in broken(mirror.folder) if link[0] != "404.html"]


@pytest.mark.usefixtures("site")
def test_an_old_address_leads_to_the_text(mirror):
    mirror.build()
    page = mirror.text("messages/filler-0/index.html")

    assert '<meta http-equiv="refresh" content="0; url=../../messages/renamed/index.html">' in page
    assert '<a href="../../messages/renamed/index.html">This page has moved.</a>' in page


def test_the_build_takes_the_instant_it_is_told_and_no_other(mirror, monkeypatch):
    """EMB-06: what goes live while the mirror is being made is not in it."""
    make_mission()
    make_live("A text", slug="text", live_from=AT + MINUTE)
    monkeypatch.setattr(instant.timezone, "now", lambda: utc("2026-06-01T12:00Z"))
    mirror.build()

    assert "messages/text/index.html" not in mirror.files


@pytest.mark.usefixtures("site")
def test_no_limit_of_visitors_holds_for_a_build(mirror, settings):
    """One with 15,000 texts asks for thousands of feeds in a minute."""
    settings.REQUESTS_PER_MINUTE = dict.fromkeys(settings.REQUESTS_PER_MINUTE, 1)

    assert mirror.build().files > 100
