"""What the editor's forms accept, show and say."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from cms_site.content.content_type import page_models, record_models
from cms_site.content.factories import factory_for
from home.models import HomePage, SiteSettings
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.sectors.models import Sector
from snippets.statistics.factories import ObservationFactory
from snippets.statistics.models import Dataset, Indicator, Observation
from snippets.territories.models import Delegation, Province
from tests.editor.forms import form_data

LANGUAGES = ("ar", "fr", "en")


@pytest.fixture
def french_editor(publisher, publisher_client):
    """A Publisher whose interface is in French."""
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=publisher, defaults={"preferred_language": "fr"})
    return publisher_client


# --- Figures as published -------------------------------------------------------------------------


def observation(value, text: str, **facts) -> Observation:
    value = None if value is None else Decimal(value)
    made = ObservationFactory.build(value=value, as_published=text, **facts)
    made.dataset = Dataset.objects.first()
    made.indicator = Indicator.objects.filter(unit="percent" if "%" in text else "count").first()
    made.clean()
    return made


def test_every_loaded_figure_agrees_with_its_text():
    assert Observation.objects.exclude(as_published="").count() >= 7
    for loaded in Observation.objects.all():
        loaded.full_clean()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1572", "1 572"),
        ("1572", "1\u202f572 coopératives"),
        ("1572", "1\u00a0572"),
        ("1572", "1.572"),
        ("1572", "1,572"),
        ("1572", "١٥٧٢"),
        ("344155329", "344 155 329.00"),
        ("344155329", "344.155.329,00 DH"),
        ("72", "72 % (2023)"),
        ("-3", "−3 %"),
        ("1200000", "1,2 million"),
        ("3000", "3 آلاف"),
        (None, "entre 10 et 20"),
        (None, "غير معروف"),
        ("0", "aucune"),
    ],
)
def test_text_as_published_that_agrees_is_accepted(value, text):
    observation(value, text, decimals=0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1572", "1 573"),
        ("1572", "15 72 et 3"),
        ("72", "27 %"),
        ("72", "soixante-douze"),
        ("72", "abc"),
    ],
)
def test_text_as_published_that_contradicts_the_value_is_refused_by_name(value, text):
    with pytest.raises(ValidationError) as refused:
        observation(value, text, decimals=0)
    assert list(refused.value.message_dict) == ["as_published"]


def test_words_explain_a_figure_that_is_not_exact_and_name_a_part():
    observation("50", "more than half", decimals=0, qualifier="more_than")
    observation("72", "agricultural sector", decimals=0, sector=Sector.objects.get(code="AGRI"))


def test_figures_are_shown_with_the_decimals_they_were_published_with(superuser_client):
    dataset = Dataset.objects.first()
    form = superuser_client.get(f"/admin/snippets/statistics/dataset/edit/{dataset.pk}/")
    html = form.content.decode()
    shown = re.findall(r'name="observations-\d+-value"\s+value="([^"]*)"', html)
    assert "1572" in shown
    assert "72" in shown
    assert "344155329.00" in shown
    assert not [value for value in shown if value.endswith("000000")]


# --- Phone numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0600000001", "+212600000001"),
        ("05 37 37 56 31", "+212537375631"),
        ("05.37.37.56.31", "+212537375631"),
        ("05-37-37-56-31", "+212537375631"),
        ("+212 5 37 37 56 31", "+212537375631"),
        ("00212 (0)5 37 37 56 31", "+212537375631"),
        ("٠٦٠٠٠٠٠٠٠١", "+212600000001"),
        ("+33 1 23 45 67 89", "+33123456789"),
        ("", ""),
    ],
)
def test_phone_number_is_kept_in_international_form(typed, kept, superuser_client):
    settings = SiteSettings.objects.get()
    address = f"/admin/settings/home/sitesettings/{settings.site_id}/"
    data = form_data(superuser_client.get(address).context["form"])
    answer = superuser_client.post(address, data | {"phone": typed, "fax": typed})
    assert answer.status_code == 302, answer.context["form"].errors
    settings.refresh_from_db()
    assert (settings.phone, settings.fax) == (kept, kept)
    made = factory_for(Cooperative)()
    made.phone = typed
    made.full_clean()
    assert made.phone == kept


@pytest.mark.parametrize("typed", ["12", "06 00", "phone", "+0600000001", "0" * 30])
def test_what_is_no_phone_number_is_refused_by_name(typed):
    made = factory_for(Cooperative)()
    made.phone = typed
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert list(refused.value.message_dict) == ["phone"]


# --- The site's identity ---------------------------------------------------------------------------


def test_organisation_is_named_in_each_language(publisher_client):
    settings = SiteSettings.objects.get()
    address = f"/admin/settings/home/sitesettings/{settings.site_id}/"
    data = form_data(publisher_client.get(address).context["form"])
    answer = publisher_client.post(address, data | {"organisation_fr": "", "organisation_ar": " "})
    assert list(answer.context["form"].errors) == ["organisation_ar", "organisation_fr"]


# --- Slugs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "typed", "slug"),
    [
        ("Formation test ténacité", "formation-test-ténacité", "formation-test-tenacite"),
        ("Formation à l’épargne", "", "formation-a-lepargne"),
        ("تكوين في التسيير", "", "tkwyn-fy-ltsyyr"),
        ("تكوين", "تكوين", "tkwyn"),
    ],
)
def test_address_of_a_page_is_in_plain_latin_letters(title, typed, slug, writer_client):
    index = TrainingReportIndexPage.objects.get(locale__language_code="ar")
    address = f"/admin/pages/add/training_reports/trainingreportpage/{index.pk}/"
    data = form_data(writer_client.get(address).context["form"])
    data |= {"title": title, "slug": typed, "introduction": "Texte"}
    for _again in range(2 if not typed else 1):
        answer = writer_client.post(address, data)
        assert answer.status_code == 302, answer.context["form"].errors
    slugs = index.get_children().filter(title=title).order_by("pk").values_list("slug", flat=True)
    assert list(slugs) in ([slug], [slug, f"{slug}-1"], [slug, f"{slug}-2"])


@pytest.mark.parametrize("title", ["...", "؟؟؟", "!!!"])
@pytest.mark.parametrize("typed", ["", "-"])
@pytest.mark.parametrize("action", ["action-publish", "action-submit", ""])
def test_a_title_without_letters_is_no_empty_address(title, typed, action, publisher_client):
    index = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    address = f"/admin/pages/add/training_reports/trainingreportpage/{index.pk}/"
    data = form_data(publisher_client.get(address).context["form"])
    data |= {"title": title, "slug": typed, "introduction": "Texte", action or "draft": "1"}
    assert publisher_client.post(address, data).status_code == 302
    assert TrainingReportPage.objects.get(title=title).slug == "training-report"


@pytest.mark.parametrize(
    "model", [m for m in page_models() if m is not HomePage], ids=lambda m: m._meta.label
)
def test_a_public_page_keeps_an_address(model, publisher_client):
    page = model.objects.live().first()
    address = f"/admin/pages/{page.pk}/edit/"
    data = form_data(publisher_client.get(address).context["form"])
    data |= {"title": "...", "slug": "-", "action-publish": "1"}
    answer = publisher_client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert re.fullmatch("[a-z][a-z-]+", model.objects.get(pk=page.pk).slug)


@pytest.mark.parametrize("slug", ["search", "site-map", "share"])
def test_an_address_of_the_site_itself_is_refused(slug, publisher_client):
    index = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    address = f"/admin/pages/{index.pk}/edit/"
    data = form_data(publisher_client.get(address).context["form"])
    answer = publisher_client.post(address, data | {"slug": slug})
    assert list(answer.context["form"].errors) == ["slug"]
    below = TrainingReportPage.objects.child_of(index).first()
    below.slug = slug
    below.full_clean()
    front = index.get_parent()
    index.delete()
    address = f"/admin/pages/add/training_reports/trainingreportindexpage/{front.pk}/"
    data = form_data(publisher_client.get(address).context["form"])
    data |= {"title": "Formations", "slug": slug, "action-publish": "1"}
    answer = publisher_client.post(address, data)
    assert list(answer.context["form"].errors) == ["slug"]


# --- Headings and labels --------------------------------------------------------------------------


def form_pages():
    return [*record_models(), *(m for m in page_models() if m is not HomePage)]


@pytest.mark.parametrize("model", form_pages(), ids=lambda m: m._meta.label)
def test_headings_of_a_form_begin_with_a_capital(model, superuser_client, admin_user):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "fr"})
    item = model.objects.first()
    if item is None:
        pytest.skip("none is loaded")
    if isinstance(item, Page):
        address = f"/admin/pages/{item.pk}/edit/"
    else:
        address = f"/admin/snippets/{model._meta.label_lower.replace('.', '/')}/edit/{item.pk}/"
    html = superuser_client.get(address).content.decode()
    headings = re.findall(r"data-panel-heading-text>\s*([^<]+?)\s*<", html)
    assert headings
    assert [heading for heading in headings if heading[:1].islower()] == []


def test_words_are_labelled_by_their_language_under_the_heading_that_says_what_they_are(
    french_editor,
):
    site = SiteSettings.objects.get().site_id
    html = french_editor.get(f"/admin/settings/home/sitesettings/{site}/").content.decode()
    for code, language in (("ar", "Arabe"), ("fr", "Français"), ("en", "Anglais")):
        label = re.search(rf'<label[^>]*for="id_country_{code}"[^>]*>(.*?)</label>', html, re.S)
        assert re.sub(r"<[^>]+>|\*|\s", "", label[1]) == language


def test_slug_that_is_taken_is_named_in_arabic(publisher_client):
    page = TrainingReportPage.objects.exclude(slug="pro-agro-2023").first()
    address = f"/admin/pages/{page.pk}/edit/"
    data = form_data(publisher_client.get(address).context["form"])
    answer = publisher_client.post(address, data | {"slug": "pro-agro-2023"})
    (message,) = answer.context["form"].errors["slug"]
    assert "المعرّف «pro-agro-2023» مستعمل" in message


def test_submitted_record_is_said_to_be_submitted(writer, writer_client):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=writer, defaults={"preferred_language": "fr"})
    made = factory_for(Cooperative)(live=False)
    made.save_revision()
    address = f"/admin/snippets/cooperatives/cooperative/edit/{made.pk}/"
    data = form_data(writer_client.get(address).context["form"])
    answer = writer_client.post(address, data | {"action-submit": "1"}, follow=True)
    said = " ".join(str(message) for message in answer.context["messages"])
    assert "soumis(e) pour modération" in said
    assert "publication" not in said


# --- Moving ---------------------------------------------------------------------------------------


def test_forbidden_parents_are_neither_offered_nor_confirmed(superuser_client, locales):
    report = TrainingReportPage.objects.filter(locale=locales["fr"]).first()
    other_type = HomePage.objects.get(locale=locales["fr"])
    other_language = TrainingReportIndexPage.objects.get(locale=locales["ar"])
    for parent in (other_type, other_language):
        chooser = superuser_client.get(
            f"/admin/choose-page/{parent.get_parent().pk}/",
            {
                "page_type": "training_reports.TrainingReportIndexPage",
                "user_perms": "move_to",
                "target_pages[]": report.pk,
            },
        ).json()
        row = re.search(rf'<tr[^>]*>(?:(?!</tr>).)*?data-id="{parent.pk}"', chooser["html"], re.S)
        assert row is None
        address = f"/admin/pages/{report.pk}/move/{parent.pk}/confirm/"
        assert superuser_client.get(address).status_code == 302
        superuser_client.post(address)
        report.refresh_from_db()
        assert not report.is_child_of(parent)


@pytest.mark.parametrize("decimals", ["7", "30", "99"])
def test_more_decimals_than_are_kept_are_refused_by_name(decimals, french_editor):
    dataset = Dataset.objects.first()
    address = f"/admin/snippets/statistics/dataset/edit/{dataset.pk}/"
    data = form_data(french_editor.get(address).context["form"])
    answer = french_editor.post(address, data | {"observations-0-decimals": decimals})
    assert answer.status_code == 200
    assert list(answer.context["form"].formsets["observations"].errors[0]) == ["decimals"]


# --- Titles of records ----------------------------------------------------------------------------


@pytest.fixture
def drafted() -> Cooperative:
    """A cooperative with a draft that was saved from an Arabic editor."""
    made = factory_for(Cooperative)(name_ar="تعاونية الأمل", name_fr="Coopérative Espoir")
    with override("ar"):
        made.save_revision()
    return made


def test_record_with_a_draft_is_called_by_its_name_in_the_editors_language(drafted, french_editor):
    base = "/admin/snippets/cooperatives/cooperative"
    for address in (
        f"{base}/?q=Espoir",
        f"{base}/edit/{drafted.pk}/",
        f"{base}/history/{drafted.pk}/",
    ):
        html = french_editor.get(address).content.decode()
        visible = re.sub(r"<(script|textarea|style).*?</\1>|<[^>]*>", " ", html, flags=re.S)
        assert "Coopérative Espoir" in visible, address
        assert "تعاونية الأمل" not in visible, address


# --- Other names of places ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", []),
        (
            "Port-Lyautey\r\n\r\n القنيطرة المدينة \nPort-Lyautey",
            ["Port-Lyautey", "القنيطرة المدينة"],
        ),
        ("null", ["null"]),
        ('["a"]', ['["a"]']),
    ],
)
def test_other_names_are_typed_one_to_a_line(typed, kept, french_editor):
    province = Province.objects.get(iso_code="MA-KEN")
    address = f"/admin/snippets/territories/province/edit/{province.pk}/"
    data = form_data(french_editor.get(address).context["form"])
    assert data["aliases"] == "\n".join(province.aliases)
    assert french_editor.post(address, data | {"aliases": typed}).status_code == 302
    province.refresh_from_db()
    assert province.aliases == kept


@pytest.mark.parametrize("wrong", [5, "x", {"a": 1}, [1, 2], [[]], ["x" * 151], ["x"] * 51])
def test_names_that_are_none_are_refused_whoever_writes_them(wrong):
    province = Province.objects.get(iso_code="MA-KEN")
    province.aliases = wrong
    with pytest.raises(ValidationError) as refused:
        province.full_clean()
    assert list(refused.value.message_dict) == ["aliases"]


# --- Lists and spreadsheets -----------------------------------------------------------------------


@pytest.mark.parametrize("model", list(record_models()), ids=lambda model: model._meta.label)
def test_list_searched_for_symbols_finds_nothing(model, superuser_client):
    for symbols in ("!", "-", "(", "*", "%", "«»", "😀"):
        for name in ("list", "list_results"):
            answer = superuser_client.get(
                reverse(model.snippet_viewset.get_url_name(name)), {"q": symbols}
            )
            assert answer.status_code == 200
            assert not list(answer.context["object_list"])


@pytest.mark.parametrize("model", list(record_models()), ids=lambda model: model._meta.label)
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_spreadsheet_has_every_record(model, format, superuser_client):
    answer = superuser_client.get(
        reverse(model.snippet_viewset.get_url_name("list")), {"export": format}
    )
    written = b"".join(answer.streaming_content)
    if format == "csv":
        rows = list(csv.reader(written.decode("utf-8-sig").splitlines()))
        assert len(rows) - 1 >= model.objects.count()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/snippets/territories/province/",
        "/admin/content/training_reports/trainingreportpage/",
        "/admin/reports/locked/",
        "/admin/reports/workflow/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
    ],
)
def test_csv_says_that_it_is_unicode_so_that_arabic_is_read(address, superuser_client):
    answer = superuser_client.get(address, {"export": "csv"})
    written = b"".join(answer.streaming_content)
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\xef\xbb\xbf") == 1


def test_no_cell_of_a_csv_is_a_formula(superuser_client):
    province = Province.objects.first()
    Province.objects.filter(pk=province.pk).update(name_fr="=1+1", name_en="-7")
    address = "/admin/snippets/territories/province/"
    answer = superuser_client.get(address, {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    cells = {cell for row in csv.reader(text.splitlines()) for cell in row}
    assert {"'=1+1", "-7"} <= cells
    assert "=1+1" not in cells


def test_lists_and_spreadsheets_tell_labels_in_the_editors_language(french_editor):
    dataset = "/admin/snippets/statistics/dataset/"
    html = french_editor.get(dataset).content.decode()
    cells = [re.sub(r"<[^>]*>|\s+", " ", c).strip() for c in re.findall(r"<td.*?</td>", html, re.S)]
    assert "définitif" in [cell.lower() for cell in cells]
    assert not {"final", "True", "False"} & set(cells)
    csv = b"".join(french_editor.get(dataset, {"export": "csv"}).streaming_content).decode()
    assert "définitif" in csv
    assert "Oui" in csv
    assert not {"final", "True", "False"} & set(re.split(r"[,\r\n]", csv))


def test_columns_of_a_list_have_headings_of_their_own(french_editor):
    html = french_editor.get("/admin/snippets/statistics/dataset/").content.decode()
    headings = [
        re.sub(r"<[^>]*>|\s+", " ", cell).strip() for cell in re.findall(r"<th.*?</th>", html, re.S)
    ]
    assert "Statut de publication" in headings
    assert "Statut des chiffres" in headings


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (TrainingReportPage, "provinces"),
        (Cooperative, "training_provinces"),
        (Delegation, "provinces"),
    ],
)
def test_provinces_are_boxes_to_tick(model, name, publisher_client):
    item = model.objects.first()
    if isinstance(item, Page):
        address = f"/admin/pages/{item.pk}/edit/"
    else:
        address = f"/admin/snippets/{model._meta.label_lower.replace('.', '/')}/edit/{item.pk}/"
    html = publisher_client.get(address).content.decode()
    boxes = re.findall(rf'<input type="checkbox" name="{name}"', html)
    assert len(boxes) == Province.objects.count()
    assert "w-field--checkbox_select_multiple" in html


def test_spreadsheet_of_pages_tells_labels(french_editor):
    address = "/admin/content/training_reports/trainingreportpage/"
    answer = french_editor.get(address, {"export": "csv"})
    csv = b"".join(answer.streaming_content).decode()
    assert "Oui" in csv
    assert "True" not in csv
