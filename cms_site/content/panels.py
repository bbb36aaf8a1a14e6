"""Editor panels of the kit: Wagtail's, with headings that begin with a capital."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin import panels
from wagtail.admin.panels import FieldPanel

from cms_site.content.posted_forms import UnreadableForm
from cms_site.content.words import LANGUAGES


class MultiFieldPanel(panels.MultiFieldPanel):
    """Fields under one heading."""

    def __init__(self, *args, heading: object = "", **kwargs) -> None:
        super().__init__(*args, heading=capfirst(heading), **kwargs)


class ChildFormSet(BaseChildFormSet):
    """The forms of the children of a page or record, which says which of them repeats another.

    A constraint of the database would not: it takes what is empty for different.
    """

    def _construct_form(self, i: int, **kwargs):
        """Make the form of the child that is posted; one whose id cannot be read is of no child."""
        try:
            return super()._construct_form(i, **kwargs)
        except (KeyError, IndexError, OverflowError, ValidationError) as error:
            raise UnreadableForm(f"{self.add_prefix(i)}-id") from error

    def clean(self) -> None:
        super().clean()
        first, *others = getattr(self.model, "distinct_by", ()) or (None,)
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not form.cleaned_data.get(first):
                continue
            values = tuple(form.cleaned_data.get(name) for name in (first, *others))
            if values in seen:
                form.add_error(first, _("The same is given above; give it once."))
            seen.add(values)


class InlinePanel(panels.InlinePanel):
    """The children of a relation under one heading; without one, under the children's name."""

    def __init__(self, relation_name: str, panels=None, heading: object = "", **kwargs) -> None:
        super().__init__(relation_name, panels, capfirst(heading), **kwargs)

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = ChildFormSet
        return options


def words_panel(name: str, heading: object = "", **kwargs) -> MultiFieldPanel:
    """Return the fields of the ``Words`` called ``name``, each under the name of its language."""
    return MultiFieldPanel(
        [
            FieldPanel(f"{name}_{language}", heading=capfirst(label))
            for language, label in LANGUAGES.items()
        ],
        heading=heading,
        **kwargs,
    )
