"""Days that count on inside a text: on every surface as of its instant, never of what is hidden (EMB-01, TIM-03)."""

from datetime import date

import pytest

from embassy.lib import instant, live_numbers, markup, unchanged
from embassy.models import Mission
from releases import body, checklist, previews
from tests.embassy.reading import by_class, parsed, words
from tests.factories import follow, make_draft, make_feature, make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
STORED = '<p>Until today <span data-days-since="vessel">days have passed since</span> the vessel was detained.</p>'
WORDS = "Until today days have passed since the vessel was detained."
AT = utc("2026-05-20T09:00Z")


def vessel(**facts):
    return make_incident(**{"slug": "vessel", "occurred_on": date(2026, 1, 1), **facts})


def prose(client, address, at="2026-05-20T09:00Z"):
    return [words(part) for part in by_class(parsed(client.get(address, {"as-of": at})), "prose")]


def read(edition, at):
    """The text as a reader gets it, tags left out."""
    return markup.plain_text(body.html(edition, at))


# What is stored


@pytest.mark.parametrize("clean", [markup.sanitise, markup.tidied])
def test_the_element_survives_as_it_is(clean):
    assert clean(STORED) == STORED


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ('<p><span data-days-since="../x">days</span></p>', "<p>days</p>"),
        ('<p><span data-days-since="a&quot; onclick=x">days</span></p>', "<p>days</p>"),
        (f'<p><span data-days-since="{"a" * 81}">days</span></p>', "<p>days</p>"),
        ('<p data-days-since="vessel">days</p>', "<p>days</p>"),
        ('<p>A<span data-days-since="vessel"></span>B</p>', "<p>AB</p>"),
        (
            '<p><span class="x" lang="fr" data-days-since="v" style="a:b">jours</span></p>',
            '<p><span data-days-since="v" lang="fr">jours</span></p>',
        ),
    ],
)
def test_only_the_slug_of_a_matter_is_stored(source, stored):
    assert markup.sanitise(source) == stored


def test_words_without_a_number_are_what_everything_but_a_page_reads():
    edition = make_live(body=STORED)

    assert (edition.excerpt, edition.folded_text.splitlines()[-1]) == (WORDS, WORDS.casefold())
    assert [block.text for block in markup.text_blocks(edition.body)] == [WORDS]


# What is shown


@pytest.mark.parametrize(
    ("zone", "occurred_on", "at", "days"),
    [
        ("Europe/Paris", date(2026, 3, 28), "2026-03-29T21:59Z", "1 day has passed since"),  # 23 hours
        ("Europe/Paris", date(2026, 3, 28), "2026-03-29T22:00Z", "2 days have passed since"),
        ("Europe/Paris", date(2026, 10, 24), "2026-10-25T22:59Z", "1 day has passed since"),  # 25 hours
        ("Europe/Paris", date(2026, 10, 24), "2026-10-25T23:00Z", "2 days have passed since"),
        ("Pacific/Kiritimati", date(2026, 5, 20), "2026-05-20T09:59Z", "0 days have passed since"),  # +14:00
        ("Pacific/Kiritimati", date(2026, 5, 20), "2026-05-20T10:00Z", "1 day has passed since"),
        ("Europe/London", date(2024, 2, 28), "2024-02-29T23:59Z", "1 day has passed since"),  # leap day
        ("Europe/London", date(2024, 2, 28), "2024-03-01T00:00Z", "2 days have passed since"),
        ("Europe/London", date(2023, 2, 28), "2023-03-01T00:00Z", "1 day has passed since"),
        ("Europe/Moscow", date(1990, 1, 1), "2026-05-20T09:00Z", "13,288 days have passed since"),
    ],
)
def test_the_number_turns_at_midnight_in_the_incidents_zone(zone, occurred_on, at, days):
    vessel(zone=zone, occurred_on=occurred_on)

    assert read(make_draft(body=STORED), utc(at)) == f"Until today {days} the vessel was detained."


def test_every_page_that_shows_the_text_counts_as_of_its_instant(client, mission):
    vessel()
    make_feature(make_live(slug="text", body=STORED))
    shown = {
        (address, at): prose(client, address, at)
        for address in ("/", "/messages/text/")
        for at in ("2026-05-19T21:59Z", "2026-05-19T22:00Z")
    }

    before, after = ([f"Until today {n} days have passed since the vessel was detained."] for n in (138, 139))
    assert list(shown.values()) == [before, after, before, after]


def test_a_superseded_text_keeps_the_number_of_its_last_minute(client, mission):
    vessel()
    first = make_live(slug="text", body=STORED)
    follow(first, live_from=utc("2026-05-10T22:00Z"), body="<p>Other words.</p>")

    assert prose(client, "/messages/text/editions/1/", "2026-05-20T09:00Z") == [
        "Until today 129 days have passed since the vessel was detained."
    ]
    first.refresh_from_db()
    assert [read(first, utc(at)) for at in ("2026-05-10T21:59Z", "2026-05-10T22:00Z", "2030-01-01T00:00Z")] == [
        "Until today 129 days have passed since the vessel was detained."
    ] * 3
    assert "data-since" not in body.html(first, utc("2030-01-01T00:00Z"))


def test_a_withdrawn_text_does_not_count_on(client, mission):
    vessel()
    follow(make_live(slug="text", body=STORED), purpose="withdrawal", live_from=utc("2026-05-10T22:00Z"), body=STORED)

    assert prose(client, "/messages/text/") == ["Until today 129 days have passed since the vessel was detained."]


def test_the_script_may_count_on_as_in_a_banner():
    vessel()

    assert body.html(make_draft(body=STORED), AT) == (
        '<p>Until today <span data-counter><span data-since="2026-01-01" data-zone="Europe/Paris" data-days="139" '
        'data-phrases="{&quot;0&quot;: &quot;days have passed since&quot;, &quot;1&quot;: &quot;day has passed '
        'since&quot;}" data-thousand="1,000">139</span> <span data-phrase>days have passed since</span></span> '
        "the vessel was detained.</p>"
    )


def test_the_number_of_a_settled_incident_stands_still():
    vessel(resolved_on=date(2026, 2, 1))

    assert body.html(make_draft(body=STORED), AT) == (
        "<p>Until today 31 days have passed since the vessel was detained.</p>"
    )


def test_words_of_an_officers_own_stay_behind_the_number():
    vessel()
    edition = make_draft(body='<p>For <span data-days-since="vessel">days &amp; nights</span>, nothing.</p>')

    assert read(edition, AT) == "For 139 days & nights, nothing."
    assert "data-phrase>" not in body.html(edition, AT)


def test_the_number_is_written_in_the_language_of_the_text():
    vessel(occurred_on=date(2020, 1, 1))
    edition = make_draft(language="fr", body='<p><span data-days-since="vessel">jours</span> sans réponse.</p>')

    assert read(edition, AT) == "2\xa0331 jours sans réponse.".replace("\xa0", " ")


# What is not shown


@pytest.mark.parametrize(
    "facts",
    [
        None,
        {"shown_from": utc("2026-05-20T09:01Z")},
        {"shown_until": utc("2026-05-20T09:00Z")},
        {"occurred_on": date(2026, 5, 21)},
        {"occurred_on": date(2026, 5, 21), "resolved_on": date(2026, 5, 21)},
    ],
)
def test_of_what_readers_do_not_see_they_read_words_and_not_even_its_address(facts):
    if facts:
        vessel(name="kanarienvogel", **facts)

    assert body.html(make_draft(body=STORED), AT) == f"<p>{WORDS}</p>"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ('<span data-days-since="vessel"><b>days</b></span>', "<span><b>days</b></span>"),
        (
            '<span data-days-since="vessel"><span data-days-since="nobody">days</span></span>',
            "<span>days</span>",
        ),
        ("&lt;span data-days-since=&quot;vessel&quot;&gt;", '&lt;span data-days-since="vessel"&gt;'),
    ],
)
def test_what_only_looks_like_the_element_is_not_counted(inside, shown):
    vessel()

    assert body.html(make_draft(body=f"<p>{inside}</p>"), AT) == f"<p>{shown}</p>"


def test_hostile_names_and_words_stay_text():
    vessel(name="<script>alert(1)</script>")
    edition = make_draft(body='<p><span data-days-since="vessel">&lt;script&gt;&quot;</span></p>')

    assert "<script" not in body.html(edition, AT)
    assert read(edition, AT) == '139 <script>"'


# What it costs


def test_a_page_asks_once_for_all_its_numbers(django_assert_num_queries):
    vessel()
    make_incident(slug="visa")
    other = STORED.replace("vessel", "visa")
    editions = [make_live(body=text) for text in (STORED, other, STORED + other)]

    with django_assert_num_queries(1), live_numbers.asked_once():
        assert [body.html(edition, AT).count("139") for edition in editions] == [2, 2, 4]


def test_a_text_without_a_number_asks_nothing(django_assert_num_queries):
    edition = make_live(body="<p>data-days-since</p>")

    with django_assert_num_queries(0):
        body.html(edition, AT)


@pytest.mark.parametrize("texts", [1, 3])
def test_the_home_page_costs_one_query_more(client, texts, django_assert_max_num_queries):
    make_mission()
    for number in range(texts):
        make_incident(slug=f"i{number}")
    named = "".join(STORED.replace("vessel", f"i{number}") for number in range(texts))
    make_feature(make_live(body=named))

    unchanged.stretch(instant.now())  # asked once for all pages
    with django_assert_max_num_queries(7):
        client.get("/")


# The desk


def said(edition):
    found = checklist.checks(edition, Mission.current(), AT)
    return [(check.is_met, check.sentence) for check in found if "days" in check.sentence]


def test_the_checklist_names_an_incident_that_readers_do_not_see(mission):
    vessel()
    make_incident(slug="secret", name="the secret matter", shown_from=utc("2999-01-01T00:00Z"))
    both = make_draft(body=STORED + STORED.replace("vessel", "secret") + STORED.replace("vessel", "gone"))

    assert said(both) == [
        (False, "Its days are not counted, because readers do not see it: gone."),
        (False, "Its days are not counted, because readers do not see it: the secret matter."),
    ]
    assert said(make_draft(body=STORED)) == [(True, "Each incident whose days it counts is there for readers.")]
    assert said(make_draft()) == []


def test_a_preview_counts_too(client, mission, officer):

    vessel()
    edition = make_draft(body=STORED)
    ends = utc("2999-01-01T00:00Z")
    _link, token = previews.issue(edition, recipient="x", expires_at=ends, by=officer, at=AT)
    page = parsed(client.get(f"/preview/{token}/"))

    (text,) = [words(part) for part in by_class(page, "prose")]
    assert text.endswith("days have passed since the vessel was detained.")
    assert text.split()[2].isdigit()


def test_requests_do_not_share_what_they_asked(client, mission):
    vessel()
    make_live(slug="text", body=STORED)
    before = prose(client, "/messages/text/")
    vessel_row = live_numbers.matters()["vessel"].incident
    vessel_row.shown_until = AT
    vessel_row.save()

    assert (before, prose(client, "/messages/text/")) == (
        ["Until today 139 days have passed since the vessel was detained."],
        [WORDS],
    )
