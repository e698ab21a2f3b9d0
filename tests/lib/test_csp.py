"""The Content-Security-Policy of every answer: the same bytes in every process."""

from django.http import HttpResponse
from django.test import RequestFactory

from embassy.lib.csp import ContentSecurityPolicyMiddleware, header

PUBLIC = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def answer(path="/", **attributes):
    def view(request):
        response = HttpResponse(headers=attributes.pop("headers", {}))
        for name, value in attributes.items():
            setattr(response, name, value)
        return response

    return ContentSecurityPolicyMiddleware(view)(RequestFactory().get(path)).headers


def test_the_public_policy_to_the_byte():
    assert answer()["Content-Security-Policy"] == PUBLIC


def test_the_desk_shows_djangos_icons_and_runs_its_scripts():
    assert answer("/admin/releases/")["Content-Security-Policy"] == PUBLIC.replace(
        "img-src 'self'", "img-src 'self' data:"
    ).replace("; require-trusted-types-for 'script'", "")
    assert answer("/administration/")["Content-Security-Policy"] == PUBLIC


def test_a_view_changes_a_directive_in_its_place():
    changed = answer(csp_changes={"frame-ancestors": ["*"], "connect-src": None})

    assert changed["Content-Security-Policy"] == PUBLIC.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
        " connect-src 'self';", ""
    )


def test_a_policy_that_an_answer_brings_stays():
    assert answer(headers={"Content-Security-Policy": "sandbox"})["Content-Security-Policy"] == "sandbox"


def test_the_other_headers_go_with_it():
    headers = answer()

    assert (headers["Permissions-Policy"], headers["Cross-Origin-Resource-Policy"]) == (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "same-origin",
    )


def test_directives_stand_in_the_order_given():
    assert header({"b": ["x", "y"], "sandbox": [], "c": None, "a": ["z"]}) == "b x y; sandbox; a z"
