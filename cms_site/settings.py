"""The settings of every installation: safe for production as they stand.

Each environment variable is read once, in the block below; README.md has a table of them all.
``DEBUG=true`` loosens what development needs; nothing else does.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
import django_cache_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError, validate

from cms_site import environment
from cms_site.discovery import DiscoveryError, discover
from cms_site.kept_secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment ----------------------------------------------------------------------------
env = Env(eager=False)
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", None, validate=validate.Length(min=50))
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000", validate=validate.URL(require_tld=False))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
DATABASE_URL = env.str("DATABASE_URL", None)
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 8, validate=validate.Range(min=1))
STATEMENT_TIMEOUT = env.int("STATEMENT_TIMEOUT", 10, validate=validate.Range(min=1))
LOCK_TIMEOUT = env.int("LOCK_TIMEOUT", 5, validate=validate.Range(min=1))
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / "media")
CACHE_URL = env.str("CACHE_URL", None)
TRUST_PROXY = env.bool("TRUST_PROXY", False)
HSTS_SECONDS = env.int("HSTS_SECONDS", 31536000, validate=validate.Range(min=0))
CONTENT_TYPES_ALLOW = env.list("CONTENT_TYPES_ALLOW", [])
CONTENT_TYPES_BLOCK = env.list("CONTENT_TYPES_BLOCK", [])
EMAIL_URL = env.str("EMAIL_URL", "console://")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")
LOG_LEVEL = env.str(
    "LOG_LEVEL",
    "INFO",
    validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
)
JOURNAL_DAYS = env.int("JOURNAL_DAYS", 731, validate=validate.Range(min=1))
CACHE_MB = env.int("CACHE_MB", 24, validate=validate.Range(min=0))
RATE_LIMIT = env.int("RATE_LIMIT", 600, validate=validate.Range(min=0))
PURGE_URL = env.str("PURGE_URL", None, validate=validate.URL(require_tld=False))
MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", 20, validate=validate.Range(min=1))
ADMIN_USERNAME = env.str("ADMIN_USERNAME", "admin")
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", None)


DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
CACHE_SCHEMES = ("locmem", "file", "redis", "rediss")


try:
    CONTENT_TYPES, undiscovered = discover(BASE_DIR, CONTENT_TYPES_ALLOW, CONTENT_TYPES_BLOCK), ""
except DiscoveryError as error:
    CONTENT_TYPES, undiscovered = [], str(error)


def _faults() -> list[str]:
    """Return every fault of the environment, one sentence each."""
    faults = []
    try:
        env.seal()
    except EnvValidationError as error:
        for name, messages in error.error_messages.items():
            faults.append(f"{name}: {' '.join(str(m) for m in messages)}")
    told = {fault.partition(":")[0] for fault in faults}
    values = globals()
    checks = [
        ("SITE_URL", environment.site_fault),
        (
            "ALLOWED_HOSTS",
            lambda names: not (DEBUG and names == ["*"]) and environment.names_fault(names),
        ),
        ("DATABASE_URL", lambda url: environment.scheme_fault(url, DATABASE_SCHEMES)),
        ("CACHE_URL", lambda url: environment.cache_fault(url, CACHE_SCHEMES)),
        ("EMAIL_URL", environment.mail_fault),
        ("DEFAULT_FROM_EMAIL", environment.sender_fault),
        ("VAR_DIR", environment.folder_fault),
        ("MEDIA_ROOT", environment.folder_fault),
    ]
    for name, fault_of in checks:
        if name not in told and values[name] and (fault := fault_of(values[name])):
            faults.append(f"{name}: {fault}")
    # What make starts the server with: only make reads them, but all faults are told together.
    for name, highest in (("PORT", 65535), ("WORKERS", None), ("THREADS", None)):
        if fault := environment.number_fault(os.environ.get(name, "1"), highest):
            faults.append(f"{name}: {fault}")
    if fault := environment.listening_fault(os.environ.get("HOST", "127.0.0.1")):
        faults.append(f"HOST: {fault}")
    faults = environment.faults_where_they_are(faults, os.environ)
    if undiscovered:
        faults.append(undiscovered)
    if DATABASE_URL and not SECRET_KEY and "SECRET_KEY" not in told:
        faults.append("SECRET_KEY: required with DATABASE_URL; at least 50 random characters.")
    return faults


if faults := _faults():
    raise ImproperlyConfigured(
        "The environment has {} fault{}:\n{}".format(
            len(faults), "s" if len(faults) > 1 else "", "\n".join(f"  {f}" for f in faults)
        )
    )

if not SECRET_KEY:
    SECRET_KEY = kept_secret(VAR_DIR / "secret_key")

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    # Content types stand before Wagtail: its v3 API builds its schemas when Wagtail's own
    # applications start, and what registers later is not in them.
    *(source.module for source in CONTENT_TYPES),
    "home",
    "cms_site.content",
    "cms_site.library",
    "cms_site.journal",
    "cms_site.cache",
    "cms_site.api",
    "cms_site.operations",
    "cms_site.website",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "cms_site.unreadable.UnreadableAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms_site.languages.SiteLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms_site.languages.AccountLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms_site.content.retired_pages.RetiredPagesMiddleware",
    "cms_site.website.policy.ContentSecurityPolicyMiddleware",
    "cms_site.website.gone.GoneMiddleware",
    "cms_site.content.redirects.PublicRedirectMiddleware",
]

ROOT_URLCONF = "cms_site.urls"
WSGI_APPLICATION = "cms_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The site's look comes first, so that it can override any content type's template.
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Database -----------------------------------------------------------------------------------
database = dj_database_url.parse(DATABASE_URL or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = {
        # A transaction takes the write lock when it begins: one that reads first and then writes
        # would otherwise fail at once when another writer came between, whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Opening the file costs as much as half a list of reports; a copy put in its place is seen soon.
    database["CONN_MAX_AGE"] = 60
else:
    database["CONN_HEALTH_CHECKS"] = True
    database["OPTIONS"] = {
        **database.get("OPTIONS", {}),
        # Whoever waits for a database that is away is to be told within five seconds, and the pool
        # to try again as soon as it is asked for a connection.
        "pool": {
            "min_size": 1,
            "max_size": DATABASE_POOL_SIZE,
            "timeout": 4,
            "reconnect_timeout": 4,
        },
        "connect_timeout": 3,
        "tcp_user_timeout": 4000,
        "options": f"-c statement_timeout={STATEMENT_TIMEOUT}s -c lock_timeout={LOCK_TIMEOUT}s",
    }
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared between the workers of one host by default, so that no worker keeps an old site address.

CACHES = {"default": django_cache_url.parse(CACHE_URL or f"file://{VAR_DIR / 'cache'}")}

# --- Languages ----------------------------------------------------------------------------------
LANGUAGE_CODE = "ar"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("ar", "العربية"),
    ("fr", "Français"),
    ("en", "English"),
]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"
LOCALE_PATHS = [BASE_DIR / "cms_site" / "locale", BASE_DIR / "templates" / "locale"]
# Django's own Arabic is Middle-Eastern in month names, digits' grouping and the week's first day.
FORMAT_MODULE_PATH = ["cms_site.formats"]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ROOT = BASE_DIR / "templates" / "root"  # the icon, at the root
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Security -----------------------------------------------------------------------------------
SITE_URL = SITE_URL.rstrip("/")
_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"
ALLOWED_HOSTS = ALLOWED_HOSTS or sorted({_site.hostname or "", "127.0.0.1", "localhost", "[::1]"})
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = HSTS_SECONDS if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# The container's health probe speaks plain HTTP to the process itself.
SECURE_REDIRECT_EXEMPT = [r"^-/(live|ready)$"]
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/"  # from the site's own form, where it was asked for by itself

# --- E-mail and logging -------------------------------------------------------------------------

mail = dj_email_url.parse(EMAIL_URL)
MAIL_BACKEND = mail["EMAIL_BACKEND"]
# A server that does not answer keeps nobody for longer.
mail |= {"EMAIL_BACKEND": "cms_site.content.mail.AfterCommit"}
mail["EMAIL_TIMEOUT"] = mail["EMAIL_TIMEOUT"] or 10
vars().update(mail)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # A line for each index entry and each publication would bury what matters.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")},
}

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "ODCO Kénitra"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILAPI_BASE_URL = SITE_URL
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILIMAGES_IMAGE_MODEL = "library.LibraryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "library.LibraryDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms_site.library.forms.LibraryImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms_site.library.forms.LibraryDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # a direct address would pass by a collection's restriction
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = MAX_UPLOAD_MB * 1024 * 1024
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_AUTO_UPDATE_PREVIEW = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "link", "document-link", "ul", "ol"]},
    }
}
# A translation begins with the text of its source: no page in the wrong language is public.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms_site.content.search_backend"}}
WAGTAILEMBEDS_FINDERS = []
