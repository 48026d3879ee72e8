"""Makes GeoRefer speak the language of QGIS, where there is a translation."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

FOLDER = Path(__file__).resolve().parents[1] / "i18n"
# QGIS names Chinese by its script, other programs by the country. Traditional Chinese is another language
# to its readers, so that it has no translation yet.
SIMPLIFIED_CHINESE = {"zh", "zh_cn", "zh_sg", "zh_hans", "zh_hans_cn", "zh_hans_sg"}


def install() -> QTranslator | None:
    """Loads the translation for QGIS's language; None where there is none, or it has not been built.

    Whoever calls it keeps what it returns: Qt does not.
    """
    file = translation_file(QgsApplication.instance().translation())
    if file is None:
        return None
    translator = QTranslator()
    if not translator.load(str(file)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove(translator: QTranslator | None) -> None:
    """Takes away what `install` has returned."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)


def translation_file(locale: str, folder: Path = FOLDER) -> Path | None:
    """Returns the built translation for a locale such as `zh-Hans` or `de_AT`; None where there is none."""
    name = locale.partition(".")[0].replace("-", "_")
    if name.lower() in SIMPLIFIED_CHINESE:
        names = ["zh_CN"]
    elif name.lower().startswith("zh"):
        names = []
    else:
        names = [name, name.partition("_")[0]]
    files = [folder / f"georefer_{one}.qm" for one in names if one]
    return next((file for file in files if file.is_file()), None)
