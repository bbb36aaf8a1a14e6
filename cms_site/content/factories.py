"""What the factories of the content types build on; for tests and for trying a type out."""

from __future__ import annotations

from importlib import import_module

import factory
import wagtail_factories
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page


class ContentPageFactory(wagtail_factories.PageFactory):
    """Makes a page below ``parent``, in the parent's language."""

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        if "locale" not in kwargs:
            kwargs["locale"] = (
                parent.locale
                if parent and not parent.is_root()
                else Locale.objects.get(language_code=settings.LANGUAGE_CODE)
            )
        return super()._create_instance(model_class, parent, kwargs)


class RecordFactory(DjangoModelFactory):
    """Makes a record with a name in the three languages."""

    name_ar = factory.Sequence(lambda n: f"سجل {n}")
    name_fr = factory.Sequence(lambda n: f"Fiche {n}")
    name_en = factory.Sequence(lambda n: f"Record {n}")

    class Meta:
        abstract = True
        skip_postgeneration_save = True


def factory_for(model: type[Model]):
    """Return ``<Model>Factory`` of the module ``factories`` beside the model's application.

    Raises ``LookupError`` where the type brings none.
    """
    config = apps.get_app_config(model._meta.app_label)
    try:
        module = import_module(f"{config.name}.factories")
        return getattr(module, f"{model.__name__}Factory")
    except (ImportError, AttributeError) as error:
        raise LookupError(
            f"{config.name}.factories has no {model.__name__}Factory for {model._meta.label}"
        ) from error


def parent_for(page_model: type[Page], locale: Locale) -> Page:
    """Return a page of ``locale`` below which ``page_model`` may stand, made where there is none.

    Uses the factories of the types in between.
    """
    parents = [
        model for model in page_model.allowed_parent_page_models() if model is not page_model
    ]
    for model in parents:
        found = model.objects.filter(locale=locale).first()
        if found is not None:
            return found
    model = parents[0]
    return factory_for(model)(parent=parent_for(model, locale), locale=locale)
