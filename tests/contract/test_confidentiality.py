"""What is not public is nowhere: every outlet answers as if it were not there, byte for byte.

An object is hidden in every way there is, all outlets are asked, the object is deleted, and all are asked
again. So a count, a facet, an order, an error or a name of a cache entry that tells of it fails here, for
every type that is found.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Iterable

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    DraftStateMixin,
    Locale,
    Page,
    PageViewRestriction,
)

from cms_site.api.v2.urls import router
from cms_site.cache import surrogates
from cms_site.content.content_type import record_models
from cms_site.content.factories import factory_for, parent_for
from cms_site.journal.drain import drain
from cms_site.library.models import LibraryDocument
from tests.contract.types import page_types
from tests.fixtures import LANGUAGES

SECRET = "Zurbaxis"
API = "/api/v2/"
WEBSITE = (
    *("/sitemap.xml", "/sitemap-pages-fr.xml", "/sitemap-cooperative-fr.xml"),
    *(
        "/fr/rss.xml",
        "/fr/trainings/atom.xml",
        "/fr/agreements/rss.xml",
        "/fr/success-stories/rss.xml",
    ),
)
NOT_LIVE = ("draft", "scheduled", "unpublished", "expired", "file")
SEQUENCE = re.compile(r'("latest": ?|since=)\d+')
LATER = datetime.timedelta(days=1)


def everywhere(model: type[Model], since: int) -> list[str]:
    """Return the addresses of the outlets that could tell of an object of ``model``."""
    found = [
        API,
        f"{API}openapi.json",
        f"{API}docs/",
        f"{API}site/",
        f"{API}changes/?since={since}",
    ]
    for name, viewset in router.endpoints():
        found += [f"{API}{name}/?fields=*&limit=100", f"{API}{name}/?search={SECRET}"]
        able = viewset.capabilities(viewset.model)
        for n in range(0, len(able.facets), 5):
            found.append(f"{API}{name}/?limit=1&facets={','.join(able.facets[n : n + 5])}")
        if "title" in able.filters:
            found.append(f"{API}{name}/?title__contains={SECRET}")
    if issubclass(model, Page):
        label = model._meta.label
        lists = [f"{API}pages/?type={label}"]
        lists += [f"{API}changes/?since={since}&type={label}&locale=fr"]
        facets = router.get_model_endpoint(Page)[1].capabilities(model).facets
        lists += [f"{lists[0]}&limit=1&facets={','.join(facets[:5])}"] if facets else []
        lists += [f"{lists[0]}&order=-title&locale=en&fallback=fr", f"{lists[0]}&cursor=&fields=*"]
        above = parent_for(model, Locale.objects.get(language_code="fr"))
        lists += [f"{API}pages/?child_of={above.pk}", f"{API}pages/?descendant_of={above.pk}"]
        lists += [above.url, f"{API}pages/{above.pk}/?fields=*"]
    else:
        lists = [f"{API}{router.get_model_endpoint(model)[0]}/"]
    found += [*WEBSITE, f"/fr/search/?q={SECRET}", f"/fr/search/?q={SECRET}&in=documents"]
    found += lists
    found += [f"{lists[0]}{'&' if '?' in lists[0] else '?'}format={f}" for f in ("csv", "ndjson")]
    return [*found, *(f"/{code}/" for code in LANGUAGES)]


def answers(addresses: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """Return status, body and ``Surrogate-Key`` of each address."""
    told = {}
    for address in addresses:
        with surrogates.collecting() as noted:
            answer = Client().get(address)
            body = b"".join(answer) if answer.streaming else answer.content
        is_found = answer.status_code == 200
        names = surrogates.header(noted, address.partition("?")[0], is_found=is_found)
        # A sequence may grow with what is not public (the search index has an entry of a draft): that
        # something was written is all that it says.
        text = SEQUENCE.sub(r"\1N", body.decode())
        told[address] = (answer.status_code, text, names)
    return told


def check(hidden: dict[str, Model], once_public: set[str], since: int) -> None:
    """Hold the outlets to what they answer when none of ``hidden`` is there."""
    model = type(next(iter(hidden.values())))
    drain()
    addresses = everywhere(model, since)
    addresses += [a for obj in hidden.values() for a in _own(obj)]
    with_it = answers(addresses)
    for how, obj in hidden.items():
        word = f"{SECRET} {how}"
        assert [a for a, told in with_it.items() if word in told[1]] == [], how
        for address in _own(obj):
            # The site asks whoever comes to a restricted page to sign in, or for the password.
            asks = address == getattr(obj, "url", "") and how not in NOT_LIVE
            assert asks or with_it[address][0] in (404, 400), f"{how}: {address}"
        if how not in once_public:
            assert not any(str(_identity(obj)) in told[1] for told in with_it.values()), how
    for obj in hidden.values():
        (Page.objects.get(pk=obj.pk) if isinstance(obj, Page) else obj).delete()
    drain()
    without = answers(addresses)
    asking = {getattr(obj, "url", "") for how, obj in hidden.items() if how not in NOT_LIVE}
    differing = [a for a in addresses if with_it[a] != without[a] and a not in asking]
    assert {a: (with_it[a], without[a]) for a in differing} == {}


def _identity(obj: Model) -> uuid.UUID:
    return obj.translation_key if isinstance(obj, Page) else obj.uuid


def _own(obj: Model) -> list[str]:
    """Return the addresses that ask for ``obj`` itself."""
    endpoint = f"{API}{router.get_model_endpoint(type(obj))[0]}/"
    found = [f"{endpoint}{obj.pk}/", f"{endpoint}{_identity(obj)}/?locale=fr"]
    if isinstance(obj, Page):
        found += [f"{endpoint}find/?html_path={obj.url}", f"{endpoint}?translation_of={obj.pk}"]
        found += [f"{endpoint}?child_of={obj.pk}", f"{endpoint}?ancestor_of={obj.pk}", obj.url]
    return found


# --- Ways of being hidden


def hidden_pages(make: Callable[..., Page]) -> dict[str, Page]:
    soon = timezone.now() + LATER
    pages = {
        "draft": make("draft", live=False),
        "scheduled": make("scheduled", live=False),
        "unpublished": make("unpublished"),
        "expired": make("expired"),
    }
    pages["scheduled"].save_revision(approved_go_live_at=soon)
    pages["unpublished"].unpublish()
    pages["expired"].unpublish(set_expired=True)
    for kind in ("login", "password", "groups"):
        pages[kind] = make(kind)
        PageViewRestriction.objects.create(page=pages[kind], restriction_type=kind, password="x")
    # An alias is as private as its source.
    pages["alias"] = alias = pages["login"].create_alias(update_slug="alias-of-it")
    Page.objects.filter(pk=alias.pk).update(title=f"{SECRET} alias", draft_title=f"{SECRET} alias")
    return pages


@page_types()
def test_hidden_page_is_nowhere(model, locales):
    def make(how: str, **kwargs) -> Page:
        parent = parent_for(model, locales["fr"])
        title = f"{SECRET} {how}"
        return factory_for(model)(parent=parent, locale=locales["fr"], title=title, **kwargs)

    since = drain()
    hidden = hidden_pages(make)
    drain()
    check(hidden, once_public={"unpublished", "expired"}, since=since)


@page_types()
def test_page_below_a_private_one_is_nowhere(model, locales):
    since = drain()
    parent = parent_for(model, locales["fr"])
    above = parent if parent.depth > 2 else None
    if above is None:
        pytest.skip("stands below the front page, which cannot be private without all the site")
    PageViewRestriction.objects.create(page=above, restriction_type="login")
    drain()
    made = factory_for(model)(parent=parent, locale=locales["fr"], title=f"{SECRET} below")
    # An alias elsewhere shows the same, and is as private.
    alias = made.create_alias(parent=parent.get_parent(), update_slug="alias-elsewhere")
    Page.objects.filter(pk=alias.pk).update(title=f"{SECRET} alias", draft_title=f"{SECRET} alias")
    hidden = {"below": made, "alias": alias}
    check(hidden, once_public=set(), since=drain() or since)


@pytest.mark.parametrize(
    "model",
    [m for m in record_models() if issubclass(m, DraftStateMixin)],
    ids=lambda model: model._meta.label,
)
def test_hidden_record_is_nowhere(model):
    def make(how: str, **kwargs) -> Model:
        names = {f"name_{code}": f"{SECRET} {how}" for code in LANGUAGES}
        return factory_for(model)(**names, **kwargs)

    since = drain()
    hidden = {
        "draft": make("draft", live=False),
        "scheduled": make("scheduled", live=False),
        "unpublished": make("unpublished"),
        "expired": make("expired"),
    }
    hidden["scheduled"].save_revision(approved_go_live_at=timezone.now() + LATER)
    drain()
    hidden["unpublished"].unpublish()
    hidden["expired"].unpublish(set_expired=True)
    drain()
    check(hidden, once_public={"unpublished", "expired"}, since=since)


@pytest.mark.parametrize("model", [get_image_model(), LibraryDocument])
def test_file_of_a_private_collection_is_nowhere(model):
    since = drain()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    drain()
    file = get_image_model().objects.first().file
    content = ContentFile(file.open().read(), name="zurbaxis.png")
    made = model.objects.create(title=f"{SECRET} file", collection=private, file=content)
    check({"file": made}, once_public=set(), since=since)


def test_these_tests_can_fail(locales):
    model = Page.objects.get(slug="pro-agro-2023", locale=locales["fr"]).specific_class
    since = drain()
    made = factory_for(model)(
        parent=parent_for(model, locales["fr"]), locale=locales["fr"], title=f"{SECRET} public"
    )
    with pytest.raises(AssertionError):
        check({"public": made}, once_public={"public"}, since=since)
