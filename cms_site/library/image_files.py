"""Uploaded images are read to their end: one that breaks off would fail only when it is to be shown."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from PIL import Image, ImageSequence
from wagtail.images.fields import WagtailImageField


def refuse_broken_images() -> None:
    """Have every form of an image say that its file is none; called once, at the start.

    Wagtail's field reads the first bytes, which tell the format and mostly the size, and for some formats
    fails there.
    """
    read = WagtailImageField.to_python

    def to_python(self: WagtailImageField, data):
        try:
            file = read(self, data)
            if file is not None:
                _read_to_the_end(file)
        except ValidationError:
            raise
        except Exception as error:  # each format fails in its own way
            message = self.error_messages["invalid_image"]
            raise ValidationError(message, code="invalid_image") from error
        return file

    WagtailImageField.to_python = to_python


def _read_to_the_end(file) -> None:
    file.seek(0)
    with Image.open(file) as image:
        for frame in ImageSequence.Iterator(image):
            frame.load()
    file.seek(0)
