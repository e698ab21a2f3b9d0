"""Lists that cost the same however long they are: what stands on which, in order, and counts by year and month.

    act ── follow ──▶ entries ──▶ places:  what stands on each list, in the order of the feed    ◀── window
                         │        tallies: how much does, by year and month                      ◀── counts
                         └─ what comes or goes between the settled instant and `at` ── worked into both

A list is named by a language, a kind or any, an office or any, a category or any; whatever a reader chooses is one of
them, or a few read side by side. Places and tallies hold what stands at the *settled* instant, that of the last act.
Between it and `at` a few texts come and go by themselves: they are taken from the entries and put in or left out while
reading, so no list waits for a worker, and any `at` is exact. Where they are many, the plain query answers.

What is in the order in which it happened (feeds, corrections, sitemaps) is read from the `chronicle`, by its `lines`.
"""
