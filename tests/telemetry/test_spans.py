"""Spans: nothing until they are switched on, then a tree in the words of the conventions."""

import asyncio
import logging
import sys

import pytest

from keyquestions.errors import ModelTimeout, SettingInvalid
from keyquestions.telemetry import (
    Event,
    LogForm,
    Traces,
    Work,
    configure,
    event,
    scope,
    span,
    watch,
)
from keyquestions.telemetry.spans import SWITCH

from .conftest import ARTICLE, KEY, secrets_in

IDENTITY = "an_0123456789abcdef01234567"
PROTOCOLS = ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")


@pytest.fixture
def exported():
    """Switch spans on, into memory; call it for the spans that have ended."""
    sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="OpenTelemetry is not installed")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from keyquestions.telemetry.otel import OpenTelemetry

    memory, provider = InMemorySpanExporter(), sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    SWITCH.tracing = OpenTelemetry(provider)
    yield memory.get_finished_spans
    SWITCH.tracing = None


def test_a_span_is_nothing_until_they_are_switched_on():
    """The same nothing each time, which takes what it is told and says nothing."""
    with span(Work.STAGE, stage="summary") as seen:
        seen.set(kept=3)

    assert span(Work.CHAT) is span(Work.ANALYSIS)


def test_a_call_has_the_names_of_the_genai_conventions(exported):
    """Name, kind and attributes, from which vendors' tools draw their pictures."""
    with watch(
        Work.CHAT, model="openai:gpt-5-mini", output="json", temperature=0.2, max_tokens=900
    ) as seen:
        seen.set(
            served="gpt-5-mini-2025-08-07",
            finish="filter",
            tokens_input=100,
            tokens_output=20,
            tokens_cached=40,
            tokens_reasoning=5,
        )

    (chat,) = exported()
    assert chat.name == "chat gpt-5-mini"
    assert chat.kind.name == "CLIENT"
    assert chat.status.status_code.name == "UNSET"
    assert dict(chat.attributes) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.max_tokens": 900,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "gpt-5-mini-2025-08-07",
        "gen_ai.response.finish_reasons": ("content_filter",),
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 40,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "keyquestions.model": "openai:gpt-5-mini",
    }


@pytest.mark.usefixtures("exported")
def test_the_conventions_have_those_names():
    """Every gen_ai attribute that is ever set is one that OpenTelemetry's own package lists."""
    from opentelemetry.semconv._incubating.attributes import gen_ai_attributes

    from keyquestions.telemetry.fields import FIELDS

    known = {value for value in vars(gen_ai_attributes).values() if isinstance(value, str)}
    ours = {field.attribute for field in FIELDS.values() if field.attribute.startswith("gen_ai.")}
    assert ours
    assert ours <= known


@pytest.mark.parametrize(
    ("model", "name", "provider"),
    [
        ("openai:m", "chat m", "openai"),
        ("langchain:anthropic:claude-sonnet-4-5", "chat claude-sonnet-4-5", "anthropic"),
        ("langchain:google:gemini-3", "chat gemini-3", "gcp.gemini"),
        ("langchain:bedrock:eu.nova:0", "chat eu.nova:0", "aws.bedrock"),
        ("scripted", "chat", "scripted"),
        (ARTICLE, "chat", "unknown"),
    ],
)
def test_providers_are_called_as_the_conventions_call_them(exported, model, name, provider):
    """Of LangChain's models the vendor is told, not LangChain."""
    with span(Work.CHAT, model=model):
        pass

    (chat,) = exported()
    assert (chat.name, chat.attributes["gen_ai.provider.name"]) == (name, provider)


async def test_spans_nest_across_tasks_and_carry_their_scope(exported):
    """A call is inside its stage, a stage inside its analysis, side by side or not."""

    async def stage(name: str) -> None:
        with scope(stage=name), watch(Work.STAGE) as seen:
            await asyncio.sleep(0)
            with watch(Work.CHAT, model="openai:m"):
                await asyncio.sleep(0)
            seen.set(kept=3, dropped=1, repaired=True)

    with scope(analysis=IDENTITY), watch(Work.ANALYSIS, words=90):
        async with asyncio.TaskGroup() as side_by_side:
            side_by_side.create_task(stage("summary"))
            side_by_side.create_task(stage("framing"))

    spans = exported()
    by_id = {each.context.span_id: each.name for each in spans}
    tree = {(each.name, by_id.get(each.parent.span_id) if each.parent else None) for each in spans}
    assert tree == {
        ("analysis", None),
        ("stage summary", "analysis"),
        ("stage framing", "analysis"),
        ("chat m", "stage summary"),
        ("chat m", "stage framing"),
    }
    assert {each.attributes["keyquestions.analysis.id"] for each in spans} == {IDENTITY}
    told = next(each for each in spans if each.name == "stage framing").attributes
    assert told["keyquestions.findings.kept"] == 3
    assert told["keyquestions.findings.dropped"] == 1
    assert told["keyquestions.repaired"] is True


@pytest.mark.parametrize(
    ("error", "code", "exception"),
    [
        (ModelTimeout(ARTICLE), "provider_timeout", None),
        (asyncio.CancelledError(ARTICLE), "cancelled", None),
        (ZeroDivisionError(ARTICLE), "internal", "ZeroDivisionError"),
    ],
)
def test_an_exception_fails_the_span_without_being_repeated(exported, error, code, exception):
    """`error.type` is the code; neither message nor traceback is recorded."""
    with pytest.raises(type(error)), watch(Work.CHAT, model="openai:m"):
        raise error

    (chat,) = exported()
    assert chat.status.status_code.name == "ERROR"
    assert chat.status.description is None
    assert chat.attributes["error.type"] == code
    assert chat.attributes.get("exception.type") == exception
    assert chat.events == ()


def test_a_code_that_is_set_fails_the_span(exported):
    """A stage tells of its failure by what it returns, not by an exception."""
    with watch(Work.STAGE) as seen:
        seen.set(code="nothing_verified")

    (stage,) = exported()
    assert stage.name == "stage"
    assert stage.status.status_code.name == "ERROR"
    assert stage.attributes["error.type"] == "nothing_verified"


def test_no_span_takes_what_must_not_be_told(exported):
    """Neither at its beginning nor later, neither as an attribute nor as a name."""
    with (
        scope(analysis=ARTICLE),
        span(Work.CHAT, model=KEY, output=ARTICLE) as seen,
    ):
        seen.set(served=ARTICLE, finish=ARTICLE, prompt=ARTICLE, headers={"Authorization": KEY})

    (chat,) = exported()
    assert secrets_in(chat.to_json()) == []
    assert chat.attributes["keyquestions.left_out"] == 4


def test_log_lines_name_the_span_that_they_belong_to(exported, json_lines):
    """So that a line leads to its trace, and only where there is one."""
    configure(LogForm.JSON, traces=Traces.HOST)
    with span(Work.CHAT, model="openai:m"):
        event(Event.MODEL_RETRY)
    event(Event.MODEL_RETRY)

    (chat,) = exported()
    inside, outside = json_lines()
    assert inside["trace_id"] == f"{chat.context.trace_id:032x}"
    assert inside["span_id"] == f"{chat.context.span_id:016x}"
    assert "trace_id" not in outside


@pytest.fixture
def otlp(monkeypatch):
    """OTEL_* for a collector; spans wait for the end in place of a timer."""
    pytest.importorskip(
        "opentelemetry.exporter.otlp.proto.http", reason="the OTLP exporter is not installed"
    )
    for name in (*PROTOCOLS, "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "0.2")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "3600000")
    return lambda server: monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.url)


def test_otlp_sends_spans_to_the_collector_of_the_standard_variables(otlp, server, monkeypatch):
    """At the latest when they are switched off; a second service in the process changes nothing."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    otlp(server)
    server.answer = b""
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    configure(traces=Traces.OTLP)
    before = SWITCH.tracing
    configure(traces=Traces.OTLP)
    assert SWITCH.tracing is before
    with watch(Work.CHAT, model="openai:m"):
        pass
    configure()

    assert server.paths == ["/v1/traces"]
    sent = ExportTraceServiceRequest.FromString(server.bodies[0]).resource_spans[0]
    resource = {each.key: each.value.string_value for each in sent.resource.attributes}
    assert resource["service.name"] == "keyquestions"
    assert resource["deployment.environment.name"] == "test"
    assert [each.name for each in sent.scope_spans[0].spans] == ["chat m"]


def test_the_service_is_called_what_the_host_calls_it(otlp, server, monkeypatch):
    """OTEL_SERVICE_NAME goes before our own name."""
    otlp(server)
    server.answer = b""
    monkeypatch.setenv("OTEL_SERVICE_NAME", "newsroom")
    configure(traces=Traces.OTLP)
    with span(Work.ANALYSIS):
        pass
    configure()

    assert b"newsroom" in server.bodies[0]


def test_a_collector_that_refuses_is_an_event_and_no_failure(otlp, server, monkeypatch, json_lines):
    """The exporter's own words, which repeat its address, are not heard."""
    otlp(server)
    server.status, server.answer = 400, ARTICLE.encode()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"{server.url}/?{KEY}")
    configure(LogForm.JSON, traces=Traces.OTLP)
    host = logging.StreamHandler()
    logging.getLogger().addHandler(host)
    with span(Work.ANALYSIS):
        pass
    SWITCH.tracing.close()

    (line,) = json_lines()
    assert (line["event"], line["spans"]) == ("traces.failed", 1)


@pytest.mark.usefixtures("otlp")
def test_the_exporter_passes_on_what_it_is_asked():
    """A host's own shutdown code may flush it."""
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from keyquestions.telemetry.exporter import TellingExporter

    assert TellingExporter(InMemorySpanExporter()).force_flush()


def test_a_header_for_the_collector_is_not_repeated(otlp, server, monkeypatch, everything):
    """OpenTelemetry would warn of a malformed one with all of it."""
    otlp(server)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", f"malformed header {KEY}")
    configure(traces=Traces.OTLP)

    assert secrets_in(everything.text) == []


@pytest.mark.usefixtures("otlp")
@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_protocol_that_is_not_spoken_is_refused(monkeypatch, name):
    """Otherwise all spans would be lost, and nobody would know why."""
    monkeypatch.setenv(name, "grpc")
    with pytest.raises(SettingInvalid, match=f"set {name}=http/protobuf"):
        configure(traces=Traces.OTLP)


@pytest.mark.usefixtures("otlp")
def test_a_wrong_variable_of_opentelemetrys_is_refused_without_its_value(monkeypatch):
    """It is a setting that means nothing, like ours."""
    monkeypatch.setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", KEY)
    with pytest.raises(SettingInvalid, match=r"One of the OTEL_\* variables") as refused:
        configure(traces=Traces.OTLP)

    assert secrets_in(str(refused.value)) == []
    assert SWITCH.tracing is None


@pytest.mark.parametrize("traces", [Traces.OTLP, Traces.HOST])
def test_without_the_extra_one_line_says_what_to_install(traces, monkeypatch):
    """The setting is refused; nothing is lost in silence."""
    for name in [each for each in sys.modules if each.startswith("keyquestions.telemetry.otel")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("keyquestions.telemetry.otel", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)

    with pytest.raises(SettingInvalid) as refused:
        configure(traces=traces)
    assert 'pip install "keyquestions[otel]"' in refused.value.message
    assert f"KEYQUESTIONS_TRACES={traces}" in refused.value.message
