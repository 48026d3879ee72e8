<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>GeoRefer</name>
    <message>
        <source>Explain phrase</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows how GeoRefer reads a phrase: what is looked for, where, how many, in which order, and which words it does not know. Nothing is searched.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Phrase</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The phrase as it is read</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The reading as JSON</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The phrase is empty. Say what to look for: "red building top-left"</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"{words}" was not understood</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Going on from the finished tiles</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Computing on {device}: {reason}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{done} of {total} tiles</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine's result {file} cannot be opened</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The output cannot be written: {reason}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>GeoRefer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Segment by phrase</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Finds what a phrase refers to, such as "red building top-left" or "the two largest tanks", and returns polygons with score, area and perimeter. Words of place, size and order mean the whole extent. The engine computes on this machine; no data leaves it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Raster layer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extent (the whole layer if not set)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Layers that the phrase names, such as [Railway]</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of objects</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run report as JSON</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Bands, one or three (the layer's own colours if not set)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model: its id or folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tile size in pixels (speed and memory, never the result)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least probability of a pixel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least score of an object</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least area in m² (what the model can resolve if not set)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Square up nearly rectangular outlines</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The layer "{layer}" is no file. Export it as a GeoTIFF first (Export &gt; Save As)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} object(s): {reading}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The model never learned "{word}"</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine is not installed yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It computes on this machine; installing downloads about 1 GB</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine is starting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Installing the engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>runs on {device}: {reason}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine is ready</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"{word}" is not a word this model knows</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The project has no vector layer [{name}]</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>this version offers its engine on the command line: georefer --help. How to start: {readme}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tidying the cache of GeoRefer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a Python</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Starts the engine with this Python</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No engine is installed yet. Install it from the GeoRefer dock.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Starting the engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Restore defaults</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy diagnostics report</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy is that of QGIS: Options, Network.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{message}. {remedy}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Python of the engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>An environment of your own with the packages of requirements.lock. Empty: the engine that the dock has installed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The installed engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Compute on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Automatic takes a GPU that has passed a test, otherwise the CPU.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NVIDIA or AMD GPU (CUDA)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Threads on the CPU</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fewer threads leave room for other work while a run is under way.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cache folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Holds exported imagery and unfinished runs. Empty: a folder in the profile of QGIS.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>In the profile of QGIS</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cache limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Beyond this size the oldest files of the cache are removed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It works: Python {python}, torch {torch}, computing on {device}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>could not start, a part of it is missing. Installing it again usually helps. ({reason})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install it from the GeoRefer dock, or choose its Python in the options</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine's Python {program} cannot be started</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another one in the options, or install the engine again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine does not answer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another Python in the options, or install the engine again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine is of another version than the plugin ({engine}, not {plugin})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Restart QGIS; if that does not help, install the engine again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine said something that the plugin does not understand</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again; if it happens again, please report it with the details</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine stopped unexpectedly (code {code})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run again to go on from the finished tiles; less memory is used with smaller tiles</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Looking for Python</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Making an environment</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Downloading and installing packages</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trying the engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Python 3.10 or newer with venv was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install one from python.org or your system (Debian, Ubuntu: python3-venv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Another QGIS is installing the engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Wait until it has finished</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine does not fit into {folder}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It needs about {gigabytes} GB and a folder that can be written</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The packages of the engine could not be installed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the network and the proxy, then install again: it goes on where it stopped</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Chosen bands</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>As the map shows it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>As the map shows it ({bands})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>R</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>G</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>B</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Band shown as red</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Band shown as green</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Band shown as blue</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{kind} {part}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>find:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>how many:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>where:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>which:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>not understood:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"{words}" is switched off; click to switch it on again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"{words}" was not understood; click to say it differently</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"{words}" is what is looked for; click to change it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"{words}" is read as "{reading}"; click to change it, the cross or Delete switches it off</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Progress of the installation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install engine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Options...</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine does not run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install it once, or choose a Python that has it in the options; it stays on this machine</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install it again, or choose another Python in the options</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model that searches</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a model...</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{model}, {state}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No model yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>More opt&amp;ions</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Right angles</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Skip excluded places</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A matter of speed and memory; the objects stay the same</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What neighbouring tiles share, so that no object is cut</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lower: outlines take in more; higher: only what is sure</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Smaller objects are dropped</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Makes outlines rectangular where they nearly are</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Does not read places that the phrase excludes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Sets the options back to the usual ones</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Bands</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tile size</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Overlap</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Minimum area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What to look for</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Earlier phrases (up and down arrow)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Raster layer to search in</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Where in the layer to search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw the rectangle on the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a raster layer to the project to search in it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>L&amp;ayer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Whole layer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Map canvas</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Selected polygons</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drawn rectangle</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Progress of the run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stops the run; what was found stays (Esc)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} skipped</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>For example:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>red building top-left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the two largest tanks</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>all trees near the road</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click to take this phrase</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click to change between one and all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The phrase says how many; change its words to change this</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>how many: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Objects that were found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Zoom</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows the object on the map (Enter)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Will be saved (Space)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drop</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Will not be saved (Delete)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Objects: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Objects: {kept} of {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No object reaches this score. Lower it to see more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Polygons appear on the map while tiles finish.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing was found. Search a larger place, or use fewer or other words.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What is found is listed here, to be checked and saved.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter zooms to it, Space or Delete drops it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Dropped: will not be saved; Space keeps it again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save to &amp;GeoPackage...</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saves the kept objects to a new file or adds them to one</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add to la&amp;yer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Adds the kept objects to a polygon layer that is being edited</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Takes back what was added to the layer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Opens what was saved before</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Options and diagnostics</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Hides objects of a lower score at once; nothing is searched anew</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Score at least</source>
        <translation type="unfinished" />
    </message>
</context></TS>
