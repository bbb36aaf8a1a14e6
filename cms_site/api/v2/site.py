"""``/api/v2/site/``: identity, contact, navigation and languages, for a front-end's own frame."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import translation

from cms_site.api.v2 import parameters, representation
from cms_site.api.v2.reading import reading, refuse_unknown
from cms_site.content.sites import site_of
from cms_site.content.visibility import Visibility
from cms_site.content.words import direction
from home.front_pages import front_pages
from home.navigation import navigation, settings_for


def _words(instance, name: str) -> dict[str, str | None]:
    values = {code: getattr(instance, f"{name}_{code}") or None for code in ("ar", "fr", "en")}
    return {name: getattr(instance, name) or None} | {f"{name}_{c}": v for c, v in values.items()}


@reading
def site(request: HttpRequest) -> JsonResponse:
    """Answer the site's frame in the language of ``locale``; what is unknown is null."""
    refuse_unknown(request, "locale")
    language = parameters.language(request.GET) or settings.LANGUAGE_CODE
    current = site_of(request)
    if current is None:
        raise Http404
    visibility = Visibility.of(request)
    own = settings_for(current)
    with translation.override(language):
        links = navigation(current, language)
        fronts = front_pages(current, visibility)
        logo = own.logo if visibility.allows(own.logo) else None
        data = {
            "meta": {"locale": language, "dir": direction(language)},
            "identity": {
                **_words(own, "country"),
                **_words(own, "organisation"),
                **_words(own, "name"),
                "acronym": own.acronym or None,
                "logo": representation.image(logo) if logo else None,
            },
            "contact": {
                **_words(own, "address"),
                "map_url": own.map_url or None,
                "phone": own.phone or None,
                "fax": own.fax or None,
                "email": own.email or None,
                **_words(own, "opening_hours"),
                **_words(own, "head_of_delegation"),
            },
            "navigation": {
                place: [
                    {
                        "text": link.text,
                        "html_url": link.page.get_full_url(request),
                        "detail_url": representation.absolute(f"/api/v2/pages/{link.page.pk}/"),
                    }
                    for link in entries
                ]
                for place, entries in links.items()
            },
            "languages": [
                {
                    "locale": code,
                    "name": name,
                    "dir": direction(code),
                    "html_url": representation.absolute(f"/{code}/") if code in fronts else None,
                }
                for code, name in settings.LANGUAGES
            ],
        }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Content-Language"] = language
    return response
