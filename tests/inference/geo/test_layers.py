"""Checks that map layers arrive in the CRS of what is searched, and what is said of those that cannot."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas
import pyogrio
import pytest
import shapely
from georefer.inference.errors import InputError
from georefer.inference.geo.layers import read_layer
from pyproj import CRS
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

UTM = CRS.from_epsg(32633).to_wkt()
LINE = LineString([(500_000, 5_000_000), (501_000, 5_001_000)])


def written(
    path: Path, shapes: list[BaseGeometry | None], crs: str | None = UTM, **options: str | bool
) -> str:
    table = geopandas.GeoDataFrame({"name": ["x"] * len(shapes)}, geometry=shapes, crs=crs)
    pyogrio.write_dataframe(table, path, **options)
    return str(path)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "fgb"])
def test_a_layer_arrives_where_it_lies_whatever_its_crs(tmp_path: Path, ending: str) -> None:
    degrees = geopandas.GeoSeries([LINE], crs=UTM).to_crs("EPSG:4326").iloc[0]
    file = written(tmp_path / f"rail.{ending}", [degrees], "EPSG:4326")
    (line,) = read_layer(file, "Rail", UTM)
    assert shapely.get_coordinates(line) == pytest.approx(shapely.get_coordinates(LINE), abs=0.01)


def test_one_of_several_layers_is_chosen_as_qgis_writes_it(tmp_path: Path) -> None:
    file = written(tmp_path / "map.gpkg", [LINE], layer="rail")
    written(tmp_path / "map.gpkg", [Point(0, 0)], layer="stations", append=True)
    assert read_layer(f"{file}|layername=rail", "Rail", UTM)[0].geom_type == "LineString"
    assert read_layer(f"{file}|layername=stations|geometrytype=Point", "S", UTM)[0].geom_type == "Point"
    with pytest.raises(InputError, match=r"holds 2 layers\. .*rail, stations"):
        read_layer(file, "Rail", UTM)
    with pytest.raises(InputError, match='no layer "road"'):
        read_layer(f"{file}|layername=road", "Rail", UTM)


def test_what_cannot_be_compared_is_repaired_or_left_out(tmp_path: Path) -> None:
    bow = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    high = shapely.force_3d(box(20, 0, 30, 10), 5.0)
    file = written(tmp_path / "areas.gpkg", [bow, None, MultiPolygon(), high, box(0, 20, 5, 25)])
    shapes = np.array(read_layer(file, "Areas", UTM), object)
    assert shapely.is_valid(shapes).all()
    assert not shapely.has_z(shapes).any()
    assert shapely.area(shapes).tolist() == pytest.approx([50, 100, 25])


def test_nothing_has_a_crs(tmp_path: Path) -> None:
    file = written(tmp_path / "rail.gpkg", [LINE], None)
    assert len(read_layer(file, "Rail", None)) == 1
    with pytest.raises(InputError, match=r"\[Rail\] has no CRS"):
        read_layer(file, "Rail", UTM)
    with pytest.raises(InputError, match="what is searched has none"):
        read_layer(written(tmp_path / "road.gpkg", [LINE]), "Road", None)


@pytest.mark.parametrize("name", ["", " ", "absent.gpkg", "folder", "text.gpkg", "empty.gpkg", "a\0b.gpkg"])
def test_a_file_that_is_no_layer_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.gpkg").write_text("no layer")
    (tmp_path / "empty.gpkg").touch()
    file = str(tmp_path / name) if name.strip() else name
    with pytest.raises(InputError, match=r"\[Rail\]"):
        read_layer(file, "Rail", UTM)


def test_a_layer_without_features_or_geometry_is_said(tmp_path: Path) -> None:
    empty = written(tmp_path / "none.gpkg", [], geometry_type="Point")
    with pytest.raises(InputError, match="no features"):
        read_layer(empty, "Rail", UTM)
    table = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pandas.DataFrame({"a": [1]}), table)
    with pytest.raises(InputError, match="holds only a table"):
        read_layer(str(table), "Rail", UTM)
