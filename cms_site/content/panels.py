"""Editor panels of the kit."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms_site.content.words import LANGUAGES


def words_panel(name: str, heading: object = "", **kwargs) -> MultiFieldPanel:
    """Return the fields of the ``Words`` called ``name``, one below the other."""
    return MultiFieldPanel(
        [FieldPanel(f"{name}_{language}") for language in LANGUAGES],
        heading=heading,
        **kwargs,
    )
