"""How far to trust a decoded image, against brute force."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from file_kit import make_snapshot
from torch import distributions, tensor

from vae_explorer.core.errors import Interrupted
from vae_explorer.core.measures.density import bandwidth_of, density_of
from vae_explorer.core.measures.trust import density_at, ground_of, times, trust_at
from vae_explorer.core.snapshot import Snapshot

IMAGES = np.random.default_rng(3).integers(0, 256, (20, 1, 28, 28)).astype(np.uint8)


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot()


def test_the_nearest_are_those_of_brute_force(snapshot: Snapshot) -> None:
    ground = ground_of(snapshot, IMAGES)
    assert ground is not None
    for z in ((0.2, -0.4), (1.5, 1.0)):
        found = trust_at(ground, z)
        image = snapshot.decode(np.array([z], np.float32))[0]
        pixels = [math.sqrt(((image - other / 255) ** 2).sum()) for other in IMAGES]
        plane = [math.dist(z, code) for code in snapshot.embedding.tolist()]
        for near, far in ((found.in_pixels, pixels), (found.in_plane, plane)):
            assert [n.row for n in near] == sorted(range(20), key=far.__getitem__)[:3]
            assert [n.label for n in near] == [n.row % 10 for n in near]
            assert [n.distance for n in near] == pytest.approx(sorted(far)[:3], rel=1e-4)
        back, _ = snapshot.encode(image[None])
        assert found.round_trip == pytest.approx(math.dist(z, back[0]), abs=1e-5)
        assert (found.purity, found.around) == (2 / 20, 20)
        assert found.mixed


def test_the_density_is_that_of_the_widened_posteriors(snapshot: Snapshot) -> None:
    ground = ground_of(snapshot, None)
    assert ground is not None
    wide = bandwidth_of(snapshot.embedding, snapshot.log_variance)
    assert ground.bandwidth == wide
    sigma = tensor(snapshot.log_variance).double().exp().add(wide**2).sqrt()
    normal = distributions.Normal(tensor(snapshot.embedding).double(), sigma)

    def density(z: np.ndarray) -> float:
        return float(normal.log_prob(tensor(z)).sum(dim=1).exp().mean())

    codes = snapshot.embedding.astype(np.float64)
    all_of_them = [density(code) for code in codes]
    assert ground.median == pytest.approx(np.median(all_of_them), rel=1e-5)
    assert trust_at(ground, (0.3, 0.1)).density == pytest.approx(
        density(np.array([0.3, 0.1])), rel=1e-5
    )
    np.testing.assert_allclose(
        density_at(snapshot, np.arange(20), wide, codes), all_of_them, rtol=1e-5
    )


def test_a_point_far_away_is_said_to_be(snapshot: Snapshot) -> None:
    snapshot = replace(snapshot, labels=np.zeros(20, np.uint8))
    ground = ground_of(snapshot, IMAGES)
    assert ground is not None
    away = trust_at(ground, (40.0, 40.0))
    assert away.far
    assert not away.mixed
    assert away.sentence(snapshot.class_names).startswith("Far from all data: the density here is")
    z1, z2 = np.median(snapshot.embedding, axis=0).tolist()
    near = trust_at(ground, (z1, z2))
    assert not near.far


def test_what_is_usual_is_measured_at_codes_and_their_own_images_do_not_count(
    snapshot: Snapshot,
) -> None:
    own = (snapshot.decode(snapshot.embedding) * 255).round().astype(np.uint8)
    ground = ground_of(snapshot, own)
    assert ground is not None
    images = own.reshape(20, -1) / 255
    far = np.linalg.norm(images[:, None] - images[None], axis=2)
    np.fill_diagonal(far, np.inf)
    assert ground.unlike == pytest.approx(np.percentile(far.min(axis=1), 95), abs=0.05)


def test_without_images_codes_or_an_encoder_it_tells_what_it_can(snapshot: Snapshot) -> None:
    ground = ground_of(snapshot, None)
    assert ground is not None
    found = trust_at(ground, (0, 0))
    assert found.in_pixels == ()
    assert not found.unlike
    assert ground_of(replace(snapshot, embedding=snapshot.embedding * np.nan), None) is None
    some = snapshot.embedding.copy()
    some[3] = np.nan
    ground = ground_of(replace(snapshot, embedding=some), IMAGES)
    assert ground is not None
    assert 3 not in ground.rows
    assert trust_at(ground, (0, 0)).around == 19
    with pytest.raises(Interrupted):
        ground_of(snapshot, IMAGES, lambda: True)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (2.34, "2.3 ×"),
        (0.5, "0.5 ×"),
        (123.4, "123 ×"),
        (1 / 397, "1/400 of"),
        (1 / 23.4, "1/23 of"),
        (1 / 123456, "1/120,000 of"),
        (1e-9, "under a millionth of"),
        (0.0, "0 ×"),
    ],
)
def test_a_ratio_is_said_as_one_says_it(ratio: float, text: str) -> None:
    assert times(ratio) == text


def test_presence_is_full_where_the_data_are_and_nothing_far_from_them() -> None:
    codes = np.random.default_rng(1).normal(0, 0.5, (500, 2)).astype(np.float32)
    density = density_of(codes, np.full((500, 2), -4, np.float32))
    presence = density.presence()
    assert presence.shape == density.cells.shape
    assert presence[density.cells >= density.level(0.9)].min() == 1
    assert presence[density.cells < density.level(0.999)].max() == 0
    order = density.cells.argsort(axis=None)
    assert (np.diff(presence.ravel()[order]) >= 0).all()
