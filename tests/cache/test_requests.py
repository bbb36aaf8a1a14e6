"""Which requests the cache answers, under which key, and that nobody can put words into it for others."""

from __future__ import annotations

import json

import pytest

from cms_site.api.v2.problems import problem
from cms_site.cache.application import CachedApplication
from tests.cache.asking import ask

# Headers by which proxies and frameworks let a request say that it is another one.
UNKEYED = [
    "Accept",
    "Client_IP",
    "Content_Type",
    "Cookie",
    "Forwarded",
    "Front_End_Https",
    "If_Match",
    "Origin",
    "Prefer",
    "Referer",
    "User_Agent",
    "Via",
    "X_Forwarded_For",
    "X_Forwarded_Host",
    "X_Forwarded_Port",
    "X_Forwarded_Prefix",
    "X_Forwarded_Proto",
    "X_Forwarded_Scheme",
    "X_Forwarded_Server",
    "X_Forwarded_Ssl",
    "X_HTTP_Method_Override",
    "X_Host",
    "X_Original_URL",
    "X_Real_IP",
    "X_Requested_With",
    "X_Rewrite_URL",
]


# --- For one person -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=abc"},
        {"Cookie": "theme=dark; sessionid=abc"},
        {"Cookie": "csrftoken=abc"},
        {"Cookie": "django_language=fr"},
        {"Authorization": "Bearer abc"},
    ],
)
def test_who_says_who_he_is_gets_djangos_answer_and_leaves_none(headers, cached, django):
    django.body = b"for everyone"
    ask(cached, "/fr/")
    django.body = b"for one"
    reply = ask(cached, "/fr/", **headers)
    assert reply.body == b"for one"
    assert reply.headers["cache-control"] == "private, no-store"
    assert "etag" not in reply.headers
    assert ask(cached, "/fr/").body == b"for everyone"
    assert ask(cached, "/fr/new/", **headers).body == b"for one"
    django.body = b"for everyone"
    assert ask(cached, "/fr/new/").body == b"for everyone"


def test_personal_request_reaches_django_whole(cached, django):
    ask(cached, "/fr/", Cookie="sessionid=abc", User_Agent="a browser", If_None_Match='"x"')
    asked = django.asked[0]
    assert asked["HTTP_COOKIE"] == "sessionid=abc"
    assert (asked["HTTP_USER_AGENT"], asked["HTTP_IF_NONE_MATCH"]) == ("a browser", '"x"')


def test_cookie_of_no_matter_is_no_reason_to_compute(cached, django):
    ask(cached, "/fr/")
    ask(cached, "/fr/", Cookie="theme=dark")
    assert django.times == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_is_answered_from_memory(method, cached, django):
    ask(cached, "/fr/")
    ask(cached, "/fr/", method)
    assert [environ["REQUEST_METHOD"] for environ in django.asked] == ["GET", method]
    assert len(cached.store) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/pages/3/edit/preview/",
        "/documents/1/report.pdf",
        "/media/images/a.webp",
        "/static/site/site.css",
        "/-/ready",
        "/api/v3-preview/pages/",
        "/fr/?in_preview_panel=true",
        "/fr/?" + "x" * 5000,
    ],
)
def test_these_are_django_s(path, cached, django):
    ask(cached, path)
    ask(cached, path)
    assert django.times == 2
    assert len(cached.store) == 0


def test_word_that_is_asked_for_is_no_preview(cached, django):
    ask(cached, "/api/v2/pages/?search=preview")
    ask(cached, "/api/v2/pages/?search=preview")
    assert django.times == 1


def test_part_of_an_answer_is_django_s(cached, django):
    ask(cached, "/fr/", Range="bytes=0-10")
    ask(cached, "/fr/", Range="bytes=0-10")
    assert django.times == 2


# --- Keys -----------------------------------------------------------------------------------------


def test_order_of_parameters_makes_no_other_answer(cached, django):
    ask(cached, "/api/v2/pages/?type=a.B&limit=3&locale=fr")
    ask(cached, "/api/v2/pages/?locale=fr&type=a.B&limit=3")
    assert django.times == 1
    ask(cached, "/api/v2/pages/?locale=fr&type=a.B&limit=4")
    assert django.times == 2


@pytest.mark.parametrize("query", ["page=1&page=2", "page=2&page=1"])
def test_parameter_given_twice_is_not_kept(query, cached, django):
    ask(cached, f"/fr/?{query}")
    ask(cached, f"/fr/?{query}")
    assert django.times == 2


def test_parameter_hidden_by_its_writing_is_not_put_in_order(cached, django):
    """Django takes the last of ``page=1&%70age=2``: in another order that is another answer."""
    django.body = lambda environ: environ["QUERY_STRING"].encode()
    for query in ("page=1&%70age=2", "%70age=2&page=1"):
        assert ask(cached, f"/fr/?{query}").body == query.encode()


@pytest.mark.parametrize("path", ["/", "/trainings/", "/api/v2/pages/"])
def test_what_is_chosen_by_language_is_kept_by_language(path, cached, django):
    django.body = lambda environ: environ.get("HTTP_ACCEPT_LANGUAGE", "").encode()
    for header, language in (("fr-MA,fr;q=0.9", "fr"), ("en", "en"), ("de", "ar"), ("", "ar")):
        assert ask(cached, path, Accept_Language=header).body.decode() == language
    assert ask(cached, path, Accept_Language="fr-CA, en;q=0.1").body == b"fr"
    assert django.times == 3


def test_language_of_the_reader_makes_no_other_page(cached, django):
    for header in ("fr", "en", ""):
        ask(cached, "/ar/trainings/", Accept_Language=header)
    assert django.times == 1


def test_front_door_is_kept_by_language_and_says_so(cached, django):
    django.status, django.headers = (
        "302 Found",
        [("Location", "/fr/"), ("Vary", "Accept-Language, Cookie")],
    )
    reply = [ask(cached, "/", Accept_Language="fr") for _n in range(2)][1]
    assert django.times == 1
    assert reply.headers["vary"] == "Accept-Encoding, Accept-Language"


# --- Poisoning ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNKEYED)
@pytest.mark.parametrize("path", ["/fr/", "/", "/api/v2/pages/?limit=1"])
def test_header_that_is_not_in_the_key_has_no_say(name, path, cached, django):
    django.body = lambda environ: repr(sorted(environ.items(), key=str)).encode()
    ask(cached, path, **{name: "evil.example.com"})
    assert b"evil" not in ask(cached, path).body
    assert django.times == 1, "the header made a key of its own"


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1@evil.example.com", "", "a b"])
def test_host_that_is_not_ours_is_django_s_to_refuse(host, cached, django):
    ask(cached, "/fr/", Host=host)
    assert django.times == 1
    assert len(cached.store) == 0


def test_hosts_and_schemes_have_answers_of_their_own(cached, django):
    django.body = lambda environ: environ["HTTP_HOST"].encode()
    for host in ("127.0.0.1", "127.0.0.1:8000", "cms.example.org"):
        assert ask(cached, "/fr/", Host=host).body == host.encode()
    assert django.times == 3


def test_trusted_proxy_s_host_and_scheme_are_in_the_key(versions, django, settings, tmp_path):
    settings.VAR_DIR, settings.RATE_LIMIT, settings.TRUST_PROXY = tmp_path, 0, True
    settings.USE_X_FORWARDED_HOST = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["127.0.0.1", "cms.example.org"]
    cached = CachedApplication(django, problem, follow=lambda: None)
    django.body = lambda e: (
        f"{e.get('HTTP_X_FORWARDED_PROTO')} {e.get('HTTP_X_FORWARDED_HOST')}".encode()
    )
    asked = [("https", "cms.example.org"), ("http", "cms.example.org"), ("https", "127.0.0.1")]
    for scheme, host in [*asked, *asked]:
        reply = ask(cached, "/fr/", X_Forwarded_Proto=scheme, X_Forwarded_Host=host)
        assert reply.body.decode() == f"{scheme} {host}"
    assert django.times == 3
    ask(cached, "/fr/", X_Forwarded_Host="evil.example.com")
    assert len(cached.store) == 3


# --- Other origins --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    ["200 OK", "400 Bad Request", "404 Not Found", "302 Found", "500 Internal Server Error"],
)
def test_every_answer_of_the_api_is_open_to_other_origins(status, cached, django):
    django.status = status
    django.headers += [
        ("Access-Control-Allow-Origin", "https://a.example"),
        ("Access-Control-Allow-Credentials", "true"),
    ]
    for _n in range(2):
        reply = ask(cached, "/api/v2/pages/", Origin="https://a.example")
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers
        exposed = reply.headers["access-control-expose-headers"]
        assert exposed == "ETag, Link, Last-Modified, Retry-After"


def test_304_is_open_to_other_origins(cached):
    tag = ask(cached, "/api/v2/pages/").headers["etag"]
    reply = ask(cached, "/api/v2/pages/", If_None_Match=tag)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (304, "*")


def test_browser_may_ask_beforehand(cached, django):
    reply = ask(
        cached,
        "/api/v2/pages/",
        "OPTIONS",
        Origin="https://a.example",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="if-none-match",
    )
    assert (reply.status, django.times) == (204, 0)
    assert reply.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in reply.headers["access-control-allow-headers"]
    assert ask(cached, "/api/v2/pages/", "OPTIONS").headers["access-control-allow-origin"] == "*"
    assert django.times == 1


@pytest.mark.parametrize("path", ["/fr/", "/admin/", "/api/v3-preview/pages/"])
def test_nothing_else_is_open_to_other_origins(path, cached):
    assert "access-control-allow-origin" not in ask(cached, path).headers
    headers = {"Origin": "https://a.example", "Access_Control_Request_Method": "GET"}
    assert "access-control-allow-origin" not in ask(cached, path, "OPTIONS", **headers).headers


# --- The limit ------------------------------------------------------------------------------------


@pytest.fixture
def limited(versions, django, settings, tmp_path):
    """Return a function that makes the cache with a limit; several of them are workers of one host."""
    settings.VAR_DIR, settings.RATE_LIMIT = tmp_path, 5
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    def worker(**changed) -> CachedApplication:
        for name, value in changed.items():
            setattr(settings, name, value)
        return CachedApplication(django, problem, follow=lambda: None)

    return worker


def test_address_that_asks_too_often_is_told_when_to_come_again(limited):
    cached = limited()
    replies = [ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1") for _n in range(7)]
    assert [reply.status for reply in replies] == [200] * 5 + [429] * 2
    refused = replies[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 12
    assert refused.headers["cache-control"] == "no-store"
    for words in ("طلبات كثيرة", "Trop de demandes", "Too many requests"):
        assert words in refused.body.decode()
    assert refused.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    reply = ask(cached, "/api/v2/pages/", REMOTE_ADDR="192.0.2.1", Accept_Language="en")
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["access-control-allow-origin"] == "*"
    told = json.loads(reply.body)
    assert told["status"] == 429
    assert told["message"] == told["detail"] != ""


def test_others_are_answered_all_the_same(limited):
    cached = limited()
    for _n in range(9):
        ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1")
    for address in ("192.0.2.2", "2001:db8::1"):
        assert ask(cached, "/fr/", REMOTE_ADDR=address).status == 200


@pytest.mark.parametrize("forwarded", ["9.9.9.9:1234", "[2001:db8::1]:80", "garbage", "009.9.9.9"])
def test_address_is_limited_however_a_proxy_writes_it(forwarded, limited):
    cached = limited(TRUST_PROXY=True)
    statuses = {ask(cached, "/fr/", X_Forwarded_For=forwarded).status for _n in range(9)}
    assert statuses == {200, 429}


def test_port_of_a_proxy_is_no_part_of_the_address(limited):
    cached = limited(TRUST_PROXY=True)
    ports = [ask(cached, "/fr/", X_Forwarded_For=f"9.9.9.9:{n}").status for n in range(1000, 1009)]
    assert 429 in ports


def test_share_grows_back(limited, monkeypatch):
    cached = limited()
    for _n in range(6):
        reply = ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1")
    from cms_site.cache import limits

    later = limits.time.time() + int(reply.headers["retry-after"])
    monkeypatch.setattr(limits.time, "time", lambda: later)
    assert ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1").status == 200
    assert ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1").status == 429


def test_clock_that_was_set_back_locks_nobody_out(limited, monkeypatch):
    cached = limited()
    from cms_site.cache import limits

    for _n in range(6):
        ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1")
    earlier = limits.time.time() - 86400
    monkeypatch.setattr(limits.time, "time", lambda: earlier)
    assert ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1").status == 200


def test_workers_of_a_host_count_together(limited):
    workers = [limited(), limited()]
    replies = [ask(workers[n % 2], "/fr/", REMOTE_ADDR="192.0.2.1") for n in range(6)]
    assert [reply.status for reply in replies] == [200] * 5 + [429]


def test_whoever_has_a_network_of_ipv6_has_one_share(limited):
    cached = limited()
    replies = [ask(cached, "/fr/", REMOTE_ADDR=f"2001:db8:1:2::{n}") for n in range(6)]
    assert replies[-1].status == 429


def test_probes_files_and_the_machine_itself_are_not_limited(limited):
    cached = limited()
    for _n in range(9):
        assert ask(cached, "/-/live", REMOTE_ADDR="192.0.2.1").status == 200
        assert ask(cached, "/static/site/site.css", REMOTE_ADDR="192.0.2.1").status == 200
        assert ask(cached, "/fr/", REMOTE_ADDR="127.0.0.1").status == 200
        assert ask(cached, "/fr/", REMOTE_ADDR="::ffff:127.0.0.1").status == 200


def test_limit_of_nothing_is_none(limited):
    cached = limited(RATE_LIMIT=0)
    for _n in range(9):
        assert ask(cached, "/fr/", REMOTE_ADDR="192.0.2.1").status == 200


def test_address_is_taken_from_a_trusted_proxy_only(limited):
    def asked(cached) -> list[int]:
        return [
            ask(cached, "/fr/", REMOTE_ADDR="192.0.2.9", X_Forwarded_For=f"{n}, 192.0.2.{n}").status
            for n in range(20, 27)
        ]

    assert asked(limited())[-1] == 429
    assert asked(limited(TRUST_PROXY=True)) == [200] * 7
