"""The name of a record with drafts, as the editor shows it: in the language of whoever looks."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_init
from django.dispatch import receiver
from django.utils.translation import get_language
from wagtail.models import Revision

from cms_site.content.records import ContentRecord


@receiver(post_init, sender=Revision)
def name_in_language(instance: Revision, **kwargs) -> None:
    """Give the revision of a record the record's name in the active language.

    Wagtail titles what has drafts by the text it stored with the latest one, in its lists, headings,
    breadcrumbs and messages alike: the name in the language of whoever saved it.
    """
    loaded = vars(instance)
    if not loaded.get("content") or "content_type_id" not in loaded:
        return
    model = ContentType.objects.get_for_id(instance.content_type_id).model_class()
    if model is not None and issubclass(model, ContentRecord):
        words = SimpleNamespace(**instance.content)
        name = model.name.in_language(words, get_language() or "ar")
        instance.object_str = name or instance.object_str
