import { useEffect, useRef } from "preact/hooks";
import { forgetKey, isUnlocked, locked } from "../api";
import { type Route, route } from "../routes";
import { AnalysisView } from "./analysis";
import { CompareView } from "./compare";
import { DashboardView } from "./dashboard";
import { KeyForm } from "./key";
import { SubmitView } from "./submit";

const LINKS = [
  ["new", "#/", "New analysis"],
  ["compare", "#/compare", "Compare"],
  ["dashboard", "#/dashboard", "Dashboard"],
] as const;

const TITLES: Record<Route["view"], string> = {
  new: "New analysis",
  analysis: "Analysis",
  compare: "Compare",
  dashboard: "Dashboard",
  unknown: "Nothing here",
};

export function App() {
  const { view } = route.value;
  const main = useRef<HTMLElement>(null);
  const opened = useRef(false);
  useEffect(() => {
    document.title = `${TITLES[view]} · keyquestions`;
    // A new view is read from its beginning; the first one is where it always begins.
    if (opened.current) main.current?.focus();
    opened.current = true;
  }, [route.value]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="wordmark" href="#/">
          key<span>questions</span>
        </a>
        <nav aria-label="Main">
          {LINKS.map(([name, href, told]) => (
            <a key={name} href={href} aria-current={view === name ? "page" : undefined}>
              {told}
            </a>
          ))}
        </nav>
        {isUnlocked() && !locked.value && (
          <button type="button" class="quiet" onClick={forgetKey}>
            Forget the key
          </button>
        )}
      </header>
      <main ref={main} tabIndex={-1} class={view === "analysis" ? "main main-wide" : "main"}>
        {locked.value ? <KeyForm /> : <View route={route.value} />}
      </main>
    </>
  );
}

function View({ route: shown }: { route: Route }) {
  switch (shown.view) {
    case "new":
      return <SubmitView />;
    case "analysis":
      return <AnalysisView key={shown.id} id={shown.id} />;
    case "compare":
      return <CompareView left={shown.left} right={shown.right} />;
    case "dashboard":
      return <DashboardView />;
    case "unknown":
      return (
        <>
          <h1>There is nothing here</h1>
          <p>
            <a href="#/">Analyse an article</a> or look at <a href="#/dashboard">what there is</a>.
          </p>
        </>
      );
  }
}
