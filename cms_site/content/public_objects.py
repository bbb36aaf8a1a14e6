"""Public objects by id, fetched in bulk for whatever refers to them in text and streams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms_site.content.shown import single_relations
from cms_site.content.visibility import Visibility

_current: ContextVar[PublicObjects | None] = ContextVar("public_objects", default=None)


class PublicObjects:
    """What the public may see of the objects that content refers to by id.

    ``load`` fetches many ids of a model in one query; ``get`` answers ``None`` for what is not
    there or not public. While ``reading`` is entered, rich text resolves its links here.
    """

    def __init__(self, visibility: Visibility) -> None:
        self.visibility = visibility
        self._known: dict[type[Model], dict[int, Model | None]] = defaultdict(dict)

    @staticmethod
    def current() -> PublicObjects:
        """Return the one being read from, or a new one."""
        return _current.get() or PublicObjects(Visibility())

    @contextmanager
    def reading(self) -> Generator[PublicObjects]:
        """Let rich text resolve its links here within the block."""
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)

    def load(self, model: type[Model], ids: Iterable[int]) -> None:
        """Fetch those of ``ids`` that are not known yet."""
        known = self._known[model]
        missing = set(ids) - known.keys()
        if not missing:
            return
        queryset = model._default_manager.filter(pk__in=missing)
        if related := single_relations(model):
            queryset = queryset.select_related(*related)
        if model is get_image_model():
            queryset = queryset.prefetch_related("renditions")
        known.update(dict.fromkeys(missing))
        known.update({obj.pk: obj for obj in queryset if self.visibility.allows(obj)})

    def load_all(self, references: Iterable[tuple[type[Model], int]]) -> None:
        """Fetch all that ``references`` name, in one query for each model."""
        wanted = defaultdict(set)
        for model, pk in references:
            wanted[model].add(pk)
        for model, ids in wanted.items():
            self.load(model, ids)

    def chosen(self, model: type[Model], keys: Sequence[int]) -> list[Model | None] | None:
        """Return the public objects with ``keys``, or ``None`` where not all of them were loaded."""
        known = self._known[model]
        return [known[key] for key in keys] if known.keys() >= set(keys) else None

    def get(self, model: type[Model], pk: int | None) -> Model | None:
        """Return the public object of ``model`` with the key ``pk``, or ``None``."""
        if pk is None:
            return None
        if pk not in self._known[model]:
            self.load(model, [pk])
        return self._known[model][pk]

    def page(self, pk: int | None) -> Page | None:
        """Return the public page with the key ``pk``, or ``None``."""
        return self.get(Page, pk)
