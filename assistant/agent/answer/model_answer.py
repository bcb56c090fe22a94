"""Turn what a model streams into the events of a turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from assistant.agent import notices
from assistant.agent.progress import Progress
from assistant.agent.prompt.pace import Clock, Pace
from assistant.agent.prompt.writing import Writer
from assistant.agent.words.loops import Loop
from assistant.errors import ModelFault, ServerUnavailable
from assistant.events import Answer, Citation, Event, Notice, Reasoning, Working
from assistant.models.base import AnswerPiece, ChatEnd, ChatItem, ChatModel, Loading, ReasoningPiece
from assistant.retrieval.ranking import Relevance


class ModelAnswer:
    """Turn the items that a model streams into events of the turn.

    Every method may block while sentences are compared with the evidence.

    Args:
        progress: The turn.
        chat: The model.
        uncertain_relevance: As `Step.uncertain_relevance`.
        may_answer: As `Step.may_answer`.
        pace: Told how fast the answer came.
        doubted: As `Step.doubted`.
        expected_s: Seconds until the answer begins, once the model is loaded; None where that is not known.
        longest_thought_s: Seconds that it may reason; 0 for as long as it likes.

    Attributes:
        loops: Whether the model only says the same again, and is to be stopped.
        overdue: Whether it has reasoned too long, and is to be stopped.
    """

    def __init__(
        self,
        progress: Progress,
        chat: ChatModel,
        uncertain_relevance: Relevance | None,
        pace: Pace,
        *,
        may_answer: Callable[[], bool] | None = None,
        doubted: bool = False,
        expected_s: float | None = None,
        longest_thought_s: float = 0.0,
    ) -> None:
        self._longest_thought_s = longest_thought_s
        self._doubted = doubted
        self._expected_s = expected_s
        progress.chat = chat
        self._progress = progress
        self._chat = chat
        self._uncertain_relevance = uncertain_relevance
        self._may_answer = may_answer or (lambda: False)
        self._pace = pace
        self._clock = Clock()
        self._pending: list[Answer | Citation] | None = (
            [] if uncertain_relevance is not None or doubted else None
        )
        self._answering = False
        self._cut_short = False
        self._said, self._thought = Loop(), Loop()
        self.loops = self.overdue = False

    def take(self, item: ChatItem) -> Sequence[Event]:
        """Take an item of the stream and give the events to show."""
        match item:
            case Loading(done=done):
                return [Working("reading", left_s=self._expected_s) if done else Working("loading")]
            case ReasoningPiece(text):
                self._clock.piece(reasoned=text)
                self._progress.reasoning.append(text)
                self.loops |= self._thought.closes(text)
                self.overdue = not self._answering and 0 < self._longest_thought_s < self._clock.seconds
                return [Reasoning(text)]
            case AnswerPiece(text):
                self._clock.piece(answered=text)
                self.loops |= self._said.closes(text)
                return self._answer(text)
            case ChatEnd():
                self._progress.spent(item, self._chat)
                self._pace.note(item, self._clock)
                self._cut_short = item.reason == "length"
        return []

    def _answer(self, text: str) -> list[Event]:
        writer = self._progress.writer
        shown: list[Event] = []
        if not self._answering:
            self._answering = True
            shown.append(Working("checking" if self._uncertain_relevance is not None else "answering"))
        events = self._progress.write(partial(writer.feed, text))
        if self._pending is not None:
            self._pending += events
            if writer.claims == len(writer.unsupported):
                return shown
            events, self._pending = self._pending, None
        return [*shown, *events]

    @property
    def only_reasoned(self) -> bool:
        """Whether the model reasoned, and gave no word of an answer."""
        return self._clock.reasoned_chars > 0 and not self._answering

    @property
    def seconds(self) -> float:
        """Seconds since its first piece."""
        return self._clock.seconds

    def interrupted(self, fault: ModelFault | ServerUnavailable) -> Notice | None:
        """Note that the answer broke off, and say so; None where none was begun."""
        if not self._progress.writer.text:
            return None
        self._progress.status, self._progress.error = "interrupted", fault.message
        return Notice("interrupted", fault.message, fault.hint)

    def finish(self) -> Sequence[Event]:
        """Return what is left of the answer, and a remark where it ended badly."""
        progress, language = self._progress, self._progress.request.language
        writer = progress.writer
        shown: list[Event] = []
        events = progress.write(writer.finish)
        if progress.status == "failed":
            return shown
        if self._pending is not None:
            events = [*self._pending, *events]
        borne_out = writer.claims != len(writer.unsupported)
        if self._pending is not None and self._doubted and (progress.status == "not_found" or not borne_out):
            progress.writer, progress.status = Writer(None), "not_found"
            return shown
        uncertain = self._uncertain_relevance if self._pending is not None else None
        if uncertain is not None and progress.status == "answered" and writer.claims and not borne_out:
            if uncertain.may_hold or writer.likely or self._may_answer():
                # Before the words, so that the nearest passages stand above them.
                progress.status = "perhaps"
                shown.append(notices.perhaps(language))
            else:  # what comes next says so, or shows what is nearest
                progress.writer, progress.status = Writer(None), "not_found"
                return shown
        shown += events
        if self.loops and progress.writer.text:
            shown.append(notices.repeating(language))
        elif self._cut_short and progress.writer.text:
            shown.append(notices.cut_short(language))
        elif not progress.writer.text and progress.status != "interrupted":
            progress.status = "failed"
            shown.append(notices.no_answer(language, reasoned=bool(progress.reasoning)))
        return shown
