"""The rendered site: languages, missing translations, costs."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import mark_safe
from django.utils.translation import override
from wagtail.models import PageViewRestriction, Site

from cms_site.content.factories import factory_for
from cms_site.content.templatetags.content_tags import date_range, unbroken
from cms_site.library.models import LibraryImage
from home.models import HomePage, SiteSettings
from pages.directory.models import DirectoryPage
from pages.success_stories.models import SuccessStoryIndexPage, SuccessStoryPage
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative, Licence
from snippets.sectors.models import Sector
from snippets.statistics.models import Dataset
from snippets.territories.models import Province


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr-MA,fr;q=0.9", "fr"), ("en-GB", "en"), ("ar-MA", "ar"), ("de", "ar"), ("", "ar")],
)
def test_front_door_leads_to_the_visitors_language(accepted, language, client):
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}/"
    assert not answer.cookies


def test_front_page_that_is_withdrawn_is_named_nowhere(client):
    HomePage.objects.get(locale__language_code="en").unpublish()
    answer = client.get("/", headers={"Accept-Language": "en"})
    assert answer.headers["Location"] == "/ar/"
    assert answer.headers["Vary"] == "Accept-Language"
    told = client.get("/api/v2/site/").json()["languages"]
    assert [language["html_url"] is None for language in told] == [False, False, True]
    html = client.get("/fr/about/").content.decode()
    assert 'href="/ar/about/"' in html
    assert 'href="/en/"' not in html


def test_visitor_gets_no_cookie(client):
    for path in ("/ar/", "/fr/trainings/", "/en/cooperatives/biolive/"):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/fr/", "/fr/cooperatives/", "/fr/cooperatives/al-maymana/"])
def test_page_is_only_read(path, client):
    for refused in (client.post(path), client.put(path), client.delete(path)):
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.options(path)["Allow"] == "GET, HEAD, OPTIONS"
    assert client.head(path).status_code == 200


def test_switcher_leads_to_the_same_item(client):
    for path in ("/{}/", "/{}/trainings/pro-agro-2023/", "/{}/cooperatives/biolive/"):
        html = client.get(path.format("fr")).content.decode()
        for code in ("ar", "en"):
            assert f'href="{path.format(code)}"' in html


def test_missing_translation_is_said_and_leads_to_its_section(client):
    TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="en").unpublish()
    html = client.get("/fr/trainings/pro-agro-2023/").content.decode()
    address = "/en/trainings/?missing=fr/trainings/pro-agro-2023/"
    assert f'href="{address}"' in html
    assert 'hreflang="en" href="http' not in html  # no alternate for what is not there
    section = client.get(address).content.decode()
    assert section.count("<h1") == 1
    notice = re.search(r'<(\w+)[^>]*class="notice.*?</\1>', section, re.S)[0]
    assert 'href="/fr/trainings/pro-agro-2023/"' in notice


def test_missing_cooperative_leads_back_to_the_cooperative(client):
    DirectoryPage.objects.get(locale__language_code="en").unpublish()
    html = client.get("/fr/cooperatives/biolive/").content.decode()
    assert 'href="/en/?missing=fr/cooperatives/biolive/"' in html
    front = client.get("/en/?missing=fr/cooperatives/biolive/").content.decode()
    assert '<a href="/fr/cooperatives/biolive/" hreflang="fr">' in front


@pytest.mark.parametrize(
    "crafted",
    [
        "<script>",
        "/evil.example/",
        "fr/trainings/../../x/",
        "fr/agreements/x/",
        "fr",
        "en/trainings/x/",
    ],
)
def test_notice_of_a_missing_item_leads_only_below_the_same_section(crafted, client):
    plain = client.get("/en/trainings/").content
    html = client.get("/en/trainings/", {"missing": crafted}).content
    assert html == plain


@pytest.mark.parametrize(
    ("path", "kind"), [("/robots.txt", "text/plain"), ("/favicon.ico", "image/")]
)
def test_what_browsers_and_robots_ask_for_is_there(path, kind, client):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)


@pytest.mark.parametrize(
    "path", ["/apple-touch-icon.png", "/ads.txt", "/.well-known/nothing", "/wp-login.php"]
)
def test_a_file_that_is_not_there_costs_a_line_and_no_page(path, client, django_assert_num_queries):
    with django_assert_num_queries(2):  # whether the old site's file has a redirect
        answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert len(answer.content) < 200


@pytest.mark.parametrize(
    ("code", "expected"),
    [("ar", "شتنبر 2023"), ("fr", "septembre 2023"), ("en", "September 2023")],
)
def test_dates_are_written_as_in_morocco(code, expected, client):
    html = client.get(f"/{code}/trainings/pro-agro-2023/").content.decode()
    assert expected in html
    assert not re.search("[٠-٩]", html)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("start", "end", "french", "english"),
    [
        ("2024-08-01", "2024-08-01", "1er août 2024", "1 August 2024"),
        ("2024-08-01", "2024-08-03", "1er au 3 août 2024", "1 to 3 August 2024"),
        ("2024-08-01", "2024-08-02", "1er et 2 août 2024", "1 and 2 August 2024"),
        (
            "2024-08-11",
            "2024-09-01",
            "11 août au 1er septembre 2024",
            "11 August to 1 September 2024",
        ),
        ("2024-08-01", None, "1er août 2024", "1 August 2024"),
        (None, "2024-05-01", "jusqu’au 1er mai 2024", "until 1 May 2024"),
        ("2024-08-10", "2024-08-31", "10 au 31 août 2024", "10 to 31 August 2024"),
    ],
)
def test_french_counts_the_first_of_a_month(start, end, french, english):
    days = [datetime.date.fromisoformat(day) if day else None for day in (start, end)]
    with override("fr"):
        assert words(date_range(*days)).endswith(french)
    with override("en"):
        assert words(date_range(*days)).endswith(english)


def test_reference_date_on_the_first_of_a_month(client):
    Dataset.objects.update(reference_date=datetime.date(2024, 8, 1))
    html = client.get("/fr/statistics/").content.decode()
    assert '<time datetime="2024-08-01">1er août 2024</time>' in html


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ar", "تاريخ التسليم: غير مذكور"),
        ("fr", "Délivrée le : non précisé"),
        ("en", "Issued on: not stated"),
    ],
)
def test_unknown_date_of_a_licence_is_said_once(code, expected, client):
    Licence.objects.update(issued_on=None)
    html = client.get(f"/{code}/cooperatives/biolive/").content.decode()
    assert expected in re.sub(r"\s", " ", words(html))


@pytest.mark.parametrize(
    ("code", "members"), [("ar", "19\u202f204"), ("fr", "19\u202f204"), ("en", "19,204")]
)
def test_thousands_are_grouped_and_isolated(code, members, client):
    html = client.get(f"/{code}/statistics/").content.decode()
    assert re.search(rf"<bdi[^>]*>{members}", html)


@pytest.mark.parametrize(
    ("code", "words"),
    [("ar", "التاريخ غير مذكور"), ("fr", "date non précisée"), ("en", "date not stated")],
)
def test_unknown_date_is_said_in_words(code, words, client):
    assert words in client.get(f"/{code}/trainings/dar-al-moukawil/").content.decode().lower()


def test_shares_that_make_101_stay_with_a_note(client):
    html = client.get("/en/statistics/").content.decode()
    for share in ("38", "32", "31"):
        assert re.search(rf"{share}\s*%", re.sub(r"<[^>]+>", "", html))
    assert "101" in html


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def grow_directory() -> None:
    sector = Sector.objects.get(code="AGRI")
    for _number in range(30):
        factory_for(Cooperative)(sector=sector)


def grow_reports() -> None:
    parent = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    for _number in range(15):
        factory_for(TrainingReportPage)(parent=parent)


def grow_stories() -> None:
    parent = SuccessStoryIndexPage.objects.get(locale__language_code="fr")
    for cooperative in [factory_for(Cooperative)() for _number in range(10)]:
        factory_for(SuccessStoryPage)(parent=parent, cooperative=cooperative)


@pytest.mark.parametrize(
    ("path", "grow"),
    [
        ("/fr/cooperatives/", grow_directory),
        ("/fr/trainings/", grow_reports),
        ("/fr/success-stories/", grow_stories),
        ("/fr/", grow_stories),
        ("/fr/", grow_reports),
    ],
)
def test_page_costs_the_same_queries_whatever_it_lists(path, grow, client):
    before = queries(client, path)
    grow()
    assert queries(client, path) <= before


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_no_language_stands_in_for_a_front_page_that_is_withdrawn(code, client, locales):
    home = HomePage.objects.get(locale=locales[code])
    section = home.get_children().live().first()
    home.unpublish()
    assert client.get(f"/{code}/").status_code == 404
    answer = client.get(f"/{code}/{section.slug}/")
    assert answer.status_code == 404 or f'lang="{code}"' in answer.content.decode()


FRENCH = "Coopérative Tafoukt"
IN_FRENCH = f'<bdi lang="fr" dir="ltr">{FRENCH}</bdi>'


@pytest.fixture
def french_only(locales):
    """A cooperative with French words only, and an Arabic story and report that name it."""
    made = factory_for(Cooperative)(
        slug="tafoukt",
        name_ar="",
        name_en="",
        name_fr=FRENCH,
        summary_fr="Huile et savon.",
        address_fr="12, rue du Port",
        contact_consent_on=datetime.date(2024, 1, 1),
        contact_consent_evidence="A letter",
    )
    made.products.create(name_fr="Savon noir")
    made.licences.create(scope_fr="Vente", issuer_fr="ONSSA")
    made.save()
    SuccessStoryPage.objects.filter(slug="biolive").update(cooperative=made)
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale=locales["ar"])
    report.cooperatives = [made]
    report.save()
    return made


def test_words_in_another_language_say_so(french_only, client):
    html = client.get("/ar/cooperatives/tafoukt/").content.decode()
    assert f"<h1>{IN_FRENCH}</h1>" in html
    assert f'<span aria-current="page" lang="fr" dir="ltr">{FRENCH}</span>' in html
    assert '<div class="lede flow" lang="fr" dir="ltr">' in html
    for text in ("Savon noir", "Vente", "ONSSA"):
        assert f'<bdi lang="fr" dir="ltr">{text}</bdi>' in html
    assert '<p lang="fr" dir="ltr">12, rue du Port</p>' in html
    for path in ("cooperatives/", "success-stories/biolive/", "trainings/pro-agro-2023/"):
        assert IN_FRENCH in client.get(f"/ar/{path}").content.decode()


def test_arabic_words_on_a_french_page_run_from_the_right(client):
    Province.objects.update(name_fr="", name_en="")
    html = client.get("/fr/cooperatives/biolive/").content.decode()
    assert '<bdi lang="ar" dir="rtl">' in html


def test_words_in_the_language_of_the_page_need_no_word_of_it(french_only, client):
    html = client.get("/fr/cooperatives/tafoukt/").content.decode()
    assert f"<h1><bdi>{FRENCH}</bdi></h1>" in html
    content = html[html.index("<main") : html.index("</main>")]
    assert "lang=" not in content


def test_alternative_text_in_another_language_says_so(client):
    LibraryImage.objects.update(alt_ar="", alt_en="", alt_fr="Une ruche")
    html = client.get("/ar/trainings/pro-agro-2023/").content.decode()
    image = re.search(r'<img [^>]*alt="Une ruche"[^>]*>', html)[0]
    assert 'lang="fr" dir="ltr"' in image


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>برنامج PRO-AGRO.</p>", '<p>برنامج <span class="unbroken">PRO-AGRO</span>.</p>'),
        ("في Saint-Étienne-2", 'في <span class="unbroken">Saint-Étienne-2</span>'),
        ('<a href="/ar/pro-agro/">x</a>', '<a href="/ar/pro-agro/">x</a>'),
        ("<script>a-b</script><!-- a-b -->", "<script>a-b</script><!-- a-b -->"),
        ("2023-2024 و a - b و &#x27;", "2023-2024 و a - b و &#x27;"),
        ("a-" * 20 + "b", "a-" * 20 + "b"),
    ],
)
def test_latin_words_with_a_hyphen_are_kept_whole_in_arabic(html, expected):
    with override("ar"):
        assert unbroken(mark_safe(html)) == expected


@pytest.mark.parametrize(
    ("language", "html", "expected"),
    [
        ("fr", "Le PRO-AGRO, peut-être", 'Le <span class="unbroken">PRO-AGRO</span>, peut-être'),
        ("ar", "<b>بنك</b> – دار المقاول", "<b>بنك</b>~– دار المقاول"),
        ("en", "Bank – house: a : b ?", "Bank~– house: a : b ?"),
        ("fr", "Kénitra : « essai » ; oui !", "Kénitra~: «~essai~»~; oui~!"),
        ("fr", "de 8 h 30 à 16 h 30, 3 hectares", "de 8~h~30 à 16~h~30, 3 hectares"),
        ("fr", '<a title="a : b">a :b</a> &amp; ; x', '<a title="a : b">a :b</a> &amp;~; x'),
        ("fr", "<code>a : b</code><svg><title>A-B : c</title></svg>", None),
    ],
)
def test_what_belongs_together_is_on_one_line(language, html, expected):
    with override(language):
        shown = unbroken(mark_safe(html)).replace("\N{NO-BREAK SPACE}", "~")
    assert shown == (html if expected is None else expected)


def test_what_the_api_tells_of_a_latin_word_is_as_it_is_stored(client):
    assert 'class="unbroken"' in client.get("/ar/trainings/pro-agro-2023/").content.decode()
    assert b"unbroken" not in client.get("/api/v2/pages/?fields=*&locale=ar").content


def test_site_without_any_name_has_a_title_and_a_link_to_its_front_page(client):
    SiteSettings.objects.update(
        **{f"{w}_{code}": "" for w in ("organisation", "name") for code in ("ar", "fr", "en")},
        acronym="",
    )
    site = Site.objects.get()
    name = site.site_name or site.hostname
    html = client.get("/fr/").content.decode()
    logo = re.search(r'<a class="logo".*?</a>', html, re.S)[0]
    assert name in re.sub(r"<[^>]*>", "", logo)
    assert re.search(r"<title>.+ – (.+)</title>", html)[1] == name


# --- What leads to what ---------------------------------------------------------------------------


def test_each_objective_of_an_agreement_is_a_link_to_itself(client):
    html = client.get("/fr/agreements/ibn-tofail/").content.decode()
    anchors = re.findall(r'<li id="(objective-\d+)">', html)
    assert anchors == [f"objective-{number}" for number in range(1, 8)]
    links = re.findall(
        r'<a class="steps__number" href="/fr/agreements/ibn-tofail/#(objective-\d+)">(.*?)</a>',
        html,
    )
    assert [anchor for anchor, _words in links] == anchors
    assert "Lien vers l’objectif 3" in re.sub(r"<[^>]+>", "", links[2][1])


@pytest.mark.parametrize(
    ("language", "heading"), [("ar", "قصتها"), ("fr", "Son histoire"), ("en", "Its story")]
)
def test_page_of_a_cooperative_leads_to_its_story(language, heading, client):
    html = client.get(f"/{language}/cooperatives/biolive/").content.decode()
    story = html.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]+)"', story) == [f"/{language}/success-stories/biolive/"]


def test_story_that_is_not_public_is_not_led_to(client):
    SuccessStoryPage.objects.get(slug="biolive", locale__language_code="fr").unpublish()
    assert "Son histoire" not in client.get("/fr/cooperatives/biolive/").content.decode()
    stories = SuccessStoryIndexPage.objects.get(locale__language_code="en")
    PageViewRestriction.objects.create(page=stories, restriction_type="login")
    assert "Its story" not in client.get("/en/cooperatives/biolive/").content.decode()
