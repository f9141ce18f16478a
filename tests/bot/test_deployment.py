"""The files for operators agree with the program: names of settings and measures, and where it may write."""

import json
import re
from pathlib import Path

import pytest
from dotenv import dotenv_values
from prometheus_client import REGISTRY

from bot import metrics
from bot.settings import Settings
from tests.bot.running import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}
WRITTEN = ("TINSO_JOURNAL", "TINSO_INBOX", "TINSO_PAUSE_FILE")
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "info": ("_info",)}


def measures() -> set[str]:
    """The names under which Prometheus knows what the bot measures."""
    assert metrics.UPDATES
    return {
        f"{family.name}{ending}"
        for family in REGISTRY.collect()
        for ending in ENDINGS.get(family.type, ("",))
    } | {"process_resident_memory_bytes"}


@pytest.mark.parametrize("name", ["grafana/tinso.json", "alerts.yaml"])
def test_what_is_watched_is_measured(name: str) -> None:
    watched = set(re.findall(r"\b(?:tinso|process)_\w+", (DEPLOY / name).read_text(encoding="utf-8")))
    assert len(watched) > 5
    assert watched - measures() == set()


def test_the_dashboard_is_what_grafana_reads() -> None:
    dashboard = json.loads((DEPLOY / "grafana" / "tinso.json").read_text(encoding="utf-8"))
    assert dashboard["panels"] and all(panel["targets"] for panel in dashboard["panels"])


def test_every_alert_has_something_to_do() -> None:
    alerts = re.findall(r"alert: (\w+)", (DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))
    page = (REPOSITORY / "docs" / "su-co.md").read_text(encoding="utf-8")
    assert [alert for alert in alerts if alert not in page] == []


def test_the_example_explains_every_setting() -> None:
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#(\w+)=", example, re.MULTILINE)) >= SETTINGS


def test_under_systemd_it_writes_only_where_it_may() -> None:
    given = dotenv_values(DEPLOY / "tinso.env")
    assert set(given) <= SETTINGS
    assert [given[name] for name in WRITTEN if not str(given[name]).startswith("/var/lib/tinso/")] == []
    assert "StateDirectory=tinso" in (DEPLOY / "tinso.service").read_text(encoding="utf-8")


def test_in_a_container_it_writes_only_where_it_may() -> None:
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    given = dict(re.findall(r"\b(TINSO_\w+)=(\S+)", image))
    assert set(given) <= SETTINGS
    assert all(Path(given[name]).is_relative_to("/var/lib/tinso") for name in WRITTEN)
