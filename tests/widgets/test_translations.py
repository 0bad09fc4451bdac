"""Everything on the screen has its Chinese, and the compiled catalogue is the one that was written."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"{[^}]*}")


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_text_of_the_screen_lacks_its_chinese(translations: ModuleType) -> None:
    known = translations.read_catalogue()
    texts = translations.source_texts()
    missing = [
        (context, text) for context, sources in texts.items() for text in sources if (context, text) not in known
    ]
    assert missing == [], "run make translations and fill in resources/translations/zh_CN.ts"


def test_the_catalogue_holds_nothing_that_the_screen_does_not_show(translations: ModuleType) -> None:
    texts = translations.source_texts()
    shown = {(context, text) for context, sources in texts.items() for text in sources}
    assert set(translations.read_catalogue()) - shown == set()


def test_the_chinese_keeps_every_placeholder(translations: ModuleType) -> None:
    wrong = [
        (source, chinese)
        for (_, source), chinese in translations.read_catalogue().items()
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(chinese))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_in_step(translations: ModuleType, tmp_path: Path) -> None:
    fresh = tmp_path / "zh_CN.qm"
    translations.compile_catalogue(to=fresh)
    assert fresh.read_bytes() == translations.CATALOGUE.with_suffix(".qm").read_bytes(), "run make translations"


def test_qt_finds_every_text_in_it(translations: ModuleType) -> None:
    translator = QTranslator()
    assert translator.load(str(translations.CATALOGUE.with_suffix(".qm")))
    for (context, source), chinese in translations.read_catalogue().items():
        assert translator.translate(context, source) == chinese


def test_a_text_that_is_put_together_is_refused(translations: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text('class A:\n    def f(self, x):\n        return self.tr(f"{x} tiles")\n')
    with pytest.raises(ValueError, match=r"bad\.py:3: a text of the screen is not written as one literal"):
        translations.source_texts(tmp_path)
