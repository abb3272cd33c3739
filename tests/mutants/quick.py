"""The tests as every mutant meets them: quick ones first, hypothesis with few examples, always the same, unshrunk.

A plugin of pytest. What takes long is left out: it is about the time that reading takes, or about thousands of cases.
So is what starts careflow in a folder of its own: there mutmut, which counts what a test touches, has no settings.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, settings

EXAMPLES = 10
STATS = Path("mutmut-stats.json")  # mutmut's, in the folder that it runs the tests in
TOO_LONG = ("of_the_greatest_length", "takes_linear_time", "over_5000_generated_cases", "test_over_http")
ELSEWHERE = ("test_con_3_a_language_is_added_by_adding_a_folder",)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    settings.load_profile("mutants")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if any(name in item.nodeid for name in TOO_LONG + ELSEWHERE)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        _few_examples(item)
    seconds = json.loads(STATS.read_text())["duration_by_test"] if STATS.exists() else {}
    items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What another test has asked is asked anew, so that mutmut sees which functions this one needs."""
    for name, module in list(sys.modules.items()):
        if name.startswith("workflows"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _few_examples(item: pytest.Item) -> None:
    test = getattr(item, "obj", None)
    if not getattr(test, "is_hypothesis_test", False):
        return
    asked = getattr(test, "_hypothesis_internal_use_settings", None) or settings.default
    test._hypothesis_internal_use_settings = settings(
        asked, max_examples=min(asked.max_examples, EXAMPLES), phases=(Phase.explicit, Phase.generate)
    )
