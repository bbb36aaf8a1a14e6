"""Which tables hold what the public can see, and whose change a row of them is.

Everything is derived from the models: pages, records, images, documents and settings are *roots*;
their inline children and many-to-many tables belong to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItem
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.search.models import IndexEntry

from cms_site.content.content_type import record_models
from cms_site.content.declarations import PrivateUntil

# Special kinds: rows that are not content themselves, but decide what of it is public and how.
RESTRICTED_PAGE = "restricted page"
COLLECTION = "collection"
TAG = "tag"
TAGGED = "tagged "  # followed by the id of the content type of what carries the tag
INDEXED = "indexed "  # followed by the id of the content type of what the index has an entry of
REDIRECTED = "redirected"  # the page that a redirect leads to
EVERYTHING = "everything"
WHOLE_SITE = "whole site"

# Columns of which no outlet shows anything: saving a draft writes nothing else.
NEVER_PUBLIC = frozenset(
    {
        "draft_title",
        "expire_at",
        "expired",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "live_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
        "numchild",
        "owner_id",
        "title_norm",  # the index keeps it for ranking, and writes it for all entries at once
    }
)


def kind_of(model: type[models.Model]) -> str:
    """Return the kind under which the journal knows the objects of ``model``: one for all pages."""
    return Page._meta.label_lower if issubclass(model, Page) else model._meta.label_lower


@dataclass(frozen=True)
class Key:
    """Whose change a row is: ``column`` holds the key of an object of ``kind``.

    With ``suffix`` the kind ends with what that column holds. Without ``column`` the row concerns
    all of the kind. With ``is_text`` the column holds keys as text; what is no number is no key here. A row
    with something in the column ``unless`` is left out, and one whose column ``like[0]`` is not ``LIKE like[1]``.
    """

    kind: str
    column: str | None
    suffix: str | None = None
    is_text: bool = False
    unless: str = ""
    like: tuple[str, str] | None = None


@dataclass
class Source:
    """A watched table, with its keys and the columns that count.

    The ``private`` columns count from the day in the column ``since`` on; without any, the whole row does.
    """

    table: str
    columns: list[str]
    keys: list[Key] = field(default_factory=list)
    since: str = ""
    private: list[str] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        """Whether whole rows are private until a day."""
        return bool(self.since) and not self.private

    def add(self, key: Key) -> None:
        if key not in self.keys:
            self.keys.append(key)


def listed_models() -> list[type[models.Model]]:
    """Return the models whose objects the API lists and the feed tells, ``Page`` for all pages."""
    endpoints = [m for m in apps.get_models() if getattr(m, "api_endpoint", "")]
    return [Page, get_image_model(), get_document_model(), *endpoints]


@cache
def kinds() -> dict[str, type[models.Model]]:
    """Return the model of each kind that the feed tells."""
    return {kind_of(model): model for model in listed_models()}


def roots() -> list[type[models.Model]]:
    """Return every model that stands for itself: what is listed, other records, and settings."""
    pages = [model for model in apps.get_models() if issubclass(model, Page)]
    settings = [m for m in apps.get_models() if issubclass(m, BaseSiteSetting | BaseGenericSetting)]
    return list(dict.fromkeys([*pages, *listed_models(), *record_models(), *settings]))


@cache
def owners() -> dict[type[models.Model], list[tuple[str, type[models.Model]]]]:
    """Return, for each model that belongs to others, the foreign keys to them.

    Inline children belong to their parent, and a rendition to its image.
    """
    found: dict[type[models.Model], list[tuple[str, type[models.Model]]]] = {}
    for model in apps.get_models():
        for f in model._meta.local_fields:
            if isinstance(f, ParentalKey):
                found.setdefault(model, []).append((f.attname, f.related_model))
    renditions = get_image_model()._meta.get_field("renditions").related_model
    found[renditions] = [("image_id", get_image_model())]
    return found


def links(
    model: type[models.Model],
) -> Iterator[tuple[models.ManyToManyField, type[models.Model]]]:
    """Yield the tables in which ``model`` keeps its many-to-many relations, taggit's left out."""
    for f in model._meta.local_many_to_many:
        through = getattr(f.remote_field, "through", None)
        if through is not None and not issubclass(through, TaggedItem):
            yield f, through


def _source(model: type[models.Model]) -> Source:
    own = {f.name: f.column for f in model._meta.local_concrete_fields}
    source = Source(model._meta.db_table, [c for c in own.values() if c not in NEVER_PUBLIC])
    declared = getattr(model, "private_until", None)
    if isinstance(declared, PrivateUntil) and declared.day in own:
        source.since = own[declared.day]
        source.private = [own[name] for name in declared.fields]
        hidden = {own[name] for name in declared.never}
        if source.private:
            hidden |= {*source.private, source.since}
        source.columns = [c for c in source.columns if c not in hidden]
    return source


def _own_key(model: type[models.Model]) -> Key:
    return Key(kind_of(model), model._meta.pk.column)


@cache
def sources() -> dict[str, Source]:
    """Return every watched table by its name."""
    found: dict[str, Source] = {}

    def watch(model: type[models.Model], *keys: Key) -> None:
        meta = model._meta
        if meta.db_table not in found:
            found[meta.db_table] = _source(model)
        source = found[meta.db_table]
        for key in keys:
            source.add(key)

    belonging = [*roots(), *owners()]
    for model in roots():
        watch(model, _own_key(model))
    for model, foreign_keys in owners().items():
        # The editor makes small copies of an image whenever somebody looks at it.
        like = ("filter_spec", model.told_specs) if hasattr(model, "told_specs") else None
        for attname, owner in foreign_keys:
            column = model._meta.get_field(attname[:-3]).column
            watch(model, Key(kind_of(owner), column, like=like))
    for model in belonging:
        for f, through in links(model):
            watch(through, Key(kind_of(model), through._meta.get_field(f.m2m_field_name()).column))
            target = through._meta.get_field(f.m2m_reverse_field_name())
            if target.related_model in belonging and _shows(target.related_model, f):
                watch(through, Key(kind_of(target.related_model), target.column))
        for f in model._meta.local_fields:
            if f.is_relation and _shows(f.related_model, f):
                watch(model, Key(kind_of(f.related_model), f.column))
    watch(PageViewRestriction, Key(RESTRICTED_PAGE, "page_id"))
    watch(CollectionViewRestriction, Key(COLLECTION, "collection_id"))
    watch(Collection, Key(COLLECTION, "id"))
    watch(Tag, Key(TAG, "id"))
    watch(TaggedItem, Key(TAGGED, "object_id", suffix="content_type_id"))
    watch(Site, Key(EVERYTHING, None))
    watch(Locale, Key(EVERYTHING, None))
    watch(Redirect, Key(WHOLE_SITE, None, unless="redirect_page_id"))
    watch(Redirect, Key(REDIRECTED, "redirect_page_id"))
    # An answer to a search depends on the index, which may be written after the content.
    watch(IndexEntry, Key(INDEXED, "object_id", suffix="content_type_id", is_text=True))
    return found


def _shows(target: type[models.Model] | None, relation: models.Field) -> bool:
    """Whether ``target`` tells of the objects that refer to it by ``relation``."""
    if target is None or relation.remote_field.hidden:
        return False
    accessor = relation.remote_field.get_accessor_name()
    names = {getattr(f, "name", f) for f in getattr(target, "api_fields", ())}
    lookups = [name for names in getattr(target, "api_prefetch", {}).values() for name in names]
    return accessor in names | {lookup.split("__")[0] for lookup in lookups}
