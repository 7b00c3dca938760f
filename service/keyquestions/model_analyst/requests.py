"""What a model is asked: the prompt files, put together for a stage."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from pydantic import BaseModel

from keyquestions.analysis import Framing, Stage, Summary, Value
from keyquestions.analyst import FramingDraft, Objections, QuestionsDraft, SummaryDraft
from keyquestions.article import Article, language_name
from keyquestions.codebook import Codebook
from keyquestions.errors import ContextTooLong, PromptInvalid
from keyquestions.model_analyst.fence import fence, fence_of
from keyquestions.model_analyst.window import Window
from keyquestions.models import ChatRequest, JsonSchema, Message, Role
from keyquestions.models.trials import current_trial
from keyquestions.prompting import Prompts, strict_schema

BRIEF_WORDS = 150
"""Below this many words an article bears four questions only."""

FEWER_FAULTS = (8, 2)
"""How many faults are told, where all of them are too long for the window."""

MOST_TOKENS = 3
"""No character is estimated to be more tokens than this."""

MOST_SCHEMA = 6000
"""Characters that a schema, and what introduces the article, have at most."""

ONE = "one"
"""The prompt file, and the schema, of the request that asks for all three parts."""


class WholeDraft(Value):
    """The drafts of all three stages in one reply."""

    summary: SummaryDraft
    framing: FramingDraft
    questions: QuestionsDraft


class Requests:
    """Makes the requests of one set of prompt files for a model with that window.

    `language` is the one that findings are written in; None is the article's own. Every request
    is at most as large as the window, as far as can be estimated.
    """

    def __init__(
        self,
        prompts: Prompts,
        codebook: Codebook,
        window: Window,
        *,
        language: str | None = None,
        schemas: Mapping[str, JsonSchema] | None = None,
    ) -> None:
        self.prompts = prompts
        self.codebook = codebook
        self.window = window
        self.language = language
        self._schemas = schemas or _schemas(codebook)
        self._system = prompts.render("system", language=language and language_name(language))

    def writing(self, language: str | None) -> "Requests":
        """The same, for findings in that language.

        Raises:
            PromptInvalid: the prompt files do not tell a model which language to write in.
        """
        if language == self.language:
            return self
        if language is None or "language" not in self.prompts.files["system"].front.inputs:
            raise PromptInvalid(
                "prompts/system.md has no input `language`, so that no other language than the "
                "article's can be asked for."
            )
        return Requests(
            self.prompts, self.codebook, self.window, language=language, schemas=self._schemas
        )

    @cached_property
    def summary_task(self) -> str:
        """What `prompts/summary.md` says, which is the same about every article."""
        return self.prompts.render("summary")

    @cached_property
    def framing_task(self) -> str:
        """What `prompts/framing.md` says, which is the same about every article."""
        return self.prompts.render("framing", codebook=self.codebook)

    def questions_task(
        self, article: Article, summary: Summary | None = None, framing: Framing | None = None
    ) -> str:
        """What `prompts/questions.md` says; `article` is the whole one."""
        return self.prompts.render(
            "questions",
            codebook=self.codebook,
            summary=summary,
            framing=framing,
            brief=article.words < BRIEF_WORDS,
        )

    def whole_task(self, article: Article) -> str:
        """What `prompts/one.md` makes of the three tasks."""
        return self.prompts.render(
            ONE,
            summary=self.summary_task,
            framing=self.framing_task,
            questions=self.questions_task(article),
        )

    def about(
        self, name: str, article: Article, task: str, objections: Objections | None = None
    ) -> ChatRequest:
        """A stage's request about an article, or about a part of one.

        What does not change comes first, so that the stages share the longest prefix.
        """
        shown = self.prompts.render("article", article=article, fence=fence_of(article))
        request = self._request(name, f"{shown}\n\n{task}", objections)
        return request.model_copy(update={"shared": len(shown)})

    def gathering(
        self,
        stage: Stage,
        findings: Iterable[str],
        task: str,
        objections: Objections | None = None,
    ) -> ChatRequest:
        """A stage's request about what was found in the parts of an article."""
        listed = "\n\n".join(findings)
        shown = self.prompts.render("findings", findings=listed, fence=fence(listed))
        return self._request(stage.value, f"{shown}\n\n{task}", objections)

    def part_note(self, number: int, of: int) -> str:
        """What `prompts/part.md` says to a model that is shown a part only."""
        return self.prompts.render("part", number=number, of=of)

    def fits(self, request: ChatRequest) -> bool:
        """Whether a request and its reply fit into the window, as far as can be estimated."""
        return self.window.left(request) >= 0

    def shortened(self, *names: str) -> tuple[str, ...]:
        """How replies are cut short by the window, where those to these prompt files are."""
        limits = [self.prompts.sampling(name).max_output_tokens for name in names]
        cut = any(limit != self.window.reply(limit) for limit in limits)
        return (f"window={self.window.tokens}",) if cut else ()

    def fits_about(self, name: str, article: Article, task: str) -> bool:
        """Whether `about` would fit; most articles are so short that nothing has to be counted."""
        told = len(article.text) + len(task) + len(self._system) + MOST_SCHEMA
        reply = self.prompts.sampling(name).max_output_tokens
        if reply and MOST_TOKENS * told + reply <= self.window.tokens:
            return True
        return self.fits(self.about(name, article, task))

    def _request(self, name: str, told: str, objections: Objections | None) -> ChatRequest:
        if objections is None:
            return self._with(name, (Message(role=Role.USER, content=told),))
        for said in _shorter(objections):
            request = self._with(name, self._objecting(told, said))
            if self.fits(request):
                return request
        raise ContextTooLong("What was wrong with a reply does not fit into the model's window.")

    def _objecting(self, told: str, objections: Objections) -> tuple[Message, ...]:
        mended = self.prompts.render("repair", faults=objections.faults)
        if not objections.reply:
            # Many servers take no two messages of one side in a row.
            return (Message(role=Role.USER, content=f"{told}\n\n{mended}"),)
        return (
            Message(role=Role.USER, content=told),
            Message(role=Role.ASSISTANT, content=objections.reply),
            Message(role=Role.USER, content=mended),
        )

    def _with(self, name: str, messages: tuple[Message, ...]) -> ChatRequest:
        sampling = self.prompts.sampling(name)
        return ChatRequest(
            messages=(Message(role=Role.SYSTEM, content=self._system), *messages),
            json_schema=self._schemas[name],
            temperature=sampling.temperature,
            max_output_tokens=self.window.reply(sampling.max_output_tokens),
            trial=current_trial(),
        )


def _shorter(objections: Objections) -> Iterable[Objections]:
    """Objections as they are, then without the reply that they are about, then with few faults."""
    yield objections
    yield Objections("", objections.faults)
    for most in FEWER_FAULTS:
        yield Objections("", objections.faults[:most])


def _schemas(codebook: Codebook) -> dict[str, JsonSchema]:
    """The schemas of the replies by the name of their prompt file."""
    drafts: dict[str, type[BaseModel]] = {
        Stage.SUMMARY.value: SummaryDraft,
        Stage.FRAMING.value: FramingDraft,
        Stage.QUESTIONS.value: QuestionsDraft,
        ONE: WholeDraft,
    }
    return {
        name: JsonSchema(name=name, body=strict_schema(draft, codebook))
        for name, draft in drafts.items()
    }
