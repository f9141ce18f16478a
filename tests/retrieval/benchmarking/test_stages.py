import pytest

from retrieval.benchmarking.stages import spent, stage


def test_a_stage_within_another_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 3.0, 8.0, 9.0])
    spent()
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    with stage("fuse"), stage("retrieve"):
        pass

    told = spent()

    assert told["retrieve"] == 5_000
    assert told["fuse"] == 3_000


def test_what_was_told_is_not_told_again() -> None:
    with stage("render"):
        pass
    spent()

    assert spent()["render"] == 0
