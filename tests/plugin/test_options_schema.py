"""Options are kept as text, come back as they were, and nonsense in the settings is the default."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from georefer.plugin.options import schema
from georefer.plugin.options.schema import CHOICE, NUMBER, PREFIX, WHOLE, Options
from georefer.plugin.worker.engine import INTERPRETER_KEY, find_engine
from georefer.plugin.worker.environment import engine_environment
from georefer.plugin.worker.proxy import proxy_variables, variables_of
from qgis.core import QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QProcessEnvironment
from qgis.PyQt.QtNetwork import QNetworkProxy

CHOSEN = Options(
    "/opt/engine/bin/python", "cpu", "https://download.pytorch.org/whl/cpu", 3, "/data/cache", 12.5, 2.5
)


@pytest.fixture(autouse=True)
def clean_settings(qgis_app):
    schema.write(Options())
    yield
    schema.write(Options())


def test_without_settings_every_option_has_its_default() -> None:
    assert schema.read() == Options()


def test_options_come_back_as_they_were() -> None:
    schema.write(CHOSEN)
    assert schema.read() == CHOSEN
    assert all(isinstance(QgsSettings().value(PREFIX + one.name), str) for one in fields(Options))


def test_a_default_is_not_kept() -> None:
    schema.write(CHOSEN)
    schema.write(replace(CHOSEN, device="auto"))
    of_worker = replace(CHOSEN, device="auto", torch_index="", embeddings_limit_gb=0.0)
    assert schema.of_worker() == of_worker
    assert not QgsSettings().contains(PREFIX + "device")
    assert schema.read().device == "auto"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("device", "abacus", "auto"),
        ("torch_index", "no address", ""),
        ("torch_index", " https://mirror.example/whl ", "https://mirror.example/whl"),
        ("threads", "many", 0),
        ("threads", "-4", 0),
        ("threads", "9999", 256),
        ("threads", "4.0", 4),
        ("cache_limit_gb", "nan", Options().cache_limit_gb),
        ("cache_limit_gb", "inf", 10_000),
        ("cache_limit_gb", "0", 0.1),
    ],
)
def test_nonsense_in_the_settings_is_mended(name, text, value) -> None:
    QgsSettings().setValue(PREFIX + name, text)
    assert getattr(schema.read(), name) == value


def test_every_option_has_words_and_a_default_that_it_allows() -> None:
    for name, trait in schema.traits().items():
        default = getattr(Options(), name)
        assert trait.label()
        assert trait.explanation()
        if trait.kind in (WHOLE, NUMBER):
            assert trait.limits[0] <= default <= trait.limits[1]
        if trait.kind == CHOICE:
            assert default in dict(trait.choices)
            assert all(label() for _, label in trait.choices)


def test_the_engine_is_found_by_the_same_key(monkeypatch) -> None:
    monkeypatch.delenv("GEOREFER_PYTHON", raising=False)
    schema.write(CHOSEN)
    assert PREFIX + "interpreter" == INTERPRETER_KEY
    assert find_engine().python == CHOSEN.interpreter


def outside(**variables) -> QProcessEnvironment:
    environment = QProcessEnvironment()
    for name, value in variables.items():
        environment.insert(name, value)
    return environment


def test_threads_reach_the_engine_where_they_are_chosen() -> None:
    assert engine_environment(outside(OMP_NUM_THREADS="7")).value("OMP_NUM_THREADS") == "7"
    schema.write(CHOSEN)
    environment = engine_environment(outside(OMP_NUM_THREADS="7"))
    assert environment.value("OMP_NUM_THREADS") == "3"
    assert environment.value("MKL_NUM_THREADS") == "3"


def test_the_proxy_follows_qgis(monkeypatch) -> None:
    network = QgsNetworkAccessManager.instance()
    before = (network.fallbackProxy(), network.excludeList(), network.noProxyList())
    proxy = QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "proxy.example", 3128)
    try:
        network.setFallbackProxyAndExcludes(proxy, ["https://maps.example/wms"], ["intranet.example"])
        variables = proxy_variables()
        environment = engine_environment(outside(https_proxy="http://other:1"))
    finally:
        network.setFallbackProxyAndExcludes(*before)

    assert variables["HTTPS_PROXY"] == "http://proxy.example:3128"
    assert {"maps.example", "intranet.example", "localhost"} <= set(variables["NO_PROXY"].split(","))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        assert environment.value(name) == "http://proxy.example:3128"


def test_without_a_proxy_in_qgis_the_one_of_the_machine_stays() -> None:
    assert variables_of(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)) == {}
    assert engine_environment(outside(HTTPS_PROXY="http://own:1")).value("HTTPS_PROXY") == "http://own:1"


def test_a_proxy_with_login_and_socks_are_written_as_addresses() -> None:
    proxy = QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "127.0.0.1", 1080, "ann", "p@ss:1")
    assert variables_of(proxy)["HTTPS_PROXY"] == "socks5h://ann:p%40ss%3A1@127.0.0.1:1080"
