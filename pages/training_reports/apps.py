from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class TrainingReports(ContentType):
    """What a training was, for whom, with whom, and what came of it."""

    name = "pages.training_reports"
    verbose_name = _("Training reports")
    description = _("What a training was, for whom, with whom, and what came of it.")
