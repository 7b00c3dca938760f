import { describe, expect, it } from "vitest";
import { EventReader } from "../src/events";

const STREAM =
  'retry: 2000\n\nid: 1\nevent: queued\ndata: {"at":"now"}\n\n: still there\n\nid: 2\nevent: settled\ndata: {"state":"succeeded"}\n\n';

describe("EventReader", () => {
  it("gives the same events however the stream is cut", () => {
    const whole = new EventReader().push(STREAM);
    const reader = new EventReader();
    const single = Array.from(STREAM).flatMap((piece) => reader.push(piece));
    expect(single).toEqual(whole);
    expect(whole.map(({ id, name }) => [id, name])).toEqual([
      [1, "queued"],
      [2, "settled"],
    ]);
  });
});
