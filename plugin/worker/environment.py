"""Chooses what the engine's process may know of QGIS's environment."""

from __future__ import annotations

from qgis.PyQt.QtCore import QProcessEnvironment

from ..options import schema
from .proxy import proxy_variables

# Whatever is not named stays behind. QGIS's PYTHON*, PROJ_*, GDAL_*, LD_LIBRARY_PATH and the like would make
# the engine's own libraries load QGIS's files: another PROJ database, another numpy, another GDAL.
ALLOWED = frozenset(
    """
    PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TEMP TMP
    SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT APPDATA LOCALAPPDATA USERPROFILE PROGRAMDATA PROGRAMFILES
    NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE
    XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
    HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE PIP_CERT
    PIP_INDEX_URL PIP_EXTRA_INDEX_URL
    HF_HOME HF_HUB_CACHE HF_ENDPOINT HF_HUB_OFFLINE HF_TOKEN HF_TOKEN_PATH HUGGING_FACE_HUB_TOKEN
    MODELSCOPE_DOMAIN TORCH_HOME
    OMP_NUM_THREADS MKL_NUM_THREADS OPENBLAS_NUM_THREADS
    """.split()  # noqa: SIM905 (a list of one name a line would fill the page)
)
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
ALLOWED_BEGINNINGS = ("LC_", "CUDA_", "NVIDIA_", "HIP_", "ROCR_", "PYTORCH_", "GEOREFER_")


def engine_environment(inherited: QProcessEnvironment | None = None) -> QProcessEnvironment:
    """Returns the environment of the engine's process, with the proxy of QGIS and the chosen threads.

    Args:
        inherited: What to choose from; None: the environment of QGIS.
    """
    inherited = inherited or QProcessEnvironment.systemEnvironment()
    chosen = QProcessEnvironment()
    for name in inherited.keys():  # noqa: SIM118 (no mapping)
        upper = name.upper()
        if upper in ALLOWED or upper.startswith(ALLOWED_BEGINNINGS):
            chosen.insert(name, inherited.value(name))
    threads = schema.read().threads
    for name in THREAD_VARIABLES if threads else ():
        chosen.insert(name, str(threads))
    for name, value in proxy_variables().items():
        # Both spellings: curl, and with it GDAL, knows `http_proxy` alone.
        chosen.insert(name, value)
        chosen.insert(name.lower(), value)
    return chosen
