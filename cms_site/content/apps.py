from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """The kit as a Django application: templates, translations and editor additions."""

    name = "cms_site.content"
    label = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from cms_site.content.choosers import name_nothing_by_what_is_no_id
        from cms_site.content.columns import write_csv_for_spreadsheets
        from cms_site.content.copying import tell_faults_of_copies
        from cms_site.content.early_texts import read_in_language
        from cms_site.content.posted_forms import refuse_unreadable_streams
        from cms_site.content.record_choosers import name_what_is_chosen
        from cms_site.content.retired_types import tolerate_retired_types
        from cms_site.content.search_fields import forget_deleted
        from cms_site.content.translated_texts import mark_unfit_texts
        from cms_site.content.translation import tell_dates_in_language

        tolerate_retired_types()
        forget_deleted()
        tell_dates_in_language()
        mark_unfit_texts()
        name_nothing_by_what_is_no_id()
        name_what_is_chosen()
        read_in_language()
        refuse_unreadable_streams()
        tell_faults_of_copies()
        write_csv_for_spreadsheets()
        from cms_site.content import record_titles  # noqa: F401, its receiver
