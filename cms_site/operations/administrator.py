"""The first administrator: a password from the environment, or a random one kept in a file."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail.admin.forms.account import NameEmailForm

from cms_site.kept_secret import kept_secret


def ask_for_no_name() -> None:
    """Let an account be changed that has no name and no e-mail, as the first administrator's has none.

    Wagtail's form requires both, and with them refuses whatever else is changed: the language too. To
    be called once, at the start.
    """
    for field in NameEmailForm.base_fields.values():
        field.required = False


def password_file() -> Path:
    """Return the file that keeps a random password; only its owner may read it."""
    return Path(settings.VAR_DIR) / "admin_password"


def administrators() -> list[str]:
    """Return the names of those who may do everything, the first one first."""
    users = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return [user.get_username() for user in users.order_by("pk")]


def ensure_administrator() -> str:
    """Make the administrator if there is none and return where the password is to be found.

    An administrator who is there already is left alone, whatever the environment says.
    """
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists():
        if password_file().exists():
            return f"in {password_file()}, unless it was changed since"
        return "as it was set"
    password = settings.ADMIN_PASSWORD or kept_secret(password_file(), 18)
    users.objects.create_superuser(settings.ADMIN_USERNAME, email="", password=password)
    return "from ADMIN_PASSWORD" if settings.ADMIN_PASSWORD else f"in {password_file()}"
