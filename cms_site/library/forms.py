"""The forms of images, documents and their collections: their texts are held to what those of pages are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
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


class PublicOnceUploaded:
    """Mixin of a form that says to whom a file is going to be shown: it has no draft."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("collection", "file"):
            if name in self.fields and not self.fields[name].widget.is_hidden:
                self.fields[name].help_text = _(
                    "Everyone can read the file as soon as it is uploaded, unless its collection is "
                    "private."
                )
                break


class LibraryImageForm(PublicOnceUploaded, ReadableTexts, BaseImageForm):
    """The form of an image."""


class LibraryDocumentForm(PublicOnceUploaded, ReadableTexts, BaseDocumentForm):
    """The form of a document."""


class LibraryCollectionForm(ReadableTexts, CollectionForm):
    """The form of a collection, whose name stands beside each file and in each chooser."""
