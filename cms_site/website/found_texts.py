"""What the public reads of the items that a search found, as plain text: for the part that is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce

from django.db.models import CharField, Expression, Model, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms_site.content.children import Child
from cms_site.content.leftovers import texts_of
from cms_site.content.words import known_text, told_words, words_of


def own_text(item: Model) -> str:
    """Return the text of ``item`` beside its title, without what its children say."""
    if not isinstance(item, Page):
        return str(getattr(item, "summary", "") or "")
    names = _told(type(item))
    texts: list[str] = []
    for name in (n for n in texts_of(item) if n in names):
        field, value = item._meta.get_field(name), getattr(item, name)
        is_stream = isinstance(field, StreamField)
        texts += field.get_searchable_content(value) if is_stream else [value or ""]
    # Not on the page, but found by, and told to search engines.
    texts.append(item.search_description)
    return " ".join(" ".join(texts).split())


def texts_of_children(items: Sequence[Model], language: str) -> dict[Model, str]:
    """Return what the children of ``items`` say, in ``language`` or the next that has words: one query.

    Children that may be private are not read; the index does not know them either.
    """
    found: dict[tuple[type[Model], int], list[str]] = defaultdict(list)
    by_type: dict[type[Model], list[int]] = defaultdict(list)
    for item in items:
        by_type[type(item)].append(item.pk)
    models = list(by_type)
    queries = [q for n, model in enumerate(models) for q in _queries(n, model, by_type, language)]
    if queries:
        rows = queries[0].union(*queries[1:], all=True) if queries[1:] else queries[0]
        for number, key, text in rows:
            found[models[number], key].append(text)
    return {item: " – ".join(filter(None, found[type(item), item.pk])) for item in items}


def _queries(
    number: int, model: type[Model], keys: dict[type[Model], list[int]], language: str
) -> Iterator[QuerySet]:
    """Yield a query of ``(number, key of the parent, text)`` for each kind of child of ``model``."""
    for child, parent in _children(model):
        parts = list(_parts(child, language))
        if parts:
            text = reduce(_joined, parts)
            rows = child._default_manager.filter(**{f"{parent}__in": keys[model]}).order_by()
            yield rows.annotate(_type=Value(number), _text=text).values_list(
                "_type", f"{parent}_id", "_text"
            )


@cache
def _children(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Return the kinds of children that ``model`` tells of and that are always public, with their way to it."""
    return [
        (relation.related_model, relation.field.name)
        for relation in get_all_child_relations(model)
        if relation.get_accessor_name() in _told(model)
        and issubclass(relation.related_model, Child)
        and relation.related_model.is_public is Child.is_public
    ]


def _parts(child: type[Model], language: str) -> Iterator[Coalesce]:
    """Yield the expressions of the texts of ``child``: of words in several columns, those in one language."""
    columns: set[str] = set()
    for words in words_of(child):
        columns |= set(words.columns)
        yield _known(told_words(words, [language]))
    for field in child._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not isinstance(field, RichTextField)
        if (
            is_text
            and not field.choices
            and field.name in _told(child)
            and field.name not in columns
        ):
            yield _known(known_text(field.name))


def _known(text: Expression) -> Coalesce:
    return Coalesce(text, Value(""), output_field=TextField())


def _joined(one: Expression, more: Expression) -> Concat:
    return Concat(one, Value(" "), more, output_field=TextField())


def _told(model: type[Model]) -> set[str]:
    fields: Iterable = getattr(model, "api_fields", ())
    return {getattr(field, "name", field) for field in fields}
