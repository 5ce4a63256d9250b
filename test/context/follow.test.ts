import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { followDisk, type Trouble } from "../../src/context/follow.ts";
import { withTree } from "./trees.ts";

const until = async (is: () => boolean) => {
  for (let times = 0; times < 5_000 && !is(); times++) await new Promise((done) => setTimeout(done, 10));
};

test("tells which names of which directory changed", () =>
  withTree({ "a/b.txt": 1 }, async (root) => {
    const followed = followDisk({ onChange: () => {}, onTrouble: () => {} });
    followed.source.list(fromText(`${root}/a`));
    writeFileSync(`${root}/a/c.txt`, "");
    await until(followed.isChanged);
    expect(followed.take()).toEqual(new Map([[fromText(`${root}/a`), new Set(["c.txt"])]]));
    followed.close();
  }));

test("trusts nothing any more when more happens than the kernel may have kept", () =>
  withTree({}, async (root) => {
    mkdirSync(`${root}/many`);
    const troubles: Trouble[] = [];
    const followed = followDisk({ onChange: () => {}, onTrouble: (trouble) => troubles.push(trouble) });
    followed.source.list(fromText(`${root}/many`));
    for (let at = 0; at < 10_000; at++) writeFileSync(`${root}/many/${at}`, "");
    await until(() => troubles.length > 0);
    expect(troubles.map(({ kind }) => kind)).toEqual(["overflow"]);
    expect(followed.take()).toBe(null);
    followed.close();
  }));
