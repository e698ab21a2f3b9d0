"""Every address of the desk, asked for by everybody, to look and to act (ACL-01, ACL-02, ACL-03, ACL-04, EMB-11)."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.urls import URLPattern

from counters.models import Incident
from embassy.audit.models import Entry
from embassy.models import Notice
from releases import workflow
from releases.models import Attachment, Edition, Feature, Image, Override, Release, State
from releases.permissions import ADMINISTRATOR, EDITOR, PRESS_OFFICER, ROLES
from tests import factories
from tests.admin.conftest import NOW, content
from tests.media.rows import make_attachment, make_image, make_picture

CANARY = "kanarienvogel"
LETTERS = {"P": PRESS_OFFICER, "E": EDITOR, "A": ADMINISTRATOR, "-": ""}
SIGNED_IN = "PEA-"

# By the name of the address: its path, who may look at it, who may send something to it.
MODELS = {
    "releases/category": ("view PEA", "A"),
    "releases/office": ("view PEA", "A"),
    "releases/feature": ("view PEA", "E"),
    "counters/incident": ("view PEA", "A"),
    "embassy/notice": ("view PEA", "A"),
    "auth/user": ("view A", "A"),
    "auth/group": ("view ", ""),
}
RELEASE = "/admin/releases/release/"
PAGES = {
    "index": ("/admin/", SIGNED_IN, SIGNED_IN),
    "password_change": ("/admin/password_change/", SIGNED_IN, SIGNED_IN),
    "password_change_done": ("/admin/password_change/done/", SIGNED_IN, SIGNED_IN),
    "autocomplete": (
        "/admin/autocomplete/?app_label=releases&model_name=feature&field_name=release&term=k", "PEA", "",
    ),
    "app_list": ("/admin/releases/", "PEA", "PEA"),
    "auth_user_password_change": ("/admin/auth/user/{user}/password/", "A", "A"),
    "embassy_mission_changelist": ("/admin/embassy/mission/", SIGNED_IN, SIGNED_IN),
    "embassy_mission_add": ("/admin/embassy/mission/add/", "", ""),
    "embassy_mission_change": ("/admin/embassy/mission/1/change/", "PEA", "A"),
    "embassy_mission_delete": ("/admin/embassy/mission/1/delete/", "", ""),
    "embassy_mission_history": ("/admin/embassy/mission/1/history/", "PEA", "PEA"),
    "releases_release_changelist": (RELEASE, "PEA", "PEA"),
    "releases_release_add": (f"{RELEASE}add/", "PE", "PE"),
    "releases_release_change": (RELEASE + "{draft}/change/", "PEA", "PE"),
    "releases_release_delete": (RELEASE + "{draft}/delete/", "", ""),
    "releases_release_history": (RELEASE + "{draft}/history/", "PEA", "PEA"),
    "releases_release_compare": (RELEASE + "{corrected}/compare/", "PEA", "PEA"),
    "releases_release_publish": (RELEASE + "{draft}/publish/", "E", "E"),
    "releases_release_discard": (RELEASE + "{draft}/discard/", "PEA", "PEA"),
    "releases_release_submit": (RELEASE + "{draft}/submit/", "PE", "PE"),
    "releases_release_send_back": (RELEASE + "{review}/send_back/", "E", "E"),
    "releases_release_hold": (RELEASE + "{scheduled}/hold/", "E", "E"),
    "releases_release_reschedule": (RELEASE + "{scheduled}/reschedule/", "E", "E"),
    "releases_release_correct": (RELEASE + "{live}/correct/", "PE", "PE"),
    "releases_release_update": (RELEASE + "{live}/update/", "PE", "PE"),
    "releases_release_withdraw": (RELEASE + "{live}/withdraw/", "E", "E"),
    "releases_release_republish": (RELEASE + "{withdrawn}/republish/", "E", "E"),
    "releases_release_restore": (RELEASE + "{corrected}/restore/", "PE", "PE"),
    "releases_release_redact": (RELEASE + "{live}/redact/", "A", "A"),
    "releases_release_rename": (RELEASE + "{live}/rename/", "E", "E"),
    "releases_release_previews": (RELEASE + "{draft}/previews/", "PE", "PE"),
    "releases_release_autosave": (RELEASE + "{draft}/autosave/", "PE", "PE"),
    "releases_release_autosave_new": (f"{RELEASE}autosave/", "PE", "PE"),
    "releases_release_presence": (RELEASE + "{draft}/presence/", "", "PE"),
    "search": ("/admin/search/?q=k", "PEA", "PEA"),
    "rehearsal": ("/admin/rehearsal/", "PEA", "PEA"),
    "calendar": ("/admin/calendar/", "PEA", "PEA"),
    "releases_override_acknowledge": (RELEASE + "overrides/{override}/acknowledge/", "", "E"),
}  # fmt: skip
for model in ("image", "attachment"):
    PAGES |= {
        f"releases_{model}_changelist": (f"/admin/releases/{model}/", "PE", "PE"),
        f"releases_{model}_add": (f"/admin/releases/{model}/add/", "PE", "PE"),
        f"releases_{model}_change": (f"/admin/releases/{model}/{{{model}}}/change/", "PE", "PE"),
        f"releases_{model}_history": (f"/admin/releases/{model}/{{{model}}}/history/", "PE", "PE"),
        f"releases_{model}_delete": (f"/admin/releases/{model}/{{{model}}}/delete/", "", ""),
    }
PAGES["releases_image_thumbnail"] = ("/admin/releases/image/{picture}/thumbnail/", "PE", "PE")
PAGES |= {
    "audit_entry_changelist": ("/admin/audit/entry/", "A", "A"),
    "audit_entry_add": ("/admin/audit/entry/add/", "", ""),
    "audit_entry_change": ("/admin/audit/entry/{entry}/change/", "A", ""),
    "audit_entry_history": ("/admin/audit/entry/{entry}/history/", "A", "A"),
    "audit_entry_delete": ("/admin/audit/entry/{entry}/delete/", "", ""),
}
for model, (lookers, writers) in MODELS.items():
    name, lookers = model.replace("/", "_"), lookers.removeprefix("view ")
    row = "/admin/" + model + "/{" + model.split("/")[1] + "}/"
    deletes = "" if model == "auth/user" else writers
    PAGES |= {
        f"{name}_changelist": (f"/admin/{model}/", lookers, lookers),
        f"{name}_add": (f"/admin/{model}/add/", writers, writers),
        f"{name}_change": (f"{row}change/", lookers, writers),
        f"{name}_history": (f"{row}history/", lookers, lookers),
        f"{name}_delete": (f"{row}delete/", deletes, deletes),
    }
METHODS = dict.fromkeys(
    [("autocomplete", "post"), ("password_change_done", "post"), ("releases_override_acknowledge", "get")], 405
)
"""What only one of the two methods is for."""
APART = {"login", "logout", "jsi18n", "view_on_site", None}
"""Doors to come in and out by, words of the interface, and the catch-all."""


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from names(pattern.url_patterns)


def nameless(patterns):
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            yield from nameless(pattern.url_patterns)
        elif pattern.name is None:
            yield str(pattern.pattern)


def test_every_address_of_the_desk_stands_in_the_table():
    """Whoever registers a new one has to say here whose it is; one without a name would pass unseen."""
    assert set(names(admin.site.urls[0])) - APART == set(PAGES)
    assert set(nameless(admin.site.urls[0])) == {
        "<path:object_id>/",
        "(?P<url>.*)$",
    }  # a redirect to a form, and what is not there


@pytest.fixture
def rows(mission):
    """Something of everything, each text with a canary in it; the keys that the addresses name."""
    tomorrow, yesterday = factories.utc("2999-01-01T00:00Z"), NOW - timedelta(days=1)
    draft = factories.make_draft(f"{CANARY} draft")
    review = factories.make_draft(f"{CANARY} review")
    Edition.objects.filter(pk=review.pk).update(state=State.IN_REVIEW, review_note=f"{CANARY} note")
    live = factories.make_live(f"{CANARY} live", live_from=yesterday)
    corrected = factories.follow(factories.make_live("First", live_from=yesterday), live_from=NOW - timedelta(hours=1))
    withdrawn = factories.follow(
        factories.make_live("Gone", live_from=yesterday), purpose="withdrawal", live_from=NOW - timedelta(hours=1)
    )
    root = User.objects.create_superuser("root")
    texts = {"draft": draft, "review": review, "live": live, "corrected": corrected, "withdrawn": withdrawn}
    scheduled = factories.make_live(f"{CANARY} scheduled", live_from=tomorrow)
    return {
        **{name: edition.release_id for name, edition in texts.items()},
        "scheduled": scheduled.release_id,
        "override": Override.objects.create(edition=live, by=root, reason=f"{CANARY} reason", at=NOW).pk,
        "image": make_image().pk,
        "picture": make_picture().pk,
        "attachment": make_attachment().pk,
        "entry": Entry.objects.order_by("pk").values_list("pk", flat=True)[0],
        "category": factories.make_category().pk,
        "office": factories.make_office().pk,
        "feature": factories.make_feature(live, tomorrow).pk,
        "incident": factories.make_incident(NOW.date() + timedelta(days=9)).pk,
        "notice": Notice.objects.create(heading="Closed", shown_from=tomorrow).pk,
        "user": User.objects.create_user("colleague").pk,
        "group": Group.objects.get(name=EDITOR).pk,
    }


def sign_in(client, letter):
    user = User.objects.create_user("asker", is_staff=True)
    if LETTERS[letter]:
        user.groups.add(Group.objects.get(name=LETTERS[letter]))
    client.force_login(user)
    return user


def everything():
    models = (Release, Edition, Override, Notice, User, Edition.writers.through, Feature, Incident, Image, Attachment)
    return [list(model.objects.order_by("pk").values()) for model in models]


def ask(client, method, address):
    """The answer, undone."""
    with transaction.atomic():
        before = everything()
        response = getattr(client, method)(address)
        has_changed = everything() != before
        transaction.set_rollback(True)
    return response, has_changed


@pytest.mark.parametrize("letter", LETTERS)
def test_who_may_look_and_who_may_act(client, rows, letter):
    sign_in(client, letter)
    answers, expected, leaks, changes = {}, {}, [], []
    for name, (path, lookers, actors) in PAGES.items():
        for method, allowed in (("get", lookers), ("post", actors)):
            response, has_changed = ask(client, method, path.format(**rows))
            answers[name, method] = "yes" if response.status_code in (200, 302) else response.status_code
            expected[name, method] = "yes" if letter in allowed else 403
            if letter not in allowed and CANARY in response.content.decode():
                leaks.append((name, method))
            if has_changed and (method == "get" or letter not in allowed):
                changes.append((name, method))
    expected |= METHODS
    if letter in "PEA":
        expected["releases_release_presence", "get"] = 405
    if letter == "-":
        expected |= {("app_list", "get"): 404, ("app_list", "post"): 404}

    assert answers == expected
    assert (leaks, changes) == ([], [])


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_led_to_the_login_from_everywhere(client, rows, method):
    before = everything()
    answers = {name: getattr(client, method)(path.format(**rows)) for name, (path, *_who) in PAGES.items()}

    assert {name: response.status_code for name, response in answers.items()} == dict.fromkeys(PAGES, 302)
    doors = {response["Location"].partition("?")[0] for response in answers.values()}
    assert doors <= {"/admin/login/", "/admin/my-account/log-in/", "/admin/my-account/password/"}
    assert everything() == before


@pytest.mark.parametrize("letter", ["P", "-"])
@pytest.mark.parametrize(
    "sent",
    [
        {"state": "approved", "live_from": "2020-01-01T00:00", "live_from_0": "2020-01-01", "approved_by": "1"},
        {"_saveasnew": "1"},
        {"_publish": "1", "step": "now"},
        {"_approve": "1", "purpose": "update", "number": "7", "digest": "0" * 64, "redacted_at": "2020-01-01"},
    ],
)
def test_no_field_that_is_sent_along_publishes_anything(client, rows, letter, sent):
    sign_in(client, letter)
    edition = Edition.objects.get(release=rows["draft"])

    client.post(f"{RELEASE}{rows['draft']}/change/", content(version=edition.version, slug="s", **sent))
    client.post(f"{RELEASE}{rows['draft']}/publish/", {"step": "now", "version": edition.version, **sent})
    client.post(RELEASE, {"action": "approve", "_selected_action": rows["draft"], "index": 0, **sent})

    kept = Edition.objects.get(release=rows["draft"])
    assert (kept.state, kept.live_from, kept.number, kept.purpose, kept.redacted_at, kept.digest) == (
        State.DRAFT,
        None,
        1,
        "original",
        None,
        "",
    )


@pytest.mark.parametrize("action", ["delete_selected", "approve", "publish", "withdraw", "redact"])
@pytest.mark.parametrize("letter", LETTERS)
def test_no_action_on_a_list_does_anything(client, rows, letter, action):
    sign_in(client, letter)
    before = everything()
    for name, (path, *_who) in PAGES.items():
        if name.endswith("_changelist"):
            chosen = [pk for key, pk in rows.items() if key in name] + list(rows.values())
            sent = {"action": action, "_selected_action": chosen, "index": 0, "select_across": "1", "post": "yes"}
            client.post(path.format(**rows), sent)

    assert everything() == before


@pytest.mark.parametrize(("letter", "words"), [("P", "kanarienvogel"), ("-", "kanarienvogel"), ("-", "")])
def test_suggestions_are_for_those_who_may_choose_them(client, rows, letter, words):
    """A press officer is offered pictures, nobody else's accounts; who has no right is offered nothing."""
    sign_in(client, letter)
    fields = [("imageuse", "image"), ("attachmentuse", "attachment"), ("feature", "release"), ("user", "groups")]
    asked = [
        {"app_label": "releases", "model_name": model, "field_name": name, "term": words} for model, name in fields
    ]

    answers = [client.get("/admin/autocomplete/", query) for query in asked]

    allowed = [200, 200, 200, 403] if letter == "P" else [403, 403, 403, 403]
    assert [answer.status_code for answer in answers] == allowed
    for answer in answers:
        assert not {"draft", "review"} & set(answer.content.decode().split())


def test_an_editor_does_not_publish_what_they_wrote_by_any_door(client, rows):
    """Four eyes; the approval is of the words that were read (ACL-03)."""
    editor = sign_in(client, "E")
    edition = Edition.objects.get(release=rows["draft"])
    edition.writers.add(editor)

    for sent in ({"step": "now"}, {"step": "now", "override_reason": "  "}):
        client.post(f"{RELEASE}{rows['draft']}/publish/", {"version": edition.version, **sent})
    edition.refresh_from_db()
    assert edition.state == State.DRAFT

    other = User.objects.create_superuser("other")
    draft = Edition.objects.select_related("release").get(release=rows["review"])
    workflow.save(draft, by=other, version=draft.version, at=NOW)
    client.post(f"{RELEASE}{rows['review']}/publish/", {"version": "1", "step": "now"})
    assert Edition.objects.get(release=rows["review"]).state == State.DRAFT


ESCALATIONS = [
    ("own", {"is_superuser": "on"}),
    ("own", {"groups": "every"}),
    ("own", {"user_permissions": "1"}),
    ("colleague", {"is_superuser": "on"}),
    ("colleague", {"user_permissions": "1"}),
    ("root", {"is_active": "", "username": "root"}),
]


@pytest.mark.parametrize(("whose", "sent"), ESCALATIONS)
def test_an_administrator_raises_nobody_above_their_own_rights(client, rows, whose, sent):
    user = sign_in(client, "A")
    account = {"own": user, **{name: User.objects.get(username=name) for name in ("colleague", "root")}}[whose]
    groups = list(Group.objects.values_list("pk", flat=True)) if sent.get("groups") else []
    facts = {"username": account.username, "is_active": "on", "is_staff": "on", "last_login_0": "", "last_login_1": ""}
    before = {(field, getattr(account, field)) for field in ("is_superuser", "is_active")}
    rights = account.get_all_permissions()

    client.post(f"/admin/auth/user/{account.pk}/change/", {**facts, **sent, "groups": groups})

    kept = User.objects.get(pk=account.pk)
    assert {(field, getattr(kept, field)) for field in ("is_superuser", "is_active")} == before
    assert kept.get_all_permissions() == rights
    assert client.get(f"/admin/auth/user/{User.objects.get(username='root').pk}/password/").status_code == 403


def test_an_administrator_gives_and_takes_roles(client, rows):
    sign_in(client, "A")
    own = Group.objects.create(name="Auditors")
    own.permissions.add(Permission.objects.get(codename="delete_release"))  # beyond every role
    page = f"/admin/auth/user/{rows['user']}/change/"
    sent = {"username": "colleague", "is_active": "on", "is_staff": "on", "date_joined_0": "", "date_joined_1": ""}

    def groups_after(*groups):
        sent["groups"] = [group.pk for group in groups]
        client.post(page, {**sent, "date_joined_0": "2026-01-01", "date_joined_1": "00:00"})
        return set(User.objects.get(pk=rows["user"]).groups.values_list("name", flat=True))

    assert groups_after(Group.objects.get(name=EDITOR)) == {EDITOR}
    assert groups_after(own) == {EDITOR}
    assert groups_after() == set()
    offered = {group.name for group in client.get(page).context["adminform"].form.fields["groups"].queryset}
    assert offered == set(ROLES)


@pytest.mark.parametrize(
    "query", ["created_by__password__startswith=p", "editions__body__contains=k", "_connector=OR", "order=pk", "e=1"]
)
def test_no_list_answers_a_question_that_it_does_not_offer(client, rows, query):
    sign_in(client, "P")
    plain = client.get(RELEASE)

    response = client.get(f"{RELEASE}?{query}", follow=True)

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        found = [[row.pk for row in answer.context["cl"].result_list] for answer in (plain, response)]
        assert found[0] == found[1]
