import time

from retrieval.benchmarking.stages import spent, stage


def test_a_stage_within_another_is_counted_once() -> None:
    spent()
    with stage("fuse"):
        time.sleep(0.02)
        with stage("retrieve"):
            time.sleep(0.05)

    stages = spent()

    assert stages["retrieve"] >= 50
    assert 20 <= stages["fuse"] < stages["retrieve"]


def test_what_was_told_is_not_told_again() -> None:
    with stage("render"):
        time.sleep(0.001)
    spent()

    assert spent()["render"] == 0
