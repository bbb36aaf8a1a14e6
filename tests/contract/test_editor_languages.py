"""The editor's forms and choosers: each in the language of whoever looks, and in no other."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl

import pytest
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from cms_site.content.content_type import content_types
from cms_site.content.factories import factory_for, parent_for
from cms_site.content.record_choosers import CHOOSE_ANOTHER, CHOOSE_ONE, EDIT
from home.models import HomePage
from tests.contract.types import page_types, record_types

LANGUAGES = ("fr", "ar", "en")
WAGTAILS = ("Choose", "Choose a page", "Choose another page", "Choose an image", "Search", "Edit")
ESCAPED = re.compile(r"\\+(?:u([0-9a-f]{4})|(n))")


def shown(client, user, language: str, url: str, **query) -> str:
    """Return the page at ``url`` as ``user`` sees it in ``language``, what scripts make of it included."""
    profile = {"preferred_language": language}
    UserProfile.objects.update_or_create(user=user, defaults=profile)
    answer = client.get(url, query)
    assert answer.status_code == 200, url
    text = html.unescape(html.unescape(answer.content.decode()))
    return ESCAPED.sub(lambda found: "\n" if found[2] else chr(int(found[1], 16)), text)


def words(language: str) -> set[str]:
    """Return how choosers begin in ``language``."""
    with override(language):
        ours = {str(text) % {"object": ""} for text in (CHOOSE_ONE, CHOOSE_ANOTHER, EDIT)}
        return ours | {gettext(text) for text in WAGTAILS}


def foreign(text: str, language: str) -> set[str]:
    """Return what stands in ``text`` as a text of its own, or the beginning of one, in another language."""
    others = {word for code in LANGUAGES if code != language for word in words(code)}
    return {
        word
        for word in others - words(language)
        if re.search(rf"[>\"]\s*{re.escape(word)}(?![\w-])(?!\"?:)", text)
    }


def found_in_each_language(client, user, url: str, **query) -> dict[str, set[str]]:
    """Return what is foreign in each language at ``url``, which is asked for in French first."""
    return {
        language: found
        for language in LANGUAGES
        if (found := foreign(shown(client, user, language, url, **query), language))
    }


@record_types()
def test_form_of_a_record_is_in_one_language(model, superuser_client, admin_user):
    made = factory_for(model)()
    urls = [
        reverse(model.snippet_viewset.get_url_name("add")),
        reverse(model.snippet_viewset.get_url_name("edit"), args=[made.pk]),
    ]
    for url in urls:
        assert found_in_each_language(superuser_client, admin_user, url) == {}


@record_types()
def test_chooser_of_a_record_names_it_in_one_language(model, superuser_client, admin_user):
    url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose"))
    for language in LANGUAGES:
        text = shown(superuser_client, admin_user, language, url)
        with override(language):
            assert str(CHOOSE_ONE).partition("%")[0].strip() in text
            assert str(model._meta.verbose_name) in text
        assert foreign(text, language) == set()


@page_types()
def test_form_of_a_page_is_in_one_language(model, superuser_client, admin_user):
    source = Locale.objects.get(language_code="ar")
    page = model.objects.filter(locale=source).first()
    page = page or factory_for(model)(parent=parent_for(model, source))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert found_in_each_language(superuser_client, admin_user, url) == {}


def test_form_of_the_front_page_is_in_one_language(superuser_client, admin_user):
    url = reverse("wagtailadmin_pages:edit", args=[HomePage.objects.first().pk])
    assert found_in_each_language(superuser_client, admin_user, url) == {}


@pytest.mark.parametrize(
    "name",
    [
        "wagtaildocs_chooser:choose",
        "wagtailimages_chooser:choose",
        "wagtailredirects:index",
        "wagtailusers_groups:add",
    ],
)
def test_page_of_wagtails_is_in_one_language(name, superuser_client, admin_user):
    assert found_in_each_language(superuser_client, admin_user, reverse(name)) == {}


def test_filters_and_permissions_are_in_the_language_of_the_interface(superuser_client, admin_user):
    pages = {
        "wagtailredirects:index": ("Type", "All", "Permanent", "Temporary"),
        "wagtailusers_groups:add": ("Add", "Edit any image", "Select documents in choosers"),
    }
    for name, texts in pages.items():
        for language in LANGUAGES:
            text = shown(superuser_client, admin_user, language, reverse(name))
            with override(language):
                assert [word for word in map(gettext, texts) if word not in text] == []


def limited_fields() -> list[ForeignKey]:
    """Return the fields of all types that take some of the records only which they refer to."""
    return [
        field
        for content_type in content_types()
        for model in content_type.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
        and field.get_limit_choices_to()
        and hasattr(field.related_model, "snippet_viewset")
    ]


@pytest.mark.parametrize("field", limited_fields(), ids=str)
def test_chooser_offers_what_the_field_takes(field, superuser_client):
    model = field.related_model
    takes = set(model.objects.complex_filter(field.get_limit_choices_to()))
    refused = set(model.objects.all()) - takes
    assert refused
    url = formfield_for_dbfield(field).widget.get_chooser_modal_url()
    while url:
        offered = superuser_client.get(url)
        results = offered.context["results"]
        assert refused.isdisjoint(results)
        takes -= set(results)
        page = f"&p={results.next_page_number()}" if results.has_next() else ""
        url = page and url.partition("&p=")[0] + page
    assert takes == set()


@pytest.mark.parametrize("field", limited_fields(), ids=str)
def test_chooser_finds_what_the_field_takes(field, superuser_client):
    model = field.related_model
    takes = set(model.objects.complex_filter(field.get_limit_choices_to()))
    url, query = formfield_for_dbfield(field).widget.get_chooser_modal_url().split("?")
    asked = dict(parse_qsl(query))
    for record in model.objects.all():
        answer = superuser_client.get(f"{url}results/", {**asked, "q": record.name})
        assert answer.status_code == 200
        assert set(answer.context["results"]) <= takes
        assert record not in takes or record in answer.context["results"]


def test_chooser_for_no_field_of_the_records_is_404(superuser_client):
    model = limited_fields()[0].related_model
    url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose"))
    for label in ("nothing", "no.such.field", f"{model._meta.label}.name_ar", "home.HomePage.x"):
        assert superuser_client.get(url, {"for": label}).status_code == 404
