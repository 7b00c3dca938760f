import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

const HEIGHT = 160;
const DAY = 86_400;

interface Props {
  title: string;
  /** ISO dates, one a value. */
  days: string[];
  values: number[];
  told: (value: number) => string;
}

/** Bars, one a day. The table beside the plots says the same in words. */
export function Plot({ title, days, values, told }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    let plot = drawn(element, { title, days, values, told });
    const redraw = () => {
      plot.destroy();
      plot = drawn(element, { title, days, values, told });
    };
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    dark.addEventListener("change", redraw);
    return () => {
      resized.disconnect();
      dark.removeEventListener("change", redraw);
      plot.destroy();
    };
  }, [title, days.join(), values.join()]);
  const most = Math.max(0, ...values);
  if (most === 0) return null;
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div ref={place} class="plot-place" role="img" aria-label={`${title}: at most ${told(most)}`} />
    </figure>
  );
}

function drawn(element: HTMLElement, { days, values, told }: Props): uPlot {
  const style = getComputedStyle(element);
  const ink = style.getPropertyValue("--ink-soft");
  const grid = { stroke: style.getPropertyValue("--rule"), width: 1 };
  const bars = uPlot.paths.bars;
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { range: (_plot, first, last) => [first - DAY / 2, last + DAY / 2] },
      y: { range: (_plot, _low, high) => [0, 1.1 * high] },
    },
    axes: [
      { stroke: ink, grid: { show: false }, ticks: grid, values: [[DAY, "{D} {MMM}", null, null, null, null, null, null, 1]] },
      { stroke: ink, grid, ticks: { show: false }, size: 64, values: (_plot, splits) => splits.map(told) },
    ],
    series: [
      {},
      {
        fill: style.getPropertyValue("--accent"),
        points: { show: false },
        ...(bars ? { paths: bars({ size: [0.7, 24] }) } : {}),
      },
    ],
  };
  const moments = days.map((day) => Date.parse(day) / 1000);
  return new uPlot(options, [moments, values], element);
}
