"""The vendors that are reached through LangChain: what each needs. Nothing is imported here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Vendor:
    """What a vendor's package wants, where vendors differ.

    `name` is the VENDOR of `langchain:VENDOR:NAME` and the extra that installs it, `provider` what
    LangChain calls it. One of `keys` has to be set, where there are any. `limit` is its name for
    the longest reply; `once` turns its own retries off; `json_mode` says whether it can ask for
    JSON without a schema. `window` is its name for how much a model shall read and write in all,
    where a server cuts a longer request without a word. `marks` says that its cache
    keeps only what is marked. `closes` is where its model object has what closes its connections;
    `needs` says in words what has to be set.
    """

    name: str
    title: str
    provider: str
    package: str
    keys: tuple[str, ...] = ()
    limit: str = "max_tokens"
    once: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({"max_retries": 0}))
    json_mode: bool = True
    window: str | None = None
    marks: bool = False
    listed: bool = True
    closes: str = "async_client.aclose"
    needs: str = "a key"

    @property
    def installed(self) -> bool:
        """Whether its package is there; it is not imported for that."""
        names = ("langchain", self.package.replace("-", "_"))
        return all(find_spec(name) is not None for name in names)

    @property
    def install(self) -> str:
        """The command that installs it, in the folder of the README: no index has this package."""
        if self.listed:
            return f'.venv/bin/pip install ".[{self.name}]"'
        return f'.venv/bin/pip install ".[langchain]" {self.package}'

    def options(self, seconds: int) -> dict[str, Any]:
        """Settings for its model: no retries, and a timeout."""
        if self.name == "ollama":
            return {"client_kwargs": {"timeout": seconds}}
        return {**self.once, "timeout": seconds}


VENDORS = (
    Vendor(
        "anthropic",
        "Anthropic",
        "anthropic",
        "langchain-anthropic",
        keys=("ANTHROPIC_API_KEY",),
        json_mode=False,
        marks=True,
        # Its connections are shared by all models of the process: closing would break the others.
        closes="",
    ),
    Vendor(
        "google",
        "Google Gemini",
        "google_genai",
        "langchain-google-genai",
        keys=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        limit="max_output_tokens",
        # To its SDK, 0 means "as you like" and 1 a single request.
        once=MappingProxyType({"max_retries": 1}),
        # Its JSON mode sends the schema all the same: what refuses the one refuses the other.
        json_mode=False,
    ),
    Vendor("mistral", "Mistral", "mistralai", "langchain-mistralai", keys=("MISTRAL_API_KEY",)),
    Vendor(
        "bedrock",
        "Amazon Bedrock",
        "bedrock_converse",
        "langchain-aws",
        # We never stream; without being told so it warns that it cannot.
        once=MappingProxyType({"max_retries": 0, "disable_streaming": True}),
        json_mode=False,
        needs="AWS credentials and AWS_REGION, as for any of Amazon's tools",
    ),
    Vendor(
        "ollama",
        "Ollama",
        "ollama",
        "langchain-ollama",
        limit="num_predict",
        window="num_ctx",
        closes="_async_client.close",
        needs="no key; OLLAMA_HOST where it does not run here",
    ),
)
"""Those with an extra of their own; any other that LangChain knows goes by LangChain's name."""


def vendor_of(name: str) -> Vendor:
    """The vendor of that name; of one that is not listed, what LangChain's habits suggest."""
    for vendor in VENDORS:
        if name in {vendor.name, vendor.provider}:
            return vendor
    package = f"langchain-{name.replace('_', '-')}"
    return Vendor(name, name, name, package, listed=False)
