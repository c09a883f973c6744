"""Parts of the builder's page, for its templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from policies.admin.builder.conditions import Node
from policies.admin.builder.printing import form_of

register = template.Library()


@register.simple_tag(takes_context=True)
def condition_form(context: dict[str, Any], node: Node) -> SafeString:
    """The form of one condition."""
    token = str(context.get("csrf_token", ""))
    return form_of(node, draft=context["draft"], is_open=bool(context["open"]), token=token)
