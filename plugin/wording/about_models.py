"""Lists what the engine says of getting, adding and keeping models.

`tests/test_engine_sentences.py` compares it with the code of the engine.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("GeoRefer", "{model_id} is the name of {name}, and this is {name2}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose another name"),
    QT_TRANSLATE_NOOP("GeoRefer", "Adding the model was stopped; nothing was added"),
    QT_TRANSLATE_NOOP("GeoRefer", "Add it again"),
    QT_TRANSLATE_NOOP("GeoRefer", "There is nothing at {name}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose another file or folder"),
    QT_TRANSLATE_NOOP("GeoRefer", "There is a model {chosen} already"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose another name, or replace it"),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {name} cannot be copied to {folder}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Check the free space, and that both can be read and written"),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {name} takes phrases and no clicks"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose {default_prompt_model} or a SAM"),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {name} takes clicks and answers no phrases"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose {others} or {last}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose {last}"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name} is {name2}, which answers no phrases in this version"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose {phrase_models}, or give the folder of a model"),
    QT_TRANSLATE_NOOP("GeoRefer", "The weights of {name} are not installed"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Add a folder with its checkpoint and the tokenizer of its text model; it is made of {needed}",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {model_id} is unknown"),
    QT_TRANSLATE_NOOP("GeoRefer", "The download was stopped; what has come is kept"),
    QT_TRANSLATE_NOOP("GeoRefer", "Get the model again to go on"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name} cannot be downloaded from {host}"),
    QT_TRANSLATE_NOOP("GeoRefer", "The connection to {host} keeps breaking off"),
    QT_TRANSLATE_NOOP("GeoRefer", "The proxy refuses the download"),
    QT_TRANSLATE_NOOP("GeoRefer", "The server {host} has stopped sending {name}"),
    QT_TRANSLATE_NOOP("GeoRefer", "The server {host} cannot be reached"),
    QT_TRANSLATE_NOOP("GeoRefer", "The certificate of {host} is not trusted on this machine"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "The server {host} asks for an account: {name} was not downloaded ({status})",
    ),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "The server {host} does not hand it out to this account: {name} was not downloaded ({status})",
    ),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "The server {host} has it no longer: {name} was not downloaded ({status})",
    ),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "The server {host} is behind a proxy that asks for a password: {name} was not downloaded ({status})",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "The server {host} is busy: {name} was not downloaded ({status})"),
    QT_TRANSLATE_NOOP("GeoRefer", "Downloads are switched off by HF_HUB_OFFLINE"),
    QT_TRANSLATE_NOOP("GeoRefer", "Get the model from another source"),
    QT_TRANSLATE_NOOP("GeoRefer", "Check the connection; {kept}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Check the proxy in the settings"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Check the connection and the proxy; HF_ENDPOINT can name a mirror of the hub",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "Name the certificates of your network in SSL_CERT_FILE"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "If its page asks for it, accept the licence there and set HF_TOKEN to a token of your account",
    ),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Accept the licence on the page of the model, and set HF_TOKEN to a token of that account",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "Update GeoRefer, or get the model from another source"),
    QT_TRANSLATE_NOOP("GeoRefer", "Correct the name and password of the proxy"),
    QT_TRANSLATE_NOOP("GeoRefer", "It has had too many requests; {kept}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Unset it, or add the model from a file"),
    QT_TRANSLATE_NOOP("GeoRefer", "what has come is kept, so get the model again later"),
    QT_TRANSLATE_NOOP("GeoRefer", "{host} sends more than {name} should hold"),
    QT_TRANSLATE_NOOP("GeoRefer", "{host} sends {name} packed, although it was asked not to"),
    QT_TRANSLATE_NOOP("GeoRefer", "The disk is full: {name} was not finished"),
    QT_TRANSLATE_NOOP("GeoRefer", "Check that the folder of the models can be written to"),
    QT_TRANSLATE_NOOP("GeoRefer", "Free some space; {kept}"),
    QT_TRANSLATE_NOOP("GeoRefer", "What {host} sends as {name} is not the file it should be"),
    QT_TRANSLATE_NOOP("GeoRefer", "Get the model again; if it stays so, from another source"),
    QT_TRANSLATE_NOOP("GeoRefer", "Another process is already changing the model {model_id}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Wait until it is done"),
    QT_TRANSLATE_NOOP("GeoRefer", "The folder of the models, {models_folder}, cannot be written to"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "{host} has another file {name} than the catalog names; nothing was downloaded",
    ),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "{name} needs {gigabytes} more and {models_folder} has {gigabytes2} free",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "What was downloaded as {name} is {name2}, without {missing}"),
    QT_TRANSLATE_NOOP("GeoRefer", "What was downloaded as {name} is {name2}"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name} comes with GeoRefer and is there already"),
    QT_TRANSLATE_NOOP("GeoRefer", "Use it as it is"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name} is put together from other models"),
    QT_TRANSLATE_NOOP("GeoRefer", "Get them: {bases}"),
    QT_TRANSLATE_NOOP("GeoRefer", "No trained weights of {name} are published"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name} cannot be got from {kind}"),
    QT_TRANSLATE_NOOP("GeoRefer", "{model_id} comes with GeoRefer and cannot be removed"),
    QT_TRANSLATE_NOOP("GeoRefer", "Remove another model"),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {model_id} is not in {models_folder}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Verifying was stopped"),
    QT_TRANSLATE_NOOP("GeoRefer", "Verify the model again"),
    QT_TRANSLATE_NOOP("GeoRefer", "It lacks {missing}. Add what is missing to the folder"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "It is {name}, which answers no phrases in this version. Choose another model",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "The folder cannot be read: {strerror}"),
    QT_TRANSLATE_NOOP("GeoRefer", "The folder {name} holds no model. Choose another"),
    QT_TRANSLATE_NOOP("GeoRefer", "There is no folder {folder}. Choose another"),
    QT_TRANSLATE_NOOP("GeoRefer", "{weights_name} is missing. Download or copy the model again"),
    QT_TRANSLATE_NOOP("GeoRefer", "The folder {name} holds several models ({names})"),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose one of the files, or keep each in a folder of its own"),
    QT_TRANSLATE_NOOP("GeoRefer", "{capitalize} cannot be {name}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Name another model in {recipe_name}"),
    QT_TRANSLATE_NOOP("GeoRefer", "{name} holds weights of no known model"),
    QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Choose SAM, SAM-HQ, SAM 2, CLIP, SigLIP, RSRefSeg, RSRefSeg 2, ROS-SAM or ReferSAM",
    ),
    QT_TRANSLATE_NOOP("GeoRefer", "Choose a file that ends in .safetensors, .pth, .pt or .bin"),
    QT_TRANSLATE_NOOP("GeoRefer", "It lacks {missing}. Get it again"),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {model_id} cannot be put into {models_folder}"),
    QT_TRANSLATE_NOOP("GeoRefer", "Close what uses the model, and try again"),
    QT_TRANSLATE_NOOP("GeoRefer", "The model {model_id} cannot be removed"),
    QT_TRANSLATE_NOOP("GeoRefer", "Close what uses it, and try again"),
    QT_TRANSLATE_NOOP("GeoRefer", "{model_id} is no name for a model"),
    QT_TRANSLATE_NOOP("GeoRefer", "Use small letters, digits, dots, hyphens and underscores"),
)
# What names an option of the command line is said of the dock.
REWORDED = {
    "This is {name}, but {missing} {are} missing": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "This is {name}, without {missing}",
    ),
    "Name what is missing with --with": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Choose what is missing along with it",
    ),
    "Get them with georefer models get {id}": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Get {id} in the window of models",
    ),
    "Choose another with GEOREFER_MODELS": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Choose another with the environment variable GEOREFER_MODELS",
    ),
    "Free some space, or name a folder on another disk in GEOREFER_MODELS": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Free some space, or name a folder on another disk in the environment variable GEOREFER_MODELS",
    ),
    "Free some space, or choose another folder with GEOREFER_MODELS": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Free some space, or choose another folder with the environment variable GEOREFER_MODELS",
    ),
    "Bring a checkpoint with georefer models add; its bases: {bases}": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Add a checkpoint in the window of models; its bases: {bases}",
    ),
    "Bring a checkpoint with georefer models add": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "Add a checkpoint in the window of models",
    ),
    "See georefer models list": QT_TRANSLATE_NOOP(
        "GeoRefer",
        "See the list in the window of models",
    ),
}
