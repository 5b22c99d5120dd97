"""Sentences in a language that no request chose: that of whoever will read an e-mail.

Pages have Flask-Babel for it (web.language), which looks into the same folder.
"""

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from webapp.lib.words import Sentence

FOLDER = Path(__file__).parent.parent / "translations"


def in_language(sentence: Sentence | str, language: str) -> str:
    """A sentence with its values in a language ("sv"), or in English where nobody translated it.

    A plain text stays as it is.
    """
    if isinstance(sentence, str):
        return sentence
    catalogue = _catalogue(language)
    if sentence.plural is None:
        said = str(catalogue.ugettext(sentence.text))
    else:
        said = str(catalogue.ungettext(sentence.text, sentence.plural, sentence.count))
    values = {
        name: in_language(value, language) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return said % values if values else said.replace("%%", "%")


@lru_cache(maxsize=32)
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(FOLDER, [language])
