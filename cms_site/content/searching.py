"""Searching a queryset: the one way in which visitors and programs search."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from modelsearch.utils import get_descendant_models
from wagtail.models import Page
from wagtail.search import index

from cms_site.content import search_index
from cms_site.content.folding import words as words_of
from cms_site.content.search_fields import related_names

MAX_LENGTH = 200
MAX_WORDS = 10
# Up to so many hits are asked for first and given to the statement by key: PostgreSQL expects far more
# of a rare word and would read the whole table. Beyond, the index is asked within the statement.
_MANY = 500

# What a sentence is made of beside its words, folded: nobody searches for these, and no register
# of names contains them.
# fmt: off
_PARTICLES = frozenset({
    "a", "au", "aux", "avec", "ce", "ces", "dans", "de", "des", "du", "en", "est", "et", "la",
    "le", "les", "ou", "par", "pour", "que", "qui", "sa", "se", "ses", "sur", "un", "une",
    "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with",
    "في", "من", "علي", "الي", "عن", "مع", "او", "و",
})
# fmt: on
# Endings in which the forms of one word differ; what is left has at least four letters.
_ENDINGS = ("ات", "ون", "ين", "ه", "s")


class SearchError(ValueError):
    """A search that cannot be answered; the message is for the one who asked."""


def search(queryset: QuerySet, text: str, operator: str = "and") -> QuerySet:
    """Return those of ``queryset`` that ``matching`` finds, the most relevant first, then by key.

    Raises ``SearchError`` as ``matching`` does.
    """
    found = matching(queryset, text, operator)
    words = asked(text)
    if not issubclass(queryset.model, index.Indexed):
        return found.order_by("pk")
    relevance = search_index.relevance(queryset.model, words, [*map(beginning, words)])
    return found.order_by(relevance.desc(), "pk")


def matching(queryset: QuerySet, text: str, operator: str = "and") -> QuerySet:
    """Return those of ``queryset`` with all words of ``text`` (``"or"``: any), in its order.

    A word is found by its beginning, in what the object shows and in the names of the public
    records it refers to. The answer is a queryset like any other.

    Raises ``SearchError`` where ``text`` has no word, too many words or too many letters, or where
    objects of this type have nothing that is searched.
    """
    words = asked(text)
    model = queryset.model
    paths = list(_related(model))
    if not issubclass(model, index.Indexed) and not paths:
        raise SearchError(_("This list cannot be searched."))
    beginnings = [*map(beginning, words)]
    named = {b: list(_by_related_names(paths, b)) for b in beginnings}
    if operator == "or":
        arms = [arm for arms in named.values() for arm in arms]
        return queryset.filter(pk__in=_hits(model, beginnings, arms, operator))
    if plain := [b for b in beginnings if not named[b]]:
        queryset = queryset.filter(pk__in=_hits(model, plain, []))
    for one in beginnings:
        if named[one]:
            queryset = queryset.filter(pk__in=_hits(model, [one], named[one]))
    return queryset


def asked(text: str) -> list[str]:
    """Return the words to search for, folded, each once; raises ``SearchError``.

    Particles and the letters before an apostrophe count only where there is nothing else.
    """
    if len(text) > MAX_LENGTH:
        raise SearchError(_("Search for at most %(number)d letters.") % {"number": MAX_LENGTH})
    words = list(dict.fromkeys(words_of(text)))
    if not words:
        raise SearchError(_("Give at least one letter or digit to search for."))
    words = [w for w in words if w not in _PARTICLES and (len(w) > 1 or w.isdigit())] or words
    if len(words) > MAX_WORDS:
        raise SearchError(_("Search for at most %(number)d words.") % {"number": MAX_WORDS})
    return words


def beginning(word: str) -> str:
    """Return with what a found word starts: ``word``, without the ending of a plural or feminine."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _related(model: type[Model]) -> Iterator[tuple[type[Model], str, type[Model]]]:
    """Yield owner, query path and target of each relation whose names find a ``model``."""
    owners = get_descendant_models(model) if issubclass(model, Page) else [model]
    for owner in sorted(owners, key=lambda owner: owner._meta.label):
        for path in related_names(owner):
            target = owner
            for name in path.split("__"):
                target = target._meta.get_field(name).related_model
            yield owner, path, target


def _by_related_names(paths: list, one: str) -> Iterator[QuerySet]:
    """Yield the keys of the objects that refer to a public record with a name starting ``one``."""
    if not paths:
        return
    targets = list(dict.fromkeys(target for _owner, _path, target in paths))
    named = search_index.named(targets, one, _MANY)
    for owner, path, target in paths:
        if named is not None and not named[target]:
            continue
        wanted = search_index.keys_by_name(target, one) if named is None else named[target]
        public = target.objects.public().filter(pk__in=wanted)
        referring = owner._default_manager.filter(**{f"{path}__in": public.values("pk")})
        yield referring.order_by().values_list("pk")


def _hits(
    model: type[Model], beginnings: list[str], arms: list[QuerySet], operator: str = "and"
) -> QuerySet | set:
    """Return the keys that the index finds for ``beginnings``, and those of ``arms``."""
    if issubclass(model, index.Indexed):
        arms = [search_index.keys(model, beginnings, operator), *arms]
    if not arms:
        return set()
    keys = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    few = {key for (key,) in keys[: _MANY + 1]}
    return few if len(few) <= _MANY else keys
