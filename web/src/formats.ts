/** Moments, sums and counts in the words of the page. */

const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const NUMBER = new Intl.NumberFormat("en");

export function moment(iso: string): string {
  return MOMENT.format(new Date(iso));
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${NUMBER.format(number)} ${number === 1 ? one : many}`;
}

export function number(value: number): string {
  return NUMBER.format(value);
}

/** Cents are told apart from fractions of one. */
export function dollars(value: number): string {
  const digits = value !== 0 && value < 0.1 ? 4 : 2;
  return `$${value.toFixed(digits)}`;
}

export function seconds(milliseconds: number): string {
  return milliseconds < 10_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${NUMBER.format(Math.round(milliseconds / 1000))} s`;
}
