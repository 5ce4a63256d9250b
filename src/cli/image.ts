import { listImage } from "../image/image.ts";
import { planBuild } from "../plan/plan.ts";
import { renderImage } from "../report/image.ts";
import { jsonText } from "../report/json.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { isOn, planOptions, stageName, viewOf } from "./options.ts";

/** What is known is shown even where the build would fail; the exit code says so. */
export async function imageCommand({ values }: Args, io: Io): Promise<number> {
  const listing = listImage(planBuild(await planOptions(values, io)), stageName(values));
  io.stdout.write(isOn(values, "json") ? jsonText(listing) : renderImage(listing, viewOf(values, io)));
  return listing.failures.length > 0 ? exitCodes.refused : exitCodes.clean;
}
