"""Whether a draft may become public as it is: the editor's buttons ask its form, others ask here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms_site.content.translation import translated_page, translation_into, untranslated


def unfit(translation: Translation) -> str | None:
    """Return why the page that ``translation`` makes cannot be published as it is now, or ``None``.

    The page is saved without a look at its children, and a text that is too long for one is an error of
    the database's.
    """
    return untranslated(translation) or " ".join(_lacking_in(translated_page(translation))) or None


def faults(pages: Iterable[Page]) -> list[str]:
    """Return why the latest drafts of ``pages`` cannot be published, a sentence each naming page and field."""
    return [
        f"{page.get_admin_display_title()}: {fault}" for page in pages for fault in _faults(page)
    ]


def _faults(page: Page) -> Iterator[str]:
    if page.alias_of_id:
        source = page.alias_of.get_admin_display_title()
        yield _("It follows “%(source)s”; publish that page instead.") % {"source": source}
        return
    translation = translation_into(page)
    if translation and (fault := untranslated(translation)):
        yield fault
    # A draft may be saved without what a public page must have.
    yield from _lacking_in(page.get_latest_revision_as_object())


def _lacking_in(draft: Page) -> Iterator[str]:
    """Yield what is wrong with ``draft`` and its children."""
    yield from _lacking(draft)
    for relation in get_all_child_relations(type(draft)):
        for child in getattr(draft, relation.get_accessor_name()).all():
            yield from _lacking(child, exclude=[relation.field.name])


def _lacking(obj: Model, exclude: Iterable[str] = ()) -> Iterator[str]:
    try:
        # What is unique is not asked: children of a draft have no key yet by which to tell them apart.
        obj.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        names = {f.name: str(capfirst(f.verbose_name)) for f in obj._meta.concrete_fields}
        for name, messages in error.message_dict.items():
            said = " ".join(messages)
            yield f"{names[name]}: {said}" if name in names else said
