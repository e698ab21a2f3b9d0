"""What every part of the JSON API stands on: operations, their parameters and cursors, and problems (RFC 9457)."""
