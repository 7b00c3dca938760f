"""Spans through OpenTelemetry. Imported, and with it OpenTelemetry, only when it is switched on.

Names follow the GenAI conventions where they have one
(https://github.com/open-telemetry/semantic-conventions-genai); they are written out here and in
`fields.py` because the package that has them as constants calls them unstable. No content
attribute of theirs (`gen_ai.input.messages` and the like) is ever set, and no exception is
recorded: its message or traceback may repeat what was read.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar, Unpack

from opentelemetry import trace

from keyquestions import __version__
from keyquestions.errors import SettingInvalid
from keyquestions.telemetry.events import scoped
from keyquestions.telemetry.fields import FIELDS, Fields, Scalar, admitted, failure
from keyquestions.telemetry.spans import Span, Tracing, Work

SERVICE = "keyquestions"
PROTOCOL = "http/protobuf"

Attributes = dict[str, Scalar | list[str]]
_FINISHES = {"filter": "content_filter"}
_VENDORS = {
    "azure_ai": "azure.ai.inference",
    "azure_openai": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "google": "gcp.gemini",
    "google_vertexai": "gcp.vertex_ai",
    "ibm": "ibm.watsonx.ai",
    "mistral": "mistral_ai",
    "xai": "x_ai",
}
"""Our names of vendors, where the conventions have another."""


class OpenTelemetry(Tracing):
    """Makes spans with a provider of the host's: the global one, if none is given."""

    chosen: ClassVar[str] = "host"

    def __init__(self, provider: trace.TracerProvider | None = None) -> None:
        self._tracer = (provider or trace.get_tracer_provider()).get_tracer(SERVICE, __version__)

    @contextmanager
    def span(self, work: Work, fields: Fields) -> Iterator[Span]:
        """A span that is the parent of those inside."""
        told = admitted({**scoped(), **fields})
        name, attributes = (_chat if work is Work.CHAT else _inner)(work, told)
        with self._tracer.start_as_current_span(
            name,
            kind=trace.SpanKind.CLIENT if work is Work.CHAT else trace.SpanKind.INTERNAL,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as began:
            seen = _Seen(began)
            try:
                yield seen
            except BaseException as error:
                seen.set(**failure(error))
                raise

    def current(self) -> tuple[int, int] | None:
        """The identities of the trace and the span around here."""
        context = trace.get_current_span().get_span_context()
        return (context.trace_id, context.span_id) if context.is_valid else None

    def close(self) -> None:
        """Nothing to do: the provider is the host's."""


class Exporting(OpenTelemetry):
    """Makes spans and sends them, in batches from a thread of its own, to where OTEL_* says.

    Raises:
        SettingInvalid: OTEL_* asks for a protocol other than OTLP over HTTP.
        ImportError: the SDK or its exporter is not installed.
        ValueError: one of OTEL_* has a value that means nothing.
    """

    chosen: ClassVar[str] = "otlp"

    def __init__(self) -> None:
        _check_protocol()
        # Its warnings repeat the collector's address and headers; failures to send are events.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from keyquestions.telemetry.exporter import TellingExporter

        ours = Resource({SERVICE_NAME: SERVICE, "service.version": __version__})
        resource = Resource.create().merge(ours).merge(OTELResourceDetector().detect())
        self._sdk = TracerProvider(resource=resource)
        self._sdk.add_span_processor(BatchSpanProcessor(TellingExporter(OTLPSpanExporter())))
        super().__init__(self._sdk)

    def close(self) -> None:
        """Send the last batch; at the end of the process it happens by itself."""
        self._sdk.shutdown()


def _check_protocol() -> None:
    for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if os.environ.get(name, PROTOCOL) != PROTOCOL:
            raise SettingInvalid(
                f"Traces are sent as {PROTOCOL} alone; set {name}={PROTOCOL}, and the endpoint to "
                "the collector's port for it, which is 4318 as a rule."
            )


class _Seen(Span):
    def __init__(self, began: trace.Span) -> None:
        self._began = began

    def set(self, **fields: Unpack[Fields]) -> None:
        told = admitted({**fields})
        self._began.set_attributes(_attributes(told))
        if "code" in told:
            self._began.set_status(trace.StatusCode.ERROR)


def _inner(work: Work, told: Mapping[str, Scalar]) -> tuple[str, Attributes]:
    """Name and attributes of a span of our own."""
    name = f"stage {told.get('stage', '')}".strip() if work is Work.STAGE else str(work)
    return name, _attributes(told)


def _chat(work: Work, told: Mapping[str, Scalar]) -> tuple[str, Attributes]:
    """Name and attributes of a call in the words of the conventions."""
    adapter, _, model = str(told.get("model", "unknown")).partition(":")
    provider = adapter
    if adapter == "langchain":
        vendor, _, model = model.partition(":")
        provider = _VENDORS.get(vendor, vendor)
    attributes = _attributes(told)
    attributes["gen_ai.operation.name"] = str(work)
    attributes["gen_ai.provider.name"] = provider
    if model:
        attributes["gen_ai.request.model"] = model
    return f"{work} {model}".strip(), attributes


def _attributes(told: Mapping[str, Scalar]) -> Attributes:
    attributes: Attributes = {FIELDS[name].attribute: value for name, value in told.items()}
    if "finish" in told:
        finish = str(told["finish"])
        attributes[FIELDS["finish"].attribute] = [_FINISHES.get(finish, finish)]
    return attributes
