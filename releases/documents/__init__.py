"""A message as a document by itself: plain text, and a PDF where the extra for it is installed."""
