"""Says how QGIS treats our tasks when it is closed while they are under way."""

from __future__ import annotations

from qgis.core import QgsTask

# What a task of ours leaves undone is found again, or was only a copy: closing QGIS need not ask.
QUIET = QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt
