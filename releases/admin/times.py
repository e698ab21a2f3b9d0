"""The steps of a page that asks for a time: now, or a wall time that is checked before it is confirmed."""

NOW, CHECK, SCHEDULE = "now", "check", "schedule"
