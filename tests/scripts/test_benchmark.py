from pathlib import Path

from click.testing import CliRunner, Result

from scripts import benchmark


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(benchmark.main, [str(argument) for argument in arguments])


def test_missing_articles_are_asked_for(tmp_path: Path) -> None:
    done = run("--data", tmp_path)

    assert done.exit_code == 1
    assert f"Không có {tmp_path / 'vietnews-10k.jsonl.gz'}. Hãy chỉ nơi có tệp ấy bằng --data." in done.output


def test_what_is_no_saved_run_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text('{"1,000 articles": [{"name": "start"}]}')

    done = run("--data", tmp_path, "--compare", saved)

    assert done.exit_code == 1
    assert f"Không đọc được {saved} như kết quả của một lần đo" in done.output


def test_the_help_names_every_part() -> None:
    done = run("--help")

    assert done.exit_code == 0
    assert "articles, rebuild, many, quality, processor" in " ".join(done.output.split())
