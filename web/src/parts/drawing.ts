/** Draws the plots; it is loaded where there are any. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export const HEIGHT = 160;
const DAY = 86_400;

export interface Bars {
  /** ISO dates, one a value. */
  days: string[];
  values: number[];
  told: (value: number) => string;
}

export function drawn(element: HTMLElement, { days, values, told }: Bars): uPlot {
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
