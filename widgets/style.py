"""The look of all windows but the wall's pictures: dark, flat, quiet, focus always visible.

One place turns widgets/colours.py into Qt's palette and style sheet. Text has three sizes: body, heading, clock.
"""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from widgets import colours

BODY_PX = 13
HEADING_PX = 15
CLOCK_PX = 20


def apply_style(application: QApplication) -> None:
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(_palette())
    application.setStyleSheet(style_sheet())


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: colours.GROUND,
        roles.Base: colours.PANEL,
        roles.AlternateBase: colours.RAISED,
        roles.Button: colours.RAISED,
        roles.ToolTipBase: colours.RAISED,
        roles.WindowText: colours.TEXT,
        roles.Text: colours.TEXT,
        roles.ButtonText: colours.TEXT,
        roles.BrightText: colours.TEXT,
        roles.ToolTipText: colours.TEXT,
        roles.PlaceholderText: colours.QUIET_TEXT,
        roles.Highlight: _SELECTED_GROUND,
        roles.HighlightedText: colours.TEXT,
        roles.Accent: colours.SELECTION,
        roles.Link: colours.SELECTION,
        roles.Light: colours.LINE,
        roles.Midlight: colours.LINE,
        roles.Mid: colours.LINE,
        roles.Dark: colours.GROUND,
        roles.Shadow: colours.GROUND,
    }.items():
        palette.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, _DISABLED_TEXT)
    return palette


_SELECTED_GROUND = QColor("#1f3552")
_DISABLED_TEXT = QColor("#566070")


def style_sheet() -> str:
    names = {
        "ground": colours.GROUND.name(),
        "panel": colours.PANEL.name(),
        "raised": colours.RAISED.name(),
        "line": colours.LINE.name(),
        "text": colours.TEXT.name(),
        "quiet": colours.QUIET_TEXT.name(),
        "disabled": _DISABLED_TEXT.name(),
        "selection": colours.SELECTION.name(),
        "selected": _SELECTED_GROUND.name(),
        "body": f"{BODY_PX}px",
        "heading": f"{HEADING_PX}px",
        "clock": f"{CLOCK_PX}px",
    }
    sheet = _SHEET
    for name, value in names.items():
        sheet = sheet.replace(f"@{name};", f"{value};").replace(f"@{name} ", f"{value} ")
    return sheet


_SHEET = """
* { font-size: @body; }
QMainWindow, QDialog { background: @ground; }
QDialog { border: 1px solid @line; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[role="heading"] { font-size: @heading; font-weight: 600; }
QLabel[role="clock"] { font-size: @clock; }
QLabel[role="quiet"], QLabel[role="reason"] { color: @quiet; }
QFrame[role="panel"] { background: @panel; border: 1px solid @line; }
QFrame[role="notice"] { background: @raised; border: 1px solid @line; }

QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 6px; }

QPushButton, QToolButton {
    background: @raised; color: @text; border: 1px solid @line; border-radius: 3px; padding: 4px 10px;
}
QToolButton { padding: 4px 6px; }
QToolButton[flat="true"], QToolBar QToolButton { background: transparent; border-color: transparent; }
QPushButton:hover, QToolButton:hover, QToolBar QToolButton:hover { background: @line; }
QPushButton:pressed, QToolButton:pressed, QToolBar QToolButton:pressed { background: @ground; }
QToolButton:checked, QToolBar QToolButton:checked { background: @selected; border-color: @selected; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; }
QPushButton:focus, QToolButton:focus, QToolBar QToolButton:focus { border: 1px solid @selection; }
QPushButton:default { background: @selected; }
QToolButton[popupMode="2"] { padding-right: 18px; }
QToolButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: center right; right: 4px; }

QLineEdit, QComboBox, QPlainTextEdit {
    background: @ground; color: @text; border: 1px solid @line; border-radius: 3px; padding: 4px 6px;
    selection-background-color: @selected;
}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus { border: 1px solid @selection; }
QCheckBox::indicator {
    width: 12px; height: 12px; background: @ground; border: 1px solid @quiet; border-radius: 2px;
}
QCheckBox::indicator:checked { background: @selection; border: 1px solid @selection; }
QCheckBox:focus { color: @selection; }

QTreeView, QListView, QTableView, QTreeWidget, QListWidget, QTableWidget {
    background: @panel; color: @text; border: 1px solid @line; outline: 0; gridline-color: @line;
    selection-background-color: @selected; selection-color: @text;
}
QTreeView:focus, QListView:focus, QTableView:focus { border: 1px solid @selection; }
QTreeView::item, QListView::item { min-height: 24px; }
QTreeView::item:hover, QListView::item:hover { background: @raised; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: @selected; color: @text; }
QHeaderView::section {
    background: @raised; color: @quiet; border: 0; border-right: 1px solid @line; border-bottom: 1px solid @line;
    padding: 4px 6px;
}
QTabBar::tab { background: transparent; color: @quiet; padding: 6px 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @selection; }
QTabBar::tab:focus { background: @raised; }
QTabWidget::pane { border: 0; }

QMenu { background: @raised; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }

QToolBar { background: @ground; border: 0; spacing: 2px; padding: 2px 4px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 4px; }
QStatusBar { background: @ground; border-top: 1px solid @line; }
QStatusBar::item { border: 0; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QScrollBar { background: @panel; border: 0; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
