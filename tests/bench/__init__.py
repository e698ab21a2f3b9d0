"""`make bench`: what a page costs, beside what other ways of serving it cost, in one run. See docs/performance.md."""
