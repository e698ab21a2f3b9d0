"""What stands around each page of a mirror: the notice that it is a copy, and as of when.

The instant itself is written by one style sheet, so that the next mirror, made ten minutes later, has the same pages
but for those in which something changed. A page that is read without styles leads to the page that says it in words.
"""

from functools import cache

from django.template.loader import render_to_string
from django.utils.translation import override

from embassy.mirror.addresses import ABOUT, SEARCH, Plan
from embassy.models import Mission
from embassy.page_files import css_string


class Shell:
    def __init__(self, plan: Plan, mission: Mission) -> None:
        self.plan = plan
        self.codes = mission.spoken_languages
        self.clocks = mission.clocks
        self.notice = cache(self._notice)

    def prefix(self, address: str) -> str:
        """The beginning of all addresses in the language of this one: "/" or "/fr/"."""
        first = address.split("/", 2)[1]
        return f"/{first}/" if first in self.codes[1:] else "/"

    def language(self, address: str) -> str:
        return self.prefix(address).strip("/") or self.codes[0]

    def about(self, address: str) -> str:
        return self.prefix(address) + ABOUT

    def search(self, address: str) -> str:
        return self.prefix(address) + SEARCH

    def _notice(self, language: str) -> str:
        """In HTML. Of a mirror that stands still the instant stands in it."""
        address = "/" if language == self.codes[0] else f"/{language}/"
        context = {"about_url": self.about(address), "moment": self.moment(language) if self.plan.is_standing else ""}
        with override(language):
            return render_to_string("mirror/_notice.html", context)

    def moment(self, language: str) -> str:
        """As of when, in both cities, as a sentence."""
        with override(language):
            return render_to_string("mirror/_moment.html", {"clocks": self.clocks(self.plan.at)}).strip()

    def style(self) -> str:
        """The style sheet that writes the instant into the notices."""
        if self.plan.is_standing:
            return "/* The instant stands in each page. */\n"
        rules = (
            f'.mirror-notice__moment:lang({code})::after {{ content: "{css_string(self.moment(code))}"; }}\n'
            for code in self.codes
        )
        return "".join(rules)
