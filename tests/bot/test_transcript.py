"""The generator of the README's pictures plays conversations with the bot and draws them."""

import pytest

from docs.transcript import bubbles, scenes
from docs.transcript.stage import Stage
from tests.bot.samples import FEES, Scripted, found, hit
from tests.telegram.double import Double


@pytest.mark.parametrize(
    ("play", "shown"),
    [
        (scenes.first_contact, "Đây là phần mềm, không phải cán bộ trả lời."),
        (scenes.not_questions, "Hệ thống chưa nghe được tin thoại."),
        (scenes.answer, "<b>Phí cấp mới là 150.000 đồng.</b>"),
    ],
)
def test_a_scene_shows_what_the_bot_says(double: Double, play: scenes.Play, shown: str) -> None:
    stage = Stage(double, Scripted(found(hit(FEES, 3, 3))))
    play(stage)
    assert shown in bubbles.section("name", "Tiêu đề", stage.pieces)
    assert double.refusals == []


def test_what_a_citizen_writes_is_no_markup() -> None:
    assert "&lt;b&gt;" in bubbles.citizen("<b>phí</b>", who="<i>", reply="<u>")


def test_every_scene_has_a_name_of_its_own() -> None:
    assert len({scene.name for scene in scenes.SCENES}) == len(scenes.SCENES)
