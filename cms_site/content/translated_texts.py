"""Texts of the translation editor: what no page may say is kept with its fault beside it, and never used.

wagtail-localize takes any text, typed or of an imported file, and its script can tell only a fault that
comes with a saved text. So an unfit text is saved as one that has an error, which it leaves out itself.
"""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db.models import ManyToOneRel, Model
from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.models import StringTranslation, post_save_string_translation
from wagtail_localize.strings import StringValue

from cms_site.content.leftovers import fault_of, is_blank

# PostgreSQL has no text with a NUL; what stands for it tells that something was there.
_NUL, _UNREADABLE = "\0", "\ufffd"


def mark_unfit_texts() -> None:
    """Have each translated text checked when it is saved, whoever saves it; called once, at the start."""
    pre_save.connect(_mark, sender=StringTranslation)
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)
    post_save.connect(_show_title, sender=StringTranslation)
    known_error = StringTranslation.get_error

    def get_error(self: StringTranslation) -> str | None:
        # Told anew, because it is read in the language of whoever looks.
        return (fault_of_text(self) if self.has_error else None) or known_error(self)

    StringTranslation.get_error = get_error


def fault_of_text(translation: StringTranslation) -> str | None:
    """Return why ``translation`` cannot stand where its source does, or ``None``."""
    text = StringValue(translation.data).render_text()
    if is_blank(text):
        if is_blank(translation.translation_of.data):
            return None
        return _("Nothing of this translation can be seen; type a text.")
    if _UNREADABLE in text:
        return _("A character of this text cannot be read; type the text anew.")
    return fault_of(text) or _beyond_the_field(translation, text)


def _mark(instance: StringTranslation, update_fields=None, **kwargs) -> None:
    if update_fields is not None and "data" not in update_fields:
        return
    instance.data = instance.data.replace(_NUL, _UNREADABLE)
    if fault_of_text(instance):
        instance.has_error = True


def _show_title(instance: StringTranslation, **kwargs) -> None:
    """Show a translated title in the editor's lists, unless it is unfit."""
    if not instance.has_error:
        post_save_string_translation(instance, **kwargs)


def _beyond_the_field(translation: StringTranslation, text: str) -> str | None:
    """Return what the field that the text belongs to says against it."""
    context = translation.context
    source = context and context.object.get_instance_or_none(translation.translation_of.locale)
    if source is None:
        return None
    source = getattr(source, "specific", source)  # of a page, what all pages have is known only
    try:
        field = _field_at(type(source), context.get_field_path(source).split("."))
    except (KeyError, FieldDoesNotExist, ObjectDoesNotExist):
        return None  # the source has lost the place
    try:
        if field is not None:
            field.run_validators(text)
    except ValidationError as error:
        return " ".join(error.messages)
    return None


def _field_at(model: type[Model], names: list[str]):
    """Return the field, of a model or of a block, whose whole value the text at ``names`` is."""
    name, *rest = names
    field = model._meta.get_field(name)
    if isinstance(field, ManyToOneRel):
        return _field_at(field.related_model, rest)
    if not isinstance(field, StreamField):
        return None if isinstance(field, RichTextField) else field
    block = field.stream_block
    for part in rest:
        block = block.child_block if isinstance(block, ListBlock) else block.child_blocks[part]
    return None if isinstance(block, RichTextBlock) else getattr(block, "field", None)
