"""The site's own archive format (docs/archive.md): read, check, write."""
