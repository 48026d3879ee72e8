"""Turns the proxy of QGIS's settings into the variables that the engine's libraries and pip know."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy

# Socks with names resolved by the proxy: what a browser does.
_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
}


def proxy_variables() -> dict[str, str]:
    """Returns the variables for the proxy that QGIS uses; none where it uses none."""
    network = QgsNetworkAccessManager.instance()
    excluded = (*network.noProxyList(), *network.excludeList())
    return variables_of(network.fallbackProxy(), tuple(excluded))


def variables_of(proxy: QNetworkProxy, excluded: tuple[str, ...] = ()) -> dict[str, str]:
    """Returns the variables for a proxy.

    Args:
        proxy: What QGIS talks through.
        excluded: Beginnings of addresses that are asked without it.
    """
    scheme = _SCHEMES.get(proxy.type())
    if scheme is None or not proxy.hostName():
        return {}
    login = ""
    if proxy.user():
        login = f"{quote(proxy.user(), safe='')}:{quote(proxy.password(), safe='')}@"
    port = f":{proxy.port()}" if proxy.port() else ""
    address = f"{scheme}://{login}{proxy.hostName()}{port}"
    hosts = dict.fromkeys(host for host in map(_host, excluded) if host)
    return {
        "HTTP_PROXY": address,
        "HTTPS_PROXY": address,
        "NO_PROXY": ",".join((*hosts, "localhost", "127.0.0.1")),
    }


def _host(address: str) -> str:
    """Returns the host of the beginning of an address, with or without `https://`."""
    return urlsplit(address if "//" in address else f"//{address}").hostname or ""
