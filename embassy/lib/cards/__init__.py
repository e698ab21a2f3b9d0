"""Share cards: the picture of a page that messengers and social networks show, 1200 by 630 pixels.

    facts (what it says) ──digest──> its address        facts ──drawing, typesetting──> PNG, kept in the cache

The digest of the facts is in the address: a card never changes, and what is said anew has a new address.
"""

from embassy.lib.cards.facts import SIZE, Brand, Card, FigureCard, NameCard, TextCard, Tone
from embassy.lib.cards.serving import answer, moved

__all__ = ["SIZE", "Brand", "Card", "FigureCard", "NameCard", "TextCard", "Tone", "answer", "moved"]
