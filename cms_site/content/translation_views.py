"""wagtail-localize's views, which would let anybody who may translate make content public."""

from __future__ import annotations

import tempfile

import polib
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import Translation
from wagtail_localize.views import convert, edit_translation
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms_site.content.publishing import unfit
from cms_site.content.translation import (
    may_publish,
    obstacle,
    save_draft,
    submit,
    translate_descendants,
    translation_into,
)


class SubmitPage(SubmitPageTranslationView):
    """“Translate this page”: makes drafts, in the languages in which nothing stands against it."""

    @cached_property
    def _form(self):
        return super().get_form()

    def get_form(self):
        return self._form

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if not self.get_object().permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        locales = list(form.cleaned_data["locales"])
        for locale in locales:
            if reason := obstacle(self.object, locale, self.request.user):
                form.add_error("locales", f"{locale.get_display_name()}: {reason}")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data())
        with_descendants = form.cleaned_data["include_subtree"]
        form.cleaned_data["include_subtree"] = False
        answer = super().form_valid(form)
        if with_descendants:
            translate_descendants(self.object, locales, self.components, self.request.user)
        return answer


class SubmitRecord(SubmitSnippetTranslationView):
    """“Translate” of a translatable record: for those who may publish it."""

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if not may_publish(request.user, self.get_object()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Update(UpdateTranslationsView):
    """“Sync translated pages”: publishing, and whom they are shown to, only for those who may."""

    @cached_property
    def may_publish(self) -> bool:
        """Whether the user may publish every translation."""
        translations = self.object.translations.filter(enabled=True)
        return all(may_publish(self.request.user, t.get_target_instance()) for t in translations)

    def get_form(self):
        form = super().get_form()
        if not self.may_publish:
            del form.fields["publish_translations"]
        return form

    def post(self, request, **kwargs) -> HttpResponse:
        if not request.POST.get("publish_translations"):
            return super().post(request, **kwargs)
        if not self.may_publish:
            raise PermissionDenied
        kept = self.object.translations.filter(enabled=True)
        faults = [(t.target_locale.get_display_name(), unfit(t)) for t in kept]
        if not any(fault for _language, fault in faults):
            return super().post(request, **kwargs)
        for language, fault in faults:
            if fault:
                messages.error(request, f"{language}: {fault}")
        return redirect(request.get_full_path())

    def form_valid(self, form) -> HttpResponse:
        if self.may_publish:
            return super().form_valid(form)
        self.object.update_from_db()
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url() or self.get_default_success_url())


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Replace a page by a copy of its source, which becomes as public as the source."""
    if not may_publish(request.user, get_object_or_404(Page, pk=page_id)):
        raise PermissionDenied
    return convert.convert_to_alias(request, page_id)


def stop_translation(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take a page out of step with its source; a public one only by those who may publish it."""
    instance = get_object_or_404(Translation, pk=translation_id).get_target_instance()
    is_public = not isinstance(instance, DraftStateMixin) or instance.live
    if is_public and not may_publish(request.user, instance):
        raise PermissionDenied
    return edit_translation.stop_translation(request, translation_id)


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take the texts of a file that tells for which translation it was made."""
    file = request.FILES.get("file")
    if file is not None and _names_its_translation(file):
        file.seek(0)
        return edit_translation.upload_pofile(request, translation_id)
    messages.error(request, _("Please upload a valid PO file."))
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def _names_its_translation(file: UploadedFile) -> bool:
    content = file.read()
    # polib takes a text that is the name of a file for the file.
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        try:
            metadata = polib.pofile(copy.name).metadata
        except (OSError, ValueError):
            return False
    return "X-WagtailLocalize-TranslationID" in metadata and b"\0" not in content


def submit_to_moderation(request: HttpRequest, translation: Translation, page: Page):
    """Save the translation as a draft and put it before those who publish."""
    if not page.permissions_for_user(request.user).can_submit_for_moderation():
        raise PermissionDenied
    try:
        with transaction.atomic():
            save_draft(translation, request.user)
            submit(page.specific_class.objects.get(pk=page.pk), request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The translation has been submitted to moderation."))
    return redirect("wagtailadmin_pages:edit", page.pk)


class Decide(WorkflowActionView):
    """“Request changes” and “Approve” in the translation editor.

    What is approved is what the editor shows: with the words that were corrected since it was submitted.
    """

    submit_url_name = "decide_on_translation"

    def post(self, request, *args, **kwargs) -> HttpResponse:
        fault = self._save_words() if self.action_name == "approve" else None
        if fault is None:
            return super().post(request, *args, **kwargs)
        messages.error(request, fault)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            step = {"step": "success", "redirect": self.redirect_url}
            return self.render_modal_json(request, step)
        return redirect(self.redirect_url)

    def _save_words(self) -> str | None:
        """Put the words before those who decide; return why they cannot be approved, or ``None``."""
        translation = translation_into(self.object)
        if translation is None:  # it is edited as any page
            return None
        if fault := unfit(translation):
            return fault
        try:
            with transaction.atomic():
                self.task_state.revision = save_draft(translation, self.request.user)
                self.task_state.save(update_fields=["revision"])
        except ValidationError as error:
            return " ".join(error.messages)
        return None


class EditorWords(JavaScriptCatalog):
    """The words of wagtail-localize's translation editor."""

    packages = ["wagtail_localize"]

    def get_catalog(self) -> dict:
        # The name of a language follows; a translation lacks the space before it.
        return super().get_catalog() | {"Publish in ": _("Publish in") + " "}


# The addresses of wagtail-localize that these views answer before it, and one that it lacks.
urlpatterns = [
    path("localize/jsi18n/", EditorWords.as_view()),
    path("localize/submit/page/<int:page_id>/", SubmitPage.as_view()),
    path(
        "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
        SubmitRecord.as_view(),
    ),
    path("localize/update/<int:translation_source_id>/", Update.as_view()),
    path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias),
    path("localize/translate/<int:translation_id>/disable/", stop_translation),
    path("localize/translate/<int:translation_id>/pofile/upload/", upload_pofile),
    path(
        "localize/page/<int:page_id>/decide/<slug:action_name>/<int:task_state_id>/",
        Decide.as_view(),
        name="decide_on_translation",
    ),
]
