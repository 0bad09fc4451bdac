"""The interface's description as one plain page: the usual viewers load their scripts from the internet, and a command
hall has none (ADR 7)."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.5rem; } h2 { border-bottom: 1px solid #999; margin-top: 2.5rem; } h3 { margin: 1.6rem 0 .2rem; }
h3 code { font-size: 1rem; } code, td:first-child { font-family: ui-monospace, monospace; }
p { margin: .3rem 0; white-space: pre-line; } table { border-collapse: collapse; margin: .3rem 0 .3rem 1rem; }
td { border-top: 1px solid #ccc; padding: .15rem .8rem .15rem 0; vertical-align: top; } nav a { margin-right: .8rem; }
.method { display: inline-block; font-weight: bold; min-width: 4.5rem; } .needed { color: #a00; }
@media (prefers-color-scheme: dark) {
  body { background: #14181c; color: #dde; } a { color: #8bf; } .needed { color: #f88; }
}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_METHODS = ("get", "post", "put", "patch", "delete")


def docs_page(schema: Mapping[str, Any]) -> str:
    """HTML of an OpenAPI 3.1 description."""
    operations: dict[str, list[str]] = {}
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if (operation := methods.get(method)) is not None:
                tag = operation.get("tags", ["other"])[0]
                operations.setdefault(tag, []).append(_operation(method, path, operation))
    things = schema.get("components", {}).get("schemas", {})
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>{escape(schema['info']['title'])}</title><style>{_STYLE}</style>",
        f"<h1>{escape(schema['info']['title'])} {escape(schema['info']['version'])}</h1>",
        f"<p>{escape(schema['info'].get('description', ''))}</p>",
        "<p>For programs: <a href=openapi.json>openapi.json</a>.</p><nav>",
        *(f"<a href='#{escape(tag)}'>{escape(tag)}</a> " for tag in (*operations, "things")),
        "</nav>",
    ]
    for tag, of_tag in operations.items():
        parts += [f"<h2 id='{escape(tag)}'>{escape(tag)}</h2>", *of_tag]
    parts.append("<h2 id=things>things</h2>")
    parts += [_thing(name, thing) for name, thing in sorted(things.items())]
    return "\n".join(parts)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    parts = [f"<h3><span class=method>{method.upper()}</span> <code>{escape(path)}</code></h3>"]
    if not operation.get("security"):
        parts.append("<p><em>public</em></p>")
    parts.append(f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>")
    rows = [
        (one["name"], f"in {one['in']}", one.get("schema", {}), one.get("required", False))
        for one in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {})
    rows += [("body", media, content.get("schema", {}), True) for media, content in body.get("content", {}).items()]
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2"):
            contents = response.get("content") or {"": {"schema": {"type": "nothing"}}}
            rows += [(f"→ {status}", media, content.get("schema", {}), False) for media, content in contents.items()]
    parts.append(_table((name, f"{_type(of)} {_note(where, needed)}") for name, where, of, needed in rows))
    return "".join(parts)


def _thing(name: str, thing: Mapping[str, Any]) -> str:
    needed = thing.get("required", ())
    fields = ((key, f"{_type(of)} {_note('', key in needed)}") for key, of in thing.get("properties", {}).items())
    values = f"<p>{_type(thing)}</p>" if "enum" in thing else ""
    words = f"<p>{escape(thing.get('description', ''))}</p>"
    return f"<h3 id='thing-{escape(name)}'><code>{escape(name)}</code></h3>{words}{values}{_table(fields)}"


def _note(where: str, needed: bool) -> str:
    return escape(where) + (" <span class=needed>needed</span>" if needed else "")


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><td>{escape(name)}<td>{html}" for name, html in rows) + "</table>"


def _type(schema: Mapping[str, Any]) -> str:
    """HTML of what a schema allows, in short."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"<a href='#thing-{escape(name)}'>{escape(name)}</a>"
    if "enum" in schema:
        return " | ".join(escape(str(value)) for value in schema["enum"])
    for alternatives in ("anyOf", "oneOf", "allOf"):
        if alternatives in schema:
            return " | ".join(_type(one) for one in schema[alternatives])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    words = [str(schema.get("type", "anything")), str(schema.get("format", ""))]
    words += [f"{name} {schema[key]}" for key, name in _BOUNDS.items() if key in schema]
    return escape(" ".join(word for word in words if word))


_BOUNDS = {
    "minimum": "≥",
    "exclusiveMinimum": ">",
    "maximum": "≤",
    "exclusiveMaximum": "<",
    "minLength": "length ≥",
    "maxLength": "length ≤",
    "const": "=",
}
