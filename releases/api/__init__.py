"""Releases and what belongs to them as JSON, under /api/v1/. Only what `schemas` names goes out."""
