/** The service's answers, as far as this page reads them (`/openapi.json` has all of it). */

export interface Anchor {
  exact: string;
  start: number;
  end: number;
  block: number;
}

export type Voice = "author" | "quoted_source";
export type QuestionStatus = "answered" | "partly_answered" | "open";
export type PerspectiveStatus = "present" | "mentioned_not_quoted" | "absent";
export type State = "queued" | "running" | "succeeded" | "partial" | "failed" | "cancelled";
export type ReviewState = "draft" | "approved" | "edited" | "rejected";
export type Stage = "summary" | "framing" | "questions";

export interface Sentence {
  text: string;
  evidence: Anchor[];
}

export interface Frame {
  label: string;
  explanation: string;
  evidence: Anchor[];
}

export interface Signal {
  kind: string;
  voice: Voice;
  explanation: string;
  neutral: string | null;
  evidence: Anchor[];
}

export interface Perspective {
  who: string;
  status: PerspectiveStatus;
  why: string;
  evidence: Anchor[];
}

export interface Question {
  text: string;
  kind: string;
  salience: number;
  status: QuestionStatus;
  why: string;
  answer: string | null;
  evidence: Anchor[];
}

export interface Framing {
  genre: string;
  frames: Frame[];
  functions: Record<string, Sentence | null>;
  signals: Signal[];
  perspectives: Perspective[];
  severity: string | null;
  abstained: boolean;
}

export interface Dropped {
  stage: Stage;
  item: string;
  reason: string;
}

export interface Failure {
  stage: Stage;
  code: string;
  message: string;
}

export interface Tokens {
  input: number | null;
  output: number | null;
}

export interface Provenance {
  analyst: string;
  notice: string;
  model: string | null;
  model_served: string | null;
  prompts: string | null;
  codebook: string;
  software: string;
  calls: number;
  tokens: Tokens | null;
  cost_usd: number | null;
  latency_ms: number;
  repairs: number;
  stored: number;
  output_language: string | null;
}

export interface Analysis {
  id: string;
  status: State;
  article: { title: string | null; language: string; content_hash: string; words: number };
  summary: { text: string; sentences: Sentence[] } | null;
  framing: Framing | null;
  questions: Question[];
  dropped: Dropped[];
  failures: Failure[];
  provenance: Provenance;
  stale: string[];
  created_at: string;
  updated_at: string;
}

export interface Job {
  id: string;
  state: State;
  title: string | null;
  content_hash: string;
  attempts: number;
  created_at: string;
  updated_at: string;
  finished_at: string | null;
  failure: { code: string; message: string; retryable: boolean } | null;
}

export interface Block {
  kind: "heading" | "paragraph" | "list_item" | "quote" | "caption";
  text: string;
  start: number;
  end: number;
}

export interface Article {
  title: string | null;
  language: string;
  content_hash: string;
  words: number;
  blocks: Block[];
}

export interface QuestionEdit {
  index: number;
  text?: string | null;
  answer?: string | null;
  why?: string | null;
}

export interface Edits {
  questions: QuestionEdit[] | null;
  summary: { index: number; text?: string | null }[] | null;
  removed: {
    frames: number[];
    signals: number[];
    perspectives: number[];
    functions: string[];
  };
}

export interface Review {
  revision: number;
  state: ReviewState;
  reviewer: string;
  note: string | null;
  edits: Edits | null;
  created_at: string;
}

export interface Trail {
  revision: number;
  state: ReviewState;
  entries: Review[];
}

export interface Label {
  name: string;
  definition: string;
  note: string | null;
}

export type Group =
  | "frames"
  | "functions"
  | "genres"
  | "signals"
  | "perspective_statuses"
  | "question_kinds"
  | "question_statuses"
  | "severities";

/** Headings and set phrases, as `prompts/page.yaml` has them; `language` is theirs. */
export interface PageWords {
  language: string;
  summary: string;
  bias_analysis: string;
  key_questions: string;
  genre: string;
  severity: string;
  severity_open: string;
  severity_unverified: string;
  severity_nothing: string;
  frames: string;
  frames_note: string;
  no_frames: string;
  author_signals: string;
  source_signals: string;
  neutral: string;
  perspectives: string;
  gap: string;
  why: string;
  made: string;
}

export interface Words extends Record<Group, Record<string, Label>> {
  page: PageWords;
}

export interface Batch {
  id: string;
  state: string;
  created_at: string;
  finished_at: string | null;
  total: number;
  counts: Record<string, number>;
}

export interface Spent {
  requests: number;
  analyses: number;
  calls: number;
  tokens_input: number;
  tokens_output: number;
  cost_usd: number;
}

export interface Usage {
  since: string;
  until: string;
  total: Spent;
  days: { key_id: string; day: string; usage: Spent }[];
}

export interface StageEvent {
  stage: Stage;
  state: "begun" | "ended";
  at: string;
  kept?: number;
  dropped?: number;
  calls?: number;
  code?: string | null;
}

export interface Posted {
  content_text?: string;
  content_html?: string;
  title?: string;
  external_id?: string;
  retry?: boolean;
}
