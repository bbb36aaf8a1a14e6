"""One folding for what is stored in the search index and for what is asked of it.

Two spellings that a reader takes for the same word fold to the same text: ``تعاونيه`` and
``تَعَاوُنِيّة``, ``COOPÉRATIVE`` and ``cooperative``, ``٢٠٢٢`` and ``2022``.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = {
    # Hamza: NFKD has already taken it off alef, waw and yeh; alone it is not heard.
    "ء": "",
    "ٱ": "ا",
    "ة": "ه",
    "ھ": "ه",
    "ہ": "ه",
    "ە": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    # The four letters that Moroccans write for the sound of "go": the official spelling of
    # names writes kaf for it (دار الكداري, زكوطة), so kaf is their class. Qaf stays: it is a
    # letter of its own in as many names (سيدي قاسم).
    "ڭ": "ك",
    "گ": "ك",
    "ݣ": "ك",
    "ڨ": "ك",
    "پ": "ب",
    "ڤ": "ف",
    "ڥ": "ف",
    "ـ": "",  # tatweel
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
}
# Marks (tashkeel, accents) and characters without a width (joiners, direction marks) vanish.
_VANISHING = frozenset({"Mn", "Me", "Cf"})
# With or without its hyphen, the word is one: co-operative, co-organisé.
_CO = re.compile(r"\bco[-\u2010\u2011](?=[^\W\d_])")
_SPACES = re.compile(r" +")
_GROUPED_DIGITS = re.compile(r"\b[0-9]{1,3}(?: [0-9]{3})+\b")


def fold(text: str) -> str:
    """Return ``text`` as lower-case words of letters and digits with one space between them.

    Accents, tashkeel, tatweel and hamza go, the forms of a letter become one, digits become 0-9,
    everything else separates words. The groups of a long number are joined: ``19 204`` and
    ``19,204`` are ``19204``. Folding twice is folding once; nothing raises.
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _CO.sub("co", text)
    folded = _SPACES.sub(" ", text.translate(_FOLDING)).strip(" ")
    return _GROUPED_DIGITS.sub(lambda match: match.group().replace(" ", ""), folded)


class _Folding(dict):
    """What each character folds to, filled as characters are met: Unicode has a million of them."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in _LETTERS:
            folded = _LETTERS[character]
        elif category in _VANISHING:
            folded = ""
        elif category == "Nd":
            folded = str(unicodedata.decimal(character))
        # Modifier letters are what people type for an apostrophe: ʼ ʻ ʾ.
        elif category[0] == "L" and category != "Lm":
            folded = character
        else:
            folded = " "
        self[code] = folded
        return folded


_FOLDING = _Folding()


# The article with the particles that are written onto it: "in Kenitra" is one word, بالقنيطرة.
ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)")


def words(text: str) -> list[str]:
    """Return the words of ``text`` as they stand in the index: folded, Arabic without its article.

    ``القنيطرة``, ``بالقنيطرة`` and ``قنيطرة`` are one word; what is left of a word has at least
    three letters.
    """
    return [_without_article(word) for word in fold(text).split()]


def words_within(text: str) -> list[str]:
    """Return the words of a running text: ``words``, and after a word with a particle written onto it
    (``بسيدي``, ``وتضم``) the word without.

    A particle cannot be told from a first letter, so both stay; who searches for the word finds it.
    """
    found = []
    for word in words(text):
        found.append(word)
        if word[0] in "وفبلك" and (len(word) > 4 or word[1:].isdigit()):
            found.append(word[1:])
    return found


def _without_article(word: str) -> str:
    while (bare := ARTICLE.sub("", word, count=1)) != word:
        word = bare
    return word
