"""A counter on other sites: frame, picture and data, and what they never tell (EMB-01, EMB-02, TIM-03)."""

import io
import json
import random
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from PIL import Image

from embassy import known_query
from embassy.lib import images
from tests.embassy.reading import by_class, heading, parsed, texts, title, words
from tests.factories import make_incident, make_mission, utc

pytestmark = pytest.mark.django_db
AS_OF = "2026-05-20T09:00Z"
SVG = "{http://www.w3.org/2000/svg}"
LONG = "the delegation of the Harbour Authority refused to receive the consular officers " * 4
ADDRESSES = ("/incidents/{}/", "/incidents/{}/embed/", "/incidents/{}.svg", "/incidents/{}.json")


def vessel(**facts):
    steps = [(date(2026, 3, 1), "A note was sent.")]
    return make_incident(**{"slug": "vessel", "name": "the vessel was detained", "steps": steps, **facts})


def picture(client, query="", address="/incidents/vessel.svg"):
    return ElementTree.fromstring(client.get(f"{address}?as-of={AS_OF}{query}").content)


def lines(drawing):
    return [line.text for line in drawing.iter(f"{SVG}text")]


def data(client, at=AS_OF, address="/incidents/vessel.json"):
    return json.loads(client.get(address, {"as-of": at}).content)


# Data


def test_the_data_of_a_counter(client, mission):
    vessel()

    assert data(client) == {
        "slug": "vessel",
        "name": "the vessel was detained",
        "days": 139,
        "phrase": "days have passed since",
        "sentence": "139 days have passed since the vessel was detained",
        "status": "A note was sent.",
        "is_resolved": False,
        "occurred_on": "2026-01-01",
        "resolved_on": None,
        "time_zone": "Europe/Paris",
        "as_of": "2026-05-20T09:00:00Z",
        "next_turn": "2026-05-20T22:00:00Z",
        "url": "http://localhost:8000/incidents/vessel/",
    }


def test_a_settled_one_says_so_from_that_day_on_and_not_before(client, mission):
    vessel(resolved_on=date(2026, 5, 20))
    names = ("days", "is_resolved", "resolved_on", "next_turn", "sentence")
    before, after = (data(client, at) for at in ("2026-05-19T21:59Z", "2026-05-19T22:00Z"))

    assert [before[name] for name in names] == [
        138, False, None, "2026-05-19T22:00:00Z", "138 days have passed since the vessel was detained",
    ]  # fmt: skip
    assert [after[name] for name in names] == [
        139, True, "2026-05-20", None,
        "139 days have passed since the vessel was detained. Settled on 20 May 2026. The figure is final.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "occurred_on", "turn", "days"),
    [
        ("Europe/Paris", date(2026, 3, 28), "2026-03-29T22:00:00Z", 1),  # a day of 23 hours
        ("Europe/Paris", date(2026, 10, 24), "2026-10-25T23:00:00Z", 1),  # of 25
        ("Pacific/Kiritimati", date(2026, 5, 19), "2026-05-20T10:00:00Z", 1),  # +14:00
        ("Asia/Kathmandu", date(2026, 5, 19), "2026-05-20T18:15:00Z", 1),
        ("Europe/London", date(2024, 2, 28), "2024-03-01T00:00:00Z", 1),  # 29 February
        ("America/Santiago", date(2026, 9, 4), "2026-09-06T04:00:00Z", 1),  # midnight itself is skipped
        ("America/Havana", date(2026, 10, 30), "2026-11-01T04:00:00Z", 1),  # and here comes twice
    ],
)
def test_the_figure_turns_when_the_data_said(client, mission, zone, occurred_on, turn, days):
    vessel(occurred_on=occurred_on, zone=zone, steps=())
    before = f"{utc(turn) - timedelta(minutes=1):%Y-%m-%dT%H:%MZ}"
    early, late = data(client, before), data(client, f"{utc(turn):%Y-%m-%dT%H:%MZ}")
    assert (early["days"], early["next_turn"], late["days"]) == (days, turn, days + 1)
    assert late["next_turn"] > turn


def test_any_site_may_read_the_data_without_credentials(client, mission):
    vessel()
    headers = client.get("/incidents/vessel.json").headers

    assert {name: headers.get(name) for name in (
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Cross-Origin-Resource-Policy", "Vary",
    )} == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Credentials": None,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": None,
    }  # fmt: skip


# The picture


def test_the_picture_says_the_whole_sentence_to_those_who_do_not_see_it(client, mission):
    vessel()
    drawing = picture(client)

    assert (drawing.get("role"), drawing.get("aria-labelledby")) == ("img", "title desc")
    assert [drawing.find(f"{SVG}{name}").text for name in ("title", "desc")] == [
        "139 days have passed since the vessel was detained",
        "A note was sent. Embassy of Ruritania in Lutetia.",
    ]
    assert lines(drawing) == [
        "139",
        "days have passed since the",
        "vessel was detained",
        "A note was sent.",
        "Embassy of Ruritania in Lutetia",
    ]


def test_the_picture_runs_loads_and_styles_nothing(client, mission):
    vessel(name="</text><script>alert(1)</script>& co")
    drawing = picture(client)

    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} == {"svg", "title", "desc", "rect", "text"}
    assert {name for element in drawing.iter() for name in element.attrib} == {
        "width", "height", "viewBox", "role", "aria-labelledby", "{http://www.w3.org/XML/1998/namespace}lang", "id",
        "fill", "x", "y", "font-family", "font-size",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "box"),
    [
        ("", ("300", "250")),
        ("&size=half-page", ("300", "600")),
        ("&size=leaderboard", ("728", "90")),
        ("&size=mobile-strip", ("320", "100")),
        ("&size=billboard", ("970", "250")),
        ("&size=10000x10000", ("300", "250")),
        ("&size=Billboard", ("300", "250")),
        ("&size=%00", ("300", "250")),
    ],
)
def test_the_picture_comes_in_five_sizes_and_no_other(client, mission, query, box):
    vessel()
    drawing = picture(client, query)

    assert (drawing.get("width"), drawing.get("height")) == box


def test_an_unknown_size_makes_no_other_answer(client, mission):
    vessel()
    tags = {client.get(f"/incidents/vessel.svg?as-of={AS_OF}{q}").headers["ETag"] for q in ("", "&size=x", "&y=1")}

    assert len(tags) == 1


def test_an_unknown_size_makes_no_other_copy():
    """HTP-03."""
    queries = ["", "size=x", "size=300x250&y=1", "size=billboard", "y=1&size=billboard&size="]

    assert [known_query.canonical("/incidents/vessel.svg", query) for query in queries] == [
        "",
        "",
        "",
        "size=billboard",
        "size=billboard",
    ]


@pytest.mark.parametrize("size", ["rectangle", "half-page", "leaderboard", "mobile-strip", "billboard"])
def test_a_settled_incident_says_so_in_every_size(client, mission, size):
    vessel(resolved_on=date(2026, 3, 1))

    assert "Settled on 1 March 2026." in " ".join(lines(picture(client, f"&size={size}")))


def test_a_long_name_is_cut_in_sight_and_whole_in_words(client, mission):
    vessel(name=LONG.strip()[:300])
    drawing = picture(client, "&size=mobile-strip")

    assert drawing.find(f"{SVG}title").text == f"139 days have passed since {LONG.strip()[:300]}"
    assert lines(drawing)[-2].endswith("…")


def test_in_arabic_the_picture_is_mirrored(client):
    make_mission(languages=["en", "ar"], name={"en": "Embassy", "ar": "سفارة"})
    vessel(name={"en": "the vessel was detained", "ar": "احتجاز السفينة"}, steps=())
    drawing = picture(client, address="/ar/incidents/vessel.svg")

    assert (drawing.get("direction"), drawing.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("rtl", "ar")
    assert {(line.get("direction"), line.get("unicode-bidi")) for line in drawing.iter(f"{SVG}text")} == {
        ("rtl", "embed")
    }
    assert [float(line.get("x")) for line in drawing.iter(f"{SVG}text")] == [285.0] * len(lines(drawing))


# Caches


@pytest.mark.parametrize("address", ADDRESSES[1:])
def test_an_answer_is_kept_to_the_turn_of_the_minute_and_asked_for_again_by_its_tag(client, mission, address):
    vessel()
    first = client.get(address.format("vessel"), {"as-of": AS_OF})
    again = client.get(address.format("vessel"), {"as-of": AS_OF}, headers={"if-none-match": first.headers["ETag"]})
    later = client.get(
        address.format("vessel"), {"as-of": "2026-05-20T22:00Z"}, headers={"if-none-match": first.headers["ETag"]}
    )

    assert (first.status_code, again.status_code, again.content, later.status_code) == (200, 304, b"", 200)
    seconds = int(first.headers["Cache-Control"].removeprefix("public, max-age=").split(",")[0])
    assert 1 <= seconds <= 60


# What is not shown


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "facts",
    [
        {"shown_from": utc("2026-05-20T09:01Z")},
        {"shown_until": utc("2026-05-20T09:00Z")},
        {"occurred_on": date(2026, 5, 21), "steps": ()},
        {"occurred_on": date(2026, 5, 21), "steps": (), "resolved_on": date(2026, 5, 21)},
    ],
)
def test_what_is_not_shown_answers_like_what_never_was(client, mission, facts, address):
    """EMB-02."""
    vessel(**facts)
    hidden, never = (client.get(address.format(slug), {"as-of": AS_OF}) for slug in ("vessel", "nobody"))

    assert (hidden.status_code, never.status_code) == (404, 404)
    for response in (hidden, never):
        del response.headers["Cache-Control"]  # the seconds to the next minute, which go by
    assert hidden.headers == never.headers
    assert hidden.content.replace(b"vessel", b"nobody") == never.content


def test_a_rehearsal_of_tomorrow_is_kept_by_no_cache(client, mission, officer):
    vessel()
    client.force_login(officer)
    answers = [client.get(address.format("vessel"), {"as-of": "2999-01-01T00:00Z"}) for address in ADDRESSES[1:]]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["private, no-store"] * 3


# The frame


def test_the_frame_counts_on_by_script_or_is_asked_for_anew_at_midnight(client, mission):
    vessel()
    page = client.get("/incidents/vessel/embed/").content.decode()

    seconds = int(page.split('<noscript><meta http-equiv="refresh" content="')[1].split('"')[0])
    assert 0 < seconds <= 25 * 3600
    assert 'src="/static/js/embed.js" defer' in page


@pytest.mark.parametrize("facts", [{"resolved_on": date(2026, 3, 1)}, {}])
def test_what_stands_still_has_no_script(client, mission, facts):
    vessel(**facts)
    page = parsed(client.get("/incidents/vessel/embed/", {"as-of": AS_OF}))

    assert list(page.iter("script")) == []
    assert list(page.iter("noscript")) == []


def test_a_settled_frame_says_so(client, mission):
    vessel(resolved_on=date(2026, 3, 1))
    page = parsed(client.get("/incidents/vessel/embed/"))

    assert (title(page), heading(page), texts(page, "embed__s")) == (
        "59 days have passed since the vessel was detained – Embassy of Ruritania in Lutetia",  # noqa: RUF001
        ["59 days have passed since the vessel was detained"],
        ["Settled on 1 March 2026. The figure is final."],
    )


def test_a_frame_speaks_the_language_of_its_address(client):
    make_mission(languages=["en", "fr"], name={"en": "Embassy", "fr": "Ambassade"})
    vessel(name={"en": "the vessel was detained", "fr": "la saisie du navire"})
    page = parsed(client.get("/fr/incidents/vessel/embed/"))

    (link,) = page.iter("a")
    assert (page.get("lang"), link.get("href"), link.get("target"), link.get("rel"), words(link)) == (
        "fr", "/fr/incidents/vessel/", "_blank", "noopener", "la saisie du navire",
    )  # fmt: skip


def test_a_frame_without_a_counter_says_so_on_the_other_site(client, mission):
    response = client.get("/incidents/nobody/embed/")

    assert (response.status_code, heading(parsed(response))) == (404, ["There is no counter here"])
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers


def test_the_missions_own_emblem_stands_in_the_frame_as_a_small_icon(client, mission, settings, tmp_path):
    location = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": location}
    noise = Image.frombytes("RGB", (512, 512), random.Random(0).randbytes(512 * 512 * 3))
    sent = io.BytesIO()
    noise.save(sent, "PNG")
    mission.emblem = images.emblem(sent, "emblem.png", sent.tell())
    mission.save()
    vessel()
    address = next(parsed(client.get("/incidents/vessel/embed/")).iter("img")).get("src")
    icon = client.get(address)

    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(icon.content)).size == (48, 48)
    assert len(icon.content) < 2048
    assert client.get("/emblem/icon/emblem/nothing.png").status_code == 404


def test_a_frame_may_stand_in_any_page_even_an_isolated_one(client, mission):
    vessel()
    headers = client.get("/incidents/vessel/embed/").headers

    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert (headers["Cross-Origin-Resource-Policy"], headers["Cross-Origin-Embedder-Policy"]) == (
        "cross-origin",
        "require-corp",
    )
    assert "X-Frame-Options" not in headers


# The code to copy


def test_the_code_to_copy_holds_no_figure_and_names_the_public_origin(client, mission):
    vessel(name='the "vessel" was <detained>')
    page = parsed(client.get("/incidents/vessel/", {"as-of": AS_OF}, headers={"host": "127.0.0.1"}))
    codes = {code.get("id"): "".join(code.itertext()) for code in page.iter("code")}

    assert list(codes) == [
        f"{kind}-{size}"
        for size in ("rectangle", "half-page", "leaderboard", "mobile-strip", "billboard")
        for kind in ("frame", "picture")
    ] + ["link-code"]
    assert codes["frame-leaderboard"] == (
        '<iframe src="http://localhost:8000/incidents/vessel/embed/" width="728" height="90" '
        'title="Days since the &quot;vessel&quot; was &lt;detained&gt;" loading="lazy" style="border:0"></iframe>'
    )
    assert codes["picture-half-page"] == (
        '<a href="http://localhost:8000/incidents/vessel/">'
        '<img src="http://localhost:8000/incidents/vessel.svg?size=half-page" width="300" height="600" '
        'alt="Days since the &quot;vessel&quot; was &lt;detained&gt;"></a>'
    )
    assert codes["link-code"] == (
        '<a href="http://localhost:8000/incidents/vessel/">Days since the &quot;vessel&quot; was &lt;detained&gt;</a>'
    )


def test_one_size_is_open_and_each_shows_itself_at_the_instant_of_the_page(client, mission):
    vessel()
    page = parsed(client.get("/incidents/vessel/", {"as-of": AS_OF}))
    sizes = [part for part in by_class(page, "fold") if part.get("name") == "embed-size"]

    assert [(words(part.find("summary")).encode("ascii", "replace").decode(), part.get("open")) for part in sizes] == [
        ("Rectangle 300 ? 250 pixels", ""),
        ("Half page 300 ? 600 pixels", None),
        ("Leaderboard 728 ? 90 pixels", None),
        ("Mobile strip 320 ? 100 pixels", None),
        ("Billboard 970 ? 250 pixels", None),
    ]
    assert [part.find("img").get("src") for part in sizes][1] == (f"/incidents/vessel.svg?size=half-page&as-of={AS_OF}")
