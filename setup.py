"""Takes the version from metadata.txt, the one place that states it; all else is in pyproject.toml."""

from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

metadata = ConfigParser()
metadata.read_string(Path(__file__).with_name("metadata.txt").read_text(encoding="utf-8"))
setup(version=metadata["general"]["version"])
