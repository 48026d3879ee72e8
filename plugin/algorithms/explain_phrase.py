"""The algorithm "Explain phrase": how a phrase is read, without any raster."""

from __future__ import annotations

import json
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterString,
)

from .algorithm import GeoReferAlgorithm, translate
from .following import explain


class ExplainPhrase(GeoReferAlgorithm):
    """Shows how a phrase is read, and what of it was not understood."""

    SENTENCE, READING = "SENTENCE", "READING"

    def name(self) -> str:
        """Returns the name in scripts and models; never translated."""
        return "explainphrase"

    def displayName(self) -> str:
        """Returns the name in the toolbox."""
        return translate("GeoRefer", "Explain phrase")

    def shortHelpString(self) -> str:
        """Returns the help beside the parameters."""
        return translate(
            "GeoRefer",
            "Shows how GeoRefer reads a phrase: what is looked for, where, how many, in which order, and "
            "which words it does not know. Nothing is searched.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declares parameters and outputs."""
        self.addParameter(QgsProcessingParameterString(self.PHRASE, translate("GeoRefer", "Phrase")))
        self.addOutput(
            QgsProcessingOutputString(self.SENTENCE, translate("GeoRefer", "The phrase as it is read"))
        )
        self.addOutput(QgsProcessingOutputString(self.READING, translate("GeoRefer", "The reading as JSON")))

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Asks the engine."""
        phrase = self.parameterAsString(parameters, self.PHRASE, context)
        if not phrase.strip():
            raise QgsProcessingException(
                translate("GeoRefer", 'The phrase is empty. Say what to look for: "red building top-left"')
            )
        explained = explain(phrase, feedback)
        if explained is None:
            return {}
        sentence = str(explained.reading.get("sentence", ""))
        feedback.pushInfo(sentence)
        for piece in explained.reading.get("unread", ()):
            feedback.pushWarning(
                translate("GeoRefer", '"{words}" was not understood').format(words=piece["text"])
            )
        return {
            self.SENTENCE: sentence,
            self.READING: json.dumps(explained.reading, ensure_ascii=False),
        }
