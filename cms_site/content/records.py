"""What every record inherits: an entity that exists once, with its words in three languages."""

from __future__ import annotations

import uuid

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from cms_site.content import search_fields, usage
from cms_site.content.dates import refuse_mistyped_days
from cms_site.content.leftovers import refuse_leftovers, texts_of
from cms_site.content.restoring import RestoredChildren
from cms_site.content.versions import Versioned
from cms_site.content.words import LANGUAGES, Words, in_order, words_of


class RecordQuerySet(models.QuerySet):
    """Records, and what of them is public."""

    def public(self) -> RecordQuerySet:
        """Return the published records; where a type has no drafts, all of them."""
        if issubclass(self.model, DraftStateMixin):
            return self.filter(live=True)
        return self


class ContentRecordForm(RestoredChildren):
    """The editor's form, which marks the languages that a record has to be named in."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for column in self._meta.model.required_names():
            if column in self.fields:
                self.fields[column].required = True


class ContentRecord(index.Indexed, Versioned):
    """An entity that pages and the API share: it exists once, its words in ``_ar``, ``_fr``, ``_en``.

    A subclass declares:

    - ``api_endpoint``: its name under ``/api/v2/``; "" for none;
    - ``api_fields``, and ``api_nested_fields`` for what others show of it;
    - ``api_choices``: how lists are filtered by a choice that is derived, by its name;
    - ``code_fields``: unique codes that identify it in the API beside id and UUID;
    - ``changes_after``: dates on which, or the day after, it tells something else without being
      saved; a date of its children as ``people__legal_basis_on``;
    - ``named_in``: the languages in which it has to be named; () for any one of them;
    - ``schema_type``: what it is to machines, a type of schema.org; ``structured_data`` says more;
    - ``menu``: the editor's menu group, a key of ``cms_site.content.viewsets.MENUS``;
    - ``list_display``, ``list_filter``, ``list_export``, ``icon``: the editor's list.
    """

    uuid = models.UUIDField("UUID", default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The last part of the address. It stays when the name changes."),
    )
    name = Words(models.CharField(_("name"), max_length=250), required=True)

    api_endpoint = ""
    api_fields: list = []
    api_nested_fields: list[str] = ["name"]
    code_fields: tuple[str, ...] = ()
    changes_after: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()
    schema_type = ""
    menu = "reference"
    icon = "list-ul"
    list_display: list = ["__str__"]
    list_filter: list = []
    list_export: list[str] = []

    search_fields = search_fields.names()
    search_auto_update = False  # see save()

    base_form_class = ContentRecordForm
    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.slug

    @classmethod
    def get_search_fields(cls) -> list:
        return search_fields.search_fields_of(cls)

    @classmethod
    def required_names(cls) -> list[str]:
        """Return the columns of the names that have to be given."""
        return [f"name_{language}" for language in cls.named_in]

    @property
    def title(self) -> str:
        """The name, as Wagtail's search calls the field that weighs most."""
        return self.name

    def structured_data(self) -> dict:
        """Return what schema.org can be told of this record beside its name; only what is public."""
        return {}

    @property
    def is_public(self) -> bool:
        """Whether the public may see this record."""
        return getattr(self, "live", True)

    def clean_fields(self, exclude=None) -> None:
        errors: dict[str, list] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for column in set(self.required_names()) - set(exclude or ()):
            if not getattr(self, column):
                message = self._meta.get_field(column).error_messages["blank"]
                errors[column] = [ValidationError(message, code="blank")]
        if errors:
            raise ValidationError(errors)

    def clean(self) -> None:
        super().clean()
        for words in words_of(type(self)):
            if words.name != "name" or not self.named_in:
                words.clean(self)
        refuse_leftovers(texts_of(self))
        refuse_mistyped_days(self)

    def full_clean(self, *args, **kwargs) -> None:
        self._give_slug()
        super().full_clean(*args, **kwargs)

    def save(self, *args, **kwargs) -> None:
        self._give_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            search_fields.bring_into_index(self)
            usage.note_references(self)

    def _give_slug(self) -> None:
        """Make a slug from the name, once; a later name leaves it alone."""
        if self.slug:
            return
        name = self.name_fr or self.name_en or self.name_ar
        stem = slugify(anyascii(name))[:100] or str(self.uuid)[:8]
        others = type(self).objects.exclude(pk=self.pk)
        taken = set(others.filter(slug__startswith=stem).values_list("slug", flat=True))
        slug, number = stem, 1
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        self.slug = slug


class PublishedRecord(
    WorkflowMixin, PreviewableMixin, DraftStateMixin, LockableMixin, RevisionMixin, ContentRecord
):
    """A record with drafts, revisions, preview and workflow: public only once it is published.

    It is previewed in each language: it exists once, and so does the form that its words are typed in.
    """

    search_fields = [*ContentRecord.search_fields, index.FilterField("live")]

    class Meta(ContentRecord.Meta):
        abstract = True

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [(language, capfirst(label)) for language, label in LANGUAGES.items()]

    @property
    def default_preview_mode(self) -> str:
        """The language of the interface."""
        return in_order((get_language() or "",))[0]

    def serve_preview(self, request, mode_name: str) -> HttpResponse:
        language = mode_name if mode_name in LANGUAGES else self.default_preview_mode
        with override(language):
            response = super().serve_preview(request, language).render()
        response["Content-Language"] = language
        return response
