import pytest

from benchmarks.phi.detectors import FINDERS, ablation, default_presidio, ours
from models.phi.layers import ALL_LAYERS, Layer

TEXT = "Thanks for calling Halden Clinic. My card is 4111 1111 1111 1111, and I was born in Kenosha."


def test_each_finder_runs_alone_and_each_layer_is_left_out_once() -> None:
    chosen = ablation()
    assert len(chosen) == len(FINDERS) + len(Layer)
    assert all(chosen[f"{layer.value} alone"] == {layer} for layer in FINDERS)
    assert all(chosen[f"without {layer.value}"] == ALL_LAYERS - {layer} for layer in Layer)


@pytest.mark.slow
def test_presidio_as_it_comes_leaves_organisations_and_its_labels_become_ours() -> None:
    found = default_presidio()([TEXT, ""], ["caller", "caller"])
    assert {(TEXT[one.start : one.end], one.label) for one in found[0]} == {
        ("4111 1111 1111 1111", "CREDIT_CARD"),
        ("Kenosha", "GEO"),
    }
    assert found[1] == []


@pytest.mark.slow
def test_ours_leaves_first_names_of_staff_and_organisations_and_hides_the_card() -> None:
    found = ours()(["Halden Clinic, this is Priya.", TEXT], ["agent", "caller"])
    assert found[0] == []
    at = TEXT.index("4111")
    assert any(one.start <= at and at + 19 <= one.end for one in found[1])
