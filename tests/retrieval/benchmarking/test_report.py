from collections.abc import Mapping, Sequence
from io import StringIO
from xml.etree import ElementTree

from rich.console import Console

from retrieval.benchmarking.figures import Figure
from retrieval.benchmarking.report import plot, table

START = Figure("seconds to the first answer", "s", 1.0, 5.0, "<=0.25x")
RATE = Figure("questions a second, 8 at once", "/s", 20.0, 10.0, ">=3x")
RECALL = Figure("recall@10 <exact>", "", 0.995, None, ">=0.99")


def printed(
    now: Mapping[str, Sequence[Figure]], before: Mapping[str, Sequence[Figure]] | None = None
) -> list[str]:
    console = Console(file=StringIO(), width=150)
    console.print(table(now, before))
    assert isinstance(console.file, StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_the_table_tells_both_figures_their_ratio_and_whether_it_is_enough() -> None:
    lines = printed({"1,000 articles": [START, RATE, RECALL]})

    assert "seconds to the first answer, s 1 5 0.2 <=0.25x đạt" in lines
    assert "questions a second, 8 at once, /s 20 10 2 >=3x chưa đạt" in lines
    assert "recall@10 <exact> 0.995 – – >=0.99 đạt" in lines


def test_a_saved_run_is_compared_by_ratios_where_there_are_any() -> None:
    before = {"a": [Figure(START.name, "s", 4.0, 10.0, START.target), Figure(RECALL.name, "", 0.9)]}

    lines = printed({"a": [START, RECALL, RATE]}, before)

    assert any(line.endswith("0.4× -50%") for line in lines)
    assert any(line.endswith("0.9 +11%") for line in lines)
    assert any(line.endswith("– –") for line in lines)


def test_the_plot_has_a_bar_for_each_ratio() -> None:
    root = ElementTree.fromstring(plot({"1,000 <articles>": [START, RATE, RECALL], "none": [RECALL]}))

    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "1,000 <articles>" in texts
    assert {START.name, RATE.name, "0.2×", "2×"} <= set(texts)
    assert RECALL.name not in texts and "none" not in texts
