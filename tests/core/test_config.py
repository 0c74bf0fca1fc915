"""Configurations: what is refused and why, and the way through JSON and back."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any, ClassVar

import pytest

from vae_explorer.core.architecture import DEFAULT_PRESET, PRESETS, Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.described import setting
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.layers import describe
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.settings import Flag, Real

UNUSABLE: dict[str, list[Any]] = {
    "beta": [-0.1, float("nan"), float("inf"), 1e5],
    "learning_rate": [0.0, -1e-3, float("nan"), float("inf"), 100.0],
    "weight_decay": [-1.0, float("nan")],
    "augmentation": [-0.1, 1.1, float("nan")],
    "batch_size": [0, -1, 60_001],
    "epochs": [0, -3, 100_001],
    "seed": [-1, 2**63],
    "optimizer": ["sgd", ""],
    "schedule": ["cosine"],
    "likelihood": ["poisson"],
    "kl": ["guess"],
    "device": ["tpu"],
    "precision": ["int8"],
}
UNBUILDABLE: dict[str, list[Architecture]] = {
    "kind": [Architecture(kind="transformer")],
    "activation": [Architecture(activation="step")],
    "widths": [
        Architecture(widths=()),
        Architecture(widths=(0,)),
        Architecture(widths=(512, -1)),
        Architecture(widths=(8193,)),
        Architecture(widths=(8,) * 9),
        Architecture("conv", (32,)),
        Architecture("conv", (8, 8, 8, 8)),
    ],
}
OTHER = RunConfig(
    dataset="offline",
    architecture=Architecture("conv", (16, 64), "tanh", linear_bottleneck=True),
    beta=0.25,
    optimizer="adam",
    learning_rate=3e-5,
    weight_decay=0.5,
    schedule="constant",
    batch_size=100,
    epochs=7,
    augmentation=0.07,
    seed=5,
    device="cpu",
    precision="float32",
)
BOUNDLESS = {
    "huge": "1" + 400 * "0",
    "hugely negative": "-1" + 400 * "0",
    "infinite": "Infinity",
    "not a number": "NaN",
}


def numeric_fields() -> list[str]:
    return [name for name, value in RunConfig().to_json().items() if type(value) in (int, float)]


def test_the_defaults_can_be_trained() -> None:
    assert RunConfig().problems() == {}
    assert RunConfig().validated() == RunConfig()


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_can_be_trained_and_is_recognised(key: str) -> None:
    config = RunConfig(architecture=PRESETS[key].architecture)
    assert config.problems() == {}
    assert config.preset == key
    assert PRESETS[key].title


def test_the_default_preset_is_the_default_architecture() -> None:
    assert RunConfig().preset == DEFAULT_PRESET


def test_ones_own_architecture_is_no_preset() -> None:
    assert RunConfig(architecture=Architecture(widths=(7,))).preset is None


def test_an_architecture_is_described_from_pixels_to_the_plane() -> None:
    assert describe(Architecture(widths=(512, 256)), DIGIT_SHAPE) == "784-512-256-2"


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
@pytest.mark.parametrize("kl", KL_ESTIMATORS)
def test_whatever_is_registered_can_be_chosen(likelihood: str, kl: str) -> None:
    assert RunConfig(likelihood=likelihood, kl=kl).problems() == {}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in UNUSABLE.items() for v in vs])
def test_an_unusable_value_is_refused_in_a_sentence_about_it(name: str, value: Any) -> None:
    problems = replace(RunConfig(), **{name: value}).problems()
    assert list(problems) == [name]
    assert problems[name].endswith(".")
    with pytest.raises(UserError) as caught:
        replace(RunConfig(), **{name: value}).validated()
    assert caught.value.what == problems[name]


@pytest.mark.parametrize(
    ("name", "architecture"), [(n, a) for n, many in UNBUILDABLE.items() for a in many]
)
def test_an_unbuildable_network_is_refused(name: str, architecture: Architecture) -> None:
    assert list(RunConfig(architecture=architecture).problems()) == [name]


def test_several_mistakes_are_told_at_once() -> None:
    config = RunConfig(architecture=Architecture(activation="step"), beta=-1, epochs=0)
    assert set(config.problems()) == {"activation", "beta", "epochs"}


@pytest.mark.parametrize("device", ["tpu", "cuda:0"])
def test_an_unknown_choice_is_named_with_those_that_there_are(device: str) -> None:
    sentence = RunConfig(device=device).problems()["device"]
    assert repr(device) in sentence
    assert "cpu" in sentence


def test_a_configuration_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        RunConfig().beta = 2.0  # type: ignore[misc]


@pytest.mark.parametrize("key", PRESETS)
def test_json_and_back_is_the_same_configuration(key: str) -> None:
    config = RunConfig(
        "offline", PRESETS[key].architecture, beta=0.3, learning_rate=3e-4, seed=2**63 - 1
    )
    back = RunConfig.from_json(json.loads(json.dumps(config.to_json())))
    assert back == config
    assert hash(back) == hash(config)


def test_a_whole_number_in_json_does_for_a_real_one() -> None:
    value = RunConfig().to_json() | {"beta": 2}
    assert RunConfig.from_json(value).beta == 2.0


@pytest.mark.parametrize("value", [None, 3, "text", [], [["beta", 1.0]]])
def test_json_that_is_not_a_table_is_refused(value: object) -> None:
    with pytest.raises(UserError):
        RunConfig.from_json(value)


@pytest.mark.parametrize("name", RunConfig().values())
def test_json_without_a_setting_has_its_default(name: str) -> None:
    value = json.loads(json.dumps(OTHER.to_json()))
    value.pop(name, None)
    value["architecture"].pop(name, None)
    expected = OTHER.changed(**{name: RunConfig().values()[name]})
    assert RunConfig.from_json(value) == expected


def test_an_empty_table_is_the_default() -> None:
    assert RunConfig.from_json({}) == RunConfig()
    assert RunConfig.from_json({"architecture": {}}) == RunConfig()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in RunConfig().to_json()
        for value in (None, [], {}, [[1]], True)
        if (name, value) != ("architecture", {})
    ],
)
def test_json_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(UserError):
        RunConfig.from_json(RunConfig().to_json() | {name: value})


@pytest.mark.parametrize("name", numeric_fields())
@pytest.mark.parametrize("value", BOUNDLESS.values(), ids=BOUNDLESS)
def test_json_with_a_boundless_number_is_refused(name: str, value: str) -> None:
    with pytest.raises(UserError):
        RunConfig.from_json(RunConfig().to_json() | {name: json.loads(value)})


@pytest.mark.parametrize("widths", [[1.5], ["64"], [True], "64", 64, [10**400], [[64]]])
def test_json_with_other_than_whole_widths_is_refused(widths: object) -> None:
    value = RunConfig().to_json()
    value["architecture"] = dict(value["architecture"]) | {"widths": widths}
    with pytest.raises(UserError):
        RunConfig.from_json(value)


class TestUnknownSettings:
    VALUE: ClassVar[dict[str, Any]] = {
        "momentum": {"kind": "nesterov", "rates": [0.9, None]},
        "beta": 2.0,
        "architecture": {"dropout": 0.1, "activation": "tanh"},
    }

    def test_are_named_and_the_known_ones_hold(self) -> None:
        config = RunConfig.from_json(self.VALUE)
        assert (config.beta, config.architecture.activation) == (2.0, "tanh")
        assert config.unknown_settings() == ("momentum", "architecture.dropout")

    def test_are_none_in_a_configuration_of_this_version(self) -> None:
        config = RunConfig.from_json(RunConfig().to_json())
        assert config.unknown_settings() == ()

    def test_are_written_back(self) -> None:
        config = replace(RunConfig.from_json(self.VALUE), seed=4).changed(widths=(32,))
        written = json.loads(json.dumps(config.to_json()))
        assert written["momentum"] == self.VALUE["momentum"]
        assert written["architecture"]["dropout"] == 0.1
        assert RunConfig.from_json(written) == config

    def test_do_not_keep_a_configuration_out_of_a_set(self) -> None:
        assert len({RunConfig.from_json(self.VALUE), RunConfig.from_json(self.VALUE)}) == 1

    @pytest.mark.parametrize("name", ["beta", "kl", "widths", "architecture", "momentum"])
    @pytest.mark.parametrize("bracket", ["[]", '{"a":}'], ids=["lists", "tables"])
    def test_nested_without_end_are_refused(self, name: str, bracket: str) -> None:
        value: Any = 1
        for _ in range(2000):
            value = [value] if bracket == "[]" else {"a": value}
        for table in ({name: value}, {"architecture": {name: value}}):
            with pytest.raises(UserError) as caught:
                RunConfig.from_json(table)
            assert len(str(caught.value)) < 200

    def test_a_configuration_that_is_itself_nested_without_end_is_refused(self) -> None:
        value: Any = []
        for _ in range(2000):
            value = [value]
        with pytest.raises(UserError, match="not a table"):
            RunConfig.from_json(value)


class TestDescriptions:
    @pytest.mark.parametrize("name", RunConfig.settings())
    def test_tell_all_that_a_form_needs(self, name: str) -> None:
        description = RunConfig.settings()[name]
        assert description.title
        assert description.tip.endswith(".")
        assert description.outside.endswith(".")
        assert description.unreadable.endswith(".")
        assert description.problem(description.default) is None
        assert RunConfig().values()[name] == description.default

    def test_have_names_of_their_own(self) -> None:
        titles = [description.title for description in RunConfig.settings().values()]
        assert len(set(titles)) == len(titles)

    def test_tell_what_may_change_while_a_run_exists(self) -> None:
        live = [name for name, setting in RunConfig.settings().items() if setting.live]
        assert live == ["beta", "learning_rate", "decoder_rate", "epochs"]

    def test_of_a_group_that_is_none_are_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="cellar"):
            Flag(True, title="Light", tip="Light.", group="cellar")

    def test_a_part_is_changed_by_the_names_of_its_own_settings(self) -> None:
        config = RunConfig().changed(widths=(7,), beta=2.0)
        assert config == RunConfig(architecture=Architecture(widths=(7,)), beta=2.0)
        with pytest.raises(TypeError, match="momentum"):
            config.changed(momentum=1)


@dataclass(frozen=True)
class WithMomentum(RunConfig):
    """Next year's configuration: one line more."""

    momentum: float = setting(
        Real(0.9, 0, 1, title="Momentum", tip="How long steps go on.", group="optimiser")
    )


class TestANewSetting:
    def test_is_checked(self) -> None:
        assert WithMomentum().problems() == {}
        assert WithMomentum(momentum=2.0).problems() == {
            "momentum": "The momentum must be from 0 to 1."
        }

    def test_goes_through_json(self) -> None:
        config = WithMomentum(momentum=0.5)
        assert WithMomentum.from_json(json.loads(json.dumps(config.to_json()))) == config
        assert WithMomentum.from_json({}).momentum == 0.9
        with pytest.raises(UserError, match="wrong type"):
            WithMomentum.from_json({"momentum": "much"})

    def test_is_kept_by_the_version_before(self) -> None:
        before = RunConfig.from_json(WithMomentum(momentum=0.5).to_json())
        assert before.unknown_settings() == ("momentum",)
        assert WithMomentum.from_json(before.to_json()).momentum == 0.5


def test_an_error_says_what_happened_and_what_to_do() -> None:
    error = UserError("The file is empty.", "Choose another.", "0 bytes")
    assert str(error) == "The file is empty. Choose another."
    assert str(UserError("The file is empty.")) == "The file is empty."


def test_an_error_survives_copying_and_pickling() -> None:
    error = UserError("The file is empty.", "Choose another.", "0 bytes")
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (twin.what, twin.way_out, twin.details) == (error.what, error.way_out, error.details)
