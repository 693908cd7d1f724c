import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutText, padText, textWidth } from "../../../../lib/messages/text.ts";

Deno.test("textWidth() counts columns: wide characters and emoji take two, combining marks none", () => {
  assertEquals(textWidth("loss 0.1"), 8);
  assertEquals(textWidth("学習率"), 6);
  assertEquals(textWidth("é …█"), 4);
  assertEquals(textWidth("🚀"), 2);
});

Deno.test("cutText() keeps what fits, and cuts at the end", () => {
  assertEquals(cutText("loss", 4), "loss");
  assertEquals(cutText("losses", 4), "los…");
  assertEquals(cutText("学習率", 4), "学…");
  assertEquals(["abc", "abc"].map((text, i) => cutText(text, i)), ["", "…"]);
});

Deno.test("a cut text is never wider than its room, and a padded one never narrower", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
    assert(textWidth(cutText(text, width)) <= width);
    assert(textWidth(padText(text, width)) >= width);
    assertEquals(cutText(text, textWidth(text)), text);
  }));
});
