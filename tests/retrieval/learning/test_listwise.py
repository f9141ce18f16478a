import numpy as np

from retrieval.learning.listwise import listwise


def test_the_measure_that_tells_the_right_row_weighs_most() -> None:
    random = np.random.default_rng(0)
    lists = [random.random((6, 2)).astype(np.float32) for _ in range(60)]
    labels = [measures[:, 1] == measures[:, 1].max() for measures in lists]

    weights = listwise(lists, labels)

    assert weights[1] > 10 * abs(weights[0])


def test_a_measure_that_never_varies_weighs_nothing() -> None:
    lists = [np.array([[1, 0], [1, 1]], np.float32)] * 5

    assert listwise(lists, [np.array([False, True])] * 5)[0] == 0


def test_lists_without_a_right_row_and_those_of_nothing_else_teach_nothing() -> None:
    lists = [np.array([[0.0], [1.0]], np.float32)] * 3
    labels = [np.array([False, True]), np.array([False, False]), np.array([True, True])]

    assert np.array_equal(listwise(lists, labels), listwise(lists[:1], labels[:1]))
