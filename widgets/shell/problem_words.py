"""What is wrong with a file, in words: which file, where in it, why, and what the program did about it."""

from PySide6.QtCore import QCoreApplication

from app.services.documents import Problem, ProblemKind
from widgets.names import isolated


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProblemWords", text)


def problem_words(problem: Problem, *, file_name: str = "") -> str:
    """One or two sentences. `file_name` names a file that the problem itself does not."""
    name = problem.path.name if problem.path is not None else file_name
    sentences = [f"{isolated(name)} {_reason(problem)}" if name else _reason(problem)]
    if problem.kept_as is not None:
        sentences.append(_tr("The file was kept as {0}.").format(isolated(problem.kept_as.name)))
    if problem.path is not None and problem.kind is not ProblemKind.NOT_WRITTEN:
        sentences.append(
            _tr("The version before it is used.")
            if problem.used_previous
            else _tr("The program starts without what was in it.")
        )
    return " ".join(sentences)


def _reason(problem: Problem) -> str:
    words = {
        ProblemKind.UNREADABLE: _tr("cannot be read"),
        ProblemKind.MISSING: _tr("is missing"),
        ProblemKind.TOO_LARGE: _tr("is too large"),
        ProblemKind.NOT_TEXT: _tr("is not UTF-8 text"),
        ProblemKind.SYNTAX: _tr("is half-written or mistyped"),
        ProblemKind.CONTENT: _tr("has a value that cannot be"),
        ProblemKind.TOO_NEW: _tr("was written by a later version of the program"),
        ProblemKind.NOT_WRITTEN: _tr("was not saved; nothing has changed"),
    }[problem.kind]
    places = []
    if problem.place is not None:
        places.append(_tr("line {0}, column {1}").format(problem.place.line, problem.place.column))
    if problem.where:
        places.append(problem.where)
    place = f" ({', '.join(places)})" if places else ""
    return f"{words}{place}: {problem.detail}."
