from pathlib import Path

import numpy as np
import pytest

from retrieval.language_model import LanguageModel, count_language

TEXTS = ["Hội nghị tổng kết.", "Hội nghị trực tuyến", "Hội thảo trực tuyến", "hoà giải, hòa giải"]


@pytest.fixture
def model() -> LanguageModel:
    return count_language(TEXTS)


def probability(model: LanguageModel, syllable: str, before: str | None = None) -> float:
    number, left = model.numbers[syllable], model.numbers[before] if before else -1
    return float(model.probabilities(np.array([number]), np.array([left]))[0, 0])


def test_syllables_are_counted_most_frequent_first(model: LanguageModel) -> None:
    counts = dict(zip(model.syllables, model.counts.tolist(), strict=True))

    assert counts["hội"] == 3
    assert counts["nghị"] == 2
    assert list(model.counts) == sorted(model.counts, reverse=True)


def test_both_styles_of_tone_placement_count_as_one_syllable(model: LanguageModel) -> None:
    assert model.counts[model.numbers["hòa"]] == 2
    assert "hoà" not in model.numbers


def test_a_folded_key_knows_its_spellings_most_frequent_first() -> None:
    model = count_language(["số số số", "sở sở", "sơ"])

    assert [model.syllables[number] for number in model.spellings["so"]] == ["số", "sở", "sơ"]


def test_what_follows_often_is_likelier(model: LanguageModel) -> None:
    assert probability(model, "nghị", "hội") > probability(model, "thảo", "hội")
    assert probability(model, "thảo", "hội") > probability(model, "giải", "hội") > 0


def test_the_first_word_is_as_likely_as_it_is_frequent(model: LanguageModel) -> None:
    assert probability(model, "hội") > probability(model, "nghị") > probability(model, "thảo")


def test_probabilities_after_a_syllable_add_up_to_one(model: LanguageModel) -> None:
    every = [probability(model, syllable, "hội") for syllable in model.syllables]

    assert sum(every) == pytest.approx(1)


@pytest.mark.parametrize(
    "address",
    ["thanhtra@so-tttt.lamgiang.example", "dichvucong.lamgiang.example", "https://so-tttt.example/tin"],
)
def test_the_parts_of_an_address_are_no_words(address: str) -> None:
    model = count_language([f"Liên hệ {address}, trong giờ hành chính."])

    assert set(model.syllables) == {"liên", "hệ", "trong", "giờ", "hành", "chính"}


@pytest.mark.parametrize("texts", [TEXTS, []], ids=["some", "none"])
def test_a_saved_model_is_the_same_when_opened(texts: list[str], tmp_path: Path) -> None:
    model = count_language(texts)
    model.save(tmp_path / "language")

    opened = LanguageModel.open(tmp_path / "language")

    assert (opened.syllables, opened.numbers, opened.spellings) == (
        model.syllables,
        model.numbers,
        model.spellings,
    )
    for name in ("counts", "pair_keys", "pair_counts"):
        assert np.array_equal(getattr(opened, name), getattr(model, name))
    assert opened.total == model.total
