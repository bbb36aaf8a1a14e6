"""What an answer was made from, as the names in its ``Surrogate-Key`` header.

While an answer is computed, every object that is loaded and could be told by the journal is noted. Caches
in front keep the names, and forget an answer when one of them is purged (``purging``).

- ``page-12``, ``cooperative-5``, ``image-3``, ``document-7``: the object.
- ``pages``, ``cooperatives``: all lists of that type, since an item that enters a list changes it.
- ``html``: every page of the site; any of them may have a list or a link that an item enters or leaves.
- ``site``: every answer; for changes of settings, redirects and the like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.db.models import Model, Q
from django.db.models.signals import post_init
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms_site.cache.keys import API
from cms_site.content import remembered
from cms_site.journal.models import Change, Item
from cms_site.journal.sources import kind_of, kinds

# More objects than that are told by their types alone: a header has its bounds.
MOST = 150
SITE = "site"
HTML = "html"

# What is noted, and whether it is public; ``None`` where the journal has yet to be asked.
Noted = dict[tuple[type[Model], int], bool | None]
_noted: ContextVar[Noted | None] = ContextVar("surrogates", default=None)


@cache
def names_of(model: type[Model]) -> tuple[str, str]:
    """Return the names of one object of ``model`` and of all: ``("cooperative", "cooperatives")``."""
    if issubclass(model, Page):
        return "page", "pages"
    if issubclass(model, get_image_model()):
        return "image", "images"
    if issubclass(model, get_document_model()):
        return "document", "documents"
    name = model._meta.model_name or ""
    return name, getattr(model, "api_endpoint", "") or f"{name}s"


def surrogate_keys(change_type: str, object_id: int | None, event: str = "") -> list[str]:
    """Return the names to purge for a change of the object of a type (``"cooperatives.Cooperative"``).

    A change of the content of an object leaves the pages alone that do not show it; by any other
    ``event`` it may have entered or left the lists of all. Without a type, the whole site has changed.
    """
    if not change_type or object_id is None:
        return [SITE]
    try:
        one, many = names_of(apps.get_model(change_type))
    except LookupError:  # a type that is no longer installed
        return [SITE]
    keys = [f"{one}-{object_id}", many]
    if event != Change.Event.UPDATED:
        keys.append(HTML)
    return keys


def note(model: type[Model], keys: Iterable[int], *, are_public: bool = False) -> None:
    """Note objects that the answer under way is made from without loading them, as by ``values()``.

    Those that are told to be public here need not be looked up afterwards.
    """
    noted = _noted.get()
    if noted is not None:
        for key in keys:
            noted[model, key] = are_public or noted.get((model, key))


def note_again(noted: Noted) -> None:
    """Note what was noted when something was made that the answer under way uses too."""
    current = _noted.get()
    if current is not None:
        for key, is_public in noted.items():
            current[key] = current.get(key) or is_public


def _note_instance(sender: type[Model], instance: Model, **kwargs) -> None:
    noted = _noted.get()
    if noted is not None and (pk := instance.__dict__.get(instance._meta.pk.attname)) is not None:
        noted.setdefault((sender, pk), None)


def connect() -> None:
    """Have the loading of everything that the journal tells noted, and what is remembered of it."""
    remembered.watch(_collecting_once, note_again)
    for model in apps.get_models():
        if kind_of(model) in kinds():
            post_init.connect(_note_instance, sender=model, dispatch_uid="cms_site.cache")


@contextmanager
def collecting() -> Generator[Noted]:
    """Note what is loaded within the block."""
    noted: Noted = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


@contextmanager
def _collecting_once() -> Generator[Noted]:
    """Note what is loaded within the block, and ask the journal about it: answers need not ask again."""
    with collecting() as noted:
        yield noted
    unasked = {
        (kind_of(model), pk) for (model, pk), is_public in noted.items() if is_public is None
    }
    known = set(_known_to_the_journal(unasked))
    for (model, pk), is_public in noted.items():
        noted[model, pk] = is_public or (kind_of(model), pk) in known


def header(noted: Noted, path: str, *, is_found: bool = True) -> str:
    """Return the value of ``Surrogate-Key`` for the answer at ``path`` made from ``noted``.

    It names public objects only: an answer may be made with others in hand, that it does not tell of. One
    that something is not there (``is_found``) is no list, whatever was looked through for it.
    """
    general = {SITE: None}
    if path.startswith(API):
        endpoint, _slash, rest = path.removeprefix(API).partition("/")
        if endpoint and not rest:
            general[endpoint] = None
    else:
        general[HTML] = None
        lists = _lists(noted) if is_found else ()
        for model in (*_listed(noted), *lists):
            general[names_of(model)[1]] = None
    # A page may have been noted by its own type and as a page.
    objects: dict[tuple[str, int], bool | None] = {}
    for (model, pk), is_public in noted.items():
        key = kind_of(model), pk
        objects[key] = objects.get(key) or is_public
    if len(objects) > MOST:
        types = dict.fromkeys(names_of(model)[1] for model, _pk in noted)
        return " ".join(general | types)
    public = [key for key, is_public in objects.items() if is_public]
    public += _known_to_the_journal(
        [key for key, is_public in objects.items() if is_public is None]
    )
    names = {f"{names_of(kinds()[kind])[0]}-{pk}": None for kind, pk in public if kind in kinds()}
    return " ".join(general | names)


def header_of_types(models: Iterable[type[Model]]) -> str:
    """Return the value of ``Surrogate-Key`` for an answer that tells objects of these models, whichever."""
    told = (names_of(model)[1] for model in models if kind_of(model) in kinds())
    return " ".join(dict.fromkeys([SITE, *told]))


def _known_to_the_journal(objects: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return those of ``objects``, by kind and id, that the journal knows as public. One query."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in objects:
        if kind in kinds():
            by_kind[kind].add(pk)
    if not by_kind:
        return []
    wanted = [Q(kind=kind, object_id__in=keys) for kind, keys in by_kind.items()]
    items = Item.objects.filter(reduce(or_, wanted)).order_by("pk")
    return list(items.values_list("kind", "object_id"))


def _lists(noted: Noted) -> Iterator[type[Model]]:
    """Yield the types of which the page is a list, whatever it found: an index, or where records are served."""
    for model in {model for model, _pk in noted}:
        if hasattr(model, "get_items"):
            yield Page
        if label := getattr(model, "serves_record", ""):
            yield apps.get_model(label)


def _listed(noted: Noted) -> set[type[Model]]:
    """Return the types of which a page shows several.

    An item that changes may enter such a list. Plain pages are those of the navigation.
    """
    models = Counter(model for model, _pk in noted if model is not Page)
    return {model for model, number in models.items() if number > 1 and kind_of(model) in kinds()}
