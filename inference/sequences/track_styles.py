"""Writes the QGIS styles of the layers: a colour for each track, and when each row is shown."""

from __future__ import annotations

from html import escape

_COLOUR = "color_hsva((track_id * 137) % 360, 85, 95, {alpha})"
_WHOLE_ALPHA, _FILL_ALPHA = 255, 64
# Where frames carry no time, each counts as a second of an arbitrary day, so that they can be played.
_FRAME_CLOCK = "make_datetime(2000, 1, 1, 0, 0, 0) + make_interval(seconds:={frame})"


def objects_style(step_s: float | None) -> str:
    """Returns the QML of the outlines; each is shown for the time of its frame.

    Args:
        step_s: Seconds from frame to frame, or None where the frames carry no time.
    """
    if step_s is None:
        temporal = _by_expression('"frame"', '"frame" + 1')
    else:
        # A little shorter: what ends when the next one begins is shown with it.
        duration_ms = max(1.0, 1000 * step_s - 1)
        temporal = _temporal(mode=1, startField="time", durationUnit="ms", fixedDuration=f"{duration_ms:.3f}")
    properties = {"fillColor": _colour(_FILL_ALPHA), "outlineColor": _colour(_WHOLE_ALPHA)}
    look = {
        "color": "255,152,0,64",
        "outline_color": "255,152,0,255",
        "outline_style": "solid",
        "outline_width": "0.5",
        "style": "solid",
    }
    return _qml("fill", look, properties, temporal)


def tracks_style(step_s: float | None) -> str:
    """Returns the QML of the ways; each is shown while its object is there."""
    if step_s is None:
        temporal = _by_expression('"start_frame"', '"end_frame" + 1')
    else:
        temporal = _temporal(mode=2, startField="start", endField="end", durationUnit="s", fixedDuration="0")
    look = {
        "line_color": "255,152,0,255",
        "line_style": "solid",
        "line_width": "0.6",
        "capstyle": "round",
        "joinstyle": "round",
    }
    return _qml("line", look, {"outlineColor": _colour(_WHOLE_ALPHA)}, temporal)


def _colour(alpha: int) -> str:
    return _COLOUR.format(alpha=alpha)


def _by_expression(first: str, last: str) -> str:
    return _temporal(
        mode=4,
        startExpression=_FRAME_CLOCK.format(frame=first),
        endExpression=_FRAME_CLOCK.format(frame=last),
        durationUnit="s",
        fixedDuration="0",
    )


def _temporal(mode: int, **given: str) -> str:
    fields = {
        "startField": "",
        "endField": "",
        "startExpression": "",
        "endExpression": "",
        "durationField": "",
        **given,
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in fields.items())
    return (
        f'<temporal enabled="1" mode="{mode}" accumulate="0" limitMode="0" {written}>'
        "<fixedRange><start/><end/></fixedRange></temporal>"
    )


def _qml(kind: str, look: dict[str, str], properties: dict[str, str], temporal: str) -> str:
    """Returns a style with one symbol whose colours come from expressions."""
    class_name, geometry_type = {"fill": ("SimpleFill", 2), "line": ("SimpleLine", 1)}[kind]
    options = "".join(
        f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in look.items()
    )
    defined = "".join(
        f'<Option type="Map" name="{name}"><Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="expression" value="{escape(expression)}"/>'
        '<Option type="int" name="type" value="3"/></Option>'
        for name, expression in properties.items()
    )
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.16" styleCategories="Symbology|Temporal">
  {temporal}
  <renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0" referencescale="-1">
    <symbols>
      <symbol type="{kind}" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="{class_name}" enabled="1" locked="0" pass="0">
          <Option type="Map">{options}</Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" name="name" value=""/>
              <Option type="Map" name="properties">{defined}</Option>
              <Option type="QString" name="type" value="collection"/>
            </Option>
          </data_defined_properties>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <layerGeometryType>{geometry_type}</layerGeometryType>
</qgis>
"""
