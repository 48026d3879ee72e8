"""Serves a drawn scene on this machine as XYZ tiles, WMS and WCS, well or badly."""

from __future__ import annotations

import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np
from osgeo import gdal

EDGE_M = 20037508.342789244
TILE_PX = 256
# Web Mercator: left, bottom, right, top of the place that is drawn, on the grid of zoom level 19.
ZOOM, FIRST_COLUMN, FIRST_ROW, TILES = 19, 282_000, 180_000, 4
GSD = 2 * EDGE_M / TILE_PX / 2**ZOOM
LEFT, TOP = -EDGE_M + FIRST_COLUMN * TILE_PX * GSD, EDGE_M - FIRST_ROW * TILE_PX * GSD
SIDE = TILES * TILE_PX * GSD
EXTENT = (LEFT, TOP - SIDE, LEFT + SIDE, TOP)
# Column, row, side in pixels of zoom level 19 of red squares on grey ground.
SQUARES = ((100, 80, 60), (560, 140, 70), (200, 600, 80), (470, 470, 90))

CAPABILITIES = """<?xml version="1.0"?>
<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms"
 xmlns:xlink="http://www.w3.org/1999/xlink"><Service><Name>WMS</Name><Title>drawn</Title>
<OnlineResource xlink:href="{url}"/></Service><Capability><Request>
<GetCapabilities><Format>text/xml</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{url}"/></Get>
</HTTP></DCPType></GetCapabilities><GetMap><Format>image/png</Format><DCPType><HTTP><Get>
<OnlineResource xlink:href="{url}"/></Get></HTTP></DCPType></GetMap></Request><Exception><Format>XML</Format>
</Exception><Layer><Title>root</Title><CRS>EPSG:3857</CRS><EX_GeographicBoundingBox>
<westBoundLongitude>-180</westBoundLongitude><eastBoundLongitude>180</eastBoundLongitude>
<southBoundLatitude>-80</southBoundLatitude><northBoundLatitude>80</northBoundLatitude>
</EX_GeographicBoundingBox><BoundingBox CRS="EPSG:3857" minx="{0}" miny="{1}" maxx="{2}" maxy="{3}"/>
<Layer><Name>drawn</Name><Title>drawn</Title></Layer></Layer></Capability></WMS_Capabilities>"""
REFUSAL = """<?xml version="1.0"?><ServiceExceptionReport version="1.3.0"
 xmlns="http://www.opengis.net/ogc"><ServiceException>too many</ServiceException></ServiceExceptionReport>"""
COVERAGES = """<?xml version="1.0"?><WCS_Capabilities version="1.0.0" xmlns="http://www.opengis.net/wcs"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gml="http://www.opengis.net/gml"><Service><name>WCS</name>
<label>drawn</label></Service><Capability><Request><GetCapabilities><DCPType><HTTP><Get>
<OnlineResource xlink:href="{url}"/></Get></HTTP></DCPType></GetCapabilities><DescribeCoverage><DCPType><HTTP>
<Get><OnlineResource xlink:href="{url}"/></Get></HTTP></DCPType></DescribeCoverage><GetCoverage><DCPType>
<HTTP><Get><OnlineResource xlink:href="{url}"/></Get></HTTP></DCPType></GetCoverage></Request></Capability>
<ContentMetadata><CoverageOfferingBrief><name>drawn</name><label>drawn</label><lonLatEnvelope
 srsName="urn:ogc:def:crs:OGC:1.3:CRS84"><gml:pos>13.6 48.6</gml:pos>
<gml:pos>13.7 48.7</gml:pos></lonLatEnvelope>
</CoverageOfferingBrief></ContentMetadata></WCS_Capabilities>"""
COVERAGE = """<?xml version="1.0"?><CoverageDescription version="1.0.0" xmlns="http://www.opengis.net/wcs"
 xmlns:gml="http://www.opengis.net/gml"><CoverageOffering><name>drawn</name><label>drawn</label>
<lonLatEnvelope srsName="urn:ogc:def:crs:OGC:1.3:CRS84"><gml:pos>13.6 48.6</gml:pos>
<gml:pos>13.7 48.7</gml:pos>
</lonLatEnvelope><domainSet><spatialDomain><gml:Envelope srsName="EPSG:3857"><gml:pos>{0} {1}</gml:pos>
<gml:pos>{2} {3}</gml:pos></gml:Envelope><gml:RectifiedGrid dimension="2"><gml:limits><gml:GridEnvelope>
<gml:low>0 0</gml:low><gml:high>{last} {last}</gml:high></gml:GridEnvelope></gml:limits>
<gml:axisName>x</gml:axisName><gml:axisName>y</gml:axisName>
<gml:origin><gml:pos>{0} {3}</gml:pos></gml:origin>
<gml:offsetVector>{gsd} 0</gml:offsetVector><gml:offsetVector>0 -{gsd}</gml:offsetVector></gml:RectifiedGrid>
</spatialDomain></domainSet><rangeSet><RangeSet><name>b</name><label>b</label></RangeSet></rangeSet>
<supportedCRSs><requestResponseCRSs>EPSG:3857</requestResponseCRSs><nativeCRSs>EPSG:3857</nativeCRSs>
</supportedCRSs><supportedFormats nativeFormat="GeoTIFF"><formats>GeoTIFF</formats></supportedFormats>
<supportedInterpolations><interpolationMethod>nearest neighbor</interpolationMethod></supportedInterpolations>
</CoverageOffering></CoverageDescription>"""


def picture(left: float, bottom: float, right: float, top: float, width: int, height: int) -> np.ndarray:
    """Returns what lies in an extent as (3, rows, columns); every pixel shows what lies at its centre."""
    columns = (left + (np.arange(width) + 0.5) * (right - left) / width - LEFT) / GSD
    rows = (TOP - (top - (np.arange(height) + 0.5) * (top - bottom) / height)) / GSD
    red = np.zeros((height, width), bool)
    for column, row, side in SQUARES:
        across = (columns >= column) & (columns < column + side)
        red |= across[None] & ((rows >= row) & (rows < row + side))[:, None]
    return np.stack([np.where(red, of, 110) for of in (220, 40, 40)]).astype(np.uint8)


def encoded(bands: np.ndarray, kind: str, extent=None) -> bytes:
    """Returns pixels as a PNG or GeoTIFF."""
    count, rows, columns = bands.shape
    memory = gdal.GetDriverByName("MEM").Create("", columns, rows, count)
    for number, band in enumerate(bands, 1):
        memory.GetRasterBand(number).WriteArray(band)
    if extent is not None:
        left, bottom, right, top = extent
        memory.SetGeoTransform((left, (right - left) / columns, 0, top, 0, (bottom - top) / rows))
    name = f"/vsimem/service_{threading.get_ident()}"
    gdal.GetDriverByName(kind).CreateCopy(name, memory)
    file = gdal.VSIFOpenL(name, "rb")
    body = bytes(gdal.VSIFReadL(1, gdal.VSIStatL(name).size, file))
    gdal.VSIFCloseL(file)
    gdal.Unlink(name)
    return body


class MapService(ThreadingHTTPServer):
    """Serves on a free port of this machine.

    Attributes:
        paths: What was asked for.
        delay_s: How long a picture takes.
        breaks: Given the path and how often it was asked, says whether to answer with an error.
        status: The error.
        is_refusing: Whether pictures are refused by a document.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.paths, self.delay_s, self.status, self.is_refusing = [], 0.0, 500, False
        self.breaks = lambda path, times: False
        # QGIS keeps tiles by their address, and ports come again.
        self._name = uuid.uuid4().hex
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{self._name}/"

    @property
    def pictures(self) -> list[str]:
        return [path for path in self.paths if "Capabilities" not in path and "Describe" not in path]

    def xyz(self) -> str:
        return f"type=xyz&url={quote(self.url, safe=':/')}%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax={ZOOM}&zmin=0"

    def wms(self) -> str:
        return f"crs=EPSG:3857&format=image/png&layers=drawn&styles=&url={self.url}"

    def wcs(self) -> str:
        return f"identifier=drawn&crs=EPSG:3857&format=GeoTIFF&version=1.0.0&url={self.url}"

    def handle_error(self, request, client_address) -> None:
        """Says nothing of those who hang up."""

    def answer(self, path: str) -> tuple[int, str, bytes]:
        asked = {key.lower(): value[0] for key, value in parse_qs(urlsplit(path).query).items()}
        verb = asked.get("request", "tile")
        places = {"url": self.url, "gsd": GSD, "last": TILES * TILE_PX - 1}
        if verb == "GetCapabilities":
            document = COVERAGES if asked["service"] == "WCS" else CAPABILITIES
            return 200, "text/xml", document.format(*EXTENT, **places).encode()
        if verb == "DescribeCoverage":
            return 200, "text/xml", COVERAGE.format(*EXTENT, **places).encode()
        time.sleep(self.delay_s)
        if self.breaks(path, self.paths.count(path)):
            return self.status, "text/plain", b"broken"
        if self.is_refusing:
            return 200, "text/xml", REFUSAL.encode()
        if verb == "tile":
            zoom, column, row = (int(part.split(".")[0]) for part in path.split("/")[-3:])
            side = 2 * EDGE_M / 2**zoom
            left, top = -EDGE_M + column * side, EDGE_M - row * side
            extent, width, height = (left, top - side, left + side, top), TILE_PX, TILE_PX
        else:
            extent = tuple(float(part) for part in asked["bbox"].split(","))
            width, height = int(asked["width"]), int(asked["height"])
        bands = picture(*extent, width, height)
        if verb == "GetCoverage":
            return 200, "image/tiff", encoded(bands, "GTiff", extent)
        return 200, "image/png", encoded(bands, "PNG")


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        status, kind, body = self.server.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words) -> None:
        """Says nothing."""
