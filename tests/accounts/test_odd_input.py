"""HTP-08: nothing that a stranger sends to the log-in is an error of ours."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.messages.storage.base import BaseStorage

from tests.accounts.people import CODE, LOG_IN, give_password, make_person

PASSKEY = "/admin/my-account/log-in/passkey/"
ADD = "/admin/my-account/second-factor/passkeys/add/"
CREDENTIALS = [
    "",
    "{",
    "null",
    "[]",
    "1",
    '"x"',
    "{}",
    '{"id": 1}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AA"}}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}',
    '{"response": null}',
    '{"response": {"userHandle": null}}',
    '{"response": {"userHandle": [1]}}',
    "[" * 5000,
    '{"a": ' + "9" * 5000 + "}",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass"),
]
pytestmark = pytest.mark.usefixtures("mission")


@pytest.mark.parametrize("credential", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_a_forged_passkey_is_refused(client, credential):
    client.get(PASSKEY, headers={"Accept": "application/json"})

    answer = client.post(PASSKEY, {"credential": credential})

    assert (answer.status_code, answer.headers["Location"]) == (302, LOG_IN)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_a_forged_passkey_is_no_second_factor(client, credential):
    make_person()
    give_password(client)
    client.get(CODE)

    answer = client.post(CODE, {"credential": credential})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "text", ["\x00", "x" * 100_000, "٣" * 6, "\u202e", "' OR 1=1 --", "\ud800".encode("utf-8", "surrogatepass")]
)
def test_odd_names_codes_and_addresses_are_refused(client, text):
    assert give_password(client, text).status_code == 200
    assert client.post("/admin/my-account/password/forgotten/", {"email": text}).status_code == 200
    make_person()
    give_password(client)
    assert client.post(CODE, {"code": text}).status_code == 200


@pytest.mark.parametrize(
    "path", ["password/new/1-x/", "password/new/zzzzzzzzzzzzzzzzzzzz-x/", "password/new/0-set-password/"]
)
def test_odd_reset_links_are_told_so(client, path):
    assert client.get(f"/admin/my-account/{path}").status_code == 200


@pytest.mark.parametrize("credential", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_a_forged_passkey_is_not_added(client, credential):
    make_person(factor=False)
    give_password(client)
    client.get(ADD)

    assert client.post(ADD, {"name": "x", "credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


def test_a_disabled_accounts_passkey_leads_back_to_the_log_in(client, rf):
    request = rf.get("/")
    request._messages = BaseStorage(request)

    answer = get_adapter(request).respond_user_inactive(request, make_person(is_active=False))

    assert answer.headers["Location"] == LOG_IN
