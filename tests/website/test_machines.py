"""What robots, feed readers, search engines and browsers are told."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms_site.content.factories import factory_for
from home.models import HomePage, SiteSettings
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative
from tests.fixtures import LANGUAGES

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"


def xml(client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def paths(element: ElementTree.Element, name: str) -> list[str]:
    return [re.sub(r"^https?://[^/]+", "", e.text) for e in element.iter(name)]


# --- Site maps


def test_site_maps_have_every_public_address_that_answers(client):
    index = xml(client, "/sitemap.xml")
    maps = paths(index, f"{SITEMAP}loc")
    assert {f"/sitemap-pages-{code}.xml" for code in LANGUAGES} < set(maps)
    assert len(list(index.iter(f"{SITEMAP}lastmod"))) == len(maps)
    addresses = [path for one in maps for path in paths(xml(client, one), f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses))
    assert {"/ar/", "/fr/cooperatives/biolive/", "/en/trainings/pro-agro-2023/"} < set(addresses)
    assert {client.get(path).status_code for path in addresses} == {200}


def test_site_map_names_each_language_that_an_item_has(client):
    TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="en").unpublish()
    for url in xml(client, "/sitemap-pages-fr.xml"):
        links = {e.get("hreflang"): e.get("href") for e in url.iter(LINK)}
        if url.find(f"{SITEMAP}loc").text.endswith("/pro-agro-2023/"):
            assert set(links) == {"ar", "fr", "x-default"}
        elif url.find(f"{SITEMAP}loc").text.endswith("/fr/"):
            assert set(links) == {"ar", "fr", "en", "x-default"}
            assert links["x-default"] == links["ar"]


def test_page_in_another_language_breaks_no_site_map(client, locales):
    """It is served nowhere, however it came to stand there."""
    report = Page.objects.get(slug="pro-agro-2023", locale=locales["fr"])
    copy = report.copy(to=Page.objects.get(slug="en", depth=2), update_attrs={"slug": "astray"})
    assert copy.locale_id == report.locale_id
    answer = client.get("/sitemap-pages-en.xml")
    assert answer.status_code == 200
    assert b"astray" not in answer.content


def test_site_map_of_a_language_without_a_front_page_is_not_there(client):
    HomePage.objects.get(locale__language_code="en").unpublish()
    assert "/sitemap-pages-en.xml" not in paths(xml(client, "/sitemap.xml"), f"{SITEMAP}loc")
    assert client.get("/sitemap-pages-en.xml").status_code == 404


# --- Files at fixed addresses


def test_robots_are_told_of_the_site_map_and_kept_off_what_is_not_for_them(client):
    text = client.get("/robots.txt").content.decode()
    kept_off = set(re.findall("Disallow: (.*)", text))
    assert kept_off == {"/admin/", "/api/v3-preview/", "/ar/search/", "/fr/search/", "/en/search/"}
    assert re.search(r"^Sitemap: http.*/sitemap.xml$", text, re.MULTILINE)


def test_who_finds_a_weakness_is_told_whom_to_tell(client):
    SiteSettings.objects.update(email="securite@example.org")
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:securite@example.org\n" in text
    expires = timezone.datetime.fromisoformat(re.search("Expires: (.*)", text)[1])
    assert 30 < (expires - timezone.now()).days < 365


@pytest.mark.parametrize("code", LANGUAGES)
def test_manifest_speaks_the_language_of_its_address(code, client):
    answer = client.get(f"/{code}/site.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    data = answer.json()
    assert (data["lang"], data["dir"]) == (code, "rtl" if code == "ar" else "ltr")
    assert data["name"]
    assert len(data["icons"]) == 2


# --- Feeds


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("section", ["", "trainings/", "agreements/", "success-stories/"])
def test_feed_has_the_whole_text_and_absolute_addresses(section, code, client):
    atom = xml(client, f"/{code}/{section}atom.xml")
    entries = atom.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        content = entry.find(f"{ATOM}content").text
        assert "<h1>" in content
        assert "<nav" not in content
        assert "section__more" not in content
        assert not re.search(r'(href|src)="/(?!/)', content)
        assert " /media/" not in content
        assert entry.find(f"{ATOM}link").get("href").startswith("http")
    rss = xml(client, f"/{code}/{section}rss.xml")
    assert len(rss.findall("channel/item")) == len(entries)


def test_entry_keeps_its_id_when_it_is_renamed(client):
    page = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")

    def ids() -> list[str]:
        return [e.text for e in xml(client, "/fr/trainings/atom.xml").iter(f"{ATOM}id")]

    before = ids()
    page.title, page.slug = "Un autre titre", "autre"
    page.save_revision().publish()
    assert sorted(ids()) == sorted(before)


@pytest.mark.parametrize("path", ["/fr/contact/rss.xml", "/fr/nothing/atom.xml", "/fr/rss.xml/"])
def test_what_is_no_section_has_no_feed(path, client):
    assert client.get(path).status_code == 404


def test_pages_name_their_feeds(client):
    html = client.get("/fr/trainings/").content.decode()
    title = "Formations\u00a0: les nouveautés (Atom)"
    link = f'type="application/atom+xml" title="{title}" href="/fr/trainings/atom.xml"'
    assert f'<link rel="alternate" {link}>' in html
    assert "atom.xml" not in client.get("/fr/contact/").content.decode()


# --- Structured data


def structured(client, path: str) -> dict[str, dict]:
    html = client.get(path).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def test_report_tells_what_the_training_was(client):
    nodes = structured(client, "/fr/trainings/pro-agro-2023/")
    event = nodes["Article"]["about"]
    assert event["@type"] == "EducationEvent"
    assert (event["startDate"], event["endDate"]) == ("2023-09-19", "2023-09-20")
    trail = nodes["BreadcrumbList"]["itemListElement"]
    assert [place["position"] for place in trail] == [1, 2, 3]
    assert nodes["GovernmentOffice"]["telephone"] == "+212537375631"
    assert nodes["WebSite"]["potentialAction"]["@type"] == "SearchAction"


def test_what_is_not_known_is_left_out(client):
    event = structured(client, "/fr/trainings/dar-al-moukawil/")["Article"]["about"]
    assert "startDate" not in event


def test_statistics_are_told_as_data_sets_to_download(client):
    (dataset,) = structured(client, "/en/statistics/")["WebPage"]["about"]
    assert dataset["@type"] == "Dataset"
    for download in dataset["distribution"]:
        path = re.sub(r"^https?://[^/]+", "", download["contentUrl"])
        assert client.get(path).headers["Content-Type"].startswith(download["encodingFormat"])


def test_cooperative_without_consent_tells_no_contact(client):
    Cooperative.objects.filter(slug="biolive").update(phone="+212600000000", email="a@example.org")
    page = structured(client, "/fr/cooperatives/biolive/")["WebPage"]
    assert page["mainEntity"]["@type"] == "Organization"
    assert not {"telephone", "email"} & set(page["mainEntity"])


def test_a_title_cannot_end_the_script(client, locales):
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    factory_for(TrainingReportPage)(parent=parent, title="</script><b>", slug="essai")
    assert structured(client, "/fr/trainings/essai/")["Article"]["headline"] == "</script><b>"


# --- What browsers may do


def test_pages_allow_nothing_but_the_sites_own_files(client):
    policy = client.get("/fr/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy
    html = client.get("/fr/trainings/pro-agro-2023/").content.decode()
    assert not re.search(r'\sstyle="|\son\w+="|<style', html)


def test_editor_has_a_policy_of_its_own(superuser_client):
    assert "object-src 'none'" in superuser_client.get("/admin/").headers["Content-Security-Policy"]


def test_private_section_has_no_feed(client):
    page = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/fr/trainings/rss.xml").status_code == 404
    assert "pro-agro" not in client.get("/fr/rss.xml").content.decode()
