"""Lists what the engine says of phrases, and of what they choose among.

`tests/test_engine_sentences.py` compares it with the code of the engine.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("GeoRefer", "The selection was stopped"),
    QT_TRANSLATE_NOOP("GeoRefer", "Nothing was written"),
    QT_TRANSLATE_NOOP("GeoRefer", "No field says what each polygon is"),
    QT_TRANSLATE_NOOP("GeoRefer", '"{field}" states no colours; a colour field can be given'),
    QT_TRANSLATE_NOOP("GeoRefer", 'No "{field}" means "{wording}"; there are: {shown}, ...'),
    QT_TRANSLATE_NOOP("GeoRefer", 'No "{field}" means "{wording}"; there are: {shown}'),
    QT_TRANSLATE_NOOP("GeoRefer", "None of the objects lies in the extent"),
    QT_TRANSLATE_NOOP("GeoRefer", "They cover {left},{bottom},{right},{top}"),
    QT_TRANSLATE_NOOP("GeoRefer", 'Nothing can be "{text}"'),
    QT_TRANSLATE_NOOP("GeoRefer", 'Nothing can be both "{text}" and "{text2}"'),
    QT_TRANSLATE_NOOP("GeoRefer", "Keep one of the two"),
    QT_TRANSLATE_NOOP("GeoRefer", '"{text}" is no distance'),
    QT_TRANSLATE_NOOP("GeoRefer", '"{text}" has no unit that is known'),
    QT_TRANSLATE_NOOP("GeoRefer", "Nothing can be the {rank_text} and {rank_text2} at once"),
    QT_TRANSLATE_NOOP("GeoRefer", "Give a length such as 200 m or 0.5 km"),
    QT_TRANSLATE_NOOP("GeoRefer", "Use m, km, ft, mi, m2, ha or acres"),
    QT_TRANSLATE_NOOP("GeoRefer", "Give lengths in m or km, areas in m2 or ha"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        'Nothing can be surrounded by the layer "{name}"{place}: it holds no polygons',
    ),
    QT_TRANSLATE_NOOP("GeoRefer", 'Nothing can be {kind} the layer "{name}"{place}: it holds no polygons'),
    QT_TRANSLATE_NOOP("GeoRefer", 'for "{phrase}" (characters {start} to {end})'),
    QT_TRANSLATE_NOOP("GeoRefer", 'Choose a layer of polygons, or ask for what is "near" or "along" it'),
    QT_TRANSLATE_NOOP("GeoRefer", 'No layer "{name}" was given{place}'),
    QT_TRANSLATE_NOOP("GeoRefer", "There are: {shown} and {len} more"),
    QT_TRANSLATE_NOOP("GeoRefer", "There are: {shown}"),
    QT_TRANSLATE_NOOP("GeoRefer", "{count} asked for, {len} found"),
    QT_TRANSLATE_NOOP("GeoRefer", "Nothing was found in the {where}; the nearest outside was taken"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name}: at least {limit} {area_unit} here"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name}: at most {limit} {area_unit} here"),
    QT_TRANSLATE_NOOP("GeoRefer", "No object has the shape or size that was asked for; all were compared"),
    QT_TRANSLATE_NOOP("GeoRefer", 'Nothing was found for "{reference_text}"'),
    QT_TRANSLATE_NOOP("GeoRefer", "Without a CRS, a metre was taken for one unit of the coordinates"),
    QT_TRANSLATE_NOOP("GeoRefer", "{reads_as}: beyond {most} m from edge to edge"),
    QT_TRANSLATE_NOOP("GeoRefer", "{reads_as}: beyond {most} units from edge to edge"),
    QT_TRANSLATE_NOOP("GeoRefer", "{reads_as}: beyond {least} to {most} m, by its size, from edge to edge"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "{reads_as}: beyond {least} to {most} units, by its size, from edge to edge",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "{reads_as}: within {most} m from edge to edge"),
    QT_TRANSLATE_NOOP("GeoRefer", "{reads_as}: within {most} units from edge to edge"),
    QT_TRANSLATE_NOOP("GeoRefer", "{reads_as}: within {least} to {most} m, by its size, from edge to edge"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "{reads_as}: within {least} to {most} units, by its size, from edge to edge",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "1 other object fits nearly as well"),
    QT_TRANSLATE_NOOP("GeoRefer", "{len} other objects fit nearly as well"),
    QT_TRANSLATE_NOOP("GeoRefer", "The phrase holds characters that are broken"),
    QT_TRANSLATE_NOOP("GeoRefer", "The phrase is empty"),
    QT_TRANSLATE_NOOP("GeoRefer", 'Say what to look for, such as "red building top-left"'),
    QT_TRANSLATE_NOOP("GeoRefer", '{rstrip}: "{shortened}" (characters {start} to {end})'),
    QT_TRANSLATE_NOOP("GeoRefer", 'The phrase "{shortened}" names nothing that could be looked for'),
    QT_TRANSLATE_NOOP("GeoRefer", 'Name a thing, such as "building", "white car" or "storage tank"'),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {id} has never seen {named}"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Use a word such as building, car, tree, water or road, or choose another model",
    ),
)
# What names an option of the command line is said of the dock.
REWORDED = {
    "Give it as --target-field. {fields_there}": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Choose the field. {fields_there}",
    ),
    'Add it as --layer "{name}=FILE"': QT_TRANSLATE_NOOP(
        "GeoRefer",
        'Add a vector layer "{name}" to the project',
    ),
    "Type it anew, as UTF-8 text": QT_TRANSLATE_NOOP("GeoRefer", "Type it anew"),
}
