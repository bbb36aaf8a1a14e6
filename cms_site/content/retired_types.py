"""Wagtail before rows of a content type that is no longer installed.

In some places Wagtail and Django take the class of what a row is about for granted, and fail where it is
gone. There they are told what they know well: that the object is gone, or that the page is no more than a
page. Whoever installs the type again finds everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Page, ReferenceIndex, Revision


def tolerate_retired_types() -> None:
    """Have Wagtail go on where the class is gone; to be called once, at the start."""
    # A page of a class that is gone has no preview, and no draft that could be read.
    _unless_gone(Page, "is_previewable", _kind_of_page, lambda page: False)
    _unless_gone(Page, "get_latest_revision_as_object", _kind_of_page, lambda page: page)
    # What is due stays so: it must not keep the rest from being published and withdrawn.
    _unless_gone(Revision, "publish", _kind_of_revision, _nothing)
    _unless_gone(Page, "unpublish", _kind_of_page, _nothing)
    _unless_gone(ContentType, "get_object_for_this_type", _itself, _no_object)
    _unless_gone(ContentType, "get_all_objects_for_this_type", _itself, _no_objects)
    _prefetch_what_is_there()
    for name in ("get_references_to", "get_references_to_in_bulk"):
        _refer_from_what_is_there(name)


def _unless_gone(
    owner: type, name: str, kind: Callable[..., ContentType], instead: Callable
) -> None:
    """Have the method ``name`` of ``owner`` answer ``instead`` where the class of its kind is gone."""
    original = getattr(owner, name)

    @wraps(original)
    def method(self, *args, **kwargs):
        is_gone = kind(self).model_class() is None
        return (instead if is_gone else original)(self, *args, **kwargs)

    setattr(owner, name, method)


def _kind_of_page(page: Page) -> ContentType:
    return page.cached_content_type


def _kind_of_revision(revision: Revision) -> ContentType:
    return ContentType.objects.get_for_id(revision.content_type_id)


def _itself(kind: ContentType) -> ContentType:
    return kind


def _nothing(instance, *args, **kwargs) -> None:
    return None


def _no_object(kind: ContentType, *args, **kwargs):
    raise ObjectDoesNotExist(f"{kind.app_label}.{kind.model} is not installed.")


def _no_objects(kind: ContentType, *args, **kwargs):
    return ContentType.objects.none()


def _prefetch_what_is_there() -> None:
    """Have a prefetch of generic relations find nothing where the class is gone."""
    original = GenericForeignKey.get_prefetch_querysets

    @wraps(original)
    def get_prefetch_querysets(self, instances, querysets=None):
        found, key, key_of, *rest = original(self, instances, querysets)
        kind_id = self.model._meta.get_field(self.ct_field).attname

        def key_of_what_is_there(instance):
            kind = getattr(instance, kind_id)
            if kind and ContentType.objects.get_for_id(kind).model_class() is None:
                return None
            return key_of(instance)

        return found, key, key_of_what_is_there, *rest

    GenericForeignKey.get_prefetch_querysets = get_prefetch_querysets


def _refer_from_what_is_there(name: str) -> None:
    """Have the reference index tell no reference from an object whose class is gone."""
    original = getattr(ReferenceIndex, name)

    @wraps(original)
    def references(cls, about):
        installed = ContentType.objects.get_for_models(*apps.get_models()).values()
        return original(about).filter(content_type__in=[kind.pk for kind in installed])

    setattr(ReferenceIndex, name, classmethod(references))
