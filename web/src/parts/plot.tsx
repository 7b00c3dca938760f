import { useEffect, useRef } from "preact/hooks";
import type { Bars } from "./drawing";

interface Props extends Bars {
  title: string;
}

/** Bars, one a day; nothing where all are zero. The table beside the plots says the same in words. */
export function Plot({ title, ...bars }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const ended = new AbortController();
    void draw(place.current, bars, ended.signal);
    return () => ended.abort();
  }, [bars.days.join(), bars.values.join()]);
  const most = Math.max(0, ...bars.values);
  if (most === 0) return null;
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div ref={place} class="plot-place" role="img" aria-label={`${title}: at most ${bars.told(most)}`} />
    </figure>
  );
}

/** Draw them, and again when the place or its colours change, until that is over. */
async function draw(place: HTMLElement, bars: Bars, signal: AbortSignal): Promise<void> {
  const { drawn, HEIGHT } = await import("./drawing");
  if (signal.aborted) return;
  let plot = drawn(place, bars);
  const resized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  resized.observe(place);
  const recolour = () => {
    plot.destroy();
    plot = drawn(place, bars);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour, { signal });
  signal.addEventListener("abort", () => {
    resized.disconnect();
    plot.destroy();
  });
}
