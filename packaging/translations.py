"""Keeps resources/translations/zh_CN.ts in step with the texts in widgets/ and compiles it for the program.

Texts are `self.tr("…")` (context: the class), `QCoreApplication.translate("Context", "…")`, `marked("Context", "…")`
and `_tr("…")` of a module whose own `_tr` names its context. PySide's lupdate does not see the last two. What is not
used any more leaves the file, so that it never holds more than the screen shows.

    make translations        prints what still lacks its Chinese, with exit status 1
"""

import ast
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "widgets"
CATALOGUE = ROOT / "resources" / "translations" / "zh_CN.ts"

Texts = dict[str, list[str]]
"""Source texts by context, both in the order of the files."""


def source_texts(folder: Path = SOURCES) -> Texts:
    """Every text of the screen. Raises ValueError where one is no plain literal and so would stay English."""
    texts: Texts = {}
    for path in sorted(folder.rglob("*.py")):
        visitor = _Visitor(path)
        visitor.visit(ast.parse(path.read_text("utf-8")))
        for context, text in visitor.found:
            known = texts.setdefault(context, [])
            if text not in known:
                known.append(text)
    return dict(sorted(texts.items()))


def read_catalogue(path: Path = CATALOGUE) -> dict[tuple[str, str], str]:
    """(context, source) → Chinese, as far as there is any."""
    if not path.exists():
        return {}
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.findtext("translation") or ""
            if translation:
                found[name, message.findtext("source", "")] = translation
    return found


def write_catalogue(texts: Texts, known: dict[tuple[str, str], str], path: Path = CATALOGUE) -> None:
    root = ElementTree.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    for context, sources in texts.items():
        element = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(element, "name").text = context
        for source in sources:
            message = ElementTree.SubElement(element, "message")
            ElementTree.SubElement(message, "source").text = source
            translation = ElementTree.SubElement(message, "translation")
            if (context, source) in known:
                translation.text = known[context, source]
            else:
                translation.set("type", "unfinished")
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def compile_catalogue(path: Path = CATALOGUE, to: Path | None = None) -> None:
    """With lrelease, which comes with PySide."""
    target = to or path.with_suffix(".qm")
    command = [str(Path(sys.executable).with_name("pyside6-lrelease")), "-silent", str(path), "-qm", str(target)]
    subprocess.run(command, check=True)


class _Visitor(ast.NodeVisitor):
    def __init__(self, path: Path) -> None:
        self.found: list[tuple[str, str]] = []
        self._path = path
        self._classes: list[str] = []
        self._module_context = ""

    def visit_Module(self, node: ast.Module) -> None:
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == "_tr":
                self._module_context = self._context_of(statement)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        # The one place where a text is passed on instead of being written.
        if node.name not in ("_tr", "marked"):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "tr" and isinstance(node.func, ast.Attribute):
            self._take(node, self._classes[-1], node.args[0])
        elif name in ("translate", "marked") and len(node.args) >= 2:
            if name == "marked" or isinstance(node.args[1], ast.Constant):
                self._take(node, self._literal(node, node.args[0]), node.args[1])
        elif name == "_tr" and isinstance(node.args[0], ast.Constant):
            # A variable would stand for a text that was marked elsewhere.
            self._take(node, self._module_context, node.args[0])
        self.generic_visit(node)

    def _take(self, node: ast.Call, context: str, text: ast.expr) -> None:
        self.found.append((context, self._literal(node, text)))

    def _literal(self, node: ast.Call, argument: ast.expr) -> str:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
        raise ValueError(f"{self._path}:{node.lineno}: a text of the screen is not written as one literal")

    def _context_of(self, function: ast.FunctionDef) -> str:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "translate":
                return self._literal(node, node.args[0])
        raise ValueError(f"{self._path}:{function.lineno}: _tr names no context")


def main() -> int:
    texts, known = source_texts(), read_catalogue()
    write_catalogue(texts, known)
    compile_catalogue()
    missing = [(context, source) for context in texts for source in texts[context] if (context, source) not in known]
    for context, source in missing:
        print(f"no Chinese yet: {context}: {source!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
