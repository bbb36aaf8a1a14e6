"""The front page, and what is true of the whole site: identity, contact, navigation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms_site.content.children import Child, TranslatableChild
from cms_site.content.declarations import api_fields
from cms_site.content.fields import BodyField
from cms_site.content.leftovers import refuse_leftovers, texts_of
from cms_site.content.pages import ContentPage
from cms_site.content.panels import InlinePanel, MultiFieldPanel, words_panel
from cms_site.content.phone import PhoneField
from cms_site.content.public_objects import PublicObjects
from cms_site.content.visibility import Visibility
from cms_site.content.words import Words
from home.blocks import fetched_as, section_blocks
from home.permissions import FrontPagePermissions


class HomePage(ContentPage):
    """The front page of one language."""

    eyebrow = models.CharField(_("line above the headline"), max_length=120, blank=True)
    headline = models.CharField(_("headline"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    sections = BodyField(section_blocks(), blank=True, verbose_name=_("sections"))

    parent_page_types = ["wagtailcore.Page"]
    page_description = _("The front page of one language.")
    template = "home/home_page.html"

    api_fields = api_fields("eyebrow", "headline", "introduction", "links", "sections")
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("eyebrow"),
        FieldPanel("headline"),
        FieldPanel("introduction"),
        InlinePanel("links", heading=_("links"), label=_("link"), max_num=3),
        FieldPanel("sections"),
    ]

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        self._fetch_sections(PublicObjects(Visibility.of(request)))
        return context

    def clean(self) -> None:
        super().clean()
        if self.expire_at is not None:
            raise ValidationError({"expire_at": _("A front page does not expire.")})

    def permissions_for_user(self, user) -> FrontPagePermissions:
        return FrontPagePermissions(user, self)

    def _fetch_sections(self, objects: PublicObjects) -> None:
        """Fetch what all sections name at once: Wagtail would ask for each kind of section."""
        # It knows rich text, whose links are made of models.
        from cms_site.content.references import field_references

        field = self._meta.get_field("sections")
        sections: StreamValue = field.value_from_object(self)
        objects.load_all((fetched_as(model), pk) for model, pk in field_references(field, sections))
        with objects.reading():
            # Each is looked up when it is first read, and its kind with it.
            _values = [section.value for section in sections]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class HomeLink(TranslatableChild):
    """A button below the headline."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="links")
    text = models.CharField(_("text"), max_length=60)
    target = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )

    api_fields = api_fields("text", "target")
    panels = [FieldPanel("text"), FieldPanel("target")]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")


@register_setting(icon="home", order=1)
class SiteSettings(BaseSiteSetting, ClusterableModel):
    """Identity, contact and navigation, in one place for all languages. Unknown stays empty."""

    country = Words(models.CharField(_("country line"), max_length=120))
    organisation = Words(models.CharField(_("organisation"), max_length=160))
    name = Words(models.CharField(_("delegation"), max_length=160))
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    logo = models.ForeignKey(
        "library.LibraryImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Empty shows the eight-pointed star."),
    )
    address = Words(models.CharField(_("address"), max_length=300))
    map_url = models.URLField(
        _("place on a map"),
        blank=True,
        help_text=_("The address of a map on the web, as https://www.openstreetmap.org/…"),
    )
    phone = PhoneField(_("phone"), help_text=_("In international form, as +212537000000."))
    fax = PhoneField(_("fax"))
    email = models.EmailField(_("e-mail"), blank=True)
    opening_hours = Words(models.CharField(_("opening hours"), max_length=250))
    head_of_delegation = Words(models.CharField(_("head of the delegation"), max_length=160))

    panels = [
        MultiFieldPanel(
            [
                words_panel("country", _("country line")),
                words_panel("organisation", _("organisation")),
                words_panel("name", _("delegation")),
                FieldPanel("acronym"),
                FieldPanel("logo"),
            ],
            heading=_("identity"),
        ),
        MultiFieldPanel(
            [
                words_panel("address", _("address")),
                FieldPanel("map_url"),
                FieldPanel("phone"),
                FieldPanel("fax"),
                FieldPanel("email"),
                words_panel("opening_hours", _("opening hours")),
                words_panel("head_of_delegation", _("head of the delegation")),
            ],
            heading=_("contact"),
        ),
        InlinePanel("navigation", heading=_("navigation"), label=_("entry")),
    ]

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    @property
    def title(self) -> str:
        """What the site is called, whatever of its identity is not known."""
        return (
            self.name
            or self.organisation
            or self.acronym
            or self.site.site_name
            or self.site.hostname
        )

    def clean(self) -> None:
        super().clean()
        refuse_leftovers(texts_of(self))
        nameless = self._empty(SiteSettings.organisation)
        faults = dict.fromkeys(nameless, _("Give the organisation's name in each language."))
        unnamed = self._empty(SiteSettings.name)
        # The organisation's own site has no delegation at all.
        if len(unnamed) < len(SiteSettings.name.columns):
            message = _("Give the delegation's name in each language.")
            faults |= dict.fromkeys(unnamed, message)
        if faults:
            raise ValidationError(faults)

    def _empty(self, words: Words) -> list[str]:
        """Return the columns of ``words`` that say nothing."""
        return [column for column in words.columns if not getattr(self, column)]


class NavigationEntry(Child):
    """A page in the header or the footer; shown in each language in which it is public."""

    class Place(models.TextChoices):
        HEADER = "header", _("header")
        FOOTER = "footer", _("footer: links")
        FOOTER_SITE = "footer_site", _("footer: the site")

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="navigation")
    place = models.CharField(_("position"), max_length=12, choices=Place, default=Place.HEADER)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    label = Words(
        models.CharField(
            _("label"), max_length=60, help_text=_("Empty shows the title of the page.")
        )
    )

    panels = [
        FieldPanel("place"),
        FieldPanel("page"),
        words_panel("label", _("label")),
    ]

    class Meta(Child.Meta):
        verbose_name = _("navigation entry")
        verbose_name_plural = _("navigation entries")
