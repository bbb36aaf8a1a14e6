"""Information pages: about, contact, accessibility, legal notice, open data, right of access."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms_site.content.blocks import body_field
from cms_site.content.declarations import api_fields
from cms_site.content.pages import ContentPage


class InformationPage(ContentPage):
    """A page of text that stays."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences below the title.")
    )
    body = body_field()
    shows_contact = models.BooleanField(
        _("show the contact details"),
        default=False,
        help_text=_("The address and the phone number from the site's settings."),
    )

    shows_examples = models.BooleanField(
        _("show examples of the open data"),
        default=False,
        help_text=_("Lines to copy, made of what this site's interface for programs can be asked."),
    )

    parent_page_types = ["home.HomePage", "information.InformationPage"]
    subpage_types = ["information.InformationPage"]
    page_description = _("A page of text: about, contact, legal notice, open data.")

    api_fields = api_fields("introduction", "body", "shows_contact", "shows_examples")
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("shows_contact"),
        FieldPanel("shows_examples"),
    ]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")
