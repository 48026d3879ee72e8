"""`georefer select`: a phrase applied to polygons that exist already."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas
import pyogrio
import pytest
from georefer.inference import cli
from georefer.tests.inference.scenes import picture, write_raster
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:32633"
X, Y = 500_000.0, 5_000_000.0


def square(x: float, y: float, side: float = 20.0) -> Polygon:
    return box(X + x - side / 2, Y + y - side / 2, X + x + side / 2, Y + y + side / 2)


ROWS: list[tuple[str, str | None, Polygon]] = [
    ("red building", "red", square(100, 900)),
    ("house", "blue", square(500, 500, 30)),
    ("storage_tank", "white", square(800, 800)),
    ("storage_tank", "white", square(850, 200, 40)),
    ("building", None, square(900, 100)),
    ("forest", "green", square(300, 300, 100)),
]


@dataclass
class Desk:
    """A folder with polygons, a railway, and a command line."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    @property
    def objects(self) -> Path:
        return self.folder / "objects.gpkg"

    @property
    def output(self) -> Path:
        return self.folder / "chosen.gpkg"

    def select(self, phrase: str, *options: str, field: str | None = "kind") -> tuple[int, str, str]:
        given = ["select", str(self.objects), phrase, "-o", str(self.output), *options]
        if field is not None:
            given += ["--target-field", field]
        try:
            code = cli.main(given)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = self.capture.readouterr()
        return code, out, err

    def numbers(self, phrase: str, *options: str) -> list[int]:
        """Returns the numbers of the chosen objects, as they stand in the file that was written."""
        code, _, err = self.select(phrase, *options)
        assert code == 0, err
        return [int(number) for number in pyogrio.read_dataframe(self.output, layer="objects")["number"]]

    def layer(self, name: str, *shapes: BaseGeometry, crs: str | None = CRS) -> Path:
        path = self.folder / f"{name}.gpkg"
        geopandas.GeoSeries(list(shapes), crs=crs).to_file(path, driver="GPKG")
        return path


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    table = geopandas.GeoDataFrame(
        {
            "kind": [kind for kind, _, _ in ROWS],
            "colour": [colour for _, colour, _ in ROWS],
            "number": range(len(ROWS)),
            "floors": pandas.array([1, None, 3, 4, None, 6], dtype="Int64"),
            "height_m": [1.5, 2.5, None, 4.5, 5.5, 6.5],
            "seen": pandas.to_datetime(["2024-05-01"] * len(ROWS)),
            "名称": ["甲", "乙", "丙", "丁", "戊", "己"],
        },
        geometry=[shape for _, _, shape in ROWS],
        crs=CRS,
    )
    pyogrio.write_dataframe(table, tmp_path / "objects.gpkg", layer="things", driver="GPKG")
    return Desk(tmp_path, capsys)


@pytest.mark.parametrize(
    ("phrase", "numbers"),
    [
        ("red building", [0]),
        ("buildings", [0, 1, 4]),
        ("the largest building", [1]),
        ("tanks", [2, 3]),
        ("the largest tank", [3]),
        ("largest storage tank in the upper half", [2]),
        ("house", [1]),
        ("油罐", [2, 3]),
        ("左上角的红色建筑物", [0]),
        ("buildings or tanks", [0, 1, 2, 3, 4]),
        ("buildings in the south-east", [4]),
        ("the building nearest to the largest tank", [4]),
        ("tanks within 300 m of the house", []),
        ("buildings larger than 500 m2", [1]),
        ("features larger than 1000 m2", [3, 5]),
        ("cars", []),
    ],
)
def test_the_target_is_matched_against_the_field(desk: Desk, phrase: str, numbers: list[int]) -> None:
    assert desk.numbers(phrase) == numbers


def test_a_colour_may_stand_in_a_field_of_its_own(desk: Desk) -> None:
    assert desk.numbers("white tanks") == []
    assert desk.numbers("white tanks", "--colour-field", "colour") == [2, 3]
    assert desk.numbers("blue buildings", "--colour-field", "colour") == [1]


def test_a_layer_in_another_crs_is_laid_over_the_objects(desk: Desk) -> None:
    railway = geopandas.GeoSeries([LineString([(X + 800, Y), (X + 800, Y + 1000)])], crs=CRS)
    railway.to_crs("EPSG:4326").to_file(desk.folder / "rail.geojson", driver="GeoJSON")
    given = ("--layer", f"Railway={desk.folder / 'rail.geojson'}")
    assert desk.numbers("tanks within 35 m of [railway]", *given) == [2, 3]
    assert desk.numbers("tanks within 29.9 m of [Railway]", *given) == [2]
    assert desk.numbers("buildings west of [Railway]", *given) == [0, 1]
    code, out, _ = desk.select("buildings near [Railway]", *given, "--json")
    assert code == 0
    assert any("within 100 m" in note for note in json.loads(out)["notes"])


def test_the_extent_is_the_scene(desk: Desk) -> None:
    extent = f"{X + 250},{Y},{X + 1000},{Y + 600}"
    assert desk.numbers("buildings", "--extent", extent) == [1, 4]
    assert desk.numbers("building at the left", "--extent", extent) == [1]
    code, _, err = desk.select("buildings", "--extent", "0,0,10,10")
    assert code == 2
    assert "None of the objects lies in the extent. They cover" in err


def test_all_columns_and_their_types_are_kept_and_the_run_is_told(desk: Desk) -> None:
    desk.numbers("buildings")
    before = pyogrio.read_info(desk.objects)
    after = pyogrio.read_info(desk.output, layer="objects")
    assert list(after["fields"]) == list(before["fields"])
    assert [str(kind) for kind in after["dtypes"]] == [str(kind) for kind in before["dtypes"]]
    table = pyogrio.read_dataframe(desk.output, layer="objects")
    assert table["名称"].tolist() == ["甲", "乙", "戊"]
    assert table.crs.to_epsg() == 32633
    with closing(sqlite3.connect(desk.output)) as connection:
        phrase, parameters = connection.execute("SELECT phrase, parameters FROM georefer_runs").fetchone()
    assert phrase == "buildings"
    assert json.loads(parameters)["selected"] == 3


def test_nothing_found_is_an_empty_layer_and_says_why(desk: Desk) -> None:
    code, out, _ = desk.select("fountains")
    assert code == 0
    assert out.startswith("Nothing was found")
    assert 'No "kind" means "fountains"; there are: red building, house' in out
    info = pyogrio.read_info(desk.output, layer="objects")
    assert info["features"] == 0
    assert "number" in info["fields"]


def test_objects_without_a_crs_are_measured_in_their_units(desk: Desk) -> None:
    table = pyogrio.read_dataframe(desk.objects).set_crs(None, allow_override=True)
    pyogrio.write_dataframe(table, desk.objects, layer="things", driver="GPKG")
    assert desk.numbers("the largest building") == [1]
    assert pyogrio.read_info(desk.output, layer="objects")["crs"] is None
    code, _, err = desk.select("buildings near [Rail]", "--layer", f"Rail={desk.layer('rail', Point(X, Y))}")
    assert code == 2
    assert "[Rail] has a CRS, but what is searched has none" in err


def test_broken_outlines_are_judged_repaired_and_written_as_they_are(desk: Desk) -> None:
    bow = Polygon([(X, Y), (X + 40, Y + 40), (X + 40, Y), (X, Y + 40)])
    table = geopandas.GeoDataFrame(
        {"kind": ["tank", "tank", "tank"], "number": [0, 1, 2]},
        geometry=[bow, square(500, 500), None],
        crs=CRS,
    )
    pyogrio.write_dataframe(table, desk.objects, layer="things", driver="GPKG")
    assert desk.numbers("the leftmost tank") == [0]
    assert desk.numbers("tanks") == [0, 1]


def test_a_field_that_says_yes_is_its_own_noun(desk: Desk) -> None:
    table = pyogrio.read_dataframe(desk.objects)
    table["building"] = ["yes", "house", None, "no", "apartments", None]
    pyogrio.write_dataframe(table, desk.objects, layer="things", driver="GPKG")
    desk.select("buildings", field="building")
    assert pyogrio.read_dataframe(desk.output, layer="objects")["number"].tolist() == [0, 1]


MISTAKES: list[tuple[str, Callable[[Desk], tuple[int, str, str]], str]] = [
    ("no field", lambda desk: desk.select("tanks", field=None), "There are: kind, colour, number"),
    ("other field", lambda desk: desk.select("tanks", field="class"), 'no field "class". There are: kind'),
    ("no phrase", lambda desk: desk.select(" "), "The phrase is empty"),
    ("no target", lambda desk: desk.select("the of"), "names nothing"),
    ("no layer", lambda desk: desk.select("tanks near [Rail]"), 'for "[Rail]" (characters 12 to 17)'),
    (
        "layers there are",
        lambda desk: desk.select("tanks near [Rail]", "--layer", "Road=a.gpkg"),
        "There are: [Road]",
    ),
    (
        "layer file",
        lambda desk: desk.select("tanks near [Rail]", "--layer", f"Rail={desk.folder / 'a.gpkg'}"),
        "[Rail] is not there: a.gpkg does not exist",
    ),
    (
        "layer without CRS",
        lambda desk: desk.select(
            "tanks near [Rail]", "--layer", f"Rail={desk.layer('rail', Point(X, Y), crs=None)}"
        ),
        "[Rail] has no CRS",
    ),
    (
        "layer without area",
        lambda desk: desk.select("tanks inside [Rail]", "--layer", f"Rail={desk.layer('rail', Point(X, Y))}"),
        "it holds no polygons",
    ),
]


@pytest.mark.parametrize(("ask", "told"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_mistakes_are_one_line_and_leave_the_output(
    desk: Desk, ask: Callable[[Desk], tuple[int, str, str]], told: str
) -> None:
    desk.output.write_bytes(b"")
    code, _, err = ask(desk)
    assert code == 2
    assert told in err
    assert err.count("\n") == 1
    assert desk.output.read_bytes() == b""


def test_the_objects_are_never_written_to(desk: Desk) -> None:
    before = desk.objects.read_bytes()
    code = cli.main(["select", str(desk.objects), "tanks", "-o", str(desk.objects), "--target-field", "kind"])
    assert code == 2
    assert "is the file of the objects itself" in desk.capture.readouterr().err
    assert desk.objects.read_bytes() == before


@pytest.mark.parametrize("kind", ["absent", "folder", "text", "empty", "table", "lines", "raster"])
def test_files_that_are_no_polygons_are_refused(desk: Desk, kind: str) -> None:
    path = desk.objects
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("kind,number\n")
    elif kind == "empty":
        path.touch()
    elif kind == "table":
        pyogrio.write_dataframe(pandas.DataFrame({"kind": ["tank"]}), path, driver="GPKG", layer="things")
    elif kind == "lines":
        desk.layer("objects", LineString([(X, Y), (X + 1, Y)]))
    elif kind == "raster":
        write_raster(path, picture(40, [((5, 6, 20, 14), "red")]))
    code, _, err = desk.select("tanks", field="kind")
    assert code == 2
    assert err.count("\n") == 1
    assert not desk.output.exists()
