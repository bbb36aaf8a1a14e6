"""Words per language beside facts that exist once: ``name_ar``, ``name_fr``, ``name_en``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Expression, F, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

LANGUAGES = {
    "ar": gettext_lazy("Arabic"),
    "fr": gettext_lazy("French"),
    "en": gettext_lazy("English"),
}
RTL_LANGUAGES = frozenset({"ar"})


def direction(language: str) -> str:
    """Return ``"rtl"`` or ``"ltr"`` for a language code such as ``ar`` or ``ar-ma``."""
    return "rtl" if language.split("-")[0] in RTL_LANGUAGES else "ltr"


def _label(label: object, language: str) -> str:
    return _("%(field)s in %(language)s") % {"field": label, "language": LANGUAGES[language]}


_lazy_label = lazy(_label, str)


class Words:
    """Declare one field per language, and read it in the visitor's language.

    ``name = Words(models.CharField(_("name"), max_length=200), required=True)`` makes the columns
    ``name_ar``, ``name_fr`` and ``name_en`` and the attribute ``name``: the word in the active
    language, else in the first language that has it. ``required`` asks for at least one language.
    """

    def __init__(self, field: models.Field, *, required: bool = False) -> None:
        self.field = field
        self.required = required

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        self.name = name
        self.label = self.field.verbose_name
        for language in LANGUAGES:
            column = self.field.clone()
            column.blank = True
            column.default = ""
            column.verbose_name = _lazy_label(self.label, language)
            column.contribute_to_class(cls, f"{name}_{language}")
        setattr(cls, name, self)

    @property
    def columns(self) -> list[str]:
        """The names of the columns, one per language."""
        return [f"{self.name}_{language}" for language in LANGUAGES]

    def __get__(self, instance: models.Model | None, owner: type | None = None):
        if instance is None:
            return self
        return self.in_language(instance, get_language() or "ar")

    def in_language(self, instance: models.Model, language: str) -> str:
        """Return the words in ``language``, else in the first language that has them, else ""."""
        found = self.language_in(instance, language)
        return getattr(instance, f"{self.name}_{found}") if found else ""

    def language_in(self, instance: models.Model, language: str) -> str:
        """Return the language of the words that ``in_language`` returns, "" where there are none."""
        first = language.split("-")[0]
        order = [first, *(code for code in LANGUAGES if code != first)]
        return next((code for code in order if getattr(instance, f"{self.name}_{code}", "")), "")

    def clean(self, instance: models.Model) -> None:
        """Raise ``ValidationError`` on the Arabic column when words are required and none is given."""
        if self.required and not any(getattr(instance, column) for column in self.columns):
            raise ValidationError(
                {
                    self.columns[0]: _("Give %(field)s in at least one language.")
                    % {"field": self.label}
                }
            )


def words_of(model: type[models.Model]) -> Iterator[Words]:
    """Yield the ``Words`` that ``model`` declares or inherits."""
    seen: set[str] = set()
    for cls in model.__mro__:
        for name, value in vars(cls).items():
            if isinstance(value, Words) and name not in seen:
                seen.add(name)
                yield value


@lru_cache(maxsize=64)
def in_order(languages: tuple[str, ...]) -> list[str]:
    """Return the languages that words have, ``languages`` first: where they are looked for."""
    return [code for code in dict.fromkeys([*languages, *LANGUAGES]) if code in LANGUAGES]


def told_words(words: Words, languages: Sequence[str]) -> Expression:
    """Return the expression for the words a reader of ``languages`` is told, null where none are."""
    columns = (known_text(f"{words.name}_{code}") for code in in_order(tuple(languages)))
    return Coalesce(*columns, output_field=TextField())


def known_text(name: str) -> Expression:
    """Return the expression for the text of a column, in which the empty one is null."""
    return NullIf(F(name), Value(""), output_field=TextField())
