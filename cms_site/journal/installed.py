"""Content types that were taken away, switched off, or are there again: no row was written for any of it."""

from __future__ import annotations

from wagtail.models import Page, get_page_models

from cms_site.journal.models import Item, Touch
from cms_site.journal.sources import kind_of, kinds

PAGE = kind_of(Page)


def look_at_what_came_and_went() -> None:
    """Have the next drain look at what is public of types that are gone, and of types that are back.

    To be called when an installation is set up, with the types it will serve.
    """
    told = set(Item.objects.values_list("kind", "type").distinct())
    pages = {model._meta.label: model for model in get_page_models()}
    touched: list[tuple[str, int]] = []
    for kind, type_ in told:
        if kind not in kinds() or (kind == PAGE and type_ not in pages):
            keys = Item.objects.filter(kind=kind, type=type_).values_list("object_id", flat=True)
            touched += [(kind, key) for key in keys]
    for type_, model in pages.items():
        if (PAGE, type_) not in told:
            live = model.objects.exact_type(model).live()
            touched += [(PAGE, key) for key in live.values_list("pk", flat=True)]
    told_kinds = {kind for kind, _type in told}
    for kind, model in kinds().items():
        if kind not in told_kinds:
            touched += [(kind, key) for key in model._default_manager.values_list("pk", flat=True)]
    Touch.objects.bulk_create((Touch(kind=kind, key=key) for kind, key in touched), batch_size=500)
