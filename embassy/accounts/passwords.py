"""A password is not made of the mission's own words: they are the first that a stranger tries."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from embassy.models import Mission

SHORTEST_WORD = 4
FACTS = ("name", "short_name", "home_city", "host_city", "place", "office")


class MissionWordsValidator:
    """Refuses a password of which too little is left without the mission's names and cities, digits and signs."""

    def __init__(self, min_rest: int = 6) -> None:
        self.min_rest = min_rest

    def validate(self, password: str, user: Any = None) -> None:
        words = mission_words()
        rest = re.sub(r"[\W\d_]+", "", password.casefold())
        for word in sorted(words, key=len, reverse=True):
            shorter = rest.replace(word, "")
            if shorter != rest and len(shorter) < self.min_rest:
                raise ValidationError(
                    _("The password is made of words that everybody knows of this mission."), code="mission_words"
                )
            rest = shorter

    def get_help_text(self) -> str:
        return _("Your password cannot be made of the names and cities of the mission.")


def mission_words() -> set[str]:
    """Every longer word of the mission's names and cities, in every language."""
    mission = Mission.current()
    values = (getattr(mission, name) for name in FACTS)
    texts = (text for value in values for text in (value.values() if isinstance(value, dict) else [str(value)]))
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= SHORTEST_WORD}
