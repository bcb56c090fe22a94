"""A dataclass of ours is one of the standard library's, in all that is done with it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import threading
import typing
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from assistant import frozen

Item = TypeVar("Item")


def classes(made: Callable[..., Any]) -> dict[str, Any]:
    """Make the same classes by one decorator."""

    @made(frozen=True, slots=True)
    class Point(Generic[Item]):
        """A point."""

        kind: ClassVar[str] = "point"
        x: Item
        y: int = 2
        notes: tuple[str, ...] = ()
        beside: list[int] = field(default_factory=list, compare=False, repr=False)

        def moved(self) -> Point[Item]:
            return replace(self, y=self.y + 1)  # type: ignore[type-var]

    @made(frozen=True)
    class Checked:
        """Looks at what it is given."""

        name: str
        later: str = field(init=False, default="later")

        def __post_init__(self) -> None:
            if not self.name:
                raise ValueError("no name")

        def __repr__(self) -> str:
            return "mine"

    @made(frozen=True, slots=True)
    class Own:
        """Has methods of its own."""

        value: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own) and other.value % 2 == self.value % 2

        def __hash__(self) -> int:
            return self.value % 2

    @made(frozen=True, slots=True)
    class Far(Point[int]):
        """A point with one field more."""

        z: int = 3

    @made(slots=True)
    class Changing:
        """May be changed."""

        value: int
        seen: list[int] = field(default_factory=list)

    return {one.__name__: one for one in (Point, Checked, Own, Far, Changing)}


def changed(one: Any, value: int) -> Any:
    """Change an object, and give it."""
    one.value = value
    one.seen.append(value)
    return one


DONE: list[Callable[[dict[str, Any]], object]] = [
    lambda made: repr(made["Point"](1, y=5)),
    lambda made: made["Point"](1) == made["Point"](1, 2, (), [9]),
    lambda made: made["Point"](1) == made["Point"](2),
    lambda made: made["Point"](1) == made["Far"](1),
    lambda made: made["Point"](1) == 1,
    lambda made: hash(made["Point"](1, 2)) == hash(made["Point"](1, 2, (), [3])),
    lambda made: len({made["Point"](1), made["Point"](1), made["Far"](1)}),
    lambda made: (asdict(made["Far"](1)), astuple(made["Far"](1, z=4))),
    lambda made: repr(made["Point"](1).moved()),
    lambda made: made["Point"](1).beside is made["Point"](1).beside,
    lambda made: [(one.name, one.type, one.default) for one in fields(made["Far"])],
    lambda made: (made["Far"].__match_args__, made["Far"].__slots__, made["Point"].kind),
    lambda made: (repr(made["Checked"]("a")), made["Checked"]("a").later, vars(made["Checked"]("a"))),
    lambda made: (made["Own"](1) == made["Own"](3), made["Own"](1) == made["Own"](2), len({made["Own"](1), made["Own"](3)})),
    lambda made: repr(copy.copy(made["Far"](1, z=7))),
    lambda made: repr(copy.deepcopy(made["Far"](1, notes=("a",)))),
    lambda made: made["Point"].__doc__,
    lambda made: dataclasses.is_dataclass(made["Own"]),
    lambda made: made["Point"](1) in [made["Point"](2), made["Point"](1)],
    lambda made: repr(changed(made["Changing"](1), 2)),
    lambda made: (made["Changing"](1) == made["Changing"](1), made["Changing"](1) == changed(made["Changing"](1), 2)),
    lambda made: (made["Changing"].__hash__, copy.deepcopy(made["Changing"](1, [2])).seen),
]  # fmt: skip
REFUSED: list[Callable[[dict[str, Any]], object]] = [
    lambda made: setattr(made["Point"](1), "x", 2),
    lambda made: delattr(made["Far"](1), "x"),
    lambda made: made["Point"](),
    lambda made: made["Point"](1, unknown=2),
    lambda made: made["Checked"](""),
    lambda made: made["Checked"]("a", "b"),
    lambda made: made["Point"](1, x=2),
    lambda made: hash(made["Changing"](1)),
    lambda made: hash(made["Point"]([])),
    lambda made: made["Changing"](),
    lambda made: made["Point"](1, 2, (), [], 5),
    lambda made: replace(made["Checked"]("a"), later="x"),
]


def used_often(made: dict[str, Any]) -> dict[str, Any]:
    """Make so many objects of each class that its methods are compiled."""
    for one in made.values():
        for _each in range(frozen.FEW + 1):
            assert one(1) == one(1)
            assert one.__hash__ is None or hash(one(1)) == hash(one(1))
    return made


@pytest.fixture(params=["few", "often"])
def ours(request: pytest.FixtureRequest) -> dict[str, Any]:
    made = classes(frozen.dataclass)
    return made if request.param == "few" else used_often(made)


@pytest.mark.parametrize("do", DONE)
def test_it_does_what_a_standard_one_does(
    do: Callable[[dict[str, Any]], object], ours: dict[str, Any]
) -> None:
    assert do(ours) == do(classes(dataclass))


def test_used_often_it_has_the_signature_of_a_standard_one() -> None:
    ours, standard = used_often(classes(frozen.dataclass)), classes(dataclass)
    parameters = [list(inspect.signature(made["Point"]).parameters.values()) for made in (ours, standard)]
    assert [str(one) for one in parameters[0][:3]] == [str(one) for one in parameters[1][:3]]
    hints = [typing.get_type_hints(made["Far"].__init__) for made in (ours, standard)]
    assert hints[0] == hints[1]


@pytest.mark.parametrize("do", REFUSED)
def test_it_refuses_what_a_standard_one_refuses(
    do: Callable[[dict[str, Any]], object], ours: dict[str, Any]
) -> None:
    with pytest.raises(Exception) as standard:  # noqa: PT011 - whatever it is
        do(classes(dataclass))
    with pytest.raises(type(standard.value)):
        do(ours)


@frozen.dataclass(frozen=True, slots=True)
class Kept:
    """Goes to another process."""

    name: str
    count: int = 0


def test_it_can_be_pickled_before_and_after_its_first_use() -> None:
    kept = pickle.loads(pickle.dumps(Kept("a", 3)))
    assert (kept, hash(kept)) == (Kept("a", 3), hash(Kept("a", 3)))
    with pytest.raises(FrozenInstanceError):
        kept.name = "b"


def test_many_threads_may_be_the_first() -> None:
    for _round in range(20):
        made, go, done = classes(frozen.dataclass), threading.Barrier(4), list[str]()

        def first(made: dict[str, Any] = made, go: threading.Barrier = go, done: list[str] = done) -> None:
            go.wait(10)
            done.append(repr(made["Far"](1)))

        threads = [threading.Thread(target=first) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(10)
        assert len(done) == 4
        assert len(set(done)) == 1


def test_nothing_is_compiled_before_it_is_used_often() -> None:
    made = classes(frozen.dataclass)["Point"]
    for _each in range(frozen.FEW):
        made(1)
        assert made.__init__.__code__.co_varnames == ("self", "args", "named")
    made(1)
    assert made.__init__.__code__.co_varnames == ("_self_", "x", "y", "notes", "beside")
