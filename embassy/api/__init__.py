"""/api/v1/: the JSON API, joined from the parts that each app brings, and what the mission says of itself."""
