"""What a site on the open net is not started with. Said to the operator, each with its remedy, before anything runs."""

from collections.abc import Iterator, Sequence

LEAST_LETTERS = 50
LEAST_DIFFERENT_LETTERS = 10
MAKE_A_KEY = "Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
EVERY_HOST = {"*", ".", ""}


def mistakes(*, debug: bool, keys: Sequence[str], hosts: Sequence[str]) -> Iterator[str]:
    """`keys` are the SECRET_KEY and those that it replaces. The names are those of variables in the environment."""
    if debug:
        yield "DEBUG: shows the code and the settings to every visitor. Take it out, or set DEBUG=false."
    for name, key in zip(("SECRET_KEY", *["SECRET_KEY_FALLBACKS"] * len(keys)), keys, strict=False):
        if reason := weakness(key):
            yield f"{name}: {reason}. {MAKE_A_KEY}"
    if EVERY_HOST & set(hosts) or not hosts:
        yield "ALLOWED_HOSTS: takes any host, so that links can be made to lead elsewhere. Name the hosts of this site."


def weakness(key: str) -> str:
    """Why a key can be guessed; "" for one that cannot, as far as can be seen."""
    if key.startswith("django-insecure-"):
        return "made by Django for a trial"
    if len(key) < LEAST_LETTERS:
        return f"shorter than {LEAST_LETTERS} characters"
    if len(set(key)) < LEAST_DIFFERENT_LETTERS:
        return "made of too few different characters"
    return ""
