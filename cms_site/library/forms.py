"""The forms of images, documents and their collections: their texts are held to what those of pages are."""

from __future__ import annotations

from django import forms
from wagtail.admin.forms.collections import CollectionForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms_site.content.leftovers import refuse_leftovers


class ReadableTexts:
    """Mixin of a form whose texts may carry no leftovers and no unseen turns of direction.

    The form looks, not the model: it may show some of the fields only, and what it does not show cannot
    be mended there.
    """

    def _clean_form(self) -> None:
        super()._clean_form()
        texts = {
            name: value if isinstance(value, str) else ", ".join(value)
            for name, value in self.cleaned_data.items()
            if value and (isinstance(value, str) or name == "tags")
        }
        try:
            refuse_leftovers(texts)
        except forms.ValidationError as error:
            self.add_error(None, error)


class LibraryImageForm(ReadableTexts, BaseImageForm):
    """The form of an image."""


class LibraryDocumentForm(ReadableTexts, BaseDocumentForm):
    """The form of a document."""


class LibraryCollectionForm(ReadableTexts, CollectionForm):
    """The form of a collection, whose name stands beside each file and in each chooser."""
