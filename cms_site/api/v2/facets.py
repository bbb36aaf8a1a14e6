"""``facets=sector,province``: how many items have each value, under the other filters.

Each facet is one counting query, one more for the names of related objects, and one for what has none
that is public, whatever the number of items and of values.
"""

from __future__ import annotations

from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms_site.api.v2 import parameters
from cms_site.api.v2.capabilities import MAX_FACETS, Filter
from cms_site.api.v2.filters import Asked, by_relation
from cms_site.api.v2.problems import ParameterError
from cms_site.api.v2.relations import may_hide, public

# So many values of a facet are told, the most frequent first.
MAX_BUCKETS = 1000


def asked_facets(view, model) -> list[Filter]:
    """Return the facets asked for; raises ``ParameterError`` for a field that is none."""
    raw = view.request.GET.get("facets")
    if raw is None:
        return []
    able = view.capabilities(model)
    if not able.facets:
        raise ParameterError("facets", _("This list has no facets."))
    names = list(dict.fromkeys(parameters.listed("facets", raw, MAX_FACETS)))
    for name in names:
        if name not in able.facets:
            raise ParameterError(
                "facets",
                _("“%(value)s” is none of: %(values)s.")
                % {"value": name[:100], "values": ", ".join(able.facets)},
            )
    return [able.filters[name] for name in names]


def facets(view, asked: list[Filter]) -> dict[str, list[dict]]:
    """Return, for each facet, ``[{value, label, count}]``; what is not known is one value, null."""
    with translation.override(view.language):
        return {facet.name: _buckets(view, facet) for facet in asked}


def _buckets(view, facet: Filter) -> list[dict]:
    items = view.filtered(without=facet.name)
    counts = _counts(items, facet)
    told = _related(view, facet, counts) if facet.related is not None else _plain(facet, counts)
    if facet.kind != "relations":
        unknown = sum(counts.values()) - sum(bucket["count"] for bucket in told)
    elif may_hide(facet.related):
        # What is hidden is as if it were not, as for who asks for those without.
        without = Asked(facet, "isnull", facet.name, "true")
        unknown = items.filter(by_relation(items, without, view.visibility)).order_by().count()
    else:
        unknown = counts.get(None, 0)
    if unknown:
        told.append({"value": None, "label": _("Unknown"), "count": unknown})
    return sorted(told, key=lambda b: (b["value"] is None, -b["count"], str(b["label"])))


def _counts(queryset: QuerySet, facet: Filter) -> dict:
    if queryset.query.distinct or queryset.query.annotations:
        queryset = queryset.model._base_manager.filter(pk__in=queryset.order_by().values("pk"))
    if facet.conditions is None:
        name = facet.field.name
    else:
        name = "_counted"
        cases = [When(q, then=Value(value)) for value, q in facet.conditions().items()]
        queryset = queryset.annotate(**{name: Case(*cases)})
    rows = queryset.order_by().values_list(name).annotate(n=Count("pk")).order_by("-n", name)
    return dict(rows[:MAX_BUCKETS])


def _plain(facet: Filter, counts: dict) -> list[dict]:
    if facet.kind == "boolean":
        labels = {True: _("Yes"), False: _("No")}
    else:
        labels = dict(facet.field.flatchoices)
    return [
        {"value": value, "label": str(labels[value]), "count": count}
        for value, count in counts.items()
        if value in labels and value not in (None, "")
    ]


def _related(view, facet: Filter, counts: dict) -> list[dict]:
    """Return the buckets of the related objects that are public."""
    keys = [key for key in counts if key is not None]
    objects = public(facet.related, view.visibility).filter(pk__in=keys)
    buckets: dict[str, dict] = {}
    for obj in objects:  # the translations of a page are one value
        bucket = {"value": _value(obj), "label": _label(obj), "count": 0}
        buckets.setdefault(bucket["value"], bucket)["count"] += counts[obj.pk]
    return list(buckets.values())


def _value(obj) -> str:
    codes = parameters.codes_of(type(obj))
    code = getattr(obj, codes[0]) if codes else ""
    return code or str(getattr(obj, parameters.uuid_field(type(obj))))


def _label(obj) -> str:
    return obj.title if isinstance(obj, Page) else str(obj)
