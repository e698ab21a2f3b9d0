"""The addresses of what every page brings with it."""

from django import template

from embassy import page_files
from embassy.models import Mission

register = template.Library()


@register.simple_tag
def site_style(mission: Mission) -> str:
    return page_files.style_url(mission)


@register.simple_tag
def site_scripts() -> str:
    return page_files.scripts_url()
