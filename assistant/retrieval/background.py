"""Compute what a question's similarity to passages is compared against.

Each is embedded once for a model and kept with the library.

- `Background`: pairs of short texts on everyday matters, in the languages that are asked in most. A model finds every two
  texts somewhat alike, more so within a language, and each model by another amount; what a question has in common with
  these it has with anything. A library's own passages are no measure: they may be three, or all about one thing.
- `mean_question`: the mean of questions on all kinds of matters in one language, which is what the language alone
  contributes. Taken out of a question, the rest compares better with passages in another script.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.frozen import dataclass
from assistant.languages import Language, language_of
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.models.base import Embedder

Matrix = NDArray[np.float32]
_QUESTIONS: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "By when do I have to pay the invoice?",
        "When do the meadows get flooded?",
        "How long should the dough rest?",
        "How do I reset the device?",
        "What should the patient do?",
        "Who was elected by the committee?",
    ),
    "de": (
        "Bis wann muss ich die Rechnung bezahlen?",
        "Wann werden die Wiesen überschwemmt?",
        "Wie lange soll der Teig ruhen?",
        "Wie setze ich das Gerät zurück?",
        "Was soll der Patient tun?",
        "Wen hat der Ausschuss gewählt?",
    ),
    "fr": (
        "Quand dois-je payer la facture ?",
        "Quand les prés sont-ils inondés ?",
        "Combien de temps la pâte doit-elle reposer ?",
        "Comment réinitialiser l'appareil ?",
        "Que doit faire le patient ?",
        "Qui le comité a-t-il élu ?",
    ),
    "ru": (
        "Когда нужно оплатить счёт?",
        "Когда заливает луга?",
        "Сколько должно отдыхать тесто?",
        "Как сбросить прибор?",
        "Что следует делать пациенту?",
        "Кого избрал комитет?",
    ),
    "zh": (
        "发票最晚什么时候付清？",
        "草地什么时候会被淹？",
        "面团要醒多久？",
        "怎么重置设备？",
        "病人应该做什么？",
        "委员会选了谁？",
    ),
    "ja": (
        "請求書はいつまでに支払いますか。",
        "草地はいつ水につかりますか。",
        "生地はどのくらい休ませますか。",
        "機器をリセットするにはどうしますか。",
        "患者は何をすべきですか。",
        "委員会は誰を選びましたか。",
    ),
    "ko": (
        "청구서는 언제까지 지불해야 하나요?",
        "들판은 언제 물에 잠기나요?",
        "반죽은 얼마나 두어야 하나요?",
        "기기는 어떻게 초기화하나요?",
        "환자는 무엇을 해야 하나요?",
        "위원회는 누구를 뽑았나요?",
    ),
}
_PASSAGES: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "The invoice must be paid within 30 days of receipt.",
        "In spring the river floods the meadows below the village.",
        "Mix the flour with the eggs and leave the dough to rest for an hour.",
        "Press the red button for five seconds to reset the device.",
        "The patient should rest and drink plenty of water.",
        "The committee elected Ms Orlova as its new chair for two years.",
    ),
    "de": (
        "Die Rechnung ist innerhalb von 30 Tagen nach Erhalt zu bezahlen.",
        "Im Frühling überschwemmt der Fluss die Wiesen unterhalb des Dorfes.",
        "Mehl und Eier verrühren und den Teig eine Stunde ruhen lassen.",
        "Zum Zurücksetzen des Geräts die rote Taste fünf Sekunden drücken.",
        "Der Patient soll sich ausruhen und viel Wasser trinken.",
        "Der Ausschuss wählte Frau Orlova für zwei Jahre zur neuen Vorsitzenden.",
    ),
    "fr": (
        "La facture doit être payée dans les 30 jours suivant sa réception.",
        "Au printemps, la rivière inonde les prés en contrebas du village.",
        "Mélangez la farine et les œufs et laissez reposer la pâte une heure.",
        "Appuyez cinq secondes sur le bouton rouge pour réinitialiser l'appareil.",
        "Le patient doit se reposer et boire beaucoup d'eau.",
        "Le comité a élu Mme Orlova présidente pour deux ans.",
    ),
    "ru": (
        "Счёт должен быть оплачен в течение 30 дней после получения.",
        "Весной река заливает луга ниже деревни.",
        "Смешайте муку с яйцами и дайте тесту отдохнуть час.",
        "Чтобы сбросить прибор, нажмите красную кнопку на пять секунд.",
        "Пациенту следует отдыхать и пить много воды.",
        "Комитет избрал госпожу Орлову новым председателем на два года.",
    ),
    "zh": (
        "发票须在收到后三十天内付清。",
        "每到春天，河水就会淹没村外的草地。",
        "把面粉和鸡蛋拌匀，让面团醒一个小时。",
        "按住红色按钮五秒钟即可重置设备。",
        "病人应当休息，多喝水。",
        "委员会选出奥尔洛娃女士担任新主席，任期两年。",
    ),
    "ja": (
        "請求書は受領後30日以内にお支払いください。",
        "春になると川の水が村の下の草地にあふれる。",
        "小麦粉と卵を混ぜ、生地を一時間休ませます。",
        "赤いボタンを五秒間押すと機器がリセットされます。",
        "患者は休養し、水分を十分にとること。",
        "委員会は任期二年の新しい委員長にオルロワ氏を選んだ。",
    ),
    "ko": (
        "청구서는 받은 날부터 30일 이내에 지불해야 합니다.",
        "봄이면 강물이 마을 아래 들판으로 넘친다.",
        "밀가루와 달걀을 섞고 반죽을 한 시간 둡니다.",
        "빨간 단추를 5초 동안 누르면 기기가 초기화됩니다.",
        "환자는 쉬면서 물을 많이 마셔야 합니다.",
        "위원회는 임기 2년의 새 위원장으로 오를로바 씨를 뽑았다.",
    ),
}
"""On the same matters as the questions, in the same order."""
TEXTS: tuple[str, ...] = tuple(
    text for texts in (*_QUESTIONS.values(), *_PASSAGES.values()) for text in texts
)
"""All of them: who looks at what a model was asked to embed finds these beside the texts of documents."""
_CHINESE = (
    "合同什么时候到期？",
    "病人应该多久服一次药？",
    "谁负责批准这笔费用？",
    "这台机器的最大压力是多少？",
    "公司在哪一年成立？",
    "为什么需要更换过滤器？",
    "会议上决定了什么？",
    "员工有多少天年假？",
    "如何申请退款？",
    "这条规定适用于哪些人？",
    "河流流经哪些城市？",
    "这位作家写过什么书？",
    "战争是怎样结束的？",
    "植物靠什么生长？",
    "该地区的人口有多少？",
    "这项研究得出了什么结论？",
)
_ENGLISH = (
    "When does the contract end?",
    "How often should the patient take the medicine?",
    "Who approves this expense?",
    "What is the highest pressure of the machine?",
    "In which year was the company founded?",
    "Why does the filter have to be replaced?",
    "What was decided at the meeting?",
    "How many days of leave do employees have?",
    "How do I apply for a refund?",
    "To whom does this rule apply?",
    "Which cities does the river flow through?",
    "Which books did the author write?",
    "How did the war end?",
    "What do plants need to grow?",
    "How many people live in the region?",
    "What did the study conclude?",
)
_LANGUAGES: tuple[Language, ...] = tuple(_PASSAGES)
_KIN: Mapping[Language, Language] = {"es": "fr", "it": "fr", "pt": "fr"}
"""What stands in for languages that have no texts of their own."""
_LANGUAGE_CHARS = 300
"""Of a passage, so much is looked at to tell its language."""
_BLIND = 0.25
"""Share of the largest gap below which a model does not tell a right passage from another between two languages."""
BACKGROUND_NOTE = "background.1."
"""What the library's notes of the texts' vectors begin with; the number changes with the texts."""
MEANS_NOTE = "questions.1."
"""What the library's notes of the means begin with; the number changes with the questions."""


@dataclass(frozen=True, slots=True)
class Background:
    """The vectors of the texts, as one embedding model gives them.

    Attributes:
        questions: float32, shape (languages, matters, dimensions).
        passages: The same.
    """

    questions: Matrix
    passages: Matrix

    def nearness(self, question: str, vector: Matrix, texts: Sequence[str], matrix: Matrix) -> list[float]:
        """Compute how near passages are to a question.

        Args:
            question: In any language.
            vector: The question's, float32, shape (dimensions,), of length 1.
            texts: The passages.
            matrix: Their vectors, float32, shape (len(texts), dimensions), rows of length 1.

        Returns:
            One for each: 0 where it is as far from the question as any text in its language, 1 where it is as near as a
            plain answer; in between, or beyond. 0 too where the model cannot tell, between languages that it does not know.
        """
        asked = _place(language_of(question))
        common = (self.passages @ vector).mean(axis=1)
        every = self._gaps()
        gaps, least = every[asked], _BLIND * max(float(every.max()), 1e-6)
        values = matrix @ vector
        places = [_place(language_of(text[:_LANGUAGE_CHARS])) for text in texts]
        return [
            float((value - common[place]) / gaps[place]) if gaps[place] > least else 0.0
            for value, place in zip(values, places, strict=True)
        ]

    def _gaps(self) -> Matrix:
        """Compute how much nearer the right passage is than others, by two languages.

        Shape (languages of questions, languages of passages).
        """
        between = np.einsum("amd,bnd->abmn", self.questions, self.passages)
        matters = between.shape[-1]
        right = np.trace(between, axis1=2, axis2=3) / matters
        others = (between.sum(axis=(2, 3)) - right * matters) / (matters * (matters - 1))
        gaps: Matrix = right - others
        return gaps


def background_of(library: Library, model: EmbeddingModel, embedder: Embedder) -> Background:
    """Return an embedding model's background, computed once and kept if possible.

    Args:
        library: Where it is noted.
        model: The library's active model.
        embedder: That model.

    Raises:
        PartMissing: The model cannot be reached.
        ModelFault: It fails.
    """
    shape = (2, len(_LANGUAGES), len(_PASSAGES["en"]), model.dimensions)

    def embedded() -> Matrix:
        # Grouped by length, short texts take little: all of them are embedded in two seconds on two cores.
        questions = [embedder.embed_query(text) for language in _LANGUAGES for text in _QUESTIONS[language]]
        passages = embedder.embed_passages([text for language in _LANGUAGES for text in _PASSAGES[language]])
        return np.stack([np.stack(questions), passages])

    kept = cached_vectors(library, f"{BACKGROUND_NOTE}{model.identity}", shape, "<f2", embedded)
    return Background(kept[0], kept[1])


def _place(language: Language) -> int:
    return _LANGUAGES.index(_KIN.get(language, language))


def mean_question(
    library: Library, model: EmbeddingModel, embedder: Embedder, *, unspaced: bool
) -> NDArray[np.float32]:
    """Compute the mean vector of Chinese or English questions, shape (dimensions,).

    It is noted in the library when it is first asked for, if the library can be written.

    Args:
        library: Where it is noted.
        model: The library's active model.
        embedder: That model.
        unspaced: Whether the script has no spaces between words.

    Raises:
        PartMissing: The model cannot be reached.
        ModelFault: It fails.
    """
    asked = _CHINESE if unspaced else _ENGLISH

    def mean() -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.mean([embedder.embed_query(question) for question in asked], axis=0)
        return found

    return cached_vectors(
        library, f"{MEANS_NOTE}{int(unspaced)}.{model.identity}", (model.dimensions,), "<f4", mean
    )


def cached_vectors(
    library: Library,
    key: str,
    shape: tuple[int, ...],
    kept_as: Literal["<f2", "<f4"],
    find: Callable[[], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Read vectors from the library's notes, or compute and note them.

    Args:
        library: Where they are noted; one that is busy or write-protected is left alone.
        key: Of the note.
        shape: Of the vectors.
        kept_as: How a number is noted; what is found is rounded to it, so that it is the same each time.
        find: Gives the vectors, float32, of that shape.

    Returns:
        float32, of that shape.
    """
    with suppress(ValueError):  # what is noted unreadably is found anew
        there = np.frombuffer(base64.b64decode(library.notes.get(key), validate=True), kept_as)
        if there.size == np.prod(shape) and np.isfinite(there).all():
            return there.astype(np.float32).reshape(shape)
    found = find().astype(kept_as)
    library.notes.try_set(key, base64.b64encode(found.tobytes()).decode("ascii"))
    return found.astype(np.float32).reshape(shape)
