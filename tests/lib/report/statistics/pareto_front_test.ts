import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { paretoFront } from "../../../../lib/report/charts/cost_chart.ts";

Deno.test("paretoFront() has exactly the points that no other point beats", () => {
  const coordinate = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(NaN));
  fc.assert(fc.property(fc.array(fc.record({ cost: coordinate, result: coordinate })), (points) => {
    const front = paretoFront(points, "maximize");
    const finite = points.filter(({ cost, result }) => Number.isFinite(cost + result));
    const beaten = (index: number) =>
      finite.some((other) =>
        other.cost <= points[index]!.cost && other.result >= points[index]!.result &&
        (other.cost < points[index]!.cost || other.result > points[index]!.result)
      );
    const expected = points.flatMap((point, index) =>
      finite.includes(point) && !beaten(index) ? [`${point.cost} ${point.result}`] : []
    );
    assertEquals(new Set(front.map((index) => `${points[index]!.cost} ${points[index]!.result}`)), new Set(expected));
    assertEquals(front.length, new Set(expected).size);
    const costs = front.map((index) => points[index]!.cost);
    assertEquals(costs, [...costs].sort((a, b) => a - b));
  }));
});

Deno.test("paretoFront() prefers low results if they are to be minimized", () => {
  const points = [{ cost: 1, result: 3 }, { cost: 2, result: 1 }, { cost: 3, result: 2 }];
  assertEquals(paretoFront(points, "minimize"), [0, 1]);
  assertEquals(paretoFront(points, "maximize"), [0]);
});
