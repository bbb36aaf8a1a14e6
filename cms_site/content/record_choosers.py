"""Choosers of records and pages: named in the language of whoever chooses, with what may be chosen only."""

from __future__ import annotations

from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model, Q, QuerySet
from django.http import Http404
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

CHOOSE_ONE = _("Choose one: %(object)s")
CHOOSE_ANOTHER = _("Choose another: %(object)s")
EDIT = _("Edit: %(object)s")


def _naming(text: object, model: type[Model]) -> str:
    return str(text) % {"object": model._meta.verbose_name}


_named = lazy(_naming, str)


def name_what_is_chosen() -> None:
    """Have choosers name what they choose in the language of whoever looks; called once, at the start.

    Wagtail puts the name of the type into the text when it makes a form or a block, once for all
    languages, and declines nothing: its sentence is right in English alone.
    """
    make_snippet_chooser = AdminSnippetChooser.__init__
    make_page_chooser = AdminPageChooser.__init__

    def snippet_chooser(self: AdminSnippetChooser, model: type[Model] | None = None, **kwargs):
        texts = {
            "choose_one_text": CHOOSE_ONE,
            "choose_another_text": CHOOSE_ANOTHER,
            "link_to_chosen_text": EDIT,
        }
        named = {name: _named(text, model or self.model) for name, text in texts.items()}
        make_snippet_chooser(self, model, **{**named, **kwargs})

    def page_chooser(self: AdminPageChooser, *args, **kwargs):
        make_page_chooser(self, *args, **kwargs)
        if self.model is not Page:
            self.choose_one_text = _named(CHOOSE_ONE, self.model)

    AdminSnippetChooser.__init__ = snippet_chooser
    AdminPageChooser.__init__ = page_chooser


class RecordChooser(AdminSnippetChooser):
    """The chooser of a record for a field, to whose ``limit_choices_to`` it keeps."""

    def __init__(self, model: type[Model] | None = None, *, field: Field | None = None, **kwargs):
        self.field = field
        super().__init__(model, **kwargs)

    def get_chooser_modal_url(self) -> str:
        url = super().get_chooser_modal_url()
        if self.field is None or not self.field.get_limit_choices_to():
            return url
        return f"{url}?{urlencode({'for': f'{self.field.model._meta.label}.{self.field.name}'})}"


def _limit_of(label: str, model: type[Model]) -> Q | dict:
    """Return what limits the choices of the field with ``label``; raise ``Http404`` where it takes no ``model``."""
    owner, _separator, name = label.rpartition(".")
    try:
        field = apps.get_model(owner)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        raise Http404 from error
    if not isinstance(field, ForeignKey) or field.related_model is not model:
        raise Http404
    return field.get_limit_choices_to()


class _ForField:
    def filter_object_list(self, objects: QuerySet) -> QuerySet | list[Model]:
        found = super().filter_object_list(objects)
        label = self.request.GET.get("for")
        if not label:
            return found
        limit = _limit_of(label, self.model_class)
        if isinstance(found, QuerySet):
            return found.complex_filter(limit)
        # Searched first: the index need not have the fields that limit.
        offered = set(objects.complex_filter(limit).values_list("pk", flat=True))
        return [record for record in found if record.pk in offered]


class RecordChooseView(_ForField, ChooseView):
    """The window of a chooser of records."""


class RecordChooseResultsView(_ForField, ChooseResultsView):
    """What a chooser of records finds."""


class RecordChooserViewSet(SnippetChooserViewSet):
    """The chooser of one record type."""

    page_title = _("Choose one:")  # the name of the type follows
    choose_view_class = RecordChooseView
    choose_results_view_class = RecordChooseResultsView
    base_widget_class = RecordChooser
    preserve_url_parameters = [*SnippetChooserViewSet.preserve_url_parameters, "for"]
    register_widget = False  # registered below, with the field that it is for

    def on_register(self) -> None:
        super().on_register()
        register_form_field_override(
            ForeignKey, to=self.model, override=lambda f: {"widget": self.widget_class(field=f)}
        )
