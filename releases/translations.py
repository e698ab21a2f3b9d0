"""The texts that are translations of one another: which is the source, which are missing, which are behind it."""

from dataclasses import dataclass

from embassy.lib import languages, markup
from embassy.models import Mission
from releases.models import Edition, Release

FEW_WORDS = 6
"""A shorter block may well read the same in two languages: a name, a number, an address."""


@dataclass(frozen=True, slots=True)
class Row:
    """A language of the mission, and the newest edition of the text in it; None where it is missing."""

    language: str
    edition: Edition | None
    is_source: bool
    is_behind: bool

    @property
    def name(self) -> str:
        return languages.own_name(self.language)


class Group:
    """A release and its translations. Two queries."""

    def __init__(self, release: Release, mission: Mission) -> None:
        self.release = release
        self.mission = mission
        releases = Release.objects.filter(translation_key=release.translation_key) if release.translation_key else []
        by_pk = {row.pk: row for row in [*releases, release]}
        newest: dict[str, Edition] = {}
        for edition in Edition.objects.filter(release__in=by_pk).order_by("number").select_related("translated_from"):
            edition.release = by_pk[edition.release_id]
            newest[edition.release.language] = edition
        self.newest = newest

    @property
    def source(self) -> Edition | None:
        """The text in the mission's own language; without one, the text that another says it was translated from."""
        if own := self.newest.get(self.mission.default_language):
            return own
        origins = {edition.translated_from.release_id for edition in self.newest.values() if edition.translated_from}
        return next((edition for edition in self.newest.values() if edition.release_id in origins), None)

    @property
    def rows(self) -> list[Row]:
        """One for each language of the mission, and each other language that the text is in."""
        source = self.source
        codes = dict.fromkeys([*self.mission.spoken_languages, *self.newest])
        return [self._row(code, self.newest.get(code), source) for code in codes]

    def _row(self, code: str, edition: Edition | None, source: Edition | None) -> Row:
        is_source = edition is not None and edition == source
        is_translation = edition is not None and source is not None and not is_source
        return Row(code, edition, is_source, bool(is_translation and edition and source and is_behind(edition, source)))


def is_behind(translation: Edition, source: Edition) -> bool:
    """Whether the source has changed since the translation was made or brought in step.

    Where nobody has said what it was made from (an import), the later of the two is taken to be the newer.
    """
    if (origin := translation.translated_from) and origin.release_id == source.release_id:
        return origin.pk != source.pk or translation.translated_version != source.version
    return (source.live_from or source.saved_at) > (translation.live_from or translation.saved_at)


def untranslated(translation: Edition, source: Edition) -> int:
    """How many paragraphs, headings and the like still stand as in the source; the title and the summary count, too."""
    own, other = blocks(translation), set(blocks(source))
    return sum(text in other for text in own)


def blocks(edition: Edition) -> list[str]:
    texts = [block.text for block in markup.text_blocks(edition.body, is_stored=True)]
    return [text for text in [edition.title, edition.summary, *texts] if len(text.split()) >= FEW_WORDS]
