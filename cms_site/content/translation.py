"""Translations stay drafts until somebody who may publish publishes them.

wagtail-localize asks for the permission to publish at one of its buttons only, and what it saves it
writes into the live row first. These functions are what its views in ``translation_views`` do
instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils import formats, timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import DraftStateMixin, Locale, Page, Revision, TranslatableMixin, WorkflowState
from wagtail.permissions import policy_registry
from wagtail_localize.compat import DATE_FORMAT
from wagtail_localize.models import StringTranslation, Translation, TranslationLog
from wagtail_localize.operations import translate_object

from cms_site.content.leftovers import is_blank

# An address may stay as it is in the source. What search engines show may not: visitors read it there.
BESIDE_THE_TEXT = ("slug",)


def may_publish(user, instance: TranslatableMixin) -> bool:
    """Whether ``user`` may make ``instance`` public as it is; without drafts, each change does."""
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_publish()
    action = "publish" if isinstance(instance, DraftStateMixin) else "change"
    policy = policy_registry.get_by_type(type(instance))
    return policy.user_has_permission_for_instance(user, action, instance)


def translation_into(page: Page) -> Translation | None:
    """Return the translation that ``page`` is the result of, if it is still kept in step."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()


def untranslated(translation: Translation) -> str | None:
    """Return why the page that ``translation`` makes is not fit to be read, or ``None``.

    Each text a visitor reads must be translated, those of the page's children too: what is not
    would stand on the page in the wrong language. The answer names the fields, and how many texts of
    each are missing; and what is wrong with those that cannot be used.
    """
    model = translation.source.specific_content_type.model_class()
    segments = translation.source.stringsegment_set.order_by("order")
    locale = translation.target_locale
    missing = Counter(
        name
        for segment in segments.select_related("context", "string").annotate_translation(locale)
        if is_blank(segment.translation or "")
        and not is_blank(segment.string.data)
        and (name := segment.context.path.split(".")[0]) not in BESIDE_THE_TEXT
    )
    faults = [
        f"{_name_of(model._meta.get_field(text.context.path.split('.')[0]))}: {text.get_error()}"
        for text in segments.get_translations(locale).filter(has_error=True)
    ]
    names = [
        f"{_name_of(model._meta.get_field(name))} ({number})" for name, number in missing.items()
    ]
    if names:
        said = _("Not everything is translated yet. Still missing: %(fields)s.")
        faults.insert(0, said % {"fields": _(", ").join(names)})
    return " ".join(faults) or None


def _name_of(field) -> str:
    """Return what the editor calls ``field``, or the children that stand in it."""
    return str(
        capfirst(
            field.related_model._meta.verbose_name_plural
            if field.auto_created
            else field.verbose_name
        )
    )


def tell_dates_in_language() -> None:
    """Have wagtail-localize say in the editor's language when a text was translated.

    It writes the date in English into its sentence; to be called once, at the start.
    """
    in_english = StringTranslation.get_comment

    def get_comment(self: StringTranslation) -> str:
        date = formats.date_format(timezone.localtime(self.updated_at))
        return (in_english(self) or "").replace(self.updated_at.strftime(DATE_FORMAT), date)

    StringTranslation.get_comment = get_comment


def obstacle(page: Page, locale: Locale, user) -> str | None:
    """Return why ``user`` cannot start the translation of ``page`` into ``locale``, or ``None``.

    A page above it that is not translated would be put there as a live copy in the wrong language;
    a live copy of the page itself would take the translation's words at once.
    """
    parent = page.get_parent()
    if not parent.is_root() and not parent.has_translation(locale):
        return _("First translate the page above it, “%(page)s”.") % {"page": parent.title}
    copy = Page.objects.filter(translation_key=page.translation_key, locale=locale).first()
    if copy and copy.live and not may_publish(user, copy):
        return _("In this language it is public as a copy; only a publisher can replace it.")
    return None


def translate_descendants(page: Page, locales: Iterable[Locale], components, user) -> None:
    """Start the translation of the pages below ``page`` that ``locales`` lack, as drafts.

    A page that is there already is left as it is: its words may not come from a translation.
    """
    for descendant in page.get_descendants().specific():
        translated = descendant.get_translations().filter(alias_of=None)
        there = set(translated.values_list("locale", flat=True))
        wanted = [
            locale
            for locale in locales
            if locale.pk not in there and not obstacle(descendant, locale, user)
        ]
        translate_object(descendant, wanted, components, user)


def translated_page(translation: Translation) -> Page:
    """Return the page, children included, that ``translation`` makes; nothing is saved.

    What is not translated yet stands there in the language of the source.
    """
    locale = translation.target_locale
    page = translation.source.get_ephemeral_translated_instance(locale, fallback=True)
    page.slug = find_available_slug(page.get_parent(), slugify(page.slug), ignore_page_id=page.pk)
    return page


def save_draft(translation: Translation, user) -> Revision:
    """Save the translation's words as a new draft of its page, of which nothing becomes public.

    Raises ``ValidationError`` when the page would not be accepted.
    """
    revision = translated_page(translation).save_revision(user=user, log_action=True)
    TranslationLog.objects.create(
        source=translation.source, locale=translation.target_locale, revision=revision
    )
    return revision


def submit(page: Page, user) -> None:
    """Put the latest draft of ``page`` before those who publish, or back before them."""
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        page.get_workflow().start(page, user)
