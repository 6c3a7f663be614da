#!/usr/bin/env python3
"""Writes the schemas that the layer conversion of userbot-testkit embeds.

    python3 userbot-testkit/scripts/layers.py OUTPUT_FOLDER SCHEMA.tl...

Each input is the TL text of one layer with a line `// LAYER n`; their order does not matter. The newest one is
written to `api.tl`, without what no conversion needs. `differences.tl` says, for each older layer, in which
definitions it differs from the next newer layer of the input. src/layers/README.md describes both formats.

A definition is the same in two layers if its identifier is: Telegram leaves out fields of type `true` when it
computes an identifier, and such a field is only a bit that the other side may ignore. A definition whose other
fields changed under one identifier is reported and kept.
"""

import pathlib
import re
import sys

# Known to the conversion without a schema, or never sent.
BUILT_IN = {"boolFalse", "boolTrue", "true", "vector", "error", "null"}
LINE = re.compile(r"([\w.]+)#([0-9a-f]{1,8})\s+(.*?)=\s*(.+?)\s*;")


def read(path):
    """Gives the layer of a file and its definitions: {(is_function, name): (id, fields, result)}."""
    layer, functions, definitions = None, False, {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if found := re.fullmatch(r"//\s*LAYER\s+(\d+)", line):
            layer = int(found[1])
        elif line in ("---functions---", "---types---"):
            functions = line == "---functions---"
        elif line and not line.startswith("//"):
            found = LINE.match(line)
            if not found:
                sys.exit(f"{path}:{number}: not a definition: {line}")
            name, identifier, fields, result = found.groups()
            if name in BUILT_IN:
                continue
            fields = " ".join(re.sub(r"\{\w+:Type\}", "", fields).split())
            definitions[functions, name] = (f"{int(identifier, 16):x}", fields, "".join(result.split()))
    if layer is None:
        sys.exit(f"{path}: no line `// LAYER n`")
    return layer, definitions


def short(fields):
    """Shortens `flags2.5?true` to `2.5?` and `flags.5?int` to `5?int`."""
    for field in re.findall(r":(\w+)\.\d+\?", fields):
        if not re.fullmatch(r"flags\d?", field):
            sys.exit(f"conditions on a field called {field} have no short form")
    fields = re.sub(r":flags\.(\d+)\?", r":\1?", fields)
    fields = re.sub(r":flags(\d)\.(\d+)\?", r":\1.\2?", fields)
    return re.sub(r"\?true\b", "?", fields)


def title(key, identifier):
    function, name = key
    return f"{'!' if function else ''}{name}#{identifier}"


def whole(key, definition):
    identifier, fields, result = definition
    return " ".join(part for part in (title(key, identifier), short(fields), "=", result) if part)


def edited(key, definition, newer):
    """Writes a definition by what differs from its newer form."""
    identifier, fields, result = definition
    mine, theirs = fields.split(), newer[1].split()
    rest = iter(theirs)
    if all(field in rest for field in mine) and len(mine) < len(theirs):
        words = [f"-{field.split(':')[0]}" for field in theirs if field not in mine]
    else:
        words = [field.split(":")[0] if field in theirs else short(field) for field in mine]
    if result != newer[2]:
        words += ["=", result]
    return " ".join([title(key, identifier), *words])


def wire(definition):
    """What is left of the fields when those are taken out that need no bytes."""
    fields = (field for field in definition[1].split() if not field.endswith("?true"))
    return [field.split(":")[1] for field in fields]


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    layers = {}
    for path in map(pathlib.Path, sys.argv[2:]):
        layer, definitions = read(path)
        if layer in layers:
            sys.exit(f"{path}: layer {layer} was already given")
        layers[layer] = definitions

    order = sorted(layers, reverse=True)
    newest = layers[order[0]]
    api = [f"// LAYER {order[0]}"] + [whole(key, newest[key]) for key in newest]

    differences = []
    current = dict(newest)
    for layer in order[1:]:
        older = layers[layer]
        differences.append(f"// LAYER {layer}")
        for key in sorted(current.keys() - older.keys()):
            differences.append(f"-{'!' if key[0] else ''}{key[1]}")
            del current[key]
        for key, definition in older.items():
            known = current.get(key)
            if known and known[0] == definition[0]:
                same = wire(known) == wire(definition) and known[2] == definition[2]
                if same:
                    continue
                print(f"layer {layer}: {whole(key, definition)}\n   newer: {whole(key, known)}", file=sys.stderr)
            differences.append(edited(key, definition, known) if known else whole(key, definition))
            current[key] = definition

    for name, lines in (("api.tl", api), ("differences.tl", differences)):
        text = "\n".join(lines) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
        print(f"{folder / name}: {len(lines)} lines, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
