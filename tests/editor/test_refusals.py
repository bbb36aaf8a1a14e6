"""What the editor's forms refuse, and the field that they name."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.models import Page

from cms_site.content.factories import factory_for, parent_for
from pages.agreements.models import AgreementPage
from pages.statistics_pages.models import StatisticsPage
from pages.success_stories.models import SuccessStoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative, Registration
from snippets.partners.models import Partner, Programme
from snippets.sectors.models import Sector
from snippets.statistics.models import Dataset, Indicator
from snippets.territories.models import Commune, Delegation, Province, Region
from tests.editor.forms import form_data

TURNS = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


def faults_of(instance) -> dict[str, list[str]]:
    """Return what ``full_clean`` says against ``instance``, by field."""
    with pytest.raises(ValidationError) as refused:
        instance.full_clean()
    return refused.value.message_dict


def edit_address(instance) -> str:
    if isinstance(instance, Page):
        return f"/admin/pages/{instance.pk}/edit/"
    return f"/admin/snippets/{instance._meta.label_lower.replace('.', '/')}/edit/{instance.pk}/"


def add_address(model) -> str:
    return f"/admin/snippets/{model._meta.label_lower.replace('.', '/')}/add/"


# --- Codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "field", "code"),
    [
        (Region, "iso_code", "abc"),
        (Region, "iso_code", "😀/?"),
        (Region, "iso_code", "MA-04\n"),
        (Province, "iso_code", "MA KEN"),
        (Sector, "code", "A/B?x"),
        (Sector, "code", "فلاحة"),
    ],
)
def test_what_is_no_code_is_refused_by_name(model, field, code):
    made = factory_for(model)()
    setattr(made, field, code)
    assert list(faults_of(made)) == [field]


@pytest.mark.parametrize("model", [Region, Province, Commune, Sector])
def test_loaded_codes_are_accepted(model):
    for loaded in model.objects.all():
        loaded.full_clean()


@pytest.mark.parametrize(("model", "code"), [(Province, "05.281"), (Commune, "04.481.01.05")])
def test_a_code_begins_with_that_of_the_territory_above(model, code):
    made = model.objects.filter(hcp_code__startswith="04.281").first()
    made.hcp_code = code
    assert list(faults_of(made)) == ["hcp_code"]


# --- What others name -----------------------------------------------------------------------------


@pytest.fixture
def branch() -> Sector:
    sector = factory_for(Sector)(level="sector")
    return factory_for(Sector)(level="branch", parent=sector)


def test_sectors_have_two_levels(branch):
    sector = branch.parent
    branch.parent = branch
    assert list(faults_of(branch)) == ["parent"]
    branch.refresh_from_db()
    other = factory_for(Sector)(level="sector")
    sector.level, sector.parent = "branch", other
    assert list(faults_of(sector)) == ["level"]
    third = Sector(code="X", name_ar="x", level="branch", parent=branch)
    assert list(faults_of(third)) == ["parent"]


@pytest.mark.parametrize(
    ("field", "level"),
    [("sector", "aggregate"), ("sector", "branch"), ("branch", "sector"), ("branch", "special")],
)
def test_a_sector_stays_what_cooperatives_may_name(field, level, branch):
    sector = branch if field == "branch" else branch.parent
    factory_for(Cooperative)(**{"sector": branch.parent, field: sector})
    if field == "sector":
        branch.delete()
    parent = factory_for(Sector)(level="sector") if level == "branch" else None
    sector.level, sector.parent = level, parent
    assert list(faults_of(sector)) == ["level"]
    Sector.objects.get(pk=sector.pk).full_clean()


def test_a_branch_of_which_there_are_cooperatives_stays_below_its_sector(branch):
    factory_for(Cooperative)(sector=branch.parent, branch=branch)
    branch.full_clean()
    branch.parent = factory_for(Sector)(level="sector")
    assert list(faults_of(branch)) == ["parent"]


def test_a_commune_of_which_there_are_cooperatives_stays_in_its_province():
    commune = Commune.objects.filter(province__iso_code="MA-KEN").first()
    factory_for(Cooperative)(commune=commune, province=commune.province)
    commune.full_clean()
    commune.province = Province.objects.get(iso_code="MA-SIK")
    commune.hcp_code = f"{commune.province.hcp_code}.99.99"
    assert list(faults_of(commune)) == ["province"]


# --- Invisible turns of direction -----------------------------------------------------------------


@pytest.mark.parametrize("turn", TURNS, ids=lambda c: f"U+{ord(c):04X}")
def test_unseen_turns_of_direction_are_refused_in_every_text(turn, locales):
    named = factory_for(Partner)()
    named.name_fr = f"Office {turn}inverse"
    (message,) = faults_of(named)["name_fr"]
    assert f"U+{ord(turn):04X}" in message
    page = factory_for(TrainingReportPage)(parent=parent_for(TrainingReportPage, locales["fr"]))
    page.title = page.introduction = f"Formation {turn}inverse"
    assert set(faults_of(page)) == {"title", "introduction"}


def test_title_that_turns_is_refused_in_the_form(publisher_client, locales):
    page = AgreementPage.objects.filter(locale=locales["fr"]).first()
    form = publisher_client.get(edit_address(page)).context["form"]
    data = form_data(form) | {"title": "Convention \u202egro"}
    answer = publisher_client.post(edit_address(page), data)
    assert list(answer.context["form"].errors) == ["title"]


def test_marks_that_arabic_texts_need_are_kept():
    named = factory_for(Partner)()
    named.name_ar = "مكتب (ODCO)\u200f"
    named.full_clean()


# --- Names of which nothing is to be seen ---------------------------------------------------------

UNSEEN = ["\u200b", "\u200f\u200f", " \u00a0\u2003 ", "\u2060\ufe0f\u3164"]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_what_nobody_can_see_names_nothing(text, locales):
    named = factory_for(Cooperative)()
    named.name_ar = named.name_fr = named.name_en = text
    assert set(faults_of(named)) == {"name_ar", "name_fr", "name_en"}
    named.name_ar, named.name_fr, named.name_en = "", "Coopérative", text
    assert list(faults_of(named)) == ["name_en"]
    listed = factory_for(Partner)()
    listed.name_ar = text
    assert list(faults_of(listed)) == ["name_ar"]
    report = factory_for(TrainingReportPage)(parent=parent_for(TrainingReportPage, locales["fr"]))
    report.title = text
    assert list(faults_of(report)) == ["title"]
    module = report.modules.first()
    module.title = text
    assert list(faults_of(module)) == ["title"]


@pytest.mark.parametrize("text", UNSEEN[:2], ids=ascii)
def test_title_of_which_nothing_is_seen_is_refused_in_the_form(text, publisher_client, locales):
    page = AgreementPage.objects.filter(locale=locales["fr"]).first()
    form = publisher_client.get(edit_address(page)).context["form"]
    answer = publisher_client.post(edit_address(page), form_data(form) | {"title": text})
    assert list(answer.context["form"].errors) == ["title"]


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model", [Region, Province, Commune, Delegation, Sector, Partner, Programme, Indicator, Dataset]
)
def test_what_is_listed_in_arabic_is_not_left_without_its_arabic_name(model, publisher_client):
    item = model.objects.first()
    form = publisher_client.get(edit_address(item)).context["form"]
    assert form["name_ar"].field.required
    answer = publisher_client.post(edit_address(item), form_data(form) | {"name_ar": " "})
    assert list(answer.context["form"].errors) == ["name_ar"]
    assert len(answer.context["form"].errors["name_ar"]) == 1
    assert not model.objects.filter(name_ar="").exists()
    item.name_ar = ""
    assert list(faults_of(item)) == ["name_ar"]


def test_a_cooperative_is_named_as_the_register_names_it():
    made = factory_for(Cooperative)()
    made.name_ar = made.name_en = ""
    made.full_clean()


# --- Figures --------------------------------------------------------------------------------------


@pytest.fixture
def dataset() -> Dataset:
    return Dataset.objects.first()


def counted(dataset: Dataset, number: int = 1) -> dict[str, str]:
    """Return ``number`` new observations of the same thing, as a browser sends them."""
    indicator = Indicator.objects.create(code="trials", name_en="Trials", unit="count")
    before = dataset.observations.count()
    fields = {"observations-TOTAL_FORMS": str(before + number)}
    for n in range(before, before + number):
        facts = {"indicator": indicator.pk, "decimals": 0, "qualifier": "exact", "status": "A"}
        facts |= {"value": 12, "ORDER": n + 1, "id": "", "DELETE": ""}
        fields |= {f"observations-{n}-{name}": str(value) for name, value in facts.items()}
    return fields


def save_with(client, dataset: Dataset, fields: dict[str, str]):
    data = form_data(client.get(edit_address(dataset)).context["form"])
    return client.post(edit_address(dataset), data | fields)


def last_observation(answer):
    return answer.context["form"].formsets["observations"].forms[-1].errors


@pytest.mark.parametrize(
    ("fault", "field"), [({"value": "-12"}, "value"), ({"status": "M"}, "status")]
)
def test_impossible_figures_are_refused_by_name(fault, field, dataset, publisher_client):
    fields = counted(dataset)
    number = dataset.observations.count()
    fields |= {f"observations-{number}-{name}": value for name, value in fault.items()}
    answer = save_with(publisher_client, dataset, fields)
    assert list(last_observation(answer)) == [field]


def test_a_missing_figure_without_value_is_accepted(dataset, publisher_client):
    number = dataset.observations.count()
    fields = counted(dataset)
    fields |= {f"observations-{number}-status": "M", f"observations-{number}-value": ""}
    assert save_with(publisher_client, dataset, fields).status_code == 302


def test_a_figure_is_given_once_in_a_data_set(dataset, publisher_client):
    answer = save_with(publisher_client, dataset, counted(dataset, 2))
    *others, last = answer.context["form"].formsets["observations"].errors
    assert list(last) == ["indicator"]
    assert not any(others)


def test_figures_of_two_sectors_are_two(dataset, publisher_client):
    fields = counted(dataset, 2)
    number = dataset.observations.count()
    fields[f"observations-{number}-sector"] = str(Sector.objects.get(code="AGRI").pk)
    assert save_with(publisher_client, dataset, fields).status_code == 302


def test_a_figure_put_in_the_place_of_a_deleted_one_is_accepted(dataset, publisher_client):
    fields = counted(dataset, 2)
    fields[f"observations-{dataset.observations.count()}-DELETE"] = "on"
    assert save_with(publisher_client, dataset, fields).status_code == 302


def test_data_of_a_day_to_come_are_refused(dataset):
    dataset.reference_date = datetime.date.today()
    dataset.full_clean()
    dataset.reference_date += datetime.timedelta(days=1)
    assert list(faults_of(dataset)) == ["reference_date"]


@pytest.mark.parametrize("number", [99_999_999_999, 10**30, 10_000_001])
def test_more_people_than_there_are_is_refused(number):
    made = factory_for(Cooperative)()
    made.members = number
    (message,) = faults_of(made)["members"]
    assert "10000000" in message


def test_women_without_the_total_ask_for_the_total(locales):
    made = factory_for(Cooperative)(members=None)
    made.women_members = 3
    page = factory_for(TrainingReportPage)(parent=parent_for(TrainingReportPage, locales["fr"]))
    page.beneficiaries, page.beneficiaries_women, page.beneficiaries_youth = None, 3, None
    with override("fr"):
        assert "nombre total" in faults_of(made)["women_members"][0]
        assert "nombre total" in faults_of(page)["beneficiaries_women"][0]


# --- The same thing twice -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "relation", "field"),
    [
        (AgreementPage, "parties", "partner"),
        (StatisticsPage, "datasets", "dataset"),
        (TrainingReportPage, "partners", "partner"),
        (Cooperative, "registrations", "number"),
    ],
)
def test_the_same_thing_is_chosen_once(model, relation, field, publisher_client):
    registered = Cooperative.objects.get(slug="biolive")
    registered.registrations.add(Registration(number="1/23", court_fr="Kénitra"))
    registered.save_revision().publish()
    page = model.objects.filter(**{f"{relation}__isnull": False}).first()
    first = getattr(page, relation).first()
    number = getattr(page, relation).count()
    data = form_data(publisher_client.get(edit_address(page)).context["form"])
    data |= {
        f"{relation}-TOTAL_FORMS": str(number + 1),
        **{f"{relation}-{number}-{n}": first.serializable_value(n) for n in first.distinct_by},
        f"{relation}-{number}-ORDER": str(number + 1),
        f"{relation}-{number}-id": "",
    }
    answer = publisher_client.post(edit_address(page), data)
    assert answer.status_code == 200
    assert list(answer.context["form"].formsets[relation].errors[-1]) == [field]


# --- Ids that are none ----------------------------------------------------------------------------

# No id, and more than the integers of SQLite.
NO_IDS = ["abc", "9" * 20, f"-{'9' * 20}", "9" * 40]


def errors_at(form, name: str) -> dict:
    formset = name.partition("-")[0]
    return form.formsets[formset].errors[0] if "-" in name else form.errors


@pytest.mark.parametrize("value", NO_IDS)
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Cooperative, "sector"),
        (Cooperative, "training_provinces"),
        (AgreementPage, "programme"),
        (TrainingReportPage, "agreement"),
        (AgreementPage, "parties-0-partner"),
        (SuccessStoryPage, "cooperative"),
        (AgreementPage, "document"),
        (Cooperative, "image"),
        (SuccessStoryPage, "slides-0-image"),
    ],
)
def test_an_id_that_is_none_is_refused_and_the_form_shown_again(
    model, name, value, publisher_client
):
    item = model.objects.first()
    data = form_data(publisher_client.get(edit_address(item)).context["form"])
    answer = publisher_client.post(edit_address(item), data | {name: value})
    assert answer.status_code == 200
    assert list(errors_at(answer.context["form"], name)) == [name.rpartition("-")[2]]


# --- Bodies that no browser sends -----------------------------------------------------------------


def body_of(kind: str, **values: str) -> dict[str, str]:
    """Return a body of one block as a browser sends it."""
    fields = {"count": "1", "0-type": kind, "0-order": "0", "0-deleted": "", "0-id": ""}
    fields |= {f"0-value-{name}": value for name, value in values.items()}
    return {f"body-{name}": value for name, value in fields.items()}


def save_agreement(client, fields: dict[str, str], without: str = ""):
    page = AgreementPage.objects.first()
    data = form_data(client.get(edit_address(page)).context["form"]) | fields
    data.pop(without, None)
    return client.post(edit_address(page), data)


@pytest.mark.parametrize("value", NO_IDS)
@pytest.mark.parametrize(
    ("kind", "texts"),
    [("image", {"caption": ""}), ("document", {"label": ""}), ("link", {"text": "x", "url": ""})],
)
def test_an_id_that_is_none_names_nothing_in_a_body(kind, texts, value, publisher_client):
    chooser = "page" if kind == "link" else kind
    fields = body_of(kind, **texts, **{chooser: value}) | {"action-publish": "1"}
    answer = save_agreement(publisher_client, fields)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["body"]


@pytest.mark.parametrize("count", ["abc", "", "1.5", "-1", "2", "1000000000", "9" * 30])
def test_a_wrong_count_of_blocks_is_400_and_named(count, publisher_client):
    answer = save_agreement(publisher_client, body_of("quote", text="x") | {"body-count": count})
    assert answer.status_code == 400
    assert "body-" in answer.content.decode()


@pytest.mark.parametrize("name", ["body-count", "body-0-deleted", "body-0-type", "body-0-order"])
def test_a_body_of_which_a_part_is_missing_is_400_and_names_it(name, publisher_client):
    answer = save_agreement(publisher_client, body_of("quote", text="x"), without=name)
    assert answer.status_code == 400
    assert name in answer.content.decode()


def test_two_blocks_at_one_place_are_400(publisher_client):
    second = {k.replace("-0-", "-1-"): v for k, v in body_of("quote", text="y").items()}
    fields = second | body_of("quote", text="x") | {"body-count": "2"}
    assert save_agreement(publisher_client, fields).status_code == 400


@pytest.mark.parametrize("value", ["1.5", "abc"])
def test_a_child_whose_id_cannot_be_read_is_400_and_named(value, publisher_client):
    answer = save_agreement(publisher_client, {"parties-0-id": value})
    assert answer.status_code == 400
    assert "parties-0-id" in answer.content.decode()
