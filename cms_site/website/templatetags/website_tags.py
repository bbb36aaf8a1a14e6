"""Tags of the site's head: what machines are told, and the feeds there are."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms_site.content.language_links import LanguageLink
from cms_site.content.pages import ContentPage
from cms_site.content.visibility import Visibility
from cms_site.website import feeds, share_cards, structured_data
from home.front_pages import name_of

register = template.Library()


def _public_page(context) -> ContentPage | None:
    """Return the page on screen if the public may see it.

    A private one is on that of the form for its password, a new one on that of its preview.
    """
    page = context.get("page")
    if not isinstance(page, ContentPage) or page.pk is None:
        return None
    return page if Visibility.of(context["request"]).allows(page) else None


@register.simple_tag(takes_context=True)
def structured_data_script(context) -> SafeString | str:
    """Return the JSON-LD of the page on screen, or of the record that it shows; "" for other pages.

    A page that the public may not see is on the screen of who is asked for its password, too.
    """
    page, request = _public_page(context), context["request"]
    if page is None:
        return ""
    record = context.get("served_record")
    address = request.build_absolute_uri(request.path) if record is not None else ""
    trail = context.get("breadcrumbs") or []
    own = context["frame"]["settings"]
    graph = structured_data.graph(request, own, page, trail, record, address)
    return structured_data.script(graph)


@register.simple_tag(takes_context=True)
def shared_title(context) -> str:
    """Return what the page on screen, or the record that it shows, is called where it is shared."""
    page, record = context["page"], context.get("served_record")
    if record is not None:
        return str(record)
    if not isinstance(page, ContentPage):  # an example of one
        return page.title
    return page.seo_title or name_of(page, context["frame"]["settings"])


@register.simple_tag(takes_context=True)
def share_card(context) -> str:
    """Return the absolute address of the picture for sharing the page on screen, "" where there is none.

    Of a record that the page shows it is the record's own.
    """
    page, request = _public_page(context), context["request"]
    if page is None:
        return ""
    address = share_cards.Card(page, context.get("served_record")).address
    return request.build_absolute_uri(address) if address else ""


@register.simple_tag(takes_context=True)
def alternates(context, links: list[LanguageLink]) -> list[dict]:
    """Return the item on screen in each language that has it, and for whoever reads none of them.

    Further pages of a list hold other items in each language: they are their own alone. What a visitor
    narrowed down is no other list.
    """
    number = getattr(context.get("items"), "number", 1)
    is_whole = context["request"].GET.keys() <= {"page"}
    further = f"?page={number}" if number > 1 and is_whole else ""
    if further:
        links = [link for link in links if link.is_current]
    found = [
        {
            "hreflang": link.code,
            "url": context["request"].build_absolute_uri(link.url + further),
            "is_current": link.is_current,
        }
        for link in links
        if not link.is_missing
    ]
    if len(found) > 1:
        found.append({"hreflang": "x-default", "url": found[0]["url"], "is_current": False})
    return found


@register.simple_tag(takes_context=True)
def feed_links(context) -> list[dict[str, str]]:
    """Return name, address, media type and title of each feed of the page on screen."""
    page = _public_page(context)
    if page is None:
        return []
    return [
        {
            "name": kind.label,
            "url": f"{page.get_url(context['request'])}{name}",
            "type": kind.content_type.partition(";")[0],
            # Translators: a feed of a list, as in "Trainings: what is new (RSS)".
            "title": _("%(title)s: what is new (%(format)s)")
            % {"title": name_of(page, context["frame"]["settings"]), "format": kind.label},
        }
        for name, kind in feeds.offered(page)
    ]
