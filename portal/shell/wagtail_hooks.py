"""The workspace wears the portal's tokens and components."""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def portal_styles() -> SafeString:
    """Tokens first, then what is made of them, then the mapping onto Wagtail's own variables."""
    sheets = ("tokens", "components", "workspace", "print")
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"shell/{sheet}.css"),) for sheet in sheets),
    )
