"""What an outline must add up to, and the problem it poses."""

from dataclasses import replace

import pytest

from itembank.assembly.outline import Cell, Limit, Outline, Pool, PoolItem, from_outline, validate
from itembank.assembly.problem import Constraint, problem_hash
from itembank.core.errors import Invalid


def cell(number: int, count: int) -> Cell:
    """Return a cell of one domain."""
    return Cell(f"PSF-{number}", f"PSF-{number}", {"domain": f"PSF-{number}"}, count)


def outline(*counts: int, length: int, free: int = 0) -> Outline:
    """Return an outline with a cell of each count, by domain."""
    cells = tuple(cell(number, count) for number, count in enumerate(counts, start=1))
    return Outline("Invented", length, cells, free_cells=free)


def pool(*items: PoolItem) -> Pool:
    """Return a pool of these items, none of them enemies."""
    return Pool(items)


PLAIN = outline(2, 1, length=3)
ITEMS = (
    PoolItem("a", "approved", {"domain": "PSF-1"}, source="token-one", p=0.71239),
    PoolItem("b", "approved", {"domain": "PSF-1"}, source="token-one"),
    PoolItem("c", "in_review", {"domain": "PSF-2", "competency": "PSF-2.1"}, source="token-two", exposure=3),
    PoolItem("d", "approved", {"domain": "PSF-2"}),
)


class TestSum:
    """Cells and free places sum to the length of the form."""

    def test_published_weights_do_not_sum_to_their_length(self) -> None:
        """The sum that fails is shown, with all three ways out."""
        sentence = (
            "3 + 3 + 2 + 2 + 2 + 2 + 2 + 2 = 18, not 20:"
            " add 2 items to the cells, add 2 free places, or set the length to 18."
        )

        assert validate(outline(3, 3, 2, 2, 2, 2, 2, 2, length=20)) == [sentence]

    @pytest.mark.parametrize(
        ("counts", "free", "length"), [((3, 3, 2, 2, 2, 2, 2, 2), 2, 20), ((1,), 0, 1), ((), 5, 5)]
    )
    def test_cells_that_sum_to_the_length_are_taken(
        self, counts: tuple[int, ...], free: int, length: int
    ) -> None:
        """Free places count towards the length."""
        assert validate(outline(*counts, length=length, free=free)) == []

    def test_one_item_too_few_is_told_in_the_singular(self) -> None:
        """People are not told to add 1 items."""
        assert validate(outline(2, 2, length=5)) == [
            "2 + 2 = 4, not 5: add 1 item to the cells, add 1 free place, or set the length to 4."
        ]

    def test_too_many_items_are_told_with_the_free_places(self) -> None:
        """What can be taken out is named."""
        sentence = (
            "4 + 3 + 1 free = 8, not 6:"
            " take 2 items out of the cells or the free places, or set the length to 8."
        )

        assert validate(outline(4, 3, length=6, free=1)) == [sentence]


class TestFaults:
    """Every fault of an outline is a sentence that names its place."""

    @pytest.mark.parametrize(
        ("faulty", "words"),
        [
            (replace(PLAIN, length=0), "length must be at least 1"),
            (replace(PLAIN, free_cells=-1, length=2), "free places cannot be below 0"),
            (replace(PLAIN, cells=()), "has no cells"),
            (replace(PLAIN, cells=(cell(1, 0), cell(2, 3))), "PSF-1: 0 items are asked for"),
            (
                replace(PLAIN, cells=(Cell("x", "Anything", {}, 3),)),
                "Anything: the cell does not say which items",
            ),
            (replace(PLAIN, cells=(cell(1, 2), cell(1, 1))), "can hold the same item"),
            (replace(PLAIN, cells=(replace(cell(1, 2), id="length"), cell(2, 1))), "“length” cannot be used"),
            (
                replace(PLAIN, limits=(Limit("l", "Apply", {"bloom": "apply"}),)),
                "Apply: the limit has neither",
            ),
            (
                replace(PLAIN, limits=(Limit("l", "Apply", {"bloom": "apply"}, 2, 1),)),
                "Apply: the least, 2, is above",
            ),
            (
                replace(PLAIN, limits=(Limit("l", "Apply", {"bloom": "apply"}, 4),)),
                "Apply: at least 4 are asked for",
            ),
            (
                replace(PLAIN, limits=(Limit("l", "Apply", {"bloom": "apply"}, -1),)),
                "Apply: a limit cannot be below 0",
            ),
            (
                replace(PLAIN, limits=(Limit("PSF-1", "Apply", {"bloom": "apply"}, 1),)),
                "PSF-1 is used 2 times",
            ),
            (replace(PLAIN, max_per_source=0), "items of one source"),
            (replace(PLAIN, max_constructed=-1), "constructed items"),
            (replace(PLAIN, max_exposure=-1), "past uses"),
            (replace(PLAIN, target_p=1.2), "target difficulty"),
            (replace(PLAIN, statuses=()), "which states"),
        ],
    )
    def test_fault_is_told(self, faulty: Outline, words: str) -> None:
        """The sentence about the fault is among those returned."""
        assert any(words in sentence for sentence in validate(faulty))

    def test_cells_by_other_fields_may_share_a_domain(self) -> None:
        """Two cells stay apart when any one field keeps them apart."""
        cells = tuple(
            Cell(level, level, {"domain": "PSF-1", "bloom": [level]}, 1) for level in ("apply", "analyse")
        )

        assert validate(Outline("Invented", 2, cells)) == []

    def test_invalid_outline_poses_no_problem(self) -> None:
        """No form is assembled from an outline that does not add up."""
        with pytest.raises(Invalid, match="not 20"):
            from_outline(outline(3, 3, length=20), pool(*ITEMS))


class TestProblem:
    """An outline and a pool pose one problem, whatever the order they are read in."""

    def test_order_of_the_pool_does_not_matter(self) -> None:
        """The same items read in another order pose the same problem."""
        forward = from_outline(replace(PLAIN, max_per_source=1), pool(*ITEMS))
        backward = from_outline(replace(PLAIN, max_per_source=1), pool(*reversed(ITEMS)))

        assert problem_hash(forward) == problem_hash(backward)

    def test_source_tokens_stay_outside(self) -> None:
        """The problem is shown to outside checkers, so sources are numbered in it."""
        assert from_outline(PLAIN, pool(*ITEMS)).columns["source"] == (
            "source 1",
            "source 1",
            "source 2",
            None,
        )

    def test_items_without_a_source_are_constructed(self) -> None:
        """Grounding follows from the source."""
        assert from_outline(PLAIN, pool(*ITEMS)).columns["grounding"] == (*["grounded"] * 3, "constructed")

    def test_cells_are_exact_without_free_places(self) -> None:
        """A cell of two means two, not at least two."""
        assert [(c.minimum, c.maximum) for c in from_outline(PLAIN, pool(*ITEMS)).spec.constraints] == [
            (2, 2),
            (1, 1),
        ]

    def test_free_places_may_add_to_any_cell(self) -> None:
        """With free places a cell's count is the least."""
        task = from_outline(replace(PLAIN, free_cells=2, length=5), pool(*ITEMS))

        assert [(c.minimum, c.maximum) for c in task.spec.constraints] == [(2, None), (1, None)]

    def test_limit_per_source_names_sources_with_too_many_items(self) -> None:
        """A source that cannot exceed the limit needs none."""
        task = from_outline(replace(PLAIN, max_per_source=1), pool(*ITEMS))

        assert task.spec.constraints[2:] == (
            Constraint("source:1", "Items of source 1", "count", {"source": ("source 1",)}, maximum=1),
        )

    def test_limit_on_constructed_items_is_kept(self) -> None:
        """It becomes a limit like any other."""
        task = from_outline(replace(PLAIN, max_constructed=0), pool(*ITEMS))

        assert task.spec.constraints[2].where == {"grounding": ("constructed",)}

    def test_item_without_difficulty_is_set_apart_when_the_outline_aims_at_one(self) -> None:
        """It does not enter the form, and the explanation can count it."""
        task = from_outline(replace(PLAIN, target_p=0.7), pool(*ITEMS))

        assert task.columns["status"][:2] == ("approved", "approved without difficulty estimate")

    def test_enemies_outside_the_pool_are_left_out(self) -> None:
        """A problem names only its own items."""
        enemies = Pool(
            ITEMS, enemy_pairs=(("b", "a"), ("a", "z")), enemy_groups=(("d", "c", "z"), ("a", "y"))
        )
        task = from_outline(PLAIN, enemies)

        assert (task.enemy_pairs, task.enemy_groups) == ((("a", "b"),), (("c", "d"),))

    def test_field_that_no_item_has_is_an_empty_column(self) -> None:
        """A cell over such a field is short of items; it is no fault of the format."""
        task = from_outline(Outline("Invented", 1, (Cell("k", "Key A", {"key": "A"}, 1),)), pool(*ITEMS))

        assert task.columns["key"] == (None,) * 4
