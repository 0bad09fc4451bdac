"""A row of the tree: name on the left, shortened where it must be, and a quiet word at the right edge."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets import colours
from widgets.cameras.tree_model import Role

_MARGIN = 8


class RowDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        side_text: str = index.data(Role.SIDE_TEXT)
        if not side_text:
            super().paint(painter, option, index)
            return
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        whole = QRect(row.rect)
        width = min(row.fontMetrics.horizontalAdvance(side_text) + 2 * _MARGIN, whole.width() // 2)
        style = row.widget.style() if row.widget is not None else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, row, painter, row.widget)
        row.rect.setRight(whole.right() - width)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, row.widget)
        painter.setPen(colours.QUIET_TEXT)
        painter.setFont(row.font)
        box = QRect(whole.right() - width, whole.top(), width - _MARGIN, whole.height())
        text = row.fontMetrics.elidedText(side_text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
