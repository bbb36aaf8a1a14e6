"""Examples of the reading API for people who want to reuse the content: each can be copied and answers.

They are made of the endpoints that there are, of what these declare and of what is public now, so that none
of them goes stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.utils.translation import gettext as _

from cms_site.api.v2.capabilities import EXACT, Capabilities, Filter
from cms_site.api.v2.representation import absolute
from cms_site.api.v2.router import ContentRouter
from cms_site.content.remembered import remembered

ROOT = "/api/v2/"
# Kinds of values of which one is the highest.
SIZES = ("integer", "number", "date")


@dataclass(frozen=True)
class Example:
    """Something that can be asked: what it is, at which address, and the file that is to hold the answer."""

    words: str
    url: str
    file: str = ""

    @property
    def command(self) -> str:
        """The line for a terminal."""
        option = f"-o {self.file} " if self.file else ""
        return f'curl -g {option}"{self.url}"'


def endpoints(router: ContentRouter) -> list[Example]:
    """Return the list of each endpoint, called as the objects that it holds."""
    return [
        Example(str(viewset.model._meta.verbose_name_plural), _address(name))
        for name, viewset in router.endpoints()
    ]


def examples(router: ContentRouter, language: str) -> list[Example]:
    """Return what can be done with the endpoint of which most can be asked, and the feed of changes.

    Words of records are asked for in ``language``.
    """
    found = [Example(_("All endpoints, with what can be asked of each"), absolute(ROOT))]
    asked = _most_able(router)
    if asked is not None:
        found += _of_endpoint(*asked, language)
    changes = f"{_address('changes')}?{urlencode({'since': 0, 'limit': 100})}"
    found.append(Example(_("What changed since the beginning, to keep a copy up to date"), changes))
    return found


def _address(name: str, **query: object) -> str:
    # A comma and a slash stay as they are: so they are easier to read.
    asked = f"?{urlencode(query, safe=',/')}" if query else ""
    return f"{absolute(ROOT + name)}/{asked}"


def _most_able(router: ContentRouter) -> tuple[str, type[Model], Capabilities] | None:
    """Return the endpoint of records that has the most filters, ``None`` where there is no endpoint of records."""
    able = [
        (name, viewset.model, viewset.capabilities(viewset.model))
        for name, viewset in router.endpoints()
        if hasattr(viewset.model.objects, "public")
    ]
    return max(able, key=lambda one: len(one[2].filters), default=None)


def _of_endpoint(
    name: str, model: type[Model], able: Capabilities, language: str
) -> Iterator[Example]:
    words = str(model._meta.verbose_name_plural)
    yield Example(
        _("%(things)s as JSON, the first hundred") % {"things": words},
        _address(name, locale=language, limit=100),
    )
    for format_ in able.formats:
        if format_ != "json":
            yield Example(
                _("%(things)s as %(format)s, all of them")
                % {"things": words, "format": format_.upper()},
                _address(name, locale=language, format=format_),
                f"{name}.{format_}",
            )
    size = next((f.name for f in able.orderings.values() if f.kind in SIZES and f.name != "id"), "")
    if size:
        yield Example(
            _("Some fields only, the highest “%(field)s” first") % {"field": size},
            _address(name, fields=f"name,{size}", order=f"-{size}", locale=language),
        )
    for facet in able.facets[:1]:
        yield Example(
            _("How many there are for each “%(field)s”") % {"field": facet},
            _address(name, facets=facet, limit=1, locale=language),
        )
    for field in able.filters.values():
        value = _public_code(model, field)
        if value:
            yield Example(
                _("Only those with a certain “%(field)s”") % {"field": field.name},
                _address(name, **{field.name: value}, locale=language),
            )
            break


@remembered
def _public_code(model: type[Model], field: Filter) -> str:
    """Return the code of a public record to which a public object of ``model`` refers, "" for none."""
    codes = getattr(field.related, "code_fields", ())
    if field.kind != "relation" or EXACT not in field.operators or not codes:
        return ""
    code = f"{field.path}__{codes[0]}"
    public = field.related.objects.public()
    known = model.objects.public().filter(**{f"{field.path}__in": public}).order_by(code)
    return known.values_list(code, flat=True).first() or ""
