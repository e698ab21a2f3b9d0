"""What the API says of releases, categories and offices."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from embassy.lib.rest.schemas import Answer, Words, address

KindName = Literal["statement", "comment", "press_release", "answer", "speech", "news"]
PurposeName = Literal["original", "correction", "update", "withdrawal"]
Standing = Literal["live", "superseded", "withdrawn", "redacted"]
DIGEST = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"


class Label(Answer):
    """A category or an office."""

    slug: str = Field(description="Names it in filters.", examples=["consular"])
    name: Words


class Categories(Answer):
    """Every category."""

    items: list[Label] = Field(description="In the order of their slugs.")


class Offices(Answer):
    """Every office that issues texts."""

    items: list[Label] = Field(description="In the order of their slugs.")


class Rendition(Answer):
    """One stored size of a picture."""

    url: str = address("Where it is.", "/media/0123456789abcdef0123456789abcdef-640.webp")
    type: str = Field(description="Its media type.", examples=["image/webp"])
    width: int = Field(description="In pixels.", examples=[640])
    height: int = Field(description="In pixels.", examples=[427])


class Picture(Answer):
    """A picture of a text."""

    number: int = Field(description="Its number within the text.", examples=[1])
    alt: str = Field(
        description="What it tells; empty where it is decorative.", examples=["The ambassador at the wreath."]
    )
    caption: str = Field(description="May be empty.", examples=["The ambassador lays a wreath"])
    credit: str = Field(description="Who made it. May be empty.", examples=["J. Rassendyll"])
    licence: str = Field(description="On what terms others may use it. May be empty.", examples=["CC BY 4.0"])
    width: int = Field(description="Of the largest rendition, in pixels.", examples=[1600])
    height: int = Field(description="Of the largest rendition, in pixels.", examples=[1067])
    renditions: list[Rendition] = Field(description="The smallest first, each width in two types.")


class File(Answer):
    """A file to download."""

    url: str = address("Where it is.", "/media/0123456789abcdef0123456789abcdef.pdf")
    label: str = Field(description="What readers see as the link to it.", examples=["The note verbale (PDF)"])
    name: str = Field(description="What a reader's computer calls it.", examples=["note-verbale.pdf"])
    type: str = Field(description="Its media type.", examples=["application/pdf"])
    bytes: int = Field(description="Its size.", examples=[48213])
    sha256: str = Field(description="The digest of the file, in hexadecimal.", examples=[DIGEST])


class Translation(Answer):
    """The same text in another language."""

    language: str = Field(description="A language code (BCP 47).", examples=["fr"])
    title: str = Field(description="Its title.", examples=["La section consulaire rouvre"])
    url: str = address("Its page.", "/fr/messages/la-section-consulaire-rouvre/")
    api_url: str = address("It as JSON.", "/api/v1/releases/fr/la-section-consulaire-rouvre")


class Summary(Answer):
    """A release as a list shows it."""

    url: str = address("Its page, for people.", "/messages/consular-section-reopens/")
    api_url: str = address("It as JSON, with its text.", "/api/v1/releases/en/consular-section-reopens")
    language: str = Field(description="The language of the text (BCP 47).", examples=["en"])
    slug: str = Field(
        description="Names it within its language. It may be changed; the old address leads on.",
        examples=["consular-section-reopens"],
    )
    reference: str = Field(
        description="Its official reference number: year and number, after the mission's prefix.", examples=["2026/17"]
    )
    kind: KindName = Field(description="What kind of text it is.", examples=["press_release"])
    title: str = Field(description="In one line, without markup.", examples=["The consular section reopens"])
    summary: str = Field(
        description="The lead, without markup. May be empty.", examples=["From 1 June, by appointment."]
    )
    excerpt: str = Field(
        description="The lead, or else the first words of the text; at most 300 characters.",
        examples=["From 1 June, by appointment."],
    )
    dated: date = Field(description="The official date, which orders the list.", examples=["2026-05-04"])
    place: str = Field(description="Where it was issued. May be empty.", examples=["Lutetia"])
    issued_by: Label | None = Field(description="The office that issued it.")
    categories: list[Label] = Field(description="What it is about.")
    first_published_at: datetime = Field(description="When it first went live.", examples=["2026-05-04T09:00:00Z"])
    changed_at: datetime = Field(
        description="When the edition that stands went live.", examples=["2026-05-05T14:30:00Z"]
    )
    edition: int = Field(description="The number of the edition that stands, from 1.", examples=[2])
    is_corrected: bool = Field(description="Whether it was ever corrected with a note.", examples=[True])


class Releases(Answer):
    """One page of releases."""

    items: list[Summary] = Field(
        description="The newest official date first; within a day what was first published latest."
    )
    total: int = Field(description="How many releases pass the filters, on all pages.", examples=[214])
    next: str | None = address("The page that follows; null on the last one.", "/api/v1/releases?cursor=q0p9…")
    previous: str | None = address("The page before; null on the first one.", "/api/v1/releases?cursor=Zm9v…")


class Text(Answer):
    """The words of an edition."""

    title: str = Field(
        description="In one line, without markup; of a redacted edition what stands in its place.",
        examples=["The consular section reopens"],
    )
    summary: str = Field(
        description="The lead, without markup. May be empty.", examples=["From 1 June, by appointment."]
    )
    body_html: str = Field(
        description="The text as HTML: sanitised, headings from h2 on, addresses in full.",
        examples=["<p>The consular section reopens on 1 June.</p>"],
    )
    body_text: str = Field(
        description="The text without markup, a line for each paragraph.",
        examples=["The consular section reopens on 1 June."],
    )
    images: list[Picture] = Field(description="Its pictures, by number.")
    attachments: list[File] = Field(description="Its files, in order.")


class EditionFacts(Answer):
    """What an edition is, beside its words."""

    url: str = address("Its page, for people.", "/messages/consular-section-reopens/editions/1/")
    api_url: str = address("It as JSON.", "/api/v1/releases/en/consular-section-reopens/editions/1")
    number: int = Field(description="From 1, in the order of publication.", examples=[1])
    purpose: PurposeName = Field(
        description="Why there is this edition: the original; a correction, which has a note; a silent update; or a "
        "withdrawal, which has a note.",
        examples=["correction"],
    )
    status: Standing = Field(
        description="“live” and “withdrawn” stand now; “superseded” stood before; the words of one that is “redacted” "
        "were erased for legal reasons, its number, dates and digest are kept.",
        examples=["superseded"],
    )
    note: str = Field(
        description="The public note; empty for an original and an update.", examples=["The date was wrong."]
    )
    dated: date = Field(description="The official date.", examples=["2026-05-04"])
    place: str = Field(description="Where it was issued. May be empty.", examples=["Lutetia"])
    issued_by: Label | None = Field(description="The office that issued it.")
    categories: list[Label] = Field(description="What it is about.")
    live_from: datetime = Field(description="From this minute on it stood.", examples=["2026-05-04T09:00:00Z"])
    live_until: datetime | None = Field(
        description="At this minute the next edition took over; null while it stands.",
        examples=["2026-05-05T14:30:00Z"],
    )
    redacted_at: datetime | None = Field(description="When its words were erased; null if they were not.")
    digest: str = Field(
        description="SHA-256 of the content as approved, in hexadecimal; it stays when the words are erased.",
        examples=[DIGEST],
    )


class Edition(Text, EditionFacts):
    """One edition of a release: what stood, or stands, in its interval. What was public is never changed in place."""


class Editions(Answer):
    """Every edition of a release that is or was public."""

    items: list[Edition] = Field(description="The latest first.")


class Release(Text, Summary):
    """A release with its text, as the edition that stands has it."""

    status: Literal["live", "withdrawn", "redacted"] = Field(
        description="A text that is “withdrawn” keeps its address and says why; of one that is “redacted” the words "
        "were erased for legal reasons.",
        examples=["live"],
    )
    note: str = Field(description="The public note of a correction or withdrawal.", examples=["The date was wrong."])
    digest: str = Field(description="SHA-256 of the content as approved, in hexadecimal.", examples=[DIGEST])
    source_url: str = Field(description="Where it was first published, if elsewhere.", examples=[""])
    translations: list[Translation] = Field(description="The same text in other languages, where it is live.")
    editions_url: str = address("All its editions.", "/api/v1/releases/en/consular-section-reopens/editions")
