"""Moments of anyone's training, held against the modules that they were taken of."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from vae_explorer import Recorder, UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.session_file import read_session


class Method(nn.Module):
    """A network whose activations are in its code, not among its parts."""

    def __init__(self, inner: int = 32, back: int = 32, activation=F.relu) -> None:
        super().__init__()
        self.into = nn.Linear(784, inner)
        self.variance, self.mean = nn.Linear(inner, 2), nn.Linear(inner, 2)
        self.out_of, self.pixels = nn.Linear(2, back), nn.Linear(back, 784)
        self.drop = nn.Dropout(0.5)
        self.activation = activation

    def encode(self, x):
        h = self.activation(self.into(self.drop(x.flatten(1))))
        log_variance = self.variance(h)  # before the mean: the order tells nothing
        return self.mean(h), log_variance

    def decode(self, z):
        return torch.sigmoid(self.pixels(self.activation(self.out_of(z))))


def sequential(decoder_width: int = 24, outputs: int = 4) -> tuple[nn.Module, nn.Module]:
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 24), nn.GELU(), nn.Linear(24, outputs))
    decoder = nn.Sequential(nn.Linear(2, decoder_width), nn.GELU(), nn.Linear(decoder_width, 784))
    return encoder, decoder


def convolutional() -> tuple[nn.Module, nn.Module]:
    encoder = nn.Sequential(
        nn.Conv2d(1, 4, 4, 2, 1), nn.BatchNorm2d(4), nn.LeakyReLU(), nn.Flatten(),
        nn.Linear(784, 4),
    )  # fmt: skip
    decoder = nn.Sequential(
        nn.Linear(2, 196), nn.Tanh(), nn.Unflatten(1, (1, 14, 14)),
        nn.ConvTranspose2d(1, 1, 4, 2, 1),
    )  # fmt: skip
    return encoder, decoder


@pytest.fixture(scope="module")
def images():
    return torch.rand(60, 1, 28, 28, generator=torch.Generator().manual_seed(1))


LABELS = np.arange(60) % 10


def recorded(folder: Path, encoder, decoder, images, **options) -> Snapshot:
    """Record one moment; return it as the newest of the folder, and check that it is a frame."""
    assert Recorder(folder, **options).log(encoder, decoder, images, LABELS, 7)
    (run,) = read_session(folder).runs
    assert run.timeline.steps == (7,)
    snapshot = run.snapshot
    points = grid()
    again = run.timeline.frames[0].snapshot()
    assert np.abs(again.decode(points) - snapshot.decode(points)).max() < 2e-2
    return snapshot


def grid() -> np.ndarray:
    axis = np.linspace(-2.5, 2.5, 9, dtype=np.float32)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


@torch.no_grad()
def difference(snapshot: Snapshot, decode) -> float:
    truth = decode(torch.from_numpy(grid())).float().reshape(-1, 1, 28, 28)
    return float(np.abs(snapshot.decode(grid()) - truth.numpy()).max())


def test_dense_networks_are_recorded_exactly_whatever_their_code_is(tmp_path, images):
    vae = Method()

    snapshot = recorded(tmp_path, vae.encode, vae.decode, images)

    assert snapshot.config.regime == "recorded"
    vae.eval()
    assert difference(snapshot, vae.decode) < 1e-5
    mean, log_variance = vae.encode(images)
    assert np.allclose(snapshot.embedding, mean.detach(), atol=1e-5)
    again = snapshot.encode(images.numpy())
    assert np.allclose(again[0], mean.detach(), atol=1e-4)
    assert np.allclose(again[1], log_variance.detach(), atol=1e-4)


def test_one_tensor_of_four_columns_and_logits_are_understood(tmp_path, images):
    encoder, decoder = sequential()

    snapshot = recorded(tmp_path, encoder, decoder, images)

    assert snapshot.config.regime == "recorded"
    assert snapshot.config.architecture.activation == "gelu"
    assert difference(snapshot, lambda z: decoder(z).sigmoid()) < 1e-5


def test_two_columns_make_an_autoencoder(tmp_path, images):
    snapshot = recorded(tmp_path, *sequential(outputs=2), images)

    assert not snapshot.config.has_bound
    assert snapshot.config.word == "autoencoder"


def test_a_decoder_that_mirrors_no_encoder_is_exact_alone(tmp_path, images):
    encoder, decoder = sequential(decoder_width=40)

    snapshot = recorded(tmp_path, encoder, decoder, images)

    assert snapshot.config.regime == "recorded-decoder"
    assert difference(snapshot, lambda z: decoder(z).sigmoid()) < 1e-5
    with pytest.raises(UserError, match="encoder of this run was not recorded"):
        snapshot.encode(images.numpy())


@pytest.mark.parametrize(
    "networks", [convolutional(), sequential()], ids=["convolutions", "hardswish"]
)
def test_any_other_decoder_is_a_table_of_its_images(tmp_path, images, networks):
    encoder, decoder = networks
    if isinstance(decoder[1], nn.GELU):  # a network with an activation that there is not here
        first, _, last = decoder
        decoder = nn.Sequential(first, nn.Hardswish(), last)

    snapshot = recorded(tmp_path, encoder, decoder, images)

    assert snapshot.config.regime == "recorded-table"
    assert snapshot.config.kind.note  # it is said in the plot
    assert difference(snapshot, lambda z: decoder.eval()(z).sigmoid()) < 2e-2
    encoder.eval()
    assert np.allclose(snapshot.embedding, encoder(images).detach()[:, :2], atol=1e-5)


def test_pixels_between_minus_one_and_one_are_brought_to_grey(tmp_path, images):
    encoder, decoder = sequential()
    signed = nn.Sequential(decoder, nn.Tanh())

    snapshot = recorded(tmp_path, encoder, signed, images, output="signed")

    assert difference(snapshot, lambda z: (signed(z) + 1) / 2) < 2e-2


def test_half_precision_networks_are_recorded(tmp_path, images):
    vae = Method().bfloat16()

    snapshot = recorded(tmp_path, vae.encode, vae.decode, images)

    assert snapshot.config.regime == "recorded"
    vae.eval()
    assert difference(snapshot, lambda z: vae.decode(z.bfloat16())) < 2e-2


def test_lambdas_and_wrappers_are_seen_through(tmp_path, images):
    vae = Method()

    snapshot = recorded(tmp_path, lambda x: vae.encode(x), nn.DataParallel(sequential()[1]), images)

    assert snapshot.config.regime == "recorded-decoder"
    assert vae.training
    vae.eval()
    assert np.allclose(snapshot.embedding, vae.encode(images)[0].detach(), atol=1e-5)


def test_nothing_of_the_training_is_disturbed(tmp_path, images):
    encoder, decoder = convolutional()
    encoder[1].eval()  # frozen by its owner
    before = {name: tensor.clone() for name, tensor in encoder.state_dict().items()}
    random = torch.get_rng_state()

    with torch.autocast("cpu", dtype=torch.bfloat16):
        Recorder(tmp_path).log(encoder, decoder, images, LABELS, 0)

    assert torch.equal(torch.get_rng_state(), random)
    assert encoder.training
    assert not encoder[1].training
    assert all(torch.equal(before[name], now) for name, now in encoder.state_dict().items())
    assert all(p.grad is None and p.requires_grad for p in decoder.parameters())


def test_frames_are_dense_at_first_or_as_asked(tmp_path, images, monkeypatch):
    monkeypatch.setattr("vae_explorer.core.recording.recorder._MOST_OF_THE_TIME", 1.0)
    encoder, decoder = sequential()
    few = images[:4]
    usual, often = Recorder(tmp_path / "usual"), Recorder(tmp_path / "often", every=6)

    def steps(recorder: Recorder) -> list[int]:
        return [i for i in range(13) if recorder.log(encoder, decoder, few, None, i)]

    assert steps(usual) == [0, 4, 8, 12]
    assert steps(often) == [0, 6, 12]


def test_a_step_without_a_frame_costs_next_to_nothing(tmp_path, images):
    encoder, decoder = sequential()
    recorder = Recorder(tmp_path, every=10**6)
    recorder.log(encoder, decoder, images, LABELS, 0)
    losses = {"reconstruction": torch.tensor(1.0), "kl": torch.tensor(1.0)}

    started = time.perf_counter()
    for step in range(1, 1001):
        recorder.log(encoder, decoder, images, LABELS, step, losses=losses)

    assert time.perf_counter() - started < 1.0  # a millisecond each, on whatever computer


def test_losses_are_means_from_frame_to_frame(tmp_path, images):
    encoder, decoder = sequential()
    recorder = Recorder(tmp_path, every=2, steps_per_epoch=2)
    for step in range(5):
        value = torch.tensor(10.0 * step, requires_grad=True)
        test = {"reconstruction": 7.0, "kl": 2.0} if step == 4 else None
        losses = {"reconstruction": value, "kl": 1.0}
        recorder.log(encoder, decoder, images, LABELS, step, losses=losses, test_losses=test)

    history = read_session(tmp_path).runs[0].snapshot.history

    assert history.train[:, :4].tolist() == [[0, 0, 0, 1], [2, 1, 15, 1], [4, 2, 35, 1]]
    assert history.latest_test.negative_elbo == 9.0


def test_another_training_takes_the_place_of_the_one_before(tmp_path, images):
    encoder, decoder = sequential()
    one = Recorder(tmp_path, every=1)
    for step in (0, 1, 5):
        one.log(encoder, decoder, images, LABELS, step, losses={"kl": step})

    Recorder(tmp_path, every=1).log(encoder, decoder, images, LABELS, 1, losses={"kl": 9})
    (run,) = read_session(tmp_path).runs
    assert run.timeline.steps == (0, 1)  # taken up again after step 0
    assert run.snapshot.history.train[:, 3].tolist() == [0, 9]

    Recorder(tmp_path, every=1).log(encoder, decoder, images, LABELS, 0)
    (run,) = read_session(tmp_path).runs
    assert run.timeline.steps == (0,)


def test_other_processes_than_the_first_write_nothing(tmp_path, images, monkeypatch):
    monkeypatch.setenv("RANK", "1")

    assert not Recorder(tmp_path / "run").log(*sequential(), images, LABELS, 0)

    assert not (tmp_path / "run").exists()


def test_a_disk_that_cannot_be_written_is_told_once(tmp_path, images):
    (tmp_path / "file").touch()
    recorder = Recorder(tmp_path / "file" / "run", every=1)
    networks = sequential()

    with pytest.warns(RuntimeWarning, match=r"could not be made.*training goes on"):
        assert not recorder.log(*networks, images, LABELS, 0)
    assert not recorder.log(*networks, images, LABELS, 1)  # a second warning would be an error


def test_a_run_that_has_diverged_is_told_once(tmp_path, images):
    encoder, decoder = sequential()
    recorder = Recorder(tmp_path, every=1)
    recorder.log(encoder, decoder, images, LABELS, 0)
    with torch.no_grad():
        encoder[1].weight.fill_(torch.nan)

    with pytest.warns(RuntimeWarning, match="no finite numbers"):
        assert not recorder.log(encoder, decoder, images, LABELS, 1)

    assert read_session(tmp_path).runs[0].timeline.steps == (0,)


@pytest.mark.parametrize(
    ("encoder", "sentence"),
    [
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 20)), "20 numbers an image"),
        (lambda x: (x, x, x), "gives tuple of 3"),
        (lambda x: "code", "gives str"),
    ],
)
def test_what_is_no_plane_is_said_at_the_first_call(tmp_path, images, encoder, sentence):
    with pytest.raises(UserError, match=sentence):
        Recorder(tmp_path).log(encoder, sequential()[1], images, LABELS, 0)


def test_colours_and_other_sizes_are_recorded(tmp_path):
    images = torch.rand(5, 3, 8, 6)
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(144, 4))
    decoder = nn.Sequential(nn.Linear(2, 16), nn.SiLU(), nn.Linear(16, 144), nn.Sigmoid())

    Recorder(tmp_path).log(encoder, decoder, images, None, 0)

    snapshot = read_session(tmp_path).runs[0].snapshot
    assert snapshot.shape == (3, 8, 6)
    assert snapshot.class_names == ("all",)
    z = torch.randn(3, 2)
    truth = decoder(z).detach().reshape(3, 3, 8, 6)
    assert np.abs(snapshot.decode(z.numpy()) - truth.numpy()).max() < 1e-5
