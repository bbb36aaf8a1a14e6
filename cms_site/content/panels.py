"""Editor panels of the kit: Wagtail's, with headings that begin with a capital."""

from __future__ import annotations

from django.utils.text import capfirst
from wagtail.admin import panels
from wagtail.admin.panels import FieldPanel

from cms_site.content.words import LANGUAGES


class MultiFieldPanel(panels.MultiFieldPanel):
    """Fields under one heading."""

    def __init__(self, *args, heading: object = "", **kwargs) -> None:
        super().__init__(*args, heading=capfirst(heading), **kwargs)


class InlinePanel(panels.InlinePanel):
    """The children of a relation under one heading; without one, under the children's name."""

    def __init__(self, relation_name: str, panels=None, heading: object = "", **kwargs) -> None:
        super().__init__(relation_name, panels, capfirst(heading), **kwargs)


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
