"""MDN's HTTP Observatory: an answer's score by its published rules (github.com/mdn/mdn-http-observatory, version 5).

Written from the descriptions of its results: each test gives a result, each result a modifier to 100; bonuses count
from 90 on. What only a network can tell (certificates, preload lists) is left at nothing.
"""

import re
from html.parser import HTMLParser

HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "data:", "http:", "https:", "*", "ftp:", "blob:")


def modifiers(response) -> dict[str, int]:
    """By test; `response` is Django's, with the cookies that it sets."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    policy = parsed(headers.get("content-security-policy", ""))
    return {
        "content-security-policy": of_policy(policy),
        "cookies": of_cookies(response.cookies.values(), "strict-transport-security" in headers),
        "cross-origin-resource-sharing": of_sharing(headers),
        "referrer-policy": of_referrer(headers.get("referrer-policy")),
        "strict-transport-security": of_hsts(headers.get("strict-transport-security", "")),
        "subresource-integrity": of_scripts(response),
        "x-content-type-options": 0 if headers.get("x-content-type-options") == "nosniff" else -5,
        "x-frame-options": of_frames(headers, policy),
        "cross-origin-resource-policy": of_resource_policy(headers.get("cross-origin-resource-policy", "")),
    }


def score(found: dict[str, int]) -> int:
    without_bonus = 100 + sum(number for number in found.values() if number < 0)
    return without_bonus if without_bonus < 90 else 100 + sum(found.values())


def parsed(header: str) -> dict[str, list[str]]:
    parts = (part.split() for part in header.lower().split(";") if part.strip())
    return {name: sources for name, *sources in parts}


def of_policy(policy: dict[str, list[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    scripts, objects = policy.get("script-src", default), policy.get("object-src", default)
    styles = policy.get("style-src", default)
    if any(source in UNSAFE for source in [*scripts, *objects]):
        return -20
    if any(source in UNSAFE for source in styles):
        return 0
    if any(source.startswith("http:") for sources in policy.values() for source in sources):
        return -20
    is_form_bound = policy.get("form-action") in (["'none'"], ["'self'"])
    return 10 if default == ["'none'"] and is_form_bound else 5


def of_cookies(cookies, has_hsts: bool) -> int:
    cookies = list(cookies)
    if not cookies:
        return 0
    if not all(cookie["secure"] for cookie in cookies):
        return -5 if has_hsts else -20
    if not all(cookie["httponly"] for cookie in cookies if re.search("sess|login", cookie.key, re.IGNORECASE)):
        return -30
    return 5 if all(cookie["samesite"] in ("Lax", "Strict") for cookie in cookies) else 0


def of_sharing(headers: dict[str, str]) -> int:
    is_with_credentials = headers.get("access-control-allow-credentials", "").lower() == "true"
    return -50 if is_with_credentials and headers.get("access-control-allow-origin") else 0


def of_referrer(header: str | None) -> int:
    if header is None:
        return 0
    return 5 if header.split(",")[-1].strip() in PRIVATE else -5


def of_hsts(header: str) -> int:
    age = re.search(r"max-age=(\d+)", header)
    if not age:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


class Scripts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "script" and (source := dict(attributes).get("src")):
            self.sources.append(source)


def of_scripts(response) -> int:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return 0
    sources = Scripts(response.content.decode()).sources
    return 0 if all(re.match(r"/(?!/)", source) for source in sources) else -50


def of_frames(headers: dict[str, str], policy: dict[str, list[str]]) -> int:
    if policy.get("frame-ancestors") == ["'none'"] or policy.get("frame-ancestors") == ["'self'"]:
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def of_resource_policy(header: str) -> int:
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, "": 0}.get(header, -5)
