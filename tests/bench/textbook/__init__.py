"""A press site as a textbook has it, to compare with: plain models, generic views, a paginator, ordinary templates.

Nothing in it is made slow: an index for its order, `select_related`, cached templates, a kept connection. Over the same
texts it shows what the site itself shows, less counters, clocks, editions and languages.
"""
