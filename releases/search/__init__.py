"""Search in what is published: words by their stems, "exact phrases", -exclusion, beginnings*.

    edition ── words ──> index: its words as written and its stems, folded        query ── parse ──> clauses
                                └──────────────── matching ────────────────────────────┘ └── marking ──> <mark>

The analysis is Python's, one for both databases; SQLite (FTS5) and PostgreSQL (tsvector) only look tokens up, so the
same texts are found in the same order. The index holds approved editions, whatever their minute: which of them a reader
may find is asked of the editions themselves (`listed(at)`), never of the index.
"""
