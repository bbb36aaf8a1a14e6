"""What a page tells machines about itself (JSON-LD, schema.org): its publisher, its place, its subject.

A content type says what it is with ``schema_type`` and adds what it knows in ``structured_data``.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from cms_site.content.pages import ContentPage
from cms_site.content.records import ContentRecord
from home.front_pages import name_of
from home.models import SiteSettings

# Inside a script element a text could otherwise end it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(graph: list[dict]) -> SafeString:
    """Return the element that holds ``graph``; nothing in it can end it early."""
    data = {"@context": "https://schema.org", "@graph": [_known(node) for node in graph]}
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def graph(
    request: HttpRequest,
    own: SiteSettings | None,
    page: ContentPage,
    breadcrumbs: list[Page],
    record: ContentRecord | None = None,
    address: str = "",
) -> list[dict]:
    """Return the nodes for ``page``, or for the ``record`` that it shows at ``address``.

    ``own`` are the site's settings, where there are any.
    """
    language = page.locale.language_code
    home = f"{settings.SITE_URL}/{language}/"
    here = address or page.get_full_url(request) or home
    nodes = [_website(own, home, language)]
    if own is not None:
        nodes.append(_publisher(own, home))
    trail = [(crumb.title, crumb.get_full_url(request)) for crumb in breadcrumbs]
    trail.append((str(record) if record else page.title, here))
    if len(trail) > 1:
        nodes.append(_breadcrumbs(trail))
    nodes.append(_page(page, name_of(page, own), here, language, record))
    return nodes


def _page(
    page: ContentPage, name: str, here: str, language: str, record: ContentRecord | None
) -> dict:
    common = {
        "@id": f"{here}#page",
        "url": here,
        "inLanguage": language,
        "isPartOf": {"@id": _id("website")},
        "publisher": {"@id": _id("publisher")},
    }
    if record is not None:
        subject = {"@type": record.schema_type or "Thing", "name": str(record), "url": here}
        return {
            "@type": "WebPage",
            **common,
            "name": str(record),
            "dateModified": record.last_published_at,
            "mainEntity": subject | record.structured_data(),
        }
    title = "headline" if page.schema_type.endswith("Article") else "name"
    return {
        "@type": page.schema_type,
        **common,
        title: name,
        "description": page.search_description or getattr(page, "introduction", ""),
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
        **page.structured_data(),
    }


def _website(own: SiteSettings | None, home: str, language: str) -> dict:
    return {
        "@type": "WebSite",
        "@id": _id("website"),
        "url": home,
        "name": own.title if own else "",
        "inLanguage": language,
        "publisher": {"@id": _id("publisher")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{home}search/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _publisher(own: SiteSettings, home: str) -> dict:
    parent = (
        {"@type": "GovernmentOrganization", "name": own.organisation} if own.organisation else None
    )
    return {
        "@type": "GovernmentOffice",
        "@id": _id("publisher"),
        "name": own.title,
        "url": home,
        "parentOrganization": parent,
        "address": own.address,
        "telephone": own.phone,
        "faxNumber": own.fax,
        "email": own.email,
    }


def _breadcrumbs(trail: list[tuple[str, str]]) -> dict:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(trail, start=1)
        ],
    }


def _id(name: str) -> str:
    return f"{settings.SITE_URL}/#{name}"


def _known(value):
    """Return ``value`` without what is not known, dates and instants as ISO 8601."""
    if isinstance(value, dict):
        return {n: _known(v) for n, v in value.items() if v not in (None, "", [], {})}
    if isinstance(value, list):
        return [_known(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
