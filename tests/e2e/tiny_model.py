"""A language model of random weights, small enough to make and to run anywhere.

It knows nothing and writes nonsense, but it is a real model file for a real server: llama.cpp reads
it, holds it to a JSON schema, and streams its tokens. Needs the packages `gguf` and `numpy`.

    python tests/e2e/tiny_model.py tiny.gguf
"""

import sys
from pathlib import Path

import gguf
import numpy as np

WIDTH = 64
HEADS = 4
LAYERS = 2
FEED_FORWARD = 128
CONTEXT = 131_072
SEED = 20_261_124

CONSTANT = 4.0
"""What every token's embedding has in its first channel: through it the output gets a bias."""

BYTE_BIAS = -3.0
QUOTE_BIAS = 0.6
"""Raw bytes are kept out of the text; strings must come to an end now and then."""

TEMPLATE = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant:"
)


def vocabulary() -> tuple[list[bytes], list[float], list[int]]:
    """Control tokens, all bytes, and every printable character of ASCII; scores and types."""
    characters = [chr(code) for code in range(33, 127)]
    pieces = ["\u2581", *characters]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *pieces]
    kinds = gguf.TokenType
    types = [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL]
    types += [kinds.BYTE] * 256 + [kinds.NORMAL] * len(pieces)
    scores = [0.0] * (3 + 256) + [-float(rank) for rank in range(len(pieces))]
    return [token.encode() for token in tokens], scores, [int(kind) for kind in types]


def tensors(tokens: list[bytes]) -> dict[str, np.ndarray]:
    """Random weights, and an output that leans on the constant channel."""
    random = np.random.default_rng(SEED)

    def weights(*shape: int, scale: float = 0.08) -> np.ndarray:
        return random.normal(0.0, scale, shape).astype(np.float32)

    embedding, output = weights(len(tokens), WIDTH, scale=0.6), weights(len(tokens), WIDTH)
    embedding[:, 0] = CONSTANT
    output[:, 0] = 0.0
    output[3 : 3 + 256, 0] = BYTE_BIAS
    output[tokens.index(b'"'), 0] = QUOTE_BIAS
    made = {
        "token_embd.weight": embedding,
        "output.weight": output,
        "output_norm.weight": np.ones(WIDTH, dtype=np.float32),
    }
    for layer in range(LAYERS):
        block = {
            "attn_norm": np.ones(WIDTH, dtype=np.float32),
            "ffn_norm": np.ones(WIDTH, dtype=np.float32),
            **{f"attn_{part}": weights(WIDTH, WIDTH) for part in ("q", "k", "v", "output")},
            "ffn_gate": weights(FEED_FORWARD, WIDTH),
            "ffn_up": weights(FEED_FORWARD, WIDTH),
            "ffn_down": weights(WIDTH, FEED_FORWARD),
        }
        made |= {f"blk.{layer}.{name}.weight": value for name, value in block.items()}
    return made


def write(path: Path) -> None:
    """Write the model as one GGUF file."""
    tokens, scores, types = vocabulary()
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name("tiny-random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    for name, value in tensors(tokens).items():
        writer.add_tensor(name, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
