"""Every problem of a folder of bad files is told, with its file and line, and no good article is lost."""

from pathlib import Path

import pytest

from corpus.check import checked
from corpus.document import Found
from corpus.problem import Problem
from corpus.store import find_files, read_files
from tests.corpus.bad_files import bad_files, write_bad_files

EXPECTED = {name: said for name, _, said in bad_files()}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Found | Problem]]:
    """What the check says, by file."""
    folder = tmp_path_factory.mktemp("bad")
    write_bad_files(folder)
    found: dict[str, list[Found | Problem]] = {}
    for result in checked(read_files(find_files([folder]))):
        found.setdefault(str(Path(result.file).relative_to(folder)), []).append(result)
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_all_that_is_wrong_with_the_file_is_told(
    results: dict[str, list[Found | Problem]], name: str
) -> None:
    problems = [result for result in results.get(name, ()) if isinstance(result, Problem)]

    assert [(problem.severity.value, problem.line) for problem in problems] == [
        (severity, line) for severity, line, _ in EXPECTED[name]
    ], problems
    for problem, (_, _, words) in zip(problems, EXPECTED[name], strict=True):
        assert words in problem.message
        assert problem.remedy.startswith(("Hãy", "Nếu"))


def test_the_good_article_and_those_with_warnings_are_kept(
    results: dict[str, list[Found | Problem]],
) -> None:
    for name, said in EXPECTED.items():
        if said and all(severity == "warning" for severity, _, _ in said) and name != "anh.jpg":
            assert any(isinstance(result, Found) for result in results[name]), name
    assert [type(result) for result in results["tot.txt"]] == [Found]


def test_what_lies_beside_the_sources_is_passed_over_or_named(
    results: dict[str, list[Found | Problem]],
) -> None:
    assert "README.txt" not in results
    assert "Không mở được tệp" in str(results["lien-ket-dut.txt"])
    assert isinstance(results["t\ufffdn-cu.txt"][0], Found)
