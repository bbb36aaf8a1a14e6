"""Copying a page: the copy is held to what a page is held to, on the form that asks for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from cms_site.content import slugs
from cms_site.content.choosers import NO_ID
from cms_site.content.leftovers import fault_of


class ContentCopyForm(CopyForm):
    """The form of a copy, which knows how long a title may be and what it may not carry."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, column in (("new_title", "title"), ("new_slug", "slug")):
            longest = Page._meta.get_field(column).max_length
            self.fields[name].validators.append(MaxLengthValidator(longest))

    def clean_new_parent_page(self) -> Page | None:
        parent = self.cleaned_data["new_parent_page"]
        if parent and not parent.is_root() and parent.locale_id != self.page.locale_id:
            raise ValidationError(
                _("A copy stays in its language. For another language, translate the page.")
            )
        return parent

    def clean_new_title(self) -> str:
        title = self.cleaned_data["new_title"]
        if fault := fault_of(title):
            raise ValidationError(fault)
        return title

    def clean_new_slug(self) -> str:
        """Return the slug in Latin letters without accents, as that of any page."""
        slug = slugs.latin(self.cleaned_data["new_slug"])
        if not slug:
            raise ValidationError(_("A slug has at least one letter or digit."))
        return slug

    def clean(self) -> dict:
        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        try:
            slugs.refuse_reserved(cleaned.get("new_slug", ""), parent)
        except ValidationError as error:
            self.add_error("new_slug", error)
        return cleaned


def tell_faults_of_copies() -> None:
    """Have the view of copies show its form again for what cannot be copied; called once, at the start.

    Wagtail looks up the posted parent before the form does, and publishes what it does not ask about.
    """
    from wagtail.admin.views.pages.copy import CopyView

    post, form_valid = CopyView.post, CopyView.form_valid

    def post_form(self, request, page_id, *args, **kwargs):
        try:
            return post(self, request, page_id, *args, **kwargs)
        except (KeyError, Page.DoesNotExist, *NO_ID):
            return super(CopyView, self).post(request, page_id, *args, **kwargs)

    def copy(self, form):
        try:
            with transaction.atomic():
                return form_valid(self, form)
        except ValidationError as error:
            form.add_error("new_title", error.messages)
            return self.form_invalid(form)

    CopyView.post, CopyView.form_valid = post_form, copy
