"""What else shows an object: followed through foreign keys, many-to-many tables and mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterator
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import models
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms_site.content.references import field_references
from cms_site.journal.models import Mention
from cms_site.journal.public import BATCH, batches
from cms_site.journal.sources import kind_of, links, owners, roots

Keys = dict[str, set[int]]


@cache
def _relations() -> dict[str, list[tuple[type[models.Model], str, type[models.Model], str]]]:
    """Return, for each kind, how other roots refer to it.

    Each way is a model to query, its column that holds the key, the root that shows it, and the
    path from the queried model to the key of that root.
    """
    found = defaultdict(list)
    models_ = list(dict.fromkeys([*roots(), *owners()]))
    for model in models_:
        paths = list(_paths_to_roots(model))
        for f in model._meta.local_fields:
            is_own_link = f.primary_key or (
                model in owners() and f.attname in dict(owners()[model])
            )
            if f.is_relation and f.related_model in models_ and not is_own_link:
                found[kind_of(f.related_model)] += [
                    (model, f.attname, root, path) for root, path in paths
                ]
            elif (
                is_own_link
                and model in roots()
                and f.related_model in models_
                and not f.primary_key
            ):
                # A child that the feed tells on its own (an observation) shows its parent too.
                found[kind_of(f.related_model)].append((model, f.attname, model, "pk"))
        for f, through in links(model):
            source, target = f.m2m_field_name(), f.m2m_reverse_field_name()
            related = through._meta.get_field(target).related_model
            if related in models_:
                found[kind_of(related)] += [
                    (through, f"{target}_id", root, _join(source, path)) for root, path in paths
                ]
    return dict(found)


def _paths_to_roots(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield each root that an object of ``model`` belongs to, with the path to its key."""
    if model in roots():
        yield model, "pk"
    for attname, owner in owners().get(model, ()):
        for root, path in _paths_to_roots(owner):
            yield root, attname if path == "pk" else _join(attname.removesuffix("_id"), path)


def _join(name: str, path: str) -> str:
    return f"{name}_id" if path == "pk" else f"{name}__{path}"


def dependents(kind: str, keys: Several[int]) -> Keys:
    """Return the objects, by kind, that show one of the objects of ``kind`` with ``keys``."""
    found: Keys = defaultdict(set)
    for some in batches(keys):
        for model, column, root, path in _relations().get(kind, ()):
            rows = model._base_manager.filter(**{f"{column}__in": some})
            found[kind_of(root)].update(rows.values_list(path, flat=True))
        mentions = Mention.objects.filter(target_kind=kind, target_id__in=some)
        for source, pk in mentions.values_list("kind", "object_id"):
            found[source].add(pk)
    return {source: pks - {None} for source, pks in found.items() if pks}


@cache
def _texts() -> dict[str, list[tuple[type[models.Model], str, list[str]]]]:
    """Return where the objects of each kind have text that refers by id: model, path to key, fields."""
    found = defaultdict(list)
    for model in dict.fromkeys([*roots(), *owners()]):
        names = [
            f.name for f in model._meta.local_fields if isinstance(f, StreamField | RichTextField)
        ]
        if names:
            for root, path in _paths_to_roots(model):
                found[kind_of(root)].append((model, path, names))
    return dict(found)


def note_mentions(kind: str, keys: Several[int]) -> None:
    """Note anew what the text of the objects of ``kind`` with ``keys`` refers to."""
    places = _texts().get(kind, ())
    if not places:
        return
    for some in batches(keys):
        Mention.objects.filter(kind=kind, object_id__in=some).delete()
        noted: set[tuple[int, str, int]] = set()
        for model, path, names in places:
            rows = model._base_manager.filter(**{f"{path}__in": some})
            # The primary key of a page's own table leads to the page.
            for pk, *values in rows.values_list(path, *names):
                for name, value in zip(names, values, strict=True):
                    field = model._meta.get_field(name)
                    for target, target_pk in field_references(field, value):
                        noted.add((pk, kind_of(target), target_pk))
        Mention.objects.bulk_create(
            [
                Mention(kind=kind, object_id=pk, target_kind=target, target_id=target_pk)
                for pk, target, target_pk in sorted(noted)
            ],
            batch_size=BATCH,
        )


def translations(uuids: set[UUID]) -> set[int]:
    """Return the pages, in all languages, that have one of the ``uuids``."""
    found: set[int] = set()
    for some in batches(uuids):
        pages = Page.objects.filter(translation_key__in=some)
        found.update(pages.values_list("pk", flat=True))
    return found


def records_served_by(types: Several[str]) -> list[type[models.Model]]:
    """Return the record models whose public pages are below a page of one of the ``types``."""
    return [
        apps.get_model(model.serves_record)
        for model in roots()
        if getattr(model, "serves_record", None) and model._meta.label in types
    ]
