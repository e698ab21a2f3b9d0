"""Cards to draw, in several scripts."""

from dataclasses import replace

from embassy.lib.cards import Brand, FigureCard, NameCard, TextCard, Tone

BRAND = Brand("Embassy of Ruritania", "in Lutetia · Press office", "#0f4c56", "#b4642d", "", "press.ruritania.example")
LONG = "Answer of the Press Attaché to a question about the publication of tide tables for the Vessin estuary, " * 4


def text_card(title="Statement on consular access", language="en", **facts):
    defaults = {"brand": BRAND, "kind": "Statement", "date": "12 May 2026", "day": "12.05.2026"}
    return TextCard(**{**defaults, "title": title, "language": language, **facts})


def figure_card(figure="685", sentence="days have passed since the vessel was detained", language="en", **facts):
    defaults = {
        "brand": BRAND, "kind": "Tracked incident", "date": "As of 12 May 2026", "day": "12.05.2026",
        "width": 685, "ticks": ((5, False), (189, True), (554, True)), "marks": (0, 1, 100, 685),
    }  # fmt: skip
    return FigureCard(**{**defaults, "figure": figure, "sentence": sentence, "language": language, **facts})


CARDS = {
    "english": text_card(),
    "long": text_card(LONG, label="Corrected"),
    "one long word": text_card("W" * 500),
    "russian": text_card("Заявление о консульском доступе к экипажу судна «Аврелия»", "ru", kind="Заявление"),
    "french": text_card("Déclaration sur l'arraisonnement du « Cœur » : où en est-on, après l'été ?", "fr"),
    "arabic": text_card(
        "بيان بشأن الزيارة القنصلية لطاقم سفينة Aurelia في 12 مايو", "ar", kind="بيان", date="12 مايو 2026"
    ),
    "hebrew": text_card("הצהרת השגרירות בנוגע ל-Aurelia", "he", kind="הצהרה"),
    "hindi": text_card("सर्वेक्षण पोत के चालक दल से मुलाकात पर वक्तव्य", "hi", kind="वक्तव्य"),
    "thai": text_card("แถลงการณ์ของสถานทูตเกี่ยวกับการเข้าเยี่ยมลูกเรือที่ถูกควบคุมตัว" * 2, "th"),
    "chinese": text_card("关于领事探视的声明", "zh-hans", kind="声明", date="2026年5月12日"),
    "withdrawn": text_card("Streets closed", label="Withdrawn", tone=Tone.ERROR, is_struck=True),
    "figure": figure_card(),
    "four digits": figure_card("3,973", LONG, brand=replace(BRAND, name=LONG[:290])),
    "figure in arabic": figure_card("685", "يومًا مرّت منذ احتجاز سفينة المسح", "ar"),
    "first day": figure_card("0", width=1, ticks=(), marks=(0,)),
    "name": NameCard(brand=BRAND, language="en"),
    "long name": NameCard(brand=replace(BRAND, name=LONG[:290], line=LONG[:200]), language="en"),
    "nothing entered": NameCard(brand=replace(BRAND, name="", line=""), language="en"),
}
