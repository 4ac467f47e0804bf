"""Blocks that other modules add to the page of an organisation."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from grono.kit.registry import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def show_panel(context: template.Context, panel: Panel, values: Mapping[str, Any]) -> SafeString:
    """Draw a panel with its own values in the page's context."""
    assert context.template is not None  # a tag is drawn inside a template
    drawn = context.template.engine.get_template(panel.template)
    with context.push(**values):
        return drawn.render(context)
