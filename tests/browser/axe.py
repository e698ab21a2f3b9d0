"""What axe finds on a page, told of violations alone: the rules are all run, and it takes half the time.

https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#options-parameter
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page, **options) -> list[tuple[str, list]]:
    """Each rule that is broken, and its elements; `options` as axe has them."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(broken["id"], [node["target"] for node in broken["nodes"]]) for broken in found]
