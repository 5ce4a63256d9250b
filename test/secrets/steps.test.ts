import { afterEach, expect, test } from "vitest";
import { scanContent } from "../../src/secrets/content.ts";

const { exec } = RegExp.prototype;
afterEach(() => {
  RegExp.prototype.exec = exec;
});

/** Expressions that are applied to 256 KiB of a unit: counted, so that neither a clock nor other work matters. */
function stepsFor(path: string, unit: string): number {
  let count = 0;
  RegExp.prototype.exec = function (text) {
    count++;
    return exec.call(this, text);
  };
  scanContent(path, Buffer.alloc(1 << 18, unit, "latin1"), { salt: "", minConfidence: "low" });
  return count;
}

/** A name that is looked at takes some ten of them, and 10,000 names at most are looked at for nothing. */
const most = 300_000;

test("the names of a file are looked at so often and no oftener", () => {
  const units = ["pw ", 'pw="', 'PASS="', "pw\n", "pw: \n", 'a.pass("', "psk ", "_auth ", "key ", "pass"];
  const dear = units
    .map((unit) => [unit, stepsFor(".env", unit)] as const)
    .filter(([, steps]) => steps > most);
  expect(dear).toEqual([]);
}, 600_000);
