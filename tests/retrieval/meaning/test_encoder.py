import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from retrieval.meaning.encoder import Encoder, load_encoder
from retrieval.meaning.manifest import ModelManifest, ModelProblem, checksum, read_manifest
from retrieval.meaning.model_build import build_model


def test_vectors_have_length_one(encoder: Encoder):
    vectors = encoder.encode(["sepsis", "", "falls in older people " * 300])

    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_what_means_the_same_is_nearer_than_what_does_not(encoder: Encoder):
    asked, same, other = encoder.encode(
        ["How do we stop people falling on the ward?", "Preventing inpatient falls", "Invoices and payment terms"]
    )

    assert asked @ same > asked @ other + 0.3


def test_the_vector_is_close_to_that_of_the_full_model(encoder: Encoder):
    # With the published weights at full precision these two come to 0.8426.
    one, two = encoder.encode(["A randomised trial of statins after stroke", "Statin therapy for stroke prevention"])

    assert float(one @ two) == pytest.approx(0.8426, abs=0.02)


def test_a_vector_is_the_same_in_any_company(encoder: Encoder):
    alone = encoder.encode_documents(["Hand hygiene"])
    among = encoder.encode_documents(["Gloves " * 200, "Hand hygiene", "x", "Masks"])

    assert np.array_equal(alone[0], among[1])


def test_building_again_changes_nothing(model_folder: Path):
    before = (model_folder / "model.onnx").stat().st_mtime_ns

    build_model(model_folder)

    assert (model_folder / "model.onnx").stat().st_mtime_ns == before


def test_a_model_that_was_cut_short_is_built_again(tmp_path: Path):
    build_model(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"half")

    build_model(tmp_path)

    assert load_encoder(tmp_path).dimensions == 384


def test_a_model_that_was_changed_is_refused(tmp_path: Path):
    build_model(tmp_path)
    with (tmp_path / "vocab.txt").open("a") as file:
        file.write("extra\n")

    with pytest.raises(ModelProblem, match=r"not the file that the manifest describes"):
        load_encoder(tmp_path)


def _site_model(folder: Path, **said: object) -> None:
    """A two-dimensional model with the inputs and the output of a BERT without pooling."""
    rows = np.array([[9, 9], [9, 9], [0, 9], [1, 0], [0, 1]], np.float32)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", 2])
    gather = helper.make_node("Gather", ["rows", "input_ids"], ["last_hidden_state"])
    graph = helper.make_graph([gather], "site", inputs, [output], [numpy_helper.from_array(rows, "rows")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / "site.onnx")
    (folder / "vocab.txt").write_text("[CLS]\n[SEP]\n[UNK]\neast\nnorth\n")
    manifest = {
        "name": "site-model",
        "dimensions": 2,
        "max_tokens": 16,
        "onnx_file": "site.onnx",
        "vocab_file": "vocab.txt",
        "sha256": {name: checksum(folder / name) for name in ("site.onnx", "vocab.txt")},
        **said,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(("pooling", "expected"), [("mean", (19, 18)), ("cls", (9, 9))])
def test_a_site_may_bring_its_own_model(tmp_path: Path, pooling: str, expected: tuple[int, int]):
    _site_model(tmp_path, pooling=pooling)

    [vector] = load_encoder(tmp_path).encode(["East"])

    assert vector == pytest.approx(np.array(expected) / np.hypot(*expected), abs=1e-6)


def test_a_model_may_want_words_before_a_question(tmp_path: Path):
    _site_model(tmp_path, query_prefix="north ")
    encoder = load_encoder(tmp_path)

    assert np.array_equal(encoder.encode(["east"]), encoder.encode_documents(["north east"]))


def test_another_way_of_reading_gives_the_vectors_another_name(tmp_path: Path):
    _site_model(tmp_path)
    plain = read_manifest(tmp_path).vectors_name
    _site_model(tmp_path, max_tokens=32)

    assert read_manifest(tmp_path).vectors_name != plain


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"dimensions": 3}, "gives vectors of length 2"),
        ({"dimensions": "2"}, "dimensions must be of type int"),
        ({"dimensions": True}, "dimensions must be of type int"),
        ({"pooling": "max"}, "pooling must be one of none, mean, cls"),
        ({"onnx_file": "../site.onnx"}, "must be the name of a file in that folder"),
        ({"onnx_file": "other.onnx"}, "no sha256 for other.onnx"),
        ({"max_tokens": 1}, "max_tokens must be between"),
        ({"temperature": 1}, "fields that mean nothing here: temperature"),
        ({"name": " "}, "name is empty"),
    ],
)
def test_a_manifest_that_cannot_work_says_why(tmp_path: Path, said: dict[str, object], complaint: str):
    _site_model(tmp_path, **said)

    with pytest.raises(ModelProblem, match=complaint):
        load_encoder(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"), [("{", "cannot be read"), ("[]", "one JSON object"), ("{}", "lacks name")]
)
def test_a_broken_manifest_says_so(tmp_path: Path, text: str, complaint: str):
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(ModelProblem, match=complaint):
        read_manifest(tmp_path)


def test_an_empty_folder_holds_no_model(tmp_path: Path):
    with pytest.raises(ModelProblem, match="There is no"):
        load_encoder(tmp_path)


def test_the_checksum_may_be_in_capitals(tmp_path: Path):
    _site_model(tmp_path)
    manifest = read_manifest(tmp_path)
    capitals = {name: value.upper() for name, value in manifest.sha256.items()}
    _site_model(tmp_path, sha256=capitals)

    assert isinstance(read_manifest(tmp_path), ModelManifest)
    assert load_encoder(tmp_path).dimensions == 2
